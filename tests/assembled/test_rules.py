"""By a rule of the shop each endpoint may say no, and then nothing moves."""

from typing import Any

from tests.assembled.requests import ENDPOINT, POSTS
from tests.faults.local_store import LocalStore
from tests.in_process import Client, refusal
from tests.unit.shop.addresses import NEW_YORK

WRAP: dict[str, Any] = {"key": "gift_wrap", "on": True}


# By a rule of the shop: beside the one above, each of another use case.
BY_A_RULE: list[tuple[str, dict[str, Any]]] = [
    ("/api/checkout/add-product", {"slug": "gold"}),
    ("/api/checkout/set-quantity", {"slug": "yame-sencha", "quantity": 0}),
    ("/api/checkout/set-quantity", {"slug": "yame-sencha", "quantity": 11}),
    ("/api/checkout/remove-product", {"slug": "gold"}),
    ("/api/checkout/swap-size", {"slug": "gooseneck-kettle"}),
    ("/api/checkout/take-what-is-left", {"slug": "gold"}),
    ("/api/checkout/set-add-on", {"key": "extended_warranty", "on": True}),
    ("/api/checkout/set-donation", {"typed": "a lot"}),
    ("/api/checkout/choose-shipping", {"key": "teleport"}),
    ("/api/checkout/set-destination", {"destination": NEW_YORK.model_dump() | {"country": "AU"}}),
    ("/api/checkout/apply-code", {"code": "FREE"}),
    ("/api/checkout/sign-in", {"member": "platinum"}),
    ("/api/checkout/undo", {"revision": 99}),
    ("/api/plans/join", {"plan": "coffee_club"}),
    ("/api/plans/leave", {"plan": "tea_club"}),
    ("/api/plans/stay", {"plan": "tea_club"}),
    ("/api/plans/set-referral", {"code": "SECONDCUP"}),
    ("/api/plans/choose-term", {"key": "weekly"}),
    ("/update-custom-amount", {"product_id": "nothing"}),
    ("/update-discounts", {"code": "FREE"}),
    ("/apply-customer-discount", {"code": "FREE"}),
]


NEVER_BY_A_RULE = {  # they take nothing that could be wrong by a rule, or not for a cart like this one
    *("/api/checkout/open", "/api/checkout/adopt-quantities", "/api/checkout/remove-code", "/api/checkout/end-offers"),
    *("/api/checkout/sync", "/api/checkout/place", "/api/checkout/release", "/api/checkout/choose-flow"),
    *("/api/plans/remove-referral", "/update-payment-intent"),
}


async def test_a_rule_says_no_and_nothing_moves(shop: LocalStore, client: Client):
    assert {path for path, _ in BY_A_RULE} | NEVER_BY_A_RULE == set(POSTS)
    opened = await client.opened()
    for path, body in BY_A_RULE:
        named = "checkout_session_id" in ENDPOINT[path].takes.model_fields
        which = {"checkout_session_id": opened["id"]} if named else {}
        assert refusal(await client.post(path, body | which)) == (422, "refused"), path
    now = await client.summary()
    assert (now["revision"], now["amount_total"]) == (opened["revision"], opened["amount_total"])


async def test_a_plan_takes_nothing_from_the_shelf(client: Client):
    joined = await client.done("/api/plans/join", {"plan": "tea_club"})
    which = {"checkout_session_id": joined["id"]}
    assert refusal(await client.post("/api/checkout/set-add-on", WRAP | which)) == (422, "refused")
    assert refusal(await client.post("/api/checkout/choose-flow", {"flow": "payment_intent"} | which)) == (
        422,
        "refused",
    )
    assert refusal(await client.post("/api/plans/set-referral", {"code": "FREE"} | which)) == (422, "refused")
