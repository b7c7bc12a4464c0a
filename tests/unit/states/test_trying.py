"""What the guide of a test store tries with a payment form, and what the page says of it."""

from typing import Any

import pytest

from rxapp.checkout.trying import NOTHING_OPEN
from rxapp.payments.local_stripe import Trouble
from rxapp.states.checkout import CheckoutState
from rxapp.states.trying import EXPIRED, SAID
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.states.forms import in_another_tab, opens_the_form

TRIED: list[tuple[str, dict[str, Any], str]] = [
    *(("let_stripe_be", {"trouble": str(trouble)}, SAID[trouble]) for trouble in Trouble),
    ("let_session_expire", {}, EXPIRED),
]


@pytest.mark.parametrize(("handler", "payload", "said"), TRIED)
async def test_what_was_arranged_is_said(shop: LocalStore, tab: Tab, handler: str, payload: dict[str, Any], said: str):
    page = await tab.open_cart("yame-sencha")
    page.problems = {"guide": NOTHING_OPEN}
    assert await tab.call(CheckoutState, handler, **payload) is None
    assert (page.tried, page.problems) == (said, {})


@pytest.mark.parametrize(("handler", "payload", "said"), TRIED)
async def test_without_a_form_there_is_nothing_to_try(
    shop: LocalStore, tab: Tab, handler: str, payload: dict[str, Any], said: str
):
    page = await tab.open_cart("yame-sencha")
    page.tried = said
    await tab.call(CheckoutState, "load")
    assert await tab.call(CheckoutState, handler, **payload) is None
    assert (page.tried, page.problems) == ("", {"guide": NOTHING_OPEN})


@pytest.mark.parametrize(("handler", "payload", "said"), TRIED)
async def test_a_form_of_an_earlier_payment_is_opened_anew_instead(
    shop: LocalStore, tab: Tab, handler: str, payload: dict[str, Any], said: str
):
    page = await tab.open_cart("yame-sencha")
    other = await in_another_tab(tab, "choose_flow", flow="payment_intent")
    await other.call(CheckoutState, "open_form")
    assert opens_the_form(await tab.call(CheckoutState, handler, **payload))
    assert (page.tried, page.problems) == ("", {})
