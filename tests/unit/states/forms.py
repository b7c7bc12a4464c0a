"""What tests of pages with a payment form ask and do."""

from typing import Any

import pytest

from rxapp.orders.records import Checkout
from rxapp.shop.refusal import PaymentServiceUnavailable
from rxapp.states.checkout import CheckoutState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab

AWAY = PaymentServiceUnavailable.sentence


def opens_the_form(wanted: Any, state: type = CheckoutState) -> bool:
    return getattr(wanted, "fn", None) is state.event_handlers["open_form"].fn


def leads_to(wanted: Any) -> str:
    """The address that a redirect leads to; empty for anything else."""
    arguments = {str(name): str(value) for name, value in getattr(wanted, "args", ())}
    return arguments.get("path", "").strip('"')


async def checkout_of(shop: LocalStore, tab: Tab) -> Checkout:
    checkout = await shop.services.ledger.unfinished(tab.shopper)
    assert checkout
    return checkout


def stripe_says(shop: LocalStore, patch: pytest.MonkeyPatch, call: str, failure: Exception) -> None:
    async def fails(*_arguments: object) -> None:
        raise failure

    patch.setattr(shop.services.sessions, call, fails)


async def wrap(tab: Tab, on: bool = True) -> Any:
    return await tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=on)


async def in_another_tab(tab: Tab, handler: str, **payload: Any) -> Tab:
    other = Tab(tab.shopper)
    await other.call(CheckoutState, "load")
    await other.call(CheckoutState, handler, **payload)
    return other


async def pay(shop: LocalStore, tab: Tab, settled: bool = True) -> str:
    """Pays in another tab; gives where its order is."""
    page = tab.state(CheckoutState)
    await in_another_tab(tab, "place", revision=page.revision, amount=page.amount)
    assert await shop.confirm(page.client_secret, page.amount)
    if settled:
        await shop.report_all()
    return f"/complete?session={page.client_secret.partition('_secret_')[0]}"
