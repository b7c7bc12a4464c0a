"""Setup intents that a server makes: a card is kept for a customer, or its bank says why not."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_events import told

INTENTS = "/v1/setup_intents"
NOWHERE = "automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"


@pytest.fixture
async def customer(caller: Caller) -> str:
    return (await caller.made("/v1/customers", "name=Ada"))["id"]


async def refused(caller: Caller, path: str, form: str = "") -> tuple[int, dict[str, Any]]:
    answer = await caller.post(path, form)
    return answer.status_code, answer.json()["error"]


async def test_a_card_is_kept_for_a_customer_and_charged_later(caller: Caller, customer: str) -> None:
    intent = await caller.made(INTENTS, f"customer={customer}&usage=off_session&metadata[plan]=club")
    assert (intent["status"], intent["usage"]) == ("requires_payment_method", "off_session")
    assert intent["client_secret"].startswith(f"{intent['id']}_secret_")
    path = f"{INTENTS}/{intent['id']}"
    assert (await caller.made(path, "payment_method=pm_card_visa"))["status"] == "requires_confirmation"
    done = await caller.made(f"{path}/confirm", "return_url=https://shop.example")
    assert (done["status"], done["customer"], done["metadata"]) == ("succeeded", customer, {"plan": "club"})
    kept = await caller.listed(f"/v1/customers/{customer}/payment_methods")
    assert [card["id"] for card in kept] == [done["payment_method"]]
    paying = f"amount=900&currency=usd&customer={customer}&payment_method={kept[0]['id']}&off_session=true&confirm=true"
    assert (await caller.made("/v1/payment_intents", paying))["status"] == "succeeded"
    types = [event["type"] for event in await told(caller) if event["type"].startswith(("setup", "payment_method"))]
    assert types == ["setup_intent.created", "payment_method.attached", "setup_intent.succeeded"]


@pytest.mark.parametrize("form", ["return_url=https://shop.example", NOWHERE])
async def test_one_call_makes_and_confirms_it(caller: Caller, customer: str, form: str) -> None:
    given = f"customer={customer}&payment_method=pm_card_visa&confirm=true&{form}"
    assert (await caller.made(INTENTS, given))["status"] == "succeeded"


async def test_a_buyer_who_might_be_sent_away_needs_a_way_back(caller: Caller) -> None:
    status, error = await refused(caller, INTENTS, "payment_method=pm_card_visa&confirm=true")
    assert status == 400 and "return_url" in error["message"]


async def test_a_confirmation_needs_a_payment_method(caller: Caller) -> None:
    intent = await caller.made(INTENTS, NOWHERE)
    status, error = await refused(caller, f"{INTENTS}/{intent['id']}/confirm")
    assert (status, error["code"]) == (400, "setup_intent_unexpected_state")


async def test_a_bank_that_refuses_is_remembered_and_another_card_is_taken(caller: Caller, customer: str) -> None:
    intent = await caller.made(INTENTS, f"customer={customer}&{NOWHERE}")
    path = f"{INTENTS}/{intent['id']}"
    status, error = await refused(caller, f"{path}/confirm", "payment_method=pm_card_chargeDeclined")
    assert (status, error["code"], error["setup_intent"]["id"]) == (402, "card_declined", intent["id"])
    now = (await caller.call("GET", path)).json()
    assert (now["status"], now["last_setup_error"]["code"]) == ("requires_payment_method", "card_declined")
    assert now["payment_method"] is None, "the refused card isn't tried once more by itself"
    assert (await refused(caller, f"{path}/confirm"))[1]["code"] == "setup_intent_unexpected_state"
    assert (await told(caller))[-1]["type"] == "setup_intent.setup_failed"
    again = await caller.made(f"{path}/confirm", "payment_method=pm_card_visa")
    assert (again["status"], again["last_setup_error"]) == ("succeeded", None)


async def test_what_is_said_of_it_later_joins_what_was_said_before(caller: Caller, customer: str) -> None:
    intent = await caller.made(INTENTS, "metadata[plan]=club&description=Tea")
    changed = await caller.made(f"{INTENTS}/{intent['id']}", f"customer={customer}&metadata[seen]=yes")
    assert (changed["customer"], changed["metadata"]) == (customer, {"plan": "club", "seen": "yes"})
    assert changed["description"] == "Tea"


async def test_a_way_to_pay_that_is_not_allowed_is_not_kept(caller: Caller) -> None:
    intent = await caller.made(INTENTS, NOWHERE)
    path = f"{INTENTS}/{intent['id']}/confirm"
    status, error = await refused(caller, path, "payment_method=pm_usBankAccount_success")
    assert (status, error["param"]) == (400, "payment_method")


async def test_a_browser_needs_the_secret_of_the_intent(caller: Caller) -> None:
    intent = await caller.made(INTENTS)
    path, given = (
        f"/v1/setup_intents/{intent['id']}",
        {"payment_method": "pm_card_visa", "return_url": "https://a.example"},
    )
    for secret in ("", f"{intent['id']}_secret_of_another"):
        for call in ("retrieve", "confirm_in_browser"):
            more = given if call == "confirm_in_browser" else {}
            assert "error" in await caller.browse(f"{path}/{call}", {"client_secret": secret, **more})
    assert (await caller.call("GET", path)).json()["status"] == "requires_payment_method"
    mine = {"client_secret": intent["client_secret"]}
    done = await caller.browse(f"{path}/confirm_in_browser", {**mine, **given})
    assert done["setup_intent"]["status"] == "succeeded"


async def test_one_that_is_canceled_can_do_nothing_more(caller: Caller) -> None:
    intent = await caller.made(INTENTS, "payment_method=pm_card_visa")
    path = f"{INTENTS}/{intent['id']}"
    canceled = await caller.made(f"{path}/cancel", "cancellation_reason=abandoned")
    assert (canceled["status"], canceled["cancellation_reason"]) == ("canceled", "abandoned")
    assert (await told(caller))[-1]["type"] == "setup_intent.canceled"
    for again in (path, f"{path}/confirm", f"{path}/cancel"):
        status, error = await refused(caller, again)
        assert (status, error["code"]) == (400, "setup_intent_unexpected_state")


async def test_what_a_buyer_typed_is_confirmed_once(caller: Caller, customer: str) -> None:
    card = (await caller.made("/v1/payment_methods", "type=card&card[token]=tok_visa"))["id"]
    given = {"payment_method": card, "return_url": "https://shop.example"}
    token = (await caller.browse("/v1/confirmation_tokens", given))["id"]
    form = f"customer={customer}&confirm=true&confirmation_token={token}"
    intent = await caller.made(INTENTS, form)
    assert (intent["status"], intent["payment_method"]) == ("succeeded", card)
    assert (await caller.call("GET", f"/v1/confirmation_tokens/{token}")).json()["setup_intent"] == intent["id"]
    assert (await refused(caller, INTENTS, form))[0] == 400


@pytest.mark.parametrize(
    ("version", "name"), [("2026-08-26.dahlia", ""), ("2023-10-16", ""), ("2026-10-28.endive", "allowed_")]
)
async def test_the_ways_to_pay_that_are_here_are_kept(caller: Caller, version: str, name: str) -> None:
    asked = {"stripe-version": version}
    for type in ("card", "us_bank_account", "amazon_pay"):
        answer = await caller.call("POST", INTENTS, f"{name}payment_method_types[]={type}", **asked)
        assert answer.json()["payment_method_types"] == [type]
    other = await caller.call("POST", INTENTS, f"{name}payment_method_types[]=sepa_debit", **asked)
    assert other.status_code == 400


ACCOUNT = "allowed_payment_method_types[]=us_bank_account&payment_method=pm_usBankAccount_success&confirm=true"
ELSEWHERE = "allowed_payment_method_types[]=amazon_pay&payment_method_data[type]=amazon_pay&confirm=true"


async def test_a_bank_account_is_kept_and_debited_later(caller: Caller, customer: str) -> None:
    kept = await caller.made(INTENTS, f"customer={customer}&{ACCOUNT}")
    assert kept["status"] == "succeeded"
    debit = f"amount=900&currency=usd&customer={customer}&payment_method={kept['payment_method']}&off_session=true"
    paid = await caller.made(
        "/v1/payment_intents", f"{debit}&confirm=true&allowed_payment_method_types[]=us_bank_account"
    )
    assert paid["status"] == "processing"


@pytest.mark.parametrize(
    ("outcome", "status", "redirect"),
    [("complete", "succeeded", "succeeded"), ("fail", "requires_payment_method", "failed")],
)
async def test_a_buyer_says_on_another_page_whether_it_is_kept(
    caller: Caller, customer: str, outcome: str, status: str, redirect: str
) -> None:
    intent = await caller.made(INTENTS, f"customer={customer}&{ELSEWHERE}&return_url=https://shop.example/")
    assert (intent["status"], intent["next_action"]["type"]) == ("requires_action", "redirect_to_url")
    page = intent["next_action"]["redirect_to_url"]["url"].rpartition("/_sandbox")[2]
    back = (await caller.browse(f"/v1{page}", {"outcome": outcome}))["return_url"]
    assert back.startswith(f"https://shop.example/?setup_intent={intent['id']}&")
    assert back.endswith(f"&redirect_status={redirect}")
    now = (await caller.call("GET", f"{INTENTS}/{intent['id']}")).json()
    assert now["status"] == status
    if status == "succeeded":
        paying = f"amount=900&currency=usd&customer={customer}&payment_method={now['payment_method']}&off_session=true"
        form = f"{paying}&confirm=true&allowed_payment_method_types[]=amazon_pay"
        assert (await caller.made("/v1/payment_intents", form))["status"] == "succeeded"


async def test_another_page_needs_a_way_back(caller: Caller) -> None:
    status, error = await refused(caller, INTENTS, ELSEWHERE)
    assert (status, error["param"]) == (400, "return_url")


async def test_a_bank_that_lets_a_card_be_kept_may_decline_what_follows(caller: Caller, customer: str) -> None:
    given = f"customer={customer}&payment_method=pm_card_chargeCustomerFail&confirm=true&{NOWHERE}"
    kept = await caller.made(INTENTS, given)
    assert kept["status"] == "succeeded"
    paying = f"amount=900&currency=usd&customer={customer}&payment_method={kept['payment_method']}&confirm=true"
    status, error = await refused(caller, "/v1/payment_intents", f"{paying}&off_session=true")
    assert (status, error["code"]) == (402, "card_declined")


async def test_what_is_not_said_of_one_is_as_usual(caller: Caller) -> None:
    intent = await caller.made(INTENTS)
    assert (intent["usage"], intent["payment_method_types"]) == ("off_session", ["card"])
    assert intent["automatic_payment_methods"] == {"allow_redirects": "always", "enabled": True}
