"""One plan: what comes, what it costs, and the way to join."""

import reflex as rx

from rxapp.shop.catalog import CATALOG, Plan
from rxapp.shop.plans import slug
from rxapp.shop.words import say
from rxapp.states.cart import CartState
from rxapp.states.presenting import prices
from rxapp.ui.page import Page, drawn_by, named
from rxapp.ui.picture import picture
from rxapp.ui.shell import shell


def route(key: str) -> str:
    """Where the page of a plan is."""
    return f"/{slug(key)}"


def page(key: str, plan: Plan) -> rx.Component:
    """Complete as static HTML: nothing here waits for the server."""
    return shell(
        rx.el.article(
            picture(slug(key), "product-picture", plan.alt),
            rx.el.div(_words(plan), _way_in(key, plan), class_name="product-card"),
            class_name="product",
        ),
    )


def _words(plan: Plan) -> rx.Component:
    return rx.fragment(
        rx.el.p(plan.kind, class_name="product-kind"),
        rx.el.h1(plan.name, class_name="product-name"),
        rx.el.p(plan.summary, class_name="product-summary serif"),
        rx.el.p(plan.story, class_name="product-story"),
        rx.el.ul(*(rx.el.li(part) for part in plan.each_time), class_name="plan-parts"),
        rx.el.p(prices(plan, CATALOG.currency), class_name="product-price"),
    )


def _way_in(key: str, plan: Plan) -> rx.Component:
    return rx.el.div(
        rx.el.a(say("plan.start"), href=f"{route(key)}/join", class_name="button button-accent"),
        rx.el.p(_trials(plan), class_name="quiet small"),
        class_name="product-action",
    )


def _trials(plan: Plan) -> str:
    """How long it is free, for whom."""
    tiers = [member for member in CATALOG.members.values() if member.trial_days]
    longer = [say("plan.days_of_members", days=tier.trial_days, tier=tier.name) for tier in tiers]
    if CATALOG.referrals:
        longer.insert(0, say("plan.days_with_code", days=CATALOG.referrals.trial_days))
    trials = [say("plan.first_days", days=plan.trial_days), *longer]
    return say("plan.trials", trials=say("plan.between_trials").join(trials))


PAGES = tuple(
    Page(
        route=route(key),
        title=named(plan.name),
        description=plan.summary,
        picture=slug(key),
        component=drawn_by(page, key, plan),
        on_load=(CartState.load,),
    )
    for key, plan in CATALOG.plans.items()
)
