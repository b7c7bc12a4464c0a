"""Joining a plan without Reflex."""

from collections.abc import Callable
from typing import Any

import stripe

from rxapp.checkout.services import Services
from tests.contract.api.conftest import Client, MakeClient, refusal
from tests.contract.sandbox.conftest import Account
from tests.unit.shop.addresses import NEW_YORK

AtStripe = Callable[[str], stripe.checkout.Session]


async def joining(client: Client) -> dict[str, Any]:
    return await client.done("/api/plans/join", {"plan": "tea_club"})


async def test_the_plans_are_listed_with_their_terms(client: Client):
    term = {"every": 1, "trial_days": 7}
    monthly = term | {"key": "monthly", "name": "Monthly", "amount": 2400, "interval": "month"}
    yearly = term | {"key": "yearly", "name": "Yearly", "amount": 24000, "interval": "year"}
    assert (await client.get("/api/plans")).json() == {
        "currency": "usd",
        "plans": [{"key": "tea_club", "name": "Tea club", "shipped": True, "terms": [monthly, yearly]}],
    }


async def test_joining_needs_no_cookie_and_is_said_in_full(client: Client, at_stripe: AtStripe):
    joined = await joining(client)
    assert (joined["amount_total"], joined["synced_revision"]) == (0, joined["revision"])
    recurring = joined["recurring"]
    assert (recurring["amount"], recurring["interval"], recurring["trial_days"]) == (2400, "month", 7)
    assert recurring["trial_reason"] == "7 days free"
    session = at_stripe(joined["id"])
    assert (session.mode, session.amount_total, session.client_secret) == ("subscription", 0, joined["client_secret"])
    assert (await joining(client))["id"] == joined["id"], "asking twice is asking once"


async def test_a_referral_code_is_in_the_answer_and_at_stripe_and_comes_off_again(client: Client, at_stripe: AtStripe):
    joined = await joining(client)
    which = {"checkout_session_id": joined["id"]}
    referred = await client.done("/api/plans/set-referral", which | {"code": "secondcup"})
    assert (referred["referral"], referred["recurring"]["trial_days"]) == ("SECONDCUP", 14)
    metadata = at_stripe(joined["id"]).metadata
    assert metadata and metadata["trial_days"] == "14"
    plain = await client.done("/api/plans/remove-referral", which)
    assert (plain["id"], plain["referral"], plain["recurring"]["trial_days"]) == (joined["id"], "", 7)
    gold = await client.done("/api/checkout/sign-in", which | {"member": "gold"})
    assert gold["recurring"]["trial_reason"] == "30 days free for Gold members"


async def test_the_term_and_the_address_follow_the_body(client: Client, at_stripe: AtStripe):
    joined = await joining(client)
    which = {"checkout_session_id": joined["id"]}
    yearly = await client.done("/api/plans/choose-term", which | {"key": "yearly"})
    assert (joined["term"], yearly["term"]) == ("", "yearly")
    assert (yearly["recurring"]["amount"], yearly["recurring"]["interval"]) == (24000, "year")
    assert (yearly["amount_total"], yearly["synced_revision"]) == (0, yearly["revision"])
    sent = await client.done("/api/checkout/set-destination", which | {"destination": NEW_YORK.model_dump()})
    assert sent["destination"]["city"] == NEW_YORK.city
    collected = at_stripe(joined["id"]).collected_information
    assert collected and collected.shipping_details and collected.shipping_details.address.city == NEW_YORK.city
    assert refusal(await client.post("/api/plans/choose-term", which | {"key": "weekly"})) == (422, "refused")


async def test_what_is_no_code_or_no_plan_is_refused(client: Client):
    which = {"checkout_session_id": (await joining(client))["id"]}
    assert refusal(await client.post("/api/plans/set-referral", which | {"code": "WELCOME10"})) == (422, "refused")
    assert refusal(await client.post("/api/plans/join", {"plan": "coffee_club"})) == (422, "refused")
    assert refusal(await client.post("/api/plans/set-referral", {"code": "SECONDCUP"})) == (400, "malformed")


async def test_guessing_referral_codes_comes_to_an_end(client: Client):
    which = {"checkout_session_id": (await joining(client))["id"]}
    for guess in range(10):
        await client.post("/api/plans/set-referral", which | {"code": f"GUESS{guess}"})
    answer = await client.post("/api/plans/set-referral", which | {"code": "SECONDCUP"})
    assert refusal(answer) == (429, "too_many_codes")


async def test_goods_and_plans_keep_out_of_each_other(client: Client):
    goods, club = await client.opened(), await joining(client)
    of_club, of_goods = {"checkout_session_id": club["id"]}, {"checkout_session_id": goods["id"]}
    add_on = of_club | {"key": "gift_wrap", "on": True}
    assert refusal(await client.post("/api/checkout/set-add-on", add_on)) == (422, "refused")
    assert refusal(await client.post("/update-discounts", of_club | {"code": "WELCOME10"})) == (422, "refused")
    referral = of_goods | {"code": "SECONDCUP"}
    assert refusal(await client.post("/api/plans/set-referral", referral)) == (422, "refused")
    assert (await client.get("/api/checkout")).json()["id"] == goods["id"]


async def test_somebody_elses_joining_is_as_unknown_as_one_that_never_was(client: Client, make_client: MakeClient):
    which, thief = {"checkout_session_id": (await joining(client))["id"]}, make_client()
    for path, body in (("set-referral", which | {"code": "SECONDCUP"}), ("remove-referral", which)):
        assert refusal(await thief.post(f"/api/plans/{path}", body)) == (404, "not_found")


async def test_placed_confirmed_and_settled_it_can_not_be_joined_again(
    client: Client, account: Account, store: Services
):
    joined = await joining(client)
    body = {"checkout_session_id": joined["id"], "revision": joined["revision"], "amount": 0}
    assert (await client.done("/api/checkout/place", body))["status"] == "placing"
    account.control(f"pay/{joined['id']}", {"email": "anna@example.com"})
    released = await client.done("/api/checkout/release", {"checkout_session_id": joined["id"]})
    assert released["status"] == "paid"
    answer = await client.post("/api/plans/join", {"plan": "tea_club"})
    assert answer.json()["error"]["message"] == "You are in the Tea club already."
