"""What an account is told of: an event for every object that is made, changed or deleted, where Stripe has one."""

import re
from typing import Any

import pytest
import stripe

from rxapp.sandbox.resources.events import TYPES
from tests.serving import ROOT
from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import Trade

MADE = {
    "coupon": ("/v1/coupons", "percent_off=10&duration=once"),
    "customer": ("/v1/customers", "name=Ada"),
    "price": ("/v1/prices", "currency=usd&unit_amount=900&product_data[name]=Tea"),
    "product": ("/v1/products", "name=Tea"),
    "promotion_code": ("/v1/promotion_codes", "promotion[type]=coupon&promotion[coupon]={coupon}"),
    "tax_rate": ("/v1/tax_rates", "display_name=VAT&percentage=20&inclusive=true"),
}


async def told(caller: Caller) -> list[dict[str, Any]]:
    """All events, oldest first."""
    return (await caller.listed("/v1/events"))[::-1]


async def made(caller: Caller, kind: str) -> tuple[str, dict[str, Any]]:
    path, form = MADE[kind]
    coupon = await caller.made(*MADE["coupon"]) if "{coupon}" in form else {"id": ""}
    object = await caller.made(path, form.replace("{coupon}", coupon["id"]))
    return f"{path}/{object['id']}", object


@pytest.mark.parametrize("kind", MADE)
async def test_what_is_made_and_changed_is_told(caller: Caller, kind: str) -> None:
    path, object = await made(caller, kind)
    await caller.made(path, "metadata[seen]=yes")
    await caller.made(path, "metadata[seen]=yes")
    *_, created, updated = await told(caller)
    assert [created["type"], updated["type"]] == [f"{kind}.created", f"{kind}.updated"], "and no news is not told"
    assert created["data"] == {"object": object}
    assert updated["data"]["object"]["metadata"] == {"seen": "yes"}
    assert {*updated["data"]["previous_attributes"]} <= {"metadata", "updated"}


@pytest.mark.parametrize("kind", [kind for kind in MADE if f"{kind}.deleted" in TYPES])
async def test_what_is_deleted_is_told_with_all_it_was(caller: Caller, kind: str) -> None:
    path, object = await made(caller, kind)
    assert (await caller.call("DELETE", path)).status_code == 200
    event = (await told(caller))[-1]
    assert (event["type"], event["data"]["object"]) == (f"{kind}.deleted", object)


async def test_what_is_made_along_with_another_is_told(caller: Caller) -> None:
    await caller.made("/v1/products", "name=Tea&default_price_data[currency]=usd&default_price_data[unit_amount]=900")
    await caller.made(*MADE["price"])
    types = ["price.created", "product.created", "product.created", "price.created"]
    assert [event["type"] for event in await told(caller)] == types


async def test_a_payment_method_is_attached_once_and_detached(caller: Caller) -> None:
    customer = (await caller.made(*MADE["customer"]))["id"]
    card = (await caller.made("/v1/payment_methods", "type=card&card[token]=tok_visa"))["id"]
    for action in (f"attach?customer={customer}", f"attach?customer={customer}", "detach"):
        name, _, form = action.partition("?")
        await caller.made(f"/v1/payment_methods/{card}/{name}", form)
    _, attached, detached = await told(caller)
    assert (attached["type"], attached["data"]["object"]["customer"]) == ("payment_method.attached", customer)
    assert detached["type"] == "payment_method.detached"
    assert detached["data"]["previous_attributes"] == {"customer": customer}


async def test_a_trade_is_told_as_stripe_calls_things(caller: Caller) -> None:
    await Trade(caller, "2026-10-28.endive").made()
    known = set(re.findall(r'"([a-z_.0-9]+)"', str(stripe.Event.__annotations__["type"]).replace("'", '"')))
    assert {event["type"] for event in await told(caller)} <= TYPES <= known


def test_the_readme_lists_them() -> None:
    readme = (ROOT / "rxapp" / "sandbox" / "README.md").read_text()
    rows = re.findall(r"^\| `([a-z_.]+)\.` \| (.+) \|$", readme, re.MULTILINE)
    assert {f"{object}.{happened}" for object, all in rows for happened in re.findall(r"`(\w+)`", all)} == TYPES


async def test_an_event_says_which_request_it_comes_from(caller: Caller) -> None:
    answer = await caller.post("/v1/products", "name=Tea", "k")
    await caller.post("/v1/customers", "name=Ada")
    product, customer = await told(caller)
    assert product["request"] == {"id": answer.headers["request-id"], "idempotency_key": "k"}
    assert customer["request"]["id"].startswith("req_") and customer["request"]["idempotency_key"] is None
    assert (await caller.call("GET", f"/v1/events/{product['id']}")).json() == product


async def test_what_time_brings_comes_from_nobodys_request(caller: Caller) -> None:
    item = "line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900"
    item += "&line_items[0][price_data][product_data][name]=Tea&line_items[0][quantity]=1"
    await caller.made("/v1/checkout/sessions", f"mode=payment&success_url=https://shop.example&{item}", "k")
    await caller.advance(24 * 3600)
    [expired] = await told(caller)
    assert (expired["type"], expired["request"]) == ("checkout.session.expired", {"id": None, "idempotency_key": None})
