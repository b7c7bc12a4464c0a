"""The plans that somebody has joined: how each stands, where it goes, and the way out."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.shop.words import say
from rxapp.states.cart import CartState
from rxapp.states.membership import MembershipState
from rxapp.states.views import MembershipView
from rxapp.ui.links import page_link
from rxapp.ui.page import Page, named
from rxapp.ui.picture import illustration, picture_of
from rxapp.ui.placeholders import nothing_here, skeleton_rows
from rxapp.ui.problem import problem_beside, problem_id
from rxapp.ui.shell import shell

ROUTE = "/membership"


def page() -> rx.Component:
    """Every membership of this browser, or where to find one."""
    return shell(
        rx.cond(
            MembershipState.loaded & (MembershipState.memberships.length() == 0),
            rx.fragment(
                nothing_here(
                    illustration("pair-of-cups"),
                    say("membership.none"),
                    say("membership.none_more"),
                ),
                problem_beside("checkout", MembershipState.problems),
            ),
            rx.el.div(
                rx.el.h1(say("membership.title")),
                problem_beside("checkout", MembershipState.problems),
                rx.cond(
                    MembershipState.loaded,
                    rx.foreach(MembershipState.memberships, _membership),
                    skeleton_rows(3),
                ),
                class_name="memberships",
            ),
        ),
        rx.el.p(MembershipState.announcement, role="status", class_name="unseen"),
        look_again=[CartState.look_again, MembershipState.look_again],
    )


def _membership(one: rx.Var[MembershipView]) -> rx.Component:
    return rx.el.section(
        rx.cond(one.picture != "", picture_of(one.picture, "plan-picture")),
        rx.el.div(
            rx.el.h2(one.name),
            rx.el.p(one.standing, custom_attrs={"data-testid": "standing"}),
            _facts(one),
            rx.cond(
                one.may_leave | one.may_stay,
                rx.fragment(_way_out(one), problem_beside(one.plan, MembershipState.problems)),
            ),
            class_name="membership-text",
        ),
        aria_label=one.name,
        key=one.key,
        class_name="card membership",
    )


def _facts(one: rx.Var[MembershipView]) -> rx.Component:
    return rx.el.dl(
        _fact(say("membership.price"), one.price, test_id="price"),
        rx.cond(one.sent_to != "", _fact(say("membership.sent_to"), one.sent_to, test_id="sent-to")),
        _fact(say("membership.since"), one.since),
        rx.el.div(rx.el.dt(say("membership.receipt")), rx.el.dd(page_link(one.key, href=one.receipt))),
        class_name="receipt-facts",
    )


def _fact(name: str, text: rx.Var[str], test_id: str = "") -> rx.Component:
    attributes = {"data-testid": test_id} if test_id else {}
    return rx.el.div(rx.el.dt(name), rx.el.dd(text, custom_attrs=attributes))


def _way_out(one: rx.Var[MembershipView]) -> rx.Component:
    return rx.cond(
        one.may_leave,
        rx.cond(
            MembershipState.asking == one.plan,
            _question(one),
            _button(one, say("membership.leave", plan=one.name), MembershipState.ask),
        ),
        rx.cond(one.may_stay, _button(one, say("membership.stay", plan=one.name), MembershipState.stay)),
    )


def _button(one: rx.Var[MembershipView], name: str, on_click: rx.event.EventType) -> rx.Component:
    return rx.el.button(
        name,
        type="button",
        aria_disabled=MembershipState.busy == one.plan,
        aria_describedby=rx.cond(MembershipState.problems.contains(one.plan), problem_id(one.plan), ""),
        on_click=on_click(one.plan),
        class_name="button button-plain",
    )


def _question(one: rx.Var[MembershipView]) -> rx.Component:
    """The harmless answer comes first: whoever presses twice, or Enter, lands on it."""
    return rx.el.div(
        rx.el.p(one.question),
        rx.el.button(
            say("membership.keep"), type="button", on_click=MembershipState.ask(""), class_name="button button-plain"
        ),
        rx.el.button(
            say("membership.leave_indeed"),
            type="button",
            aria_disabled=MembershipState.busy == one.plan,
            on_click=MembershipState.leave(one.plan),
            class_name="button button-accent",
        ),
        role="group",
        aria_label=one.question,
        class_name="membership-question",
    )


PAGES = (
    (
        Page(
            route=ROUTE,
            title=named(say("membership.title")),
            description=say("membership.description"),
            found=False,
            component=page,
            on_load=(CartState.load, MembershipState.load),
        ),
    )
    if CATALOG.plans
    else ()
)
