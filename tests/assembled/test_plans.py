"""What is offered of a plan is what whoever joins it gets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rxapp.checkout import opening
from rxapp.checkout import services as running
from rxapp.shop.catalog import CATALOG
from tests.faults.local_store import LocalStore
from tests.in_process import Client

PLAN = "tea_club"
LIKE_THE_OFFER = ("amount", "interval", "every", "trial_days")


@pytest.mark.parametrize("shipped", [True, False])
async def test_it_is_said_whether_a_plan_needs_an_address(
    shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch, shipped: bool
):
    plans = {PLAN: CATALOG.plans[PLAN].model_copy(update={"shipped": shipped})}
    monkeypatch.setattr(
        running, "_current", replace(shop.services, catalog=CATALOG.model_copy(update={"plans": plans}))
    )
    [offered] = (await client.http.get("/api/plans")).json()["plans"]
    assert (offered["key"], offered["shipped"]) == (PLAN, shipped)


async def test_what_was_chosen_of_a_plan_is_said_each_under_its_name(client: Client):
    which = {"checkout_session_id": (await client.done("/api/plans/join", {"plan": PLAN}))["id"]}
    await client.done("/api/plans/choose-term", which | {"key": "yearly"})
    said = await client.done("/api/plans/set-referral", which | {"code": "SECONDCUP"})
    assert (said["term"], said["referral"], said["code"]) == ("yearly", "SECONDCUP", "")


async def test_each_term_is_joined_as_it_was_offered(shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch):
    """Also one whose trial is not the plan's, and that comes every so often."""
    plan = CATALOG.plans[PLAN]
    seldom = {"interval": "month", "every": 3, "trial_days": plan.trial_days + 14}
    longer = plan.terms["yearly"].model_copy(update=seldom)
    plans = {PLAN: plan.model_copy(update={"terms": plan.terms | {"yearly": longer}})}
    monkeypatch.setattr(
        running, "_current", replace(shop.services, catalog=CATALOG.model_copy(update={"plans": plans}))
    )
    [offered] = (await client.http.get("/api/plans")).json()["plans"]
    trials = {term["key"]: term["trial_days"] for term in offered["terms"]}
    assert trials == dict.fromkeys(plan.terms, plan.trial_days) | {"yearly": plan.trial_days + 14}
    joined = await client.done("/api/plans/join", {"plan": PLAN})
    for term in offered["terms"]:
        which = {"checkout_session_id": joined["id"], "key": term["key"]}
        got = (await client.done("/api/plans/choose-term", which))["recurring"]
        assert {name: got[name] for name in LIKE_THE_OFFER} == {name: term[name] for name in LIKE_THE_OFFER}


async def test_who_has_joined_already_is_told_so_and_offered_no_form(
    shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch
):
    """The payment is over at Stripe, and nobody has reported it yet."""
    joined = await client.done("/api/plans/join", {"plan": PLAN})
    which = {"checkout_session_id": joined["id"]}
    await client.done("/api/checkout/place", which | {"revision": joined["revision"], "amount": 0})
    assert await shop.confirm(joined["client_secret"], 0)
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))
    again = await client.done("/api/plans/join", {"plan": PLAN})
    assert (again["id"], again["status"], again["client_secret"]) == (joined["id"], "paid", "")
