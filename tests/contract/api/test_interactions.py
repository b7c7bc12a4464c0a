"""Each endpoint: that it does what it is for, in the ledger and at Stripe, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from rxapp.payments import goods
from rxapp.shop.catalog import CATALOG
from tests.contract.api.conftest import Client, MakeClient, refusal
from tests.contract.sandbox.conftest import Account
from tests.unit.shop.addresses import BERLIN, HAWAII, NEW_YORK, OREGON

AtStripe = Callable[[str], stripe.checkout.Session]

# Path, body, and the total of one Yame Sencha (18.00) with standard shipping (5.00) afterwards.
CHANGES: list[tuple[str, dict[str, Any], int]] = [
    ("/api/checkout/add-product", {"slug": "kyoto-hojicha"}, 3900),
    ("/api/checkout/swap-size", {"slug": "yame-sencha"}, 3700),
    ("/api/checkout/set-quantity", {"slug": "yame-sencha", "quantity": 3}, 5900),
    ("/api/checkout/set-add-on", {"key": "gift_wrap", "on": True}, 2800),
    ("/api/checkout/choose-shipping", {"key": "express"}, 3300),
    ("/api/checkout/apply-code", {"code": "welcome10"}, 2120),
    ("/api/checkout/set-donation", {"typed": "4.00"}, 2700),
    ("/api/checkout/sign-in", {"member": "silver"}, 2210),
    ("/api/checkout/set-destination", {"destination": NEW_YORK.model_dump()}, 2460),
    ("/api/checkout/set-destination", {"destination": BERLIN.model_dump()}, 3600),
]


@pytest.mark.parametrize(("path", "body", "total"), CHANGES)
async def test_a_change_is_in_the_answer_and_at_stripe(
    client: Client, at_stripe: AtStripe, path: str, body: dict[str, Any], total: int
):
    opened = await client.opened()
    answer = await client.done(path, body)
    assert (answer["amount_total"], answer["currency"]) == (total, "usd")
    assert answer["id"] == opened["id"]
    assert answer["revision"] == answer["synced_revision"] == opened["revision"] + 1
    assert at_stripe(opened["id"]).amount_total == total
    assert (await client.get("/api/checkout")).json() == answer


@pytest.mark.parametrize(("path", "body", "total"), CHANGES[2:])
async def test_asking_twice_is_asking_once(client: Client, path: str, body: dict[str, Any], total: int):
    await client.opened()
    assert await client.done(path, body) == await client.done(path, body)


async def test_what_was_put_on_comes_off(client: Client, at_stripe: AtStripe):
    opened = await client.opened("yame-sencha", "kyoto-hojicha")
    await client.done("/api/checkout/set-add-on", {"key": "gift_wrap", "on": True})
    await client.done("/api/checkout/apply-code", {"code": "WELCOME10"})
    await client.done("/api/checkout/set-add-on", {"key": "gift_wrap", "on": False})
    await client.done("/api/checkout/remove-product", {"slug": "kyoto-hojicha"})
    answer = await client.done("/api/checkout/remove-code")
    assert (answer["amount_total"], answer["discounts"], answer["code"]) == (2300, [], "")
    assert at_stripe(opened["id"]).amount_total == 2300


async def test_opening_again_gives_the_same_session_in_step(client: Client):
    opened = await client.opened()
    assert opened["client_secret"]
    assert await client.done("/api/checkout/open") == opened


async def test_the_summary_says_what_is_offered(client: Client):
    summary = await client.opened("gooseneck-kettle")
    assert [(one["key"], one["amount"], one["on"]) for one in summary["add_ons"]] == [
        ("gift_wrap", 500, False),
        ("extended_warranty", 2000, False),
    ]
    assert [(one["key"], one["chosen"]) for one in summary["shipping"]] == [("standard", True), ("express", False)]
    assert [(one["key"], one["amount"]) for one in summary["discounts"]] == [("loyalty", 1290)]
    line, present = summary["lines"]
    assert (present["kind"], present["amount"]) == ("present", 0)
    assert (line["key"], line["quantity"], line["amount"]) == ("product:gooseneck-kettle", 1, 12900)


async def test_the_summary_says_where_it_goes_and_what_follows_from_it(client: Client):
    await client.opened()
    await client.done("/api/checkout/choose-shipping", {"key": "express"})
    there = await client.done("/api/checkout/set-destination", {"destination": HAWAII.model_dump()})
    assert there["destination"] == HAWAII.model_dump()
    assert there["shipping_note"] == "Express isn't offered to Hawaii."
    assert [(way["key"], way["amount"], way["chosen"]) for way in there["shipping"]] == [("standard", 1200, True)]
    # 18.00 less 5 % is 17.10; 4 % on it is 0.68.
    assert there["taxes"] == [
        {"key": "hawaii", "name": "General excise tax", "percent": "4", "inclusive": False, "amount": 68}
    ]
    assert (there["amount_tax"], there["amount_total"]) == (68, 1800 - 90 + 68 + 1200)
    back = await client.done("/api/checkout/set-destination", {"destination": OREGON.model_dump()})
    assert (back["shipping_note"], back["taxes"], back["amount_shipping"]) == ("", [], 1500)


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("/api/checkout/add-product", {"slug": "gold"}),
    ("/api/checkout/set-quantity", {"slug": "yame-sencha", "quantity": 0}),
    ("/api/checkout/set-quantity", {"slug": "yame-sencha", "quantity": 11}),
    ("/api/checkout/set-quantity", {"slug": "yame-sencha", "quantity": -(10**30)}),
    ("/api/checkout/remove-product", {"slug": "gold"}),
    ("/api/checkout/set-add-on", {"key": "engraving", "on": True}),
    ("/api/checkout/set-add-on", {"key": "extended_warranty", "on": True}),
    ("/api/checkout/choose-shipping", {"key": "teleport"}),
    ("/api/checkout/apply-code", {"code": "FREE"}),
    ("/api/checkout/apply-code", {"code": " "}),
    ("/api/checkout/apply-code", {"code": "FIRSTFLUSH"}),
    ("/api/checkout/swap-size", {"slug": "gooseneck-kettle"}),
    ("/api/checkout/set-donation", {"typed": "a lot"}),
    ("/api/checkout/sign-in", {"member": "platinum"}),
    ("/api/checkout/set-destination", {"destination": NEW_YORK.model_dump() | {"country": "AU"}}),
    ("/api/checkout/set-destination", {"destination": NEW_YORK.model_dump() | {"state": "Atlantis"}}),
]


@pytest.mark.parametrize(("path", "body"), REFUSED)
async def test_a_rule_says_no_and_nothing_moves(client: Client, at_stripe: AtStripe, path: str, body: dict[str, Any]):
    opened = await client.opened()
    assert refusal(await client.post(path, body)) == (422, "refused")
    now = (await client.get("/api/checkout")).json()
    assert (now["revision"], now["amount_total"]) == (opened["revision"], 2300)
    assert at_stripe(opened["id"]).amount_total == 2300


MALFORMED = [
    b"",
    b"[]",
    b"null",
    b"{",
    b"\xff\xfe",
    b'{"slug": 1, "quantity": 2}',
    b'{"slug": "yame-sencha", "quantity": "2"}',
    b'{"slug": "yame-sencha", "quantity": true}',
    b'{"slug": "yame-sencha", "quantity": 1.5}',
    b'{"slug": "yame-sencha", "quantity": NaN}',
    b'{"slug": "yame-sencha"}',
    b'{"slug": "\\ud800", "quantity": 2}',
    b'{"slug": "yame-sencha", "quantity": 2, "checkout_session_id": "a b"}',
    b'{"slug": "yame-sencha", "quantity": 2, "checkout_session_id": "\\u0000"}',
    b'{"slug": "yame-sencha", "quantity": 2, "note": "please"}',
    b'{"slug": ' + b"[" * 20_000,
]


@pytest.mark.parametrize("content", MALFORMED)
async def test_what_is_malformed_is_named(client: Client, content: bytes):
    await client.opened()
    headers = {"content-type": "application/json"}
    response = await client.http.post("/api/checkout/set-quantity", content=content, headers=headers)
    assert refusal(response) == (400, "malformed")


@pytest.mark.parametrize("name", ["amount", "price", "unit_amount", "discount_cents", "amount_total"])
async def test_an_amount_of_the_clients_is_refused_by_name(client: Client, name: str):
    await client.opened()
    body = {"slug": "yame-sencha", "quantity": 2, name: 1}
    response = await client.post("/api/checkout/set-quantity", body)
    assert refusal(response) == (400, "amount_not_accepted")
    assert name in response.json()["error"]["message"]


async def test_only_json_is_read(client: Client):
    await client.opened()
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = await client.http.post("/api/checkout/remove-code", content="{}", headers={"content-type": kind})
        assert refusal(response) == (415, "not_json")
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    assert (await client.http.post("/api/checkout/remove-code", content="{}", headers=headers)).status_code == 200


async def test_a_page_of_another_site_is_refused(client: Client):
    await client.opened()
    body = {"slug": "yame-sencha", "quantity": 2}
    for origin in ("https://evil.example", "null"):
        response = await client.post("/api/checkout/set-quantity", body, headers={"origin": origin})
        assert response.status_code == 403
    ours = {"origin": "http://localhost:3000"}
    assert (await client.post("/api/checkout/set-quantity", body, headers=ours)).status_code == 200


async def test_a_wrong_method_and_a_large_body_are_refused_in_the_same_shape(client: Client):
    assert refusal(await client.get("/api/checkout/open")) == (405, "method_not_allowed")
    assert refusal(await client.post("/api/checkout/apply-code", {"code": "x" * 10_000_000}))[0] == 413


async def test_place_then_nothing_changes_until_the_release(client: Client):
    opened = await client.opened()
    seen = {"revision": opened["revision"], "amount": opened["amount_total"]}
    stale = {"revision": opened["revision"] - 1, "amount": opened["amount_total"]}
    assert refusal(await client.post("/api/checkout/place", stale)) == (409, "changed_meanwhile")
    assert refusal(await client.post("/api/checkout/place", seen | {"amount": 1})) == (409, "changed_meanwhile")
    assert (await client.done("/api/checkout/place", seen))["status"] == "placing"
    for path, body, _ in CHANGES:
        assert refusal(await client.post(path, body)) == (409, "being_paid")
    assert refusal(await client.post("/api/checkout/place", seen)) == (409, "being_paid")
    assert (await client.done("/api/checkout/release"))["status"] == "open"
    assert (await client.done("/api/checkout/set-add-on", {"key": "gift_wrap", "on": True}))["amount_total"] == 2800


async def test_a_paid_checkout_takes_no_change(client: Client, account: Account):
    opened = await client.opened()
    await client.done("/api/checkout/place", {"revision": opened["revision"], "amount": 2300})
    account.control(f"pay/{opened['id']}", {"email": "anna@example.com"})
    which = {"checkout_session_id": opened["id"]}
    assert (await client.done("/api/checkout/release", which))["status"] == "paid"
    for path, body, _ in CHANGES:
        assert refusal(await client.post(path, body | which)) == (409, "finished")
    assert refusal(await client.post("/api/checkout/place", which | {"revision": 1, "amount": 2300})) == (
        409,
        "finished",
    )


async def test_a_checkout_on_its_way_takes_no_change_either(
    client: Client, account: Account, monkeypatch: pytest.MonkeyPatch
):
    ways = {"ways_to_pay": ("card", "us_bank_account")}
    monkeypatch.setattr(goods, "CATALOG", CATALOG.model_copy(update=ways))
    opened = await client.opened()
    await client.done("/api/checkout/place", {"revision": opened["revision"], "amount": 2300})
    paying = {"email": "anna@example.com", "payment_method": "pm_usBankAccount_success"}
    account.control(f"pay/{opened['id']}", paying)
    which = {"checkout_session_id": opened["id"]}
    assert (await client.done("/api/checkout/release", which))["status"] == "on_its_way"
    for path, body, _ in CHANGES:
        assert refusal(await client.post(path, body | which)) == (409, "being_paid")
    again = which | {"revision": opened["revision"], "amount": 2300}
    assert refusal(await client.post("/api/checkout/place", again)) == (409, "being_paid")
    form = await client.done("/api/checkout/open", which)
    assert (form["status"], form["client_secret"]) == ("on_its_way", "")
    account.control(f"end_debit/{opened['id']}", {})
    assert (await client.done("/api/checkout/release", which))["status"] == "paid"


async def test_an_expired_session_is_said_and_replaced_by_opening(client: Client, account: Account):
    opened = await client.opened()
    account.client().v1.checkout.sessions.expire(opened["id"])
    wrap = {"key": "gift_wrap", "on": True}
    assert refusal(await client.post("/api/checkout/set-add-on", wrap)) == (409, "session_ended")
    again = await client.done("/api/checkout/open")
    assert again["id"] != opened["id"]
    assert again["amount_total"] == 2800, "the cart is kept"


async def test_stripe_away_is_503_and_sync_goes_on_from_there(client: Client, account: Account, at_stripe: AtStripe):
    opened = await client.opened()
    path = "/v1/checkout/sessions/*"
    account.control("faults", {"kind": "server_error", "path": path, "times": None, "should_retry": False})
    wrap = {"key": "gift_wrap", "on": True}
    response = await client.post("/api/checkout/set-add-on", wrap)
    assert refusal(response) == (503, "payment_service_unavailable")
    kept = (await client.get("/api/checkout")).json()
    assert (kept["amount_total"], kept["revision"] - kept["synced_revision"]) == (2800, 1)
    account.control("faults", method="DELETE")
    assert (await client.done("/api/checkout/sync"))["synced_revision"] == kept["revision"]
    assert at_stripe(opened["id"]).amount_total == 2800


async def test_stripe_can_not_be_asked_whose_session_it_is(make_client: MakeClient, client: Client, account: Account):
    opened = await client.opened()
    account.control("faults", {"kind": "server_error", "times": None, "should_retry": False})
    body = {"checkout_session_id": opened["id"], "client_secret": opened["client_secret"]}
    response = await make_client().post("/api/checkout/remove-code", body)
    assert refusal(response) == (503, "payment_service_unavailable")


async def test_without_a_cart_there_is_nothing(client: Client):
    empty = (await client.get("/api/checkout")).json()
    assert (empty["lines"], empty["amount_total"], empty["id"]) == ([], 0, None)
    for path, body, _ in CHANGES[1:]:
        assert refusal(await client.post(path, body)) == (404, "not_found")
    assert refusal(await client.post("/api/checkout/open")) == (404, "not_found")


async def test_undo_makes_the_cart_what_it_was(client: Client, at_stripe: AtStripe):
    opened = await client.opened()
    await client.post("/api/checkout/set-add-on", {"key": "gift_wrap", "on": True})
    await client.post("/api/checkout/choose-shipping", {"key": "express"})
    undone = (await client.post("/api/checkout/undo", {"revision": opened["revision"]})).json()
    assert (undone["amount_total"], undone["revision"]) == (2300, opened["revision"] + 3)
    assert undone["synced_revision"] == undone["revision"]
    assert at_stripe(opened["id"]).amount_total == 2300
    assert refusal(await client.post("/api/checkout/undo", {"revision": 99})) == (422, "refused")


async def test_what_stripe_js_needs_and_what_is_sold(client: Client):
    config = (await client.get("/api/config")).json()
    assert config == {
        "store": CATALOG.store,
        "publishable_key": "pk_test_kettleandkiln",
        "stripe_js": "/endive/stripe.js",
        "test_store": True,
        "quantities": {"at_least": 1, "at_most": 10},
    }
    products = (await client.get("/api/products")).json()
    assert {"slug": "yame-sencha", "name": "Yame Sencha", "amount": 1800, "left": None} in products["products"]


async def test_guessing_codes_comes_to_an_end(client: Client):
    await client.opened()
    wrong = [await client.post("/api/checkout/apply-code", {"code": f"GUESS{number}"}) for number in range(11)]
    assert [response.status_code for response in wrong] == [422] * 10 + [429]
    assert refusal(wrong[-1]) == (429, "too_many_codes")
    which = {"checkout_session_id": (await client.get("/api/checkout")).json()["id"], "code": "WELCOME10"}
    assert refusal(await client.post("/update-discounts", which)) == (429, "too_many_codes")
