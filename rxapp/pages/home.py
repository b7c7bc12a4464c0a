"""The shop window: everything that is sold, on shelves."""

import reflex as rx

from rxapp.shop.catalog import CATALOG, Plan
from rxapp.shop.plans import slug
from rxapp.states.cart import CartState
from rxapp.states.presenting import prices
from rxapp.ui.illustration import illustration
from rxapp.ui.links import page_link
from rxapp.ui.page import Page
from rxapp.ui.shelf import shelf
from rxapp.ui.shell import shell


def page() -> rx.Component:
    """Complete as static HTML: nothing here waits for the server."""
    return shell(
        rx.el.h1("Loose tea, and what to make it in.", class_name="home-title"),
        shelf(CATALOG.shelf, CATALOG.currency),
        *(_plan(key, plan) for key, plan in CATALOG.plans.items()),
        class_name="home",
    )


def _plan(key: str, plan: Plan) -> rx.Component:
    price = prices(plan, CATALOG.currency)
    return rx.el.section(
        illustration(slug(key), "plan-picture"),
        rx.el.div(
            rx.el.h2(plan.name),
            rx.el.p(plan.summary),
            rx.el.p(f"{price}, the first {plan.trial_days} days free", class_name="quiet small"),
        ),
        page_link(f"About the {plan.name}", href=f"/{slug(key)}", class_name="button button-plain"),
        class_name="plan-band",
    )


PAGES = (
    Page(
        route="/",
        title=CATALOG.store,
        description="Loose tea, stoneware and one good electric kettle.",
        component=page,
        on_load=(CartState.load,),
    ),
)
