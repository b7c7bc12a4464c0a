"""Ways to pay that don't end at once: one that redirects the buyer, and one whose money comes days later."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import item

INTENTS, SESSIONS = "/v1/payment_intents", "/v1/checkout/sessions"
BACK = "https://shop.example/complete?from=shop"
ALLOWED = "&".join(f"allowed_payment_method_types[]={name}" for name in ("card", "amazon_pay", "us_bank_account"))
INTENT = f"amount=900&currency=usd&{ALLOWED}"
AMAZON = "payment_method_data[type]=amazon_pay"
BANK = (
    "payment_method_data[type]=us_bank_account&payment_method_data[billing_details][name]=Ada"
    "&payment_method_data[us_bank_account][account_holder_type]=individual"
    "&payment_method_data[us_bank_account][routing_number]=110000000"
    "&payment_method_data[us_bank_account][account_number]="
)
FAILURES = {
    "pm_usBankAccount_accountClosed": "account_closed",
    "pm_usBankAccount_noAccount": "no_account",
    "pm_usBankAccount_insufficientFunds": "insufficient_funds",
    "pm_usBankAccount_debitNotAuthorized": "debit_not_authorized",
}
MONTHLY = "line_items[0][price_data][recurring][interval]=month"
FOUR_DAYS = 4 * 24 * 3600


async def session(caller: Caller, more: str = "") -> dict[str, Any]:
    return await caller.made(SESSIONS, f"mode=payment&ui_mode=elements&return_url={BACK}&{ALLOWED}&{item()}{more}")


async def confirm(caller: Caller, made: dict[str, Any], payment_method: str) -> dict[str, Any]:
    body = {"client_secret": made["client_secret"], "expected_amount": made["amount_total"], "email": "a@example.com"}
    return await caller.browse(f"/v1/payment_pages/{made['id']}/confirm", {**body, "payment_method": payment_method})


async def answer(caller: Caller, url: str, outcome: str) -> dict[str, Any]:
    return await caller.browse(f"/v1/redirect/{url.rpartition('/')[2]}", {"outcome": outcome})


async def types_of_events(caller: Caller) -> list[str]:
    events = (await caller.call("GET", "/v1/events?limit=100")).json()["data"]
    return [event["type"] for event in events][::-1]


async def fetched(caller: Caller, path: str) -> dict[str, Any]:
    return (await caller.call("GET", path)).json()


async def test_cards_alone_are_the_default(caller: Caller) -> None:
    intent = await caller.made(INTENTS, "amount=900&currency=usd")
    made = await caller.made(SESSIONS, f"mode=payment&success_url={BACK}&{item()}")
    assert intent["payment_method_types"] == made["payment_method_types"] == ["card"]


@pytest.mark.parametrize(
    ("form", "offered"),
    [
        (ALLOWED, ["card", "amazon_pay", "us_bank_account"]),
        (f"{ALLOWED}&excluded_payment_method_types[]=amazon_pay", ["card", "us_bank_account"]),
        ("allowed_payment_method_types[]=us_bank_account&allowed_payment_method_types[]=klarna", ["us_bank_account"]),
    ],
)
async def test_those_that_are_allowed_are_offered(caller: Caller, form: str, offered: list[str]) -> None:
    intent = await caller.made(INTENTS, f"amount=900&currency=usd&{form}")
    made = await caller.made(SESSIONS, f"mode=payment&success_url={BACK}&{item()}&{form}")
    assert intent["payment_method_types"] == made["payment_method_types"] == offered


async def test_only_where_the_currency_and_the_mode_allow_them(caller: Caller) -> None:
    assert (await caller.made(INTENTS, f"amount=900&currency=eur&{ALLOWED}"))["payment_method_types"] == ["card"]
    setup = await caller.made(SESSIONS, f"mode=setup&currency=usd&success_url={BACK}&{ALLOWED}")
    assert setup["payment_method_types"] == ["card", "amazon_pay", "us_bank_account"]
    abroad = await caller.made(SESSIONS, f"mode=setup&currency=eur&success_url={BACK}&{ALLOWED}")
    assert abroad["payment_method_types"] == ["card"]
    club = await caller.made(SESSIONS, f"mode=subscription&success_url={BACK}&{ALLOWED}&{item()}&{MONTHLY}")
    assert club["payment_method_types"] == ["card", "amazon_pay"]
    refused = await caller.post(INTENTS, "amount=900&currency=eur&allowed_payment_method_types[]=us_bank_account")
    assert refused.json()["error"]["param"] == "allowed_payment_method_types"


async def test_what_is_not_allowed_cannot_be_paid_with(caller: Caller) -> None:
    form = f"amount=900&currency=usd&confirm=true&return_url={BACK}&{AMAZON}"
    error = (await caller.post(INTENTS, form)).json()["error"]
    assert error["code"] == "payment_intent_incompatible_payment_method"


# return_url


@pytest.mark.parametrize("beside", ["", "&automatic_payment_methods[enabled]=true"])
async def test_an_intent_that_may_redirect_needs_somewhere_to_come_back_to(caller: Caller, beside: str) -> None:
    paying = f"amount=900&currency=usd&payment_method=pm_card_visa{beside}"
    at_once = (await caller.post(INTENTS, f"{paying}&confirm=true")).json()["error"]
    later = await caller.made(INTENTS, paying)
    confirmed = (await caller.post(f"{INTENTS}/{later['id']}/confirm")).json()["error"]
    for error in (at_once, confirmed):
        assert "you must provide a `return_url`" in error["message"]
        assert error["type"] == "invalid_request_error" and error["payment_intent"]["object"] == "payment_intent"


@pytest.mark.parametrize(
    "beside",
    [
        "automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never",
        "allowed_payment_method_types[]=card",
        ALLOWED,
        "off_session=true",
        f"return_url={BACK}",
    ],
)
async def test_one_that_cannot_redirect_needs_none(caller: Caller, beside: str) -> None:
    form = f"amount=900&currency=usd&payment_method=pm_card_visa&confirm=true&{beside}"
    assert (await caller.made(INTENTS, form))["status"] == "succeeded"


async def test_a_way_that_redirects_needs_it_whatever_the_intent_says(caller: Caller) -> None:
    never = "automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
    error = (await caller.post(INTENTS, f"{INTENT}&{never}&confirm=true&{AMAZON}")).json()["error"]
    assert error["code"] == "payment_intent_redirect_confirmation_without_return_url"


# One that redirects


@pytest.mark.parametrize(
    ("outcome", "redirect_status", "status"),
    [("complete", "succeeded", "succeeded"), ("fail", "failed", "requires_payment_method")],
)
async def test_the_buyer_of_an_intent_comes_back_with_stripes_parameters(
    caller: Caller, outcome: str, redirect_status: str, status: str
) -> None:
    intent = await caller.made(INTENTS, f"{INTENT}&confirm=true&return_url={BACK}&{AMAZON}")
    action = intent["next_action"]
    assert (intent["status"], action["type"]) == ("requires_action", "redirect_to_url")
    assert action["redirect_to_url"]["return_url"] == BACK
    back = (await answer(caller, action["redirect_to_url"]["url"], outcome))["return_url"]
    assert back.startswith("https://shop.example/complete?") and parse_qs(urlsplit(back).query) == {
        "from": ["shop"],
        "payment_intent": [intent["id"]],
        "payment_intent_client_secret": [intent["client_secret"]],
        "redirect_status": [redirect_status],
    }
    now = await fetched(caller, f"{INTENTS}/{intent['id']}")
    assert (now["status"], now["next_action"]) == (status, None)
    if outcome == "fail":
        assert now["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    else:
        details = (await fetched(caller, f"/v1/charges/{now['latest_charge']}"))["payment_method_details"]
        assert (details["type"], details["amazon_pay"]["funding"]["card"]["last4"]) == ("amazon_pay", "4242")


@pytest.mark.parametrize(("outcome", "status"), [("complete", "complete"), ("fail", "open")])
async def test_the_buyer_of_a_session_comes_back_to_its_own_address(caller: Caller, outcome: str, status: str) -> None:
    made = await caller.made(
        SESSIONS, f"mode=payment&ui_mode=elements&return_url={BACK}%26s={{CHECKOUT_SESSION_ID}}&{ALLOWED}&{item()}"
    )
    method = (await caller.made("/v1/payment_methods", "type=amazon_pay"))["id"]
    url = (await confirm(caller, made, method))["next_action"]["url"]
    assert (await answer(caller, url, outcome))["return_url"] == f"{BACK}&s={made['id']}"
    assert (await fetched(caller, f"{SESSIONS}/{made['id']}"))["status"] == status


async def test_a_session_s_own_intent_is_left_to_it(caller: Caller) -> None:
    made = await session(caller)
    url = (await confirm(caller, made, await amazon(caller)))["next_action"]["url"]
    [intent] = await caller.listed(INTENTS)
    for call, form in (("", "amount=1000"), ("/confirm", "payment_method=pm_card_visa"), ("/cancel", "")):
        error = (await caller.post(f"{INTENTS}/{intent['id']}{call}", form)).json()["error"]
        assert error["code"] == "payment_intent_unexpected_state"
        assert error["message"] == f"You cannot {call[1:] or 'update'} PaymentIntents created by Checkout."
    assert await fetched(caller, f"{INTENTS}/{intent['id']}") == intent
    await answer(caller, url, "complete")
    assert (await fetched(caller, f"{SESSIONS}/{made['id']}"))["payment_status"] == "paid"


async def test_a_page_is_answered_once(caller: Caller) -> None:
    intent = await caller.made(INTENTS, f"{INTENT}&confirm=true&return_url={BACK}&{AMAZON}")
    url = intent["next_action"]["redirect_to_url"]["url"]
    await answer(caller, url, "fail")
    assert "has ended already" in (await answer(caller, url, "complete"))["error"]["message"]


async def test_a_buyer_who_came_back_otherwise_may_pay_by_card(caller: Caller) -> None:
    intent = await caller.made(INTENTS, f"{INTENT}&confirm=true&return_url={BACK}&{AMAZON}")
    paid = await caller.made(f"{INTENTS}/{intent['id']}/confirm", f"payment_method=pm_card_visa&return_url={BACK}")
    assert paid["status"] == "succeeded"
    late = await answer(caller, intent["next_action"]["redirect_to_url"]["url"], "complete")
    assert "has ended already" in late["error"]["message"]


# One that settles later


async def test_a_debit_is_under_way_until_the_clock_ends_it(caller: Caller) -> None:
    made = await session(caller)
    page = (await confirm(caller, made, "pm_usBankAccount_success"))["page"]
    assert page["session"]["status"] == {"type": "complete", "paymentStatus": "unpaid"}
    shown = await fetched(caller, f"{SESSIONS}/{made['id']}?expand[]=payment_intent.latest_charge")
    assert (shown["status"], shown["payment_status"]) == ("complete", "unpaid")
    intent = shown["payment_intent"]
    assert (intent["status"], intent["amount_received"], intent["latest_charge"]["status"]) == (
        "processing", 0, "pending",
    )  # fmt: skip
    await caller.advance(FOUR_DAYS - 60)
    assert (await fetched(caller, f"{SESSIONS}/{made['id']}"))["payment_status"] == "unpaid"
    await caller.advance(60)
    shown = await fetched(caller, f"{SESSIONS}/{made['id']}?expand[]=payment_intent.latest_charge")
    intent = shown["payment_intent"]
    assert (shown["payment_status"], intent["status"], intent["amount_received"]) == ("paid", "succeeded", 3600)
    assert (intent["latest_charge"]["status"], intent["latest_charge"]["paid"]) == ("succeeded", True)
    assert await types_of_events(caller) == [
        "payment_intent.created", "charge.pending", "payment_intent.processing", "checkout.session.completed",
        "charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "failure"), FAILURES.items())
async def test_a_debit_fails_as_its_account_does(caller: Caller, name: str, failure: str) -> None:
    made = await session(caller)
    await confirm(caller, made, name)
    await caller.advance(FOUR_DAYS)
    shown = await fetched(caller, f"{SESSIONS}/{made['id']}?expand[]=payment_intent.latest_charge")
    assert (shown["status"], shown["payment_status"]) == ("complete", "unpaid")
    intent = shown["payment_intent"]
    assert (intent["status"], intent["last_payment_error"]["code"]) == ("requires_payment_method", failure)
    charge = intent["latest_charge"]
    assert (charge["status"], charge["failure_code"], charge["captured"]) == ("failed", failure, False)
    outcome = charge["outcome"]
    assert (outcome["type"], outcome["network_status"]) == ("issuer_declined", "declined_by_network")
    assert outcome["reason"] == failure
    assert (await types_of_events(caller))[-3:] == [
        "charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "after"), [("000123456789", "succeeded"), ("000111111113", "requires_payment_method")]
)
async def test_an_intent_is_confirmed_by_a_server_with_the_numbers(caller: Caller, number: str, after: str) -> None:
    intent = await caller.made(INTENTS, f"{INTENT}&confirm=true&return_url={BACK}&{BANK}{number}")
    assert intent["status"] == "processing"
    await caller.advance(FOUR_DAYS)
    assert (await fetched(caller, f"{INTENTS}/{intent['id']}"))["status"] == after


@pytest.mark.parametrize("name", ["pm_usBankAccount_processing", "pm_usBankAccount_noAccount"])
@pytest.mark.parametrize(("body", "payment_status"), [({}, "paid"), ({"failure": "account_closed"}, "unpaid")])
async def test_the_control_api_ends_it_as_it_likes(
    caller: Caller, name: str, body: dict[str, Any], payment_status: str
) -> None:
    made = await session(caller)
    await confirm(caller, made, name)
    if name == "pm_usBankAccount_processing":
        await caller.advance(10 * FOUR_DAYS)
    await caller.control(f"end_debit/{made['id']}", body)
    await caller.advance(FOUR_DAYS)
    assert (await fetched(caller, f"{SESSIONS}/{made['id']}"))["payment_status"] == payment_status
    ended = [type for type in await types_of_events(caller) if "async_payment" in type]
    assert ended == [f"checkout.session.async_payment_{'failed' if body else 'succeeded'}"]


async def test_while_it_is_under_way_nothing_else_can_happen(caller: Caller) -> None:
    intent = await caller.made(INTENTS, f"{INTENT}&confirm=true&return_url={BACK}&{BANK}000123456789")
    for path, form in (("", "amount=1000"), ("/confirm", "payment_method=pm_card_visa"), ("/capture", "")):
        error = (await caller.post(f"{INTENTS}/{intent['id']}{path}", form)).json()["error"]
        assert error["code"] == "payment_intent_unexpected_state"
    refund = (await caller.post("/v1/refunds", f"charge={intent['latest_charge']}")).json()["error"]
    assert refund["code"] == "charge_not_refundable"


async def test_one_that_is_canceled_comes_no_more(caller: Caller) -> None:
    intent = await caller.made(INTENTS, f"{INTENT}&confirm=true&return_url={BACK}&{BANK}000123456789")
    await caller.made(f"{INTENTS}/{intent['id']}/cancel", "")
    await caller.advance(FOUR_DAYS)
    assert (await fetched(caller, f"{INTENTS}/{intent['id']}"))["status"] == "canceled"
    charge = await fetched(caller, f"/v1/charges/{intent['latest_charge']}")
    assert (charge["status"], charge["paid"], charge["captured"]) == ("failed", False, False)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (BANK.replace("110000000", "110000001") + "000123456789", "routing_number_invalid"),
        (f"{BANK}123", "account_number_invalid"),
        (BANK.replace("payment_method_data[billing_details][name]=Ada&", "") + "000123456789", "parameter_missing"),
        ("payment_method_data[type]=us_bank_account", "parameter_missing"),
    ],
)
async def test_an_account_that_cannot_be_is_refused(caller: Caller, form: str, code: str) -> None:
    error = (await caller.post(INTENTS, f"{INTENT}&confirm=true&return_url={BACK}&{form}")).json()["error"]
    assert error["code"] == code


async def test_it_cannot_be_captured_later(caller: Caller) -> None:
    form = f"{INTENT}&confirm=true&return_url={BACK}&capture_method=manual&{BANK}000123456789"
    assert (await caller.post(INTENTS, form)).json()["error"]["param"] == "capture_method"


async def test_a_second_debit_takes_its_own_days(caller: Caller) -> None:
    intent = await caller.made(INTENTS, f"{INTENT}&confirm=true&return_url={BACK}&{BANK}000123456789")
    await caller.advance(FOUR_DAYS // 2)
    await caller.control(f"end_debit/{intent['id']}", {"failure": "insufficient_funds"})
    again = f"return_url={BACK}&{BANK}000123456789"
    assert (await caller.made(f"{INTENTS}/{intent['id']}/confirm", again))["status"] == "processing"
    await caller.advance(FOUR_DAYS // 2)
    assert (await fetched(caller, f"{INTENTS}/{intent['id']}"))["status"] == "processing"
    await caller.advance(FOUR_DAYS // 2)
    assert (await fetched(caller, f"{INTENTS}/{intent['id']}"))["status"] == "succeeded"


# Kept, and subscribed with


async def pressed(caller: Caller, mode: str, payment_method: str) -> tuple[str, dict[str, Any]]:
    """A session in another mode whose buyer has pressed the button, and the answer to that."""
    made = await caller.made(SESSIONS, f"{mode}&ui_mode=elements&return_url={BACK}&{ALLOWED}")
    shown = {**made, "amount_total": made["amount_total"] or 0}
    return made["id"], await confirm(caller, shown, payment_method)


async def amazon(caller: Caller) -> str:
    return (await caller.made("/v1/payment_methods", "type=amazon_pay"))["id"]


async def test_a_session_in_setup_keeps_a_bank_account(caller: Caller) -> None:
    anna = (await caller.made("/v1/customers", "email=a@example.com"))["id"]
    made = await caller.made(
        SESSIONS, f"mode=setup&currency=usd&customer={anna}&ui_mode=elements&return_url={BACK}&{ALLOWED}"
    )
    await confirm(caller, {**made, "amount_total": 0}, "pm_usBankAccount_success")
    session = await fetched(caller, f"{SESSIONS}/{made['id']}")
    intent = await fetched(caller, f"/v1/setup_intents/{session['setup_intent']}")
    assert (session["status"], intent["status"]) == ("complete", "succeeded")
    [kept] = await caller.listed("/v1/payment_methods", customer=anna)
    assert (kept["id"], kept["type"]) == (intent["payment_method"], "us_bank_account")


@pytest.mark.parametrize("mode", ["mode=setup&currency=usd", f"mode=subscription&{item()}&{MONTHLY}"])
@pytest.mark.parametrize(("outcome", "status"), [("complete", "complete"), ("fail", "open")])
async def test_a_session_leaves_for_another_page_in_other_modes_too(
    caller: Caller, mode: str, outcome: str, status: str
) -> None:
    id, confirmed = await pressed(caller, mode, await amazon(caller))
    assert (await fetched(caller, f"{SESSIONS}/{id}"))["status"] == "open"
    back = await answer(caller, confirmed["next_action"]["url"], outcome)
    assert back["return_url"] == BACK
    session = await fetched(caller, f"{SESSIONS}/{id}")
    assert session["status"] == status
    if status == "complete" and mode.startswith("mode=subscription"):
        assert session["payment_status"] == "paid"
        assert (await fetched(caller, f"/v1/subscriptions/{session['subscription']}"))["status"] == "active"
