"""Counted products and the present over HTTP: every way to a larger quantity, Pay, and what is said of what is left."""

from dataclasses import replace
from typing import Any

import pytest

from rxapp.checkout import services as running
from rxapp.shop.catalog import CATALOG, Present
from tests.faults.local_store import LocalStore
from tests.in_process import Client, refusal
from tests.unit.checkout.test_adopting import set_at_stripe

TEA, ADJUSTABLE = "yame-sencha", "assam-breakfast"
OUT_OF_STOCK = (409, "out_of_stock")


@pytest.fixture(autouse=True)
def two_of_each(shop: LocalStore) -> None:
    shop.services.ledger.counted = {TEA: 2, ADJUSTABLE: 2, "yame-sencha-large": 0}


WAYS: list[tuple[str, dict[str, Any], str]] = [
    ("/api/checkout/add-product", {"slug": TEA, "quantity": 2}, "Only 2 left."),
    ("/api/checkout/set-quantity", {"slug": TEA, "quantity": 3}, "Only 2 left."),
    ("/api/checkout/swap-size", {"slug": TEA}, "Yame Sencha, large tin is sold out."),
    ("/api/checkout/add-product", {"slug": "yame-sencha-large"}, "Sold out."),
]


@pytest.mark.parametrize(("path", "body", "said"), WAYS)
async def test_no_way_leads_beyond_what_is_left(client: Client, path: str, body: dict[str, Any], said: str):
    opened = await client.opened()
    answer = await client.post(path, body)
    assert (refusal(answer), answer.json()["error"]["message"]) == (OUT_OF_STOCK, said)
    now = await client.summary()
    assert (now["revision"], now["amount_total"]) == (opened["revision"], opened["amount_total"])


async def test_the_documented_update_of_an_intent_does_not_either(shop: LocalStore, client: Client):
    await client.done("/api/checkout/add-product", {"slug": TEA})
    await client.done("/api/checkout/choose-flow", {"flow": "payment_intent"})
    opened = await client.done("/api/checkout/open")
    wanted = {"payment_intent_id": opened["id"], "items": [{"slug": TEA, "quantity": 3}]}
    assert refusal(await client.post("/update-payment-intent", wanted)) == OUT_OF_STOCK


async def test_a_quantity_set_by_stripe_js_is_refused_and_set_back(shop: LocalStore, client: Client):
    opened = await client.opened(ADJUSTABLE)
    checkout = await shop.services.ledger.unfinished(client.shopper)
    assert checkout
    await set_at_stripe(shop, checkout, assam_breakfast=3)
    answer = await client.post("/api/checkout/adopt-quantities")
    assert (refusal(answer), answer.json()["error"]["message"]) == (OUT_OF_STOCK, "Only 2 left.")
    now = await client.summary()
    assert (now["amount_total"], now["revision"]) == (opened["amount_total"], now["synced_revision"])


async def test_the_catalogue_and_the_cart_say_what_is_left(client: Client):
    sold = {one["slug"]: one["left"] for one in (await client.http.get("/api/products")).json()["products"]}
    assert {slug: left for slug, left in sold.items() if left is not None} == {
        TEA: 2,
        ADJUSTABLE: 2,
        "yame-sencha-large": 0,
    }
    opened = await client.opened(TEA, "kyoto-hojicha")
    assert [line["left"] for line in opened["lines"]] == [2, None]
    assert opened["short"] == {}


async def test_who_comes_too_late_is_told_takes_what_is_left_and_pays(shop: LocalStore, client: Client):
    await client.opened(TEA, TEA)
    shop.services.ledger.counted = {TEA: 1}
    now = await client.summary()
    assert now["short"] == {TEA: "Only 1 left of Yame Sencha."}
    answer = await client.post("/api/checkout/place", {"revision": now["revision"], "amount": now["amount_total"]})
    assert refusal(answer) == OUT_OF_STOCK
    taken = await client.done("/api/checkout/take-what-is-left", {"slug": TEA})
    assert (taken["short"], taken["amount_total"], taken["synced_revision"]) == ({}, 2300, taken["revision"])
    placed = await client.done("/api/checkout/place", {"revision": taken["revision"], "amount": 2300})
    assert (placed["status"], placed["lines"][0]["left"]) == ("placing", 1), "what one holds oneself is left"
    products = (await client.http.get("/api/products")).json()["products"]
    assert [one["left"] for one in products if one["slug"] == TEA] == [0]
    await client.done("/api/checkout/release")
    products = (await client.http.get("/api/products")).json()["products"]
    assert [one["left"] for one in products if one["slug"] == TEA] == [1]


async def test_the_present_is_a_line_and_what_would_bring_it_is_said(client: Client):
    opened = await client.opened("kyusu-teapot")
    assert opened["present_note"] == "Spend $11.00 more and a tasting tin of Hojicha comes along."
    joined = await client.done("/api/checkout/add-product", {"slug": "kyoto-hojicha"})
    assert (joined["lines"][-1]["kind"], joined["lines"][-1]["amount"], joined["present_note"]) == ("present", 0, "")
    assert joined["amount_total"] == opened["amount_total"] + 1600
    left = await client.done("/api/checkout/remove-product", {"slug": "kyoto-hojicha"})
    assert (left["lines"], left["amount_total"]) == (opened["lines"], opened["amount_total"])


@pytest.mark.parametrize("there", [0, 1])
async def test_a_present_that_is_gone_is_promised_to_nobody(
    shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch, there: int
):
    giving = CATALOG.model_copy(update={"present": Present(product=TEA, over=7500)})
    monkeypatch.setattr(running, "_current", replace(shop.services, catalog=giving))
    shop.services.ledger.counted = {TEA: there}
    opened = await client.opened("kyusu-teapot")
    promised = "Spend $11.00 more and a Yame Sencha comes along." if there else ""
    assert opened["present_note"] == (await client.summary())["present_note"] == promised
