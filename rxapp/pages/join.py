"""Joining a plan: what is due when, who joins, and the payment form that keeps the card for later."""

import reflex as rx

from rxapp.pages.plan import route
from rxapp.shop.catalog import CATALOG, Plan
from rxapp.shop.plans import slug
from rxapp.shop.words import pieces, say
from rxapp.states.cart import CartState
from rxapp.states.joining import JoinState
from rxapp.ui.choice import one_of
from rxapp.ui.code_field import code_field
from rxapp.ui.destination import destination
from rxapp.ui.guide import guide_of_joining
from rxapp.ui.hood import hood, titled
from rxapp.ui.links import page_link
from rxapp.ui.page import Page, drawn_by, named
from rxapp.ui.payment_form import payment_form
from rxapp.ui.picture import picture
from rxapp.ui.placeholders import nothing_here, skeleton_rows
from rxapp.ui.problem import problem_beside, ways_on
from rxapp.ui.shell import shell
from rxapp.ui.summary import summary, summary_row


def page(key: str, plan: Plan) -> rx.Component:
    """As at the checkout: what can still change on the left, the payment on the right."""
    return shell(
        rx.cond(
            JoinState.joined != "",
            _joined(key, plan),
            rx.cond(
                JoinState.empty,
                nothing_here(
                    picture(slug(key), "nothing-picture"), say("join.closed"), say("join.closed_more", plan=plan.name)
                ),
                _joining(key, plan),
            ),
        ),
        rx.el.p(JoinState.announcement, role="status", class_name="unseen"),
        hood(JoinState),
        trying=guide_of_joining(f"{route(key)}/join"),
        look_again=[CartState.look_again, JoinState.look_again],
    )


def _joined(key: str, plan: Plan) -> rx.Component:
    return rx.el.section(
        picture(slug(key), "nothing-picture"),
        rx.el.h1(say("join.joined", plan=plan.name)),
        rx.el.p(say("join.joined_more"), class_name="quiet"),
        page_link(say("join.see_order"), href=JoinState.joined, class_name="button button-plain"),
        page_link(say("frame.membership"), href="/membership", class_name="button button-plain"),
        class_name="nothing",
    )


def _joining(key: str, plan: Plan) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            titled(say("join.title", plan=plan.name)),
            rx.cond(JoinState.loaded, _terms(key, plan), skeleton_rows(3)),
            class_name="checkout-order",
        ),
        rx.el.section(
            rx.el.h2(say("checkout.payment")),
            payment_form(
                JoinState,
                summary(
                    summary_row(say("join.due_today"), JoinState.due_today, test_id="total", class_name="summary-total")
                ),
                label=say("join.start"),
            ),
            rx.cond(JoinState.trial_ends != "", _promise()),
            aria_label=say("checkout.payment"),
            class_name="card checkout-payment plan-payment",
        ),
        class_name="checkout",
    )


def _terms(key: str, plan: Plan) -> rx.Component:
    return ways_on(
        problem_beside("checkout", JoinState.problems),
        rx.el.div(
            picture(slug(key), "plan-picture"),
            rx.el.ul(*(rx.el.li(part) for part in plan.each_time), class_name="plan-parts"),
            class_name="plan-terms",
        ),
        _ways_to_pay() if len(plan.terms) > 1 else rx.fragment(),
        destination(JoinState) if plan.shipped else rx.fragment(),
        _referral(),
        summary(
            summary_row(plan.name, JoinState.follows, test_id="follows"),
            rx.el.div(
                rx.el.dt(rx.el.span(JoinState.trial, key=JoinState.trial, class_name="appears appears-saving")),
                rx.el.dd(*pieces("join.until", day=_trial_ends())),
                class_name="summary-row summary-saving",
                custom_attrs={"data-testid": "trial"},
            ),
        ),
        stuck=JoinState.stuck,
        undo=JoinState.undo_named,
        on_retry=JoinState.try_again,
        on_undo=JoinState.undo,
    )


def _trial_ends() -> rx.Component:
    return rx.el.span(JoinState.trial_ends, custom_attrs={"data-testid": "trial-ends"})


def _ways_to_pay() -> rx.Component:
    return one_of(
        say("join.how_to_pay"),
        control="term",
        options=JoinState.terms,
        problems=JoinState.problems,
        on_change=JoinState.choose_term,
    )


def _referral() -> rx.Component:
    return code_field(
        rx.el.span(JoinState.referral_note, class_name="code-note quiet small"),
        control="referral",
        label=say("join.friends_code"),
        code=JoinState.referral,
        problems=JoinState.problems,
        on_apply=JoinState.set_referral,
        on_remove=JoinState.remove_referral,
    )


def _promise() -> rx.Component:
    return rx.el.p(
        say("join.promise", day=JoinState.trial_ends, price=JoinState.follows),
        class_name="quiet small plan-promise",
    )


PAGES = tuple(
    Page(
        route=f"{route(key)}/join",
        title=named(say("join.title", plan=plan.name)),
        description=plan.summary,
        picture=slug(key),
        found=False,
        component=drawn_by(page, key, plan),
        on_load=(CartState.load, JoinState.load(key)),
    )
    for key, plan in CATALOG.plans.items()
)
