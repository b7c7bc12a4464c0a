"""What can be said of an intent, when, and what each saying leaves as it was."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

INTENTS = "/v1/payment_intents"
BACK = "return_url=https://shop.example"
NEW = "amount=1000&currency=usd"
ASKED = "pm_card_authenticationRequired"
ADDRESS = "shipping[name]=Ada&shipping[address][line1]=1 Main St"
HELD = f"{NEW}&confirm=true&{BACK}&capture_method=manual&payment_method=pm_card_visa"


async def refused(caller: Caller, path: str, form: str = "") -> dict[str, Any]:
    answer = await caller.post(path, form)
    assert answer.status_code == 400, answer.text
    return answer.json()["error"]


async def in_status(caller: Caller, status: str) -> str:
    """The address of an intent that has come so far."""
    card = {"requires_action": ASKED, "processing": "pm_usBankAccount_success"}.get(status, "pm_card_visa")
    types = "allowed_payment_method_types[]=card&allowed_payment_method_types[]=us_bank_account"
    form = NEW if status in ("requires_payment_method", "canceled") else f"{NEW}&payment_method={card}&{types}"
    if status in ("requires_action", "processing", "requires_capture", "succeeded"):
        form += f"&confirm=true&{BACK}"
    if status == "requires_capture":
        form += "&capture_method=manual"
    path = f"{INTENTS}/{(await caller.made(INTENTS, form))['id']}"
    if status == "canceled":
        await caller.made(f"{path}/cancel")
    assert (await caller.call("GET", path)).json()["status"] == status
    return path


# What docs.stripe.com/payments/paymentintents/lifecycle lets happen in each status.
ALLOWED = {
    "requires_payment_method": "update confirm cancel",
    "requires_confirmation": "update confirm cancel",
    "requires_action": "update confirm cancel",
    "processing": "cancel",
    "requires_capture": "capture cancel",
    "canceled": "",
    "succeeded": "",
}
FORMS = {"update": "amount=2000", "confirm": f"{BACK}&payment_method=pm_card_visa", "cancel": "", "capture": ""}


@pytest.mark.parametrize("status", ALLOWED)
async def test_each_status_allows_some_things_and_says_so_of_the_others(caller: Caller, status: str) -> None:
    for what, form in FORMS.items():
        path = await in_status(caller, status)
        before = (await caller.call("GET", path)).json()
        answer = await caller.post(path if what == "update" else f"{path}/{what}", form)
        if what in ALLOWED[status]:
            assert answer.is_success, answer.text
            continue
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (400, "payment_intent_unexpected_state")
        assert f"has a status of {status}" in error["message"] or "has already succeeded" in error["message"]
        assert error["payment_intent"]["id"] == before["id"]
        assert (await caller.call("GET", path)).json() == before


@pytest.mark.parametrize("status", ["succeeded", "canceled", "processing"])
async def test_what_is_only_said_about_it_can_be_said_at_any_time(caller: Caller, status: str) -> None:
    path = await in_status(caller, status)
    said = await caller.made(path, "description=Tea&metadata[a]=1&receipt_email=ada@example.com")
    assert (said["description"], said["metadata"], said["receipt_email"]) == ("Tea", {"a": "1"}, "ada@example.com")
    assert said["status"] == status


async def test_a_payment_method_can_be_taken_back(caller: Caller) -> None:
    path = await in_status(caller, "requires_confirmation")
    cleared = await caller.made(path, "payment_method=")
    assert (cleared["status"], cleared["payment_method"]) == ("requires_payment_method", None)
    error = await refused(caller, f"{path}/confirm", BACK)
    assert error["code"] == "payment_intent_unexpected_state" and "missing a payment method" in error["message"]


async def test_shipping_is_changed_as_a_whole_and_cleared(caller: Caller) -> None:
    path = f"{INTENTS}/{(await caller.made(INTENTS, f'{NEW}&{ADDRESS}&shipping[phone]=1'))['id']}"
    kept = (await caller.made(path, "description=Tea"))["shipping"]
    assert (kept["name"], kept["phone"], kept["address"]["line1"]) == ("Ada", "1", "1 Main St")
    changed = (await caller.made(path, "shipping[name]=Ben&shipping[address][city]=Rome"))["shipping"]
    assert (changed["name"], changed["phone"]) == ("Ben", None)
    assert (changed["address"]["line1"], changed["address"]["city"]) == (None, "Rome")
    assert (await caller.made(path, "shipping="))["shipping"] is None


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("customer={customer}", ("customer",)),
        ("amount=2000", ("amount",)),
        ("currency=eur", ("currency",)),
        ("capture_method=manual", ("capture_method",)),
        ("setup_future_usage=off_session", ("setup_future_usage",)),
        ("transfer_group=a", ("transfer_group",)),
        ("statement_descriptor_suffix=TEA", ("statement_descriptor_suffix",)),
    ],
)
async def test_what_is_changed_is_changed_alone(caller: Caller, form: str, names: tuple[str, ...]) -> None:
    customer = (await caller.made("/v1/customers"))["id"]
    said = f"{NEW}&{ADDRESS}&description=Tea&metadata[a]=1&receipt_email=ada@example.com&statement_descriptor=SHOP"
    before = await caller.made(INTENTS, said)
    after = await caller.made(f"{INTENTS}/{before['id']}", form.format(customer=customer))
    assert {name for name in before if after[name] != before[name]} == set(names)
    given = form.format(customer=customer).partition("=")[2]
    assert str(after[names[0]]) == given


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        ("amount=49", "amount", "amount_too_small"),
        ("amount=0", "amount", "parameter_invalid_integer"),
        ("amount=100000000", "amount", "amount_too_large"),
        ("currency=xyz", "currency", None),
        ("currency=isk&amount=1050", "amount", None),
    ],
)
@pytest.mark.parametrize("later", [False, True])
async def test_an_amount_that_cannot_be_charged_is_refused_at_once_and_later(
    caller: Caller, form: str, param: str, code: str | None, later: bool
) -> None:
    if later:
        path = await in_status(caller, "requires_payment_method")
        error = await refused(caller, path, form)
        assert (await caller.call("GET", path)).json()["amount"] == 1000
    else:
        given = dict(part.split("=") for part in f"{NEW}&{form}".split("&"))
        error = await refused(caller, INTENTS, "&".join(f"{name}={value}" for name, value in given.items()))
    assert (error["param"], error.get("code")) == (param, code)


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "amount_too_large"), (1001, "amount_too_large"), (-1, "amount_too_large")]
)
async def test_no_more_is_captured_than_was_held_and_not_nothing(caller: Caller, amount: int, code: str) -> None:
    path = f"{INTENTS}/{(await caller.made(INTENTS, HELD))['id']}"
    error = await refused(caller, f"{path}/capture", f"amount_to_capture={amount}")
    assert (error["param"], error["code"]) == ("amount_to_capture", code)
    assert (await caller.call("GET", path)).json()["amount_capturable"] == 1000


async def test_one_that_is_canceled_asks_for_nothing_any_more(caller: Caller) -> None:
    path = await in_status(caller, "requires_action")
    asked = (await caller.call("GET", path)).json()
    await caller.advance(60)
    ended = await caller.made(f"{path}/cancel", "cancellation_reason=abandoned")
    assert (ended["status"], ended["next_action"], ended["cancellation_reason"]) == ("canceled", None, "abandoned")
    assert ended["canceled_at"] == asked["created"] + 60
    question = asked["next_action"]["redirect_to_url"]["url"].rpartition("/")[2]
    assert "error" in await caller.browse(f"/v1/three_d_secure/{question}", {"outcome": "complete"})
    assert (await caller.listed("/v1/events", type="payment_intent.canceled"))[0]["data"]["object"] == ended


SECURE = "payment_method_options[card][request_three_d_secure]"


@pytest.mark.parametrize("wanted", ["any", "challenge"])
@pytest.mark.parametrize("when", ["create", "update", "confirm"])
async def test_a_bank_asks_wherever_the_shop_has_said_that_it_should(caller: Caller, when: str, wanted: str) -> None:
    said = {name: f"&{SECURE}={wanted}" if name == when else "" for name in ("create", "update", "confirm")}
    path = f"{INTENTS}/{(await caller.made(INTENTS, NEW + said['create']))['id']}"
    updated = await caller.made(path, f"description=Tea{said['update']}")
    card = updated["payment_method_options"]["card"]
    assert card["request_three_d_secure"] == ("automatic" if when == "confirm" else wanted)
    assert {"installments", "mandate_options", "network"} <= set(card), "what wasn't said stays"
    confirmed = await caller.made(
        f"{path}/confirm", f"{BACK}&payment_method=pm_card_threeDSecureOptional{said['confirm']}"
    )
    assert confirmed["status"] == "requires_action"


async def test_a_confirmation_may_say_what_was_not_said_before(caller: Caller) -> None:
    path = await in_status(caller, "requires_payment_method")
    said = f"receipt_email=ada@example.com&setup_future_usage=off_session&capture_method=manual&{ADDRESS}"
    done = await caller.made(f"{path}/confirm", f"{BACK}&payment_method=pm_card_visa&{said}")
    assert (done["status"], done["receipt_email"]) == ("requires_capture", "ada@example.com")
    assert (done["setup_future_usage"], done["shipping"]["name"]) == ("off_session", "Ada")
    charge = (await caller.call("GET", f"/v1/charges/{done['latest_charge']}")).json()
    assert (charge["receipt_email"], charge["captured"]) == ("ada@example.com", False)


async def test_after_a_payment_nothing_is_left_of_an_earlier_decline(caller: Caller) -> None:
    path = await in_status(caller, "requires_payment_method")
    declined = await caller.post(f"{path}/confirm", f"{BACK}&payment_method=pm_card_chargeDeclined")
    failed = (await caller.call("GET", path)).json()
    assert (declined.status_code, failed["payment_method"], failed["status"]) == (402, None, "requires_payment_method")
    error = failed["last_payment_error"]
    assert (error["code"], error["type"], error["charge"]) == ("card_declined", "card_error", failed["latest_charge"])
    assert error["payment_method"]["card"]["last4"] == "0002"
    paid = await caller.made(f"{path}/confirm", f"{BACK}&payment_method=pm_card_visa")
    assert (paid["status"], paid["last_payment_error"], paid["next_action"]) == ("succeeded", None, None)
    assert paid["latest_charge"] != failed["latest_charge"]


async def test_the_first_words_count_where_nothing_else_is_said(caller: Caller) -> None:
    intent = await caller.made(INTENTS, NEW)
    assert (intent["capture_method"], intent["confirmation_method"]) == ("automatic_async", "automatic")
    assert intent["automatic_payment_methods"] == {"allow_redirects": "always", "enabled": True}
    assert (intent["amount_capturable"], intent["amount_received"], intent["livemode"]) == (0, 0, False)
