"""How a session ends: what has to be known before, and what payment, customer and session say afterwards."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import ANNA, Caller
from tests.unit.sandbox.test_checkout_pages import CARD, HOSTED, SESSIONS, browse, opening
from tests.unit.sandbox.trade import SHOP, item

ELEMENTS = f"mode=payment&ui_mode=elements&return_url={SHOP}done?id={{CHECKOUT_SESSION_ID}}&{item()}"
NOWHERE = f"mode=payment&ui_mode=elements&{item()}"
SHIPS = "&shipping_address_collection[allowed_countries][]=US"
ROME = {"line1": "1 Main St", "line2": None, "city": "Rome", "state": "NY", "postal_code": "13440", "country": "US"}
ADA = {"email": "ada@example.com", "payment_method": "pm_card_visa", "expected_amount": 3600}


async def opened(caller: Caller, form: str) -> tuple[str, dict[str, Any]]:
    session = await caller.made(SESSIONS, form)
    secret = session["client_secret"] or opening(session)["client_secret"]
    return session["id"], {"key": f"pk_test_{ANNA}", "client_secret": secret}


async def confirm(
    caller: Caller, form: str, said: dict[str, Any] | None = None, status: int = 200
) -> tuple[dict[str, Any], Any]:
    """The session after its buyer has pressed the button, and the answer to that."""
    id, secret = await opened(caller, form)
    answer = await browse(caller, f"{id}/confirm", {**secret, **ADA, **(said or {})}, status)
    return (await caller.call("GET", f"{SESSIONS}/{id}")).json(), answer


@pytest.mark.parametrize(
    ("form", "said", "param", "code"),
    [
        *((HOSTED, {"expected_amount": amount}, "expected_amount", "amount_mismatch") for amount in (0, 3599, 3601)),
        (HOSTED, {"email": None}, "email", "email_invalid"),
        (HOSTED, {"payment_method": None}, "payment_method", None),
        (HOSTED + SHIPS, {}, "shipping_address", "shipping_address_invalid"),
        (f"{HOSTED}&phone_number_collection[enabled]=true", {}, "phone_number", None),
        (ELEMENTS, {"return_url": SHOP}, "return_url", None),
        (HOSTED, {"return_url": SHOP}, "return_url", None),
    ],
)
async def test_what_has_to_be_known_before_a_payment(
    caller: Caller, form: str, said: dict[str, Any], param: str, code: str | None
) -> None:
    session, refused = await confirm(caller, form, said, 400)
    assert (refused["error"]["param"], refused["error"].get("code")) == (param, code)
    assert (session["status"], session["payment_intent"]) == ("open", None)
    assert await caller.listed("/v1/charges") == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (HOSTED + SHIPS, {"shipping_address": {"name": "Ada", "address": ROME}}),
        (f"{HOSTED}&phone_number_collection[enabled]=true", {"phone_number": "123"}),
        (f"{HOSTED}&phone_number_collection[enabled]=false", {}),
        (NOWHERE, {"return_url": SHOP}),
    ],
)
async def test_with_that_it_is_paid(caller: Caller, form: str, said: dict[str, Any]) -> None:
    session, answer = await confirm(caller, form, said)
    assert (session["status"], session["payment_status"], session["url"]) == ("complete", "paid", None)
    assert answer["page"]["session"]["status"] == {"type": "complete", "paymentStatus": "paid"}
    assert answer["next_action"] is None


@pytest.mark.parametrize(
    ("form", "said", "back"),
    [
        (ELEMENTS, {}, f"{SHOP}done?id={{id}}"),
        (NOWHERE, {"return_url": f"{SHOP}?s={{CHECKOUT_SESSION_ID}}"}, f"{SHOP}?s={{id}}"),
        (NOWHERE, {}, None),
    ],
)
async def test_the_buyer_goes_back_to_where_somebody_said(
    caller: Caller, form: str, said: dict[str, str], back: str | None
) -> None:
    session, answer = await confirm(caller, form, said)
    assert answer["return_url"] == (back and back.format(id=session["id"]))


async def test_what_has_ended_is_not_paid_again(caller: Caller) -> None:
    id, secret = await opened(caller, HOSTED)
    await browse(caller, f"{id}/confirm", {**secret, **ADA})
    again = await browse(caller, f"{id}/confirm", {**secret, **ADA}, 400)
    assert again["error"]["message"] == "This Checkout Session was already completed."
    expired, secret = await opened(caller, HOSTED)
    await caller.made(f"{SESSIONS}/{expired}/expire")
    for path in (f"{expired}/confirm", expired):
        late = await browse(caller, path, {**secret, **(ADA if path != expired else {})}, 400)
        assert late["error"]["message"] == "This Checkout Session has expired."
    assert len(await caller.listed("/v1/charges")) == 1


DATA = "payment_intent_data"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("capture_method", "automatic"),
        ("capture_method", "manual"),
        ("description", "Tea"),
        ("metadata", {"a": "1"}),
        ("receipt_email", "office@example.com"),
        ("setup_future_usage", "off_session"),
        ("statement_descriptor", "TEA"),
        ("statement_descriptor_suffix", "SHOP"),
        ("transfer_group", "group"),
    ],
)
@pytest.mark.parametrize("attempts", [1, 2])
async def test_a_payment_says_what_its_session_says_of_it(
    caller: Caller, field: str, value: Any, attempts: int
) -> None:
    given = "&".join(f"{DATA}[{field}][{name}]={one}" for name, one in value.items()) if isinstance(value, dict) else ""
    id, secret = await opened(caller, f"{HOSTED}&{given or f'{DATA}[{field}]={value}'}")
    if attempts == 2:
        await browse(caller, f"{id}/confirm", {**secret, **ADA, "payment_method": "pm_card_chargeDeclined"}, 402)
    await browse(caller, f"{id}/confirm", {**secret, **ADA})
    [intent] = await caller.listed("/v1/payment_intents")
    assert intent[field] == value
    assert (intent["amount"], intent["currency"]) == (3600, "usd")
    assert intent["status"] == ("requires_capture" if value == "manual" else "succeeded")


@pytest.mark.parametrize("own", [False, True])
async def test_a_payment_says_where_it_is_shipped_to(caller: Caller, own: bool) -> None:
    office = f"&{DATA}[shipping][name]=Office&{DATA}[shipping][address]"
    said = f"{office}[line1]=1{office}[city]=Oslo" if own else ""
    shipped = {"name": "Ada", "address": ROME}
    await confirm(caller, HOSTED + SHIPS + said, {"shipping_address": shipped, "phone_number": "123"})
    [intent] = await caller.listed("/v1/payment_intents")
    expected = ("Office", "Oslo", None) if own else ("Ada", "Rome", "123")
    assert (intent["shipping"]["name"], intent["shipping"]["address"]["city"], intent["shipping"]["phone"]) == expected


@pytest.mark.parametrize(
    ("form", "made"),
    [
        ("", False),
        ("&customer_creation=if_required", False),
        ("&customer_creation=always", True),
        (f"&{DATA}[setup_future_usage]=off_session", True),
    ],
)
async def test_a_customer_is_made_where_one_is_wanted(caller: Caller, form: str, made: bool) -> None:
    billing = {"name": "Ada Lovelace", "address": ROME}
    session, _ = await confirm(caller, HOSTED + form, {"billing_address": billing, "phone_number": "123"})
    customers = await caller.listed("/v1/customers")
    assert [session["customer"]] == ([one["id"] for one in customers] if made else [None])
    if made:
        [customer] = customers
        assert (customer["email"], customer["name"], customer["phone"]) == ("ada@example.com", "Ada Lovelace", "123")
        assert customer["address"] == ROME
        [intent] = await caller.listed("/v1/payment_intents")
        assert intent["customer"] == customer["id"]
    kept = await caller.listed(f"/v1/customers/{session['customer']}/payment_methods") if "setup_future" in form else []
    assert len(kept) == (1 if "setup_future" in form else 0)
    told = [event["type"] for event in await caller.listed("/v1/events", type="customer.created")]
    assert told == (["customer.created"] if made else [])


@pytest.mark.parametrize(
    ("known", "said", "details"),
    [
        ("", {}, {"name": None, "phone": None, "address": None}),
        ("", {"phone_number": "1"}, {"phone": "1"}),
        ("", {"billing_address": {"name": "Ada", "address": ROME}}, {"name": "Ada", "address": ROME}),
        ("name=Bob&phone=9&address[city]=Oslo", {}, {"name": "Bob", "phone": "9"}),
        ("name=Bob&phone=9", {"phone_number": "1", "billing_address": {"name": "Ada", "address": ROME}},
         {"name": "Ada", "phone": "1", "address": ROME}),
        ("", {"shipping_address": {"name": "Eve", "address": ROME}}, {"name": "Eve", "address": None}),
    ],
)  # fmt: skip
async def test_what_the_buyer_said_goes_before_what_was_known(
    caller: Caller, known: str, said: dict[str, Any], details: dict[str, Any]
) -> None:
    form = HOSTED
    if known:
        form += f"&customer={(await caller.made('/v1/customers', f'email=ada@example.com&{known}'))['id']}"
    shown = (await confirm(caller, form, said))[0]["customer_details"]
    assert {name: shown[name] for name in details} == details
    assert (shown["email"], shown["tax_exempt"], shown["tax_ids"]) == ("ada@example.com", "none", [])


async def test_what_the_card_form_knows_counts_where_nothing_else_was_said(caller: Caller) -> None:
    billing = {"name": "Card Holder", "address": {"country": "US", "postal_code": "94107"}}
    body = {"key": f"pk_test_{ANNA}", "type": "card", "card": CARD, "billing_details": billing}
    for said, name in (({}, "Card Holder"), ({"billing_address": {"name": "Ada", "address": ROME}}, "Ada")):
        card = (await caller.http.post("/v1/payment_methods", json=body)).json()["id"]
        session, _ = await confirm(caller, HOSTED, {"payment_method": card, **said})
        assert session["customer_details"]["name"] == name


async def test_an_expired_session_gives_its_payment_up(caller: Caller) -> None:
    id, secret = await opened(caller, HOSTED)
    await browse(caller, f"{id}/confirm", {**secret, **ADA, "payment_method": "pm_card_authenticationRequired"})
    await caller.made(f"{SESSIONS}/{id}/expire")
    [intent] = await caller.listed("/v1/payment_intents")
    assert (intent["status"], intent["cancellation_reason"]) == ("canceled", "automatic")
    assert [event["type"] for event in await caller.listed("/v1/events")][:2] == [
        "checkout.session.expired",
        "payment_intent.canceled",
    ]


@pytest.mark.parametrize(("status", "intent"), [("complete", True), ("open", False)])
async def test_a_session_in_payment_shows_its_intent_once_there_is_one(
    caller: Caller, status: str, intent: bool
) -> None:
    id, secret = await opened(caller, HOSTED)
    if intent:
        await browse(caller, f"{id}/confirm", {**secret, **ADA})
    session = (await caller.call("GET", f"{SESSIONS}/{id}")).json()
    found = await caller.listed("/v1/payment_intents")
    assert (session["status"], session["payment_intent"]) == (status, found[0]["id"] if intent else None)
    if intent:
        assert [one["id"] for one in await caller.listed(SESSIONS, payment_intent=found[0]["id"])] == [id]
