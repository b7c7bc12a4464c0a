"""The endpoints of Stripe's guides do what their bodies say, and nothing that they don't say."""

from typing import Any

import pytest

from tests.in_process import Client, refusal

DISCOUNTS = pytest.mark.parametrize("path", ["/update-discounts", "/apply-customer-discount"])
WISHED = [{"coupon_data": {"name": "Mine", "amount_off": 1000, "currency": "usd"}}]


@DISCOUNTS
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "WELCOME10"),
        ({"discounts": None}, "WELCOME10"),
        ({"discounts": WISHED}, "WELCOME10"),
        ({"code": None}, "WELCOME10"),
        ({"code": "TEATIME", "discounts": ""}, "TEATIME"),
        ({"discounts": ""}, ""),
        ({"discounts": []}, ""),
    ],
)
async def test_a_code_comes_off_only_for_whoever_says_so(client: Client, path: str, said: dict[str, Any], code: str):
    which = {"checkout_session_id": (await client.opened())["id"]}
    await client.done("/api/checkout/apply-code", {"code": "WELCOME10"})
    answer = await client.done(path, which | said)
    assert (answer["code"], bool(answer["amount_discount"])) == (code, bool(code))


@DISCOUNTS
async def test_an_empty_code_is_a_code_that_there_is_not(client: Client, path: str):
    which = {"checkout_session_id": (await client.opened())["id"]}
    given = await client.done(path, which | {"code": "WELCOME10"})
    assert refusal(await client.post(path, which | {"code": ""})) == (422, "refused")
    assert await client.summary() == given


@pytest.mark.parametrize(("items", "status"), [(50, 200), (51, 400)])
async def test_so_many_items_are_changed_at_once_and_no_more(client: Client, items: int, status: int):
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    await client.done("/api/checkout/choose-flow", {"flow": "payment_intent"})
    opened = await client.done("/api/checkout/open")
    wanted = {"payment_intent_id": opened["id"], "items": [{"slug": "yame-sencha", "quantity": 2}] * items}
    answer = await client.post("/update-payment-intent", wanted)
    assert answer.status_code == status
    if status == 200:
        said = answer.json()
        assert (said["amount"], said["amount_total"], said["client_secret"]) == (4100, 4100, opened["client_secret"])
    assert (await client.summary())["amount_total"] == (4100 if status == 200 else 2300)
