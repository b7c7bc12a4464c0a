"""The shop window: everything that is sold, on shelves."""

import reflex as rx

from rxapp.shop.catalog import CATALOG, Plan
from rxapp.shop.plans import slug
from rxapp.shop.words import say
from rxapp.states.cart import CartState
from rxapp.states.presenting import prices
from rxapp.ui.links import page_link
from rxapp.ui.page import Page
from rxapp.ui.picture import picture
from rxapp.ui.shelf import whole_shelf
from rxapp.ui.shell import shell


def page() -> rx.Component:
    """Complete as static HTML: nothing here waits for the server."""
    return shell(
        rx.el.h1(say("store.headline"), class_name="home-title"),
        whole_shelf(CATALOG.shelf, CATALOG.currency),
        *(_plan(key, plan) for key, plan in CATALOG.plans.items()),
        class_name="home",
    )


def _plan(key: str, plan: Plan) -> rx.Component:
    price = prices(plan, CATALOG.currency)
    return rx.el.section(
        picture(slug(key), "plan-picture"),
        rx.el.div(
            rx.el.h2(plan.name),
            rx.el.p(plan.summary),
            rx.el.p(say("plan.price_and_trial", price=price, days=plan.trial_days), class_name="quiet small"),
        ),
        page_link(say("plan.about", plan=plan.name), href=f"/{slug(key)}", class_name="button button-plain"),
        class_name="plan-band",
    )


PAGES = (
    Page(
        route="/",
        title=CATALOG.store,
        description=say("store.description"),
        component=page,
        on_load=(CartState.load,),
    ),
)
