"""In a test store: who to be, so that every rule can be seen without an account."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.shop import ShopState


def demo_shoppers(state: type[CheckoutState] | type[JoinState]) -> rx.Component:
    """A choice beside the page's title; not there where payments are real."""
    guest = rx.el.option("Guest", value="")
    members = [rx.el.option(f"{member.name} member", value=key) for key, member in CATALOG.members.items()]
    return rx.cond(
        ShopState.test_store & state.loaded,
        rx.el.label(
            rx.el.span("Shopping as", class_name="quiet small"),
            rx.el.select(guest, *members, value=state.member, on_change=state.sign_in, class_name="field-input"),
            class_name="demo-shoppers",
        ),
    )
