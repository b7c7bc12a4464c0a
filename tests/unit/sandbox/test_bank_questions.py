"""When a bank asks whether it is the buyer: at a setup, again by hand, and never while the buyer isn't there."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_events import told
from tests.unit.sandbox.trade import item

PAYMENTS, SETUPS, SESSIONS = "/v1/payment_intents", "/v1/setup_intents", "/v1/checkout/sessions"
SHOP = "https://shop.example/done"
ALWAYS, UNLESS_SET_UP = "pm_card_authenticationRequired", "pm_card_authenticationRequiredOnSetup"
SET_UP_ALREADY = "pm_card_authenticationRequiredSetupForOffSession"
PAYING = "amount=900&currency=usd&confirm=true&automatic_payment_methods[enabled]=true"
PAYING += "&automatic_payment_methods[allow_redirects]=never"


@pytest.fixture
async def customer(caller: Caller) -> str:
    return (await caller.made("/v1/customers", "name=Ada"))["id"]


def question(intent: dict[str, Any]) -> str:
    """The id of what the bank asks."""
    action = intent["next_action"]
    details = action[action["type"]]
    return (details.get("url") or details["stripe_js"]).rpartition("/")[2]


async def answer(caller: Caller, intent: dict[str, Any], outcome: str) -> dict[str, Any]:
    return await caller.browse(f"/v1/three_d_secure/{question(intent)}", {"outcome": outcome})


async def fetched(caller: Caller, path: str) -> dict[str, Any]:
    return (await caller.call("GET", path)).json()


async def kept(caller: Caller, customer: str, card: str) -> str:
    """A card that its bank has let a customer keep."""
    intent = await caller.made(SETUPS, f"customer={customer}&payment_method={card}&confirm=true&return_url={SHOP}")
    if intent["status"] == "requires_action":
        await answer(caller, intent, "complete")
    return (await caller.listed(f"/v1/customers/{customer}/payment_methods"))[0]["id"]


# At a setup


@pytest.mark.parametrize("card", [ALWAYS, UNLESS_SET_UP, "pm_card_threeDSecure2Required"])
async def test_a_bank_asks_before_a_card_is_kept(caller: Caller, customer: str, card: str) -> None:
    asked = await caller.made(SETUPS, f"customer={customer}&payment_method={card}&confirm=true&return_url={SHOP}?a=1")
    assert (asked["status"], asked["next_action"]["type"]) == ("requires_action", "redirect_to_url")
    assert await caller.listed(f"/v1/customers/{customer}/payment_methods") == []
    back = (await answer(caller, asked, "complete"))["return_url"]
    secret = asked["client_secret"]
    added = f"setup_intent={asked['id']}&setup_intent_client_secret={secret}&redirect_status=succeeded"
    assert back == f"{SHOP}?a=1&{added}"
    done = await fetched(caller, f"{SETUPS}/{asked['id']}")
    assert (done["status"], done["next_action"]) == ("succeeded", None)
    assert [one["id"] for one in await caller.listed(f"/v1/customers/{customer}/payment_methods")] == [
        done["payment_method"]
    ]
    types = [event["type"] for event in await told(caller) if event["type"].startswith("setup_intent")]
    assert types == ["setup_intent.created", "setup_intent.requires_action", "setup_intent.succeeded"]


async def test_a_buyer_who_says_no_keeps_nothing_and_may_try_again(caller: Caller, customer: str) -> None:
    asked = await caller.made(SETUPS, f"customer={customer}&payment_method={ALWAYS}&confirm=true&return_url={SHOP}")
    assert "redirect_status=failed" in (await answer(caller, asked, "fail"))["return_url"]
    refused = await fetched(caller, f"{SETUPS}/{asked['id']}")
    assert (refused["status"], refused["payment_method"]) == ("requires_payment_method", None)
    assert refused["last_setup_error"]["code"] == "setup_intent_authentication_failure"
    assert (await told(caller))[-1]["type"] == "setup_intent.setup_failed"
    assert "error" in await answer(caller, asked, "complete")
    again = await caller.made(f"{SETUPS}/{asked['id']}/confirm", f"payment_method=pm_card_visa&return_url={SHOP}")
    assert (again["status"], again["last_setup_error"]) == ("succeeded", None)


@pytest.mark.parametrize(
    ("card", "status"),
    [
        ("pm_card_threeDSecureOptional", "requires_action"),
        (SET_UP_ALREADY, "requires_action"),
        ("pm_card_visa", "succeeded"),
    ],
)
async def test_other_banks_ask_where_the_shop_wants_it_if_they_can(caller: Caller, card: str, status: str) -> None:
    setup = f"payment_method={card}&confirm=true&return_url={SHOP}"
    assert (await caller.made(SETUPS, setup))["status"] == "succeeded"
    wanted = f"{setup}&payment_method_options[card][request_three_d_secure]=any"
    assert (await caller.made(SETUPS, wanted))["status"] == status


async def test_one_under_way_ends_with_what_it_was_about(caller: Caller) -> None:
    asked = await caller.made(SETUPS, f"payment_method={ALWAYS}&confirm=true&return_url={SHOP}")
    changed = await caller.made(f"{SETUPS}/{asked['id']}", "payment_method=pm_card_visa")
    assert (changed["status"], changed["next_action"]) == ("requires_confirmation", None)
    assert "error" in await answer(caller, asked, "complete")
    once_more = await caller.made(f"{SETUPS}/{asked['id']}/confirm", f"payment_method={ALWAYS}&return_url={SHOP}")
    canceled = await caller.made(f"{SETUPS}/{asked['id']}/cancel")
    assert (canceled["status"], canceled["next_action"]) == ("canceled", None)
    assert "error" in await answer(caller, once_more, "complete")


async def test_a_browser_is_told_where_its_bank_asks(caller: Caller) -> None:
    intent = await caller.made(SETUPS, "usage=off_session")
    body = {"client_secret": intent["client_secret"], "payment_method": ALWAYS}
    asked = await caller.browse(f"{SETUPS}/{intent['id']}/confirm_in_browser", body)
    assert asked["setup_intent"]["status"] == "requires_action"
    assert asked["next_action"]["url"].endswith(question(asked["setup_intent"]))


# In a session where nothing is due


MODES = {
    "setup": "mode=setup&currency=usd",
    "trial": "mode=subscription&subscription_data[trial_period_days]=7&line_items[0][quantity]=1"
    "&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900"
    "&line_items[0][price_data][product_data][name]=Tea&line_items[0][price_data][recurring][interval]=month",
}


async def begun(caller: Caller, mode: str, card: str) -> dict[str, Any]:
    """A session whose buyer has pressed the button, and the answer to that."""
    session = await caller.made(SESSIONS, f"{MODES[mode]}&ui_mode=elements&return_url={SHOP}")
    body = {"client_secret": session["client_secret"], "expected_amount": 0, "email": "a@example.com"}
    confirmed = await caller.browse(f"/v1/payment_pages/{session['id']}/confirm", {**body, "payment_method": card})
    return {"id": session["id"], "confirmed": confirmed}


def of_answer(confirmed: dict[str, Any]) -> str:
    return f"/v1/three_d_secure/{confirmed['next_action']['url'].rpartition('/')[2]}"


@pytest.mark.parametrize("mode", MODES)
async def test_a_session_waits_for_the_bank(caller: Caller, mode: str) -> None:
    at = await begun(caller, mode, UNLESS_SET_UP)
    path = f"{SESSIONS}/{at['id']}"
    assert (await fetched(caller, path))["status"] == "open"
    await caller.browse(of_answer(at["confirmed"]), {"outcome": "fail"})
    assert (await fetched(caller, path))["status"] == "open"
    secret = (await fetched(caller, path))["client_secret"]
    again = {"client_secret": secret, "expected_amount": 0, "payment_method": UNLESS_SET_UP}
    asked = await caller.browse(f"/v1/payment_pages/{at['id']}/confirm", again)
    await caller.browse(of_answer(asked), {"outcome": "complete"})
    session = await fetched(caller, path)
    assert (session["status"], session["payment_status"]) == ("complete", "no_payment_required")
    [intent] = await caller.listed(SETUPS)
    assert intent["status"] == "succeeded"
    assert session["setup_intent"] == (intent["id"] if mode == "setup" else None)
    types = [event["type"] for event in await told(caller)]
    assert types[-1] == "checkout.session.completed" and types.count("setup_intent.succeeded") == 1


async def test_a_session_s_own_intent_is_left_alone(caller: Caller) -> None:
    at = await begun(caller, "setup", ALWAYS)
    [intent] = await caller.listed(SETUPS)
    for verb in ("confirm", "cancel"):
        refused = await caller.post(f"{SETUPS}/{intent['id']}/{verb}")
        assert "created by Checkout" in refused.json()["error"]["message"]
    await caller.made(f"{SESSIONS}/{at['id']}/expire")
    assert (await fetched(caller, f"{SETUPS}/{intent['id']}"))["status"] == "canceled"
    late = await caller.browse(of_answer(at["confirmed"]), {"outcome": "complete"})
    assert "error" in late


async def test_a_session_in_setup_says_why_a_bank_refuses(caller: Caller) -> None:
    at = await begun(caller, "setup", "pm_card_chargeDeclined")
    assert at["confirmed"]["error"]["code"] == "card_declined"
    assert (await fetched(caller, f"{SESSIONS}/{at['id']}"))["status"] == "open"


# While the buyer isn't there


@pytest.mark.parametrize(
    ("card", "status"), [(ALWAYS, 402), (UNLESS_SET_UP, 200), (SET_UP_ALREADY, 200), ("pm_card_visa", 200)]
)
async def test_a_kept_card_is_charged_unless_its_bank_would_ask(
    caller: Caller, customer: str, card: str, status: int
) -> None:
    method = await kept(caller, customer, card)
    charged = await caller.post(PAYMENTS, f"{PAYING}&off_session=true&customer={customer}&payment_method={method}")
    assert charged.status_code == status
    if status == 200:
        assert charged.json()["status"] == "succeeded"
        return
    error = charged.json()["error"]
    assert (error["type"], error["code"]) == ("card_error", "authentication_required")
    assert (error["decline_code"], error["payment_method"]["id"]) == ("authentication_required", method)
    intent = await fetched(caller, f"{PAYMENTS}/{error['payment_intent']['id']}")
    assert (intent["status"], intent["last_payment_error"]["code"]) == (
        "requires_payment_method",
        "authentication_required",
    )


@pytest.mark.parametrize("card", [ALWAYS, UNLESS_SET_UP])
async def test_a_card_that_was_not_set_up_cannot_be_asked(caller: Caller, card: str) -> None:
    refused = await caller.post(PAYMENTS, f"{PAYING}&off_session=true&payment_method={card}")
    assert refused.json()["error"]["code"] == "authentication_required"


async def test_the_buyer_comes_back_and_is_asked(caller: Caller, customer: str) -> None:
    method = await kept(caller, customer, ALWAYS)
    form = f"{PAYING}&off_session=true&customer={customer}&payment_method={method}"
    intent = (await caller.post(PAYMENTS, form)).json()["error"]["payment_intent"]
    body = {"client_secret": intent["client_secret"], "expected_amount": 900, "payment_method": method}
    asked = (await caller.browse(f"{PAYMENTS}/{intent['id']}/confirm_in_browser", body))["payment_intent"]
    assert asked["status"] == "requires_action"
    await answer(caller, asked, "complete")
    assert (await fetched(caller, f"{PAYMENTS}/{intent['id']}"))["status"] == "succeeded"


async def test_a_shop_that_can_do_nothing_about_it_says_so(caller: Caller) -> None:
    form = f"{PAYING}&error_on_requires_action=true&payment_method="
    assert (await caller.post(PAYMENTS, form + ALWAYS)).json()["error"]["code"] == "authentication_required"
    assert (await caller.made(PAYMENTS, f"{form}pm_card_visa"))["status"] == "succeeded"
    waiting = await caller.made(PAYMENTS, f"amount=900&currency=usd&payment_method={ALWAYS}")
    confirmed = f"error_on_requires_action=true&return_url={SHOP}"
    refused = await caller.post(f"{PAYMENTS}/{waiting['id']}/confirm", confirmed)
    assert refused.json()["error"]["code"] == "authentication_required"


# Confirmed by hand


async def test_a_server_that_confirms_by_hand_confirms_once_more(caller: Caller) -> None:
    asked = await caller.made(PAYMENTS, f"{PAYING}&confirmation_method=manual&payment_method={ALWAYS}")
    assert asked["next_action"]["type"] == "use_stripe_sdk"
    await answer(caller, asked, "complete")
    path = f"{PAYMENTS}/{asked['id']}"
    answered = await fetched(caller, path)
    assert (answered["status"], answered["payment_method"]) == ("requires_confirmation", asked["payment_method"])
    assert (await caller.made(f"{path}/confirm"))["status"] == "succeeded"


async def test_what_was_answered_counts_for_that_amount_alone(caller: Caller) -> None:
    asked = await caller.made(PAYMENTS, f"{PAYING}&confirmation_method=manual&payment_method={ALWAYS}")
    await answer(caller, asked, "complete")
    path = f"{PAYMENTS}/{asked['id']}"
    await caller.made(path, "amount=90000")
    assert (await caller.made(f"{path}/confirm"))["status"] == "requires_action"


async def test_an_answer_by_hand_ends_with_the_card_it_was_about(caller: Caller) -> None:
    asked = await caller.made(PAYMENTS, f"{PAYING}&confirmation_method=manual&payment_method={ALWAYS}")
    await answer(caller, asked, "complete")
    confirmed = await caller.made(f"{PAYMENTS}/{asked['id']}/confirm", f"payment_method={ALWAYS}")
    assert confirmed["status"] == "requires_action"


async def test_a_payment_in_a_session_still_ends_with_the_answer(caller: Caller) -> None:
    session = await caller.made(SESSIONS, f"mode=payment&ui_mode=elements&return_url={SHOP}&{item()}")
    body = {"client_secret": session["client_secret"], "expected_amount": session["amount_total"]}
    path = f"/v1/payment_pages/{session['id']}/confirm"
    confirmed = await caller.browse(path, {**body, "email": "a@example.com", "payment_method": ALWAYS})
    await caller.browse(of_answer(confirmed), {"outcome": "complete"})
    assert (await fetched(caller, f"{SESSIONS}/{session['id']}"))["payment_status"] == "paid"


# Where the buyer comes back to


CARDS = {"declines": "pm_card_threeDSecureRequiredChargeDeclined"}


@pytest.mark.parametrize(
    ("more", "outcome", "status", "redirect"),
    [
        ("", "complete", "succeeded", "succeeded"),
        ("&capture_method=manual", "complete", "requires_capture", "succeeded"),
        ("&confirmation_method=manual", "complete", "requires_confirmation", "succeeded"),
        ("", "fail", "requires_payment_method", "failed"),
        ("declines", "complete", "requires_payment_method", "failed"),
    ],
)
async def test_the_address_says_whether_it_went_well(
    caller: Caller, more: str, outcome: str, status: str, redirect: str
) -> None:
    card, more = CARDS.get(more, ALWAYS), "" if more in CARDS else more
    paying = f"amount=900&currency=usd&confirm=true&return_url={SHOP}&payment_method={card}{more}"
    asked = await caller.made(PAYMENTS, paying)
    back = (await answer(caller, asked, outcome))["return_url"]
    assert back.endswith(f"&redirect_status={redirect}")
    assert (await fetched(caller, f"{PAYMENTS}/{asked['id']}"))["status"] == status


@pytest.mark.parametrize(("path", "field"), [(PAYMENTS, "last_payment_error"), (SETUPS, "last_setup_error")])
async def test_a_buyer_who_says_no_is_no_decline_of_a_card(caller: Caller, path: str, field: str) -> None:
    amount = "amount=900&currency=usd&" if path == PAYMENTS else ""
    asked = await caller.made(path, f"{amount}confirm=true&return_url={SHOP}&payment_method={ALWAYS}")
    await answer(caller, asked, "fail")
    error = (await fetched(caller, f"{path}/{asked['id']}"))[field]
    assert (error["type"], error["code"]) == ("invalid_request_error", f"{asked['object']}_authentication_failure")
    assert "decline_code" not in error and "unable to authenticate" in error["message"]
    assert await caller.listed("/v1/charges") == []
