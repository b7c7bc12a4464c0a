"""Every request for joining a plan, to the last parameter."""

from typing import Any

import pytest

from rxapp.payments.client import API_VERSION
from rxapp.payments.values import Item
from tests.unit.payments.answering import NO_PREVIEW, PREVIEW, session
from tests.unit.payments.quotes import (
    NEW_YORK,
    plan,
)
from tests.unit.payments.wire import EXPANDED, OURS, RETURN_URL, created, updated

NEW_PLAN = {
    "ui_mode": "elements",
    "mode": "subscription",
    "allowed_payment_method_types[0]": "card",
    "payment_method_collection": "always",
    "client_reference_id": "co_1",
    "return_url": f"{RETURN_URL}?session={{CHECKOUT_SESSION_ID}}",
    "subscription_data[trial_period_days]": "14",
    "subscription_data[metadata][checkout]": "co_1",
    "metadata[trial_days]": "14",
    **OURS,
    **EXPANDED,
}


PLAN_PRICE = {
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "2400",
    "line_items[0][price_data][recurring][interval]": "month",
    "line_items[0][price_data][recurring][interval_count]": "1",
    "line_items[0][price_data][product_data][name]": "Club",
}


PLAN_LINE = PLAN_PRICE | {"line_items[0][quantity]": "1", "line_items[0][metadata][key]": "plan:club"}


PLAN_KEPT = {"line_items[0][id]": "li_1", "line_items[0][quantity]": "1"}


PLAN_UPDATE = OURS | EXPANDED | {"metadata[trial_days]": "14"}


TRIAL = {"subscription_data[trial_period_days]": "14"}


async def test_a_session_is_opened_for_a_plan():
    stripe = await created(plan(), customer_id="cus_1")
    assert stripe.paths == ["POST /v1/checkout/sessions"]
    assert stripe.last.params == NEW_PLAN | PLAN_LINE | {"customer": "cus_1"}
    assert (stripe.last.key, stripe.last.version) == ("key", API_VERSION), "no preview is needed"


@pytest.mark.parametrize(
    ("known", "line"),
    [
        ({}, PLAN_LINE),
        ({"plan:club": Item("li_1", 2400, 1, "1 month")}, PLAN_KEPT),
        ({"plan:club": Item("li_1", 2000, 1, "1 month")}, PLAN_KEPT | PLAN_PRICE),
        ({"plan:club": Item("li_1", 2400, 1, "1 year")}, PLAN_KEPT | PLAN_PRICE),
        ({"plan:club": Item("li_1", 2400, 1, "2 month")}, PLAN_KEPT | PLAN_PRICE),
    ],
)
async def test_a_session_is_brought_to_a_plan(known: dict[str, Item], line: dict[str, str]):
    stripe = await updated(plan(), known=known, customer_id="cus_1")
    assert stripe.last.params == PLAN_UPDATE | TRIAL | line | {"customer": "cus_1"}
    assert (stripe.last.key, stripe.last.version) == ("key", PREVIEW)


async def test_a_plan_that_is_shipped_wants_an_address_and_gets_it_at_once_or_later():
    nowhere, there = plan(shipped=True), plan(shipped=True, destination=NEW_YORK)
    first = (await created(nowhere)).last.params
    assert first["permissions[update_shipping_details]"] == "server_only"
    assert first["shipping_address_collection[allowed_countries][0]"]
    stripe = await created(there)
    assert stripe.paths == ["POST /v1/checkout/sessions", "POST /v1/checkout/sessions/cs_1"]
    later = await updated(there, known={"plan:club": Item("li_1", 2400, 1, "1 month")})
    for call in (stripe.last, later.last):
        assert call.params["collected_information[shipping_details][address][city]"] == "New York"
    unsent = (await created(plan())).last.params
    assert not [name for name in unsent if name.startswith(("permissions", "shipping", "collected"))]


@pytest.mark.parametrize("currency", ["usd", "eur"])
async def test_a_term_says_how_often_it_is_paid_and_in_which_currency(currency: str):
    asked = plan(interval="month", every=3, amount=6900).model_copy(update={"currency": currency})
    dearer = await updated(asked, known={"plan:club": Item("li_1", 2400, 1, "3 month")})
    assert dearer.last.params["line_items[0][price_data][currency]"] == currency
    params = (await created(asked)).last.params
    assert params["line_items[0][price_data][currency]"] == currency
    price = {name: params[f"line_items[0][price_data]{name}"] for name in ("[unit_amount]", "[recurring][interval]")}
    assert price == {"[unit_amount]": "6900", "[recurring][interval]": "month"}
    assert params["line_items[0][price_data][recurring][interval_count]"] == "3"


def held_plan(**changed: Any) -> dict[str, Any]:
    return session(metadata={"checkout": "co_1", "revision": "6", "trial_days": "14"}, **changed)


async def test_a_trial_that_may_not_be_said_again_is_left_out():
    stripe = await updated(
        plan(), NO_PREVIEW, held_plan(), session(), known={"plan:club": Item("li_1", 2400, 1, "1 month")}
    )
    assert stripe.paths == [
        "POST /v1/checkout/sessions/cs_1",
        "GET /v1/checkout/sessions/cs_1",
        "POST /v1/checkout/sessions/cs_1",
    ]
    assert stripe.last.params == PLAN_UPDATE | PLAN_KEPT
    assert (stripe.last.key, stripe.last.version) == ("key:same_trial", API_VERSION)
