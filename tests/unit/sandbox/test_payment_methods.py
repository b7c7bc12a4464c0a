"""Ways to pay: how one is made, what is shown of it, and what can't be one."""

import pytest

from tests.unit.sandbox.caller import Caller

METHODS = "/v1/payment_methods"
CARD = "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2034"
BANK = "type=us_bank_account&us_bank_account[account_holder_type]=company&us_bank_account[account_number]=000123456789"
BANK += "&us_bank_account[routing_number]=110000000"
NAMED = "&billing_details[name]=Ada"


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        ("", "type", None),
        ("type=klarna", "type", None),
        ("type=card", "card[number]", "parameter_missing"),
        ("type=card&card[number]=4242424242424242", "card[exp_month]", "parameter_missing"),
        (CARD.replace("&card[exp_year]=2034", ""), "card[exp_year]", "parameter_missing"),
        ("type=card&card[token]=tok_none", "card[token]", "resource_missing"),
        ("type=us_bank_account", "us_bank_account[account_holder_type]", "parameter_missing"),
        (BANK, "billing_details[name]", "parameter_missing"),
        (
            BANK.replace("&us_bank_account[routing_number]=110000000", ""),
            "us_bank_account[routing_number]",
            "parameter_missing",
        ),
    ],
)
async def test_what_is_no_way_to_pay_is_refused_at_its_parameter(
    caller: Caller, form: str, param: str, code: str | None
) -> None:
    answer = await caller.post(METHODS, form)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error.get("code")) == (400, param, code)


@pytest.mark.parametrize("number", ["4242424242424242", "4242 4242 4242 4242"])
async def test_a_card_shows_its_last_digits_and_nothing_else_of_its_number(caller: Caller, number: str) -> None:
    method = await caller.made(METHODS, CARD.replace("4242424242424242", number) + NAMED)
    card = method["card"]
    assert (card["last4"], card["exp_month"], card["exp_year"]) == ("4242", 12, 2034)
    assert (card["brand"], card["display_brand"], card["networks"]["available"]) == ("visa", "visa", ["visa"])
    assert (method["billing_details"]["name"], method["customer"], method["livemode"]) == ("Ada", None, False)
    assert "42424242" not in str(method)


async def test_a_fingerprint_is_of_the_number_alone(caller: Caller) -> None:
    forms = (
        CARD,
        CARD.replace("2034", "2035") + NAMED,
        "type=card&card[token]=tok_visa",
        "type=card&card[token]=tok_visa_debit",
        "type=card&card[token]=tok_mastercard",
    )
    same = [(await caller.made(METHODS, form))["card"]["fingerprint"] for form in forms]
    assert same[0] == same[1] == same[2]
    assert len({*same[2:]}) == 3


async def test_a_bank_account_shows_its_last_digits_and_whose_it_is(caller: Caller) -> None:
    typed = (await caller.made(METHODS, BANK + NAMED))["us_bank_account"]
    assert (typed["last4"], typed["routing_number"], typed["bank_name"]) == ("6789", "110000000", "STRIPE TEST BANK")
    assert (typed["account_holder_type"], typed["account_type"]) == ("company", "checking")
    saving = f"{BANK}{NAMED}&us_bank_account[account_type]=savings".replace("110000000", "021000021")
    other = (await caller.made(METHODS, saving))["us_bank_account"]
    assert (other["account_type"], other["routing_number"]) == ("savings", "021000021")
    assert other["fingerprint"] == typed["fingerprint"]
    named = (await caller.call("GET", f"{METHODS}/pm_usBankAccount_noAccount")).json()["us_bank_account"]
    assert (named["last4"], named["account_holder_type"]) == ("1116", "individual")
    assert named["fingerprint"] != typed["fingerprint"]


@pytest.mark.parametrize(("name", "type"), [("pm_card_visa", "card"), ("pm_usBankAccount_success", "us_bank_account")])
async def test_a_test_name_stands_for_one_wherever_it_is_asked_for(caller: Caller, name: str, type: str) -> None:
    method = (await caller.call("GET", f"{METHODS}/{name}")).json()
    assert method["type"] == type and method["id"] != name
    assert (await caller.call("GET", f"{METHODS}/{method['id']}")).json() == method


async def test_a_card_by_name_is_good_until_next_year(caller: Caller) -> None:
    card = (await caller.call("GET", f"{METHODS}/pm_card_visa")).json()["card"]
    assert (card["exp_month"], card["exp_year"]) == (3, 2031), "it is March 2030 here"


async def test_an_attachment_needs_somebody_and_a_detachment_an_attachment(caller: Caller) -> None:
    card = (await caller.made(METHODS, CARD))["id"]
    nobody = (await caller.post(f"{METHODS}/{card}/attach")).json()["error"]
    assert (nobody["param"], nobody["code"]) == ("customer", "parameter_missing")
    customer = (await caller.made("/v1/customers"))["id"]
    await caller.made(f"{METHODS}/{card}/attach", f"customer={customer}")
    assert (await caller.made(f"{METHODS}/{card}/detach"))["customer"] is None
    again = await caller.post(f"{METHODS}/{card}/detach")
    assert again.status_code == 400 and "detachment is impossible" in again.json()["error"]["message"]


@pytest.mark.parametrize(
    ("form", "changed"),
    [
        ("billing_details[email]=ada@example.com", {"email": "ada@example.com"}),
        ("billing_details[phone]=1&billing_details[name]=", {"phone": "1", "name": None}),
        ("billing_details[address][city]=Rome", {"address": {"city": "Rome"}}),
        ("card[exp_month]=11", {}),
        ("allow_redisplay=limited", {}),
        ("metadata[a]=1", {}),
    ],
)
async def test_what_is_changed_of_one_leaves_the_rest(caller: Caller, form: str, changed: dict[str, object]) -> None:
    method = await caller.made(METHODS, f"{CARD}{NAMED}&billing_details[address][line1]=1 Main St")
    customer = (await caller.made("/v1/customers"))["id"]
    before = await caller.made(f"{METHODS}/{method['id']}/attach", f"customer={customer}")
    after = await caller.made(f"{METHODS}/{method['id']}", form)
    top = form.partition("[")[0].partition("=")[0]
    assert {name for name in before if before[name] != after[name]} == {top}
    if top == "billing_details":
        empty = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
        address = {"address": {**empty, **changed["address"]}} if "address" in changed else {}  # pyright: ignore[reportGeneralTypeIssues]
        assert after[top] == {**before[top], **changed, **address}
    elif top == "card":
        assert after["card"] == {**before["card"], "exp_month": 11}


NOWHERE = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


@pytest.mark.parametrize("form", [CARD, BANK + NAMED, "type=amazon_pay"])
async def test_an_address_is_an_address_also_where_nothing_is_known_of_it(caller: Caller, form: str) -> None:
    method = await caller.made(METHODS, form)
    assert method["billing_details"]["address"] == NOWHERE
    customer = (await caller.made("/v1/customers"))["id"]
    path = f"{METHODS}/{method['id']}"
    await caller.made(f"{path}/attach", f"customer={customer}")
    said = await caller.made(path, "billing_details[address][city]=Rome")
    assert said["billing_details"]["address"] == {**NOWHERE, "city": "Rome"}
    assert (await caller.made(path, "billing_details[address]="))["billing_details"]["address"] == NOWHERE


TYPES = "&".join(f"allowed_payment_method_types[]={name}" for name in ("card", "us_bank_account", "amazon_pay"))


@pytest.mark.parametrize("form", [CARD, BANK + NAMED, "type=amazon_pay"])
@pytest.mark.parametrize("later", ["", "&setup_future_usage=off_session"])
async def test_what_pays_is_kept_for_later_where_that_is_said(caller: Caller, form: str, later: str) -> None:
    customer = (await caller.made("/v1/customers"))["id"]
    method = (await caller.made(METHODS, form))["id"]
    paying = f"amount=900&currency=usd&confirm=true&return_url=https://shop.example&{TYPES}&payment_method={method}"
    intent = await caller.made("/v1/payment_intents", f"{paying}&customer={customer}{later}")
    if intent["status"] == "requires_action":
        page = intent["next_action"]["redirect_to_url"]["url"].rpartition("/")[2]
        await caller.browse(f"/v1/redirect/{page}", {"outcome": "complete"})
    kept = [one["id"] for one in await caller.listed(f"/v1/customers/{customer}/payment_methods")]
    assert kept == ([method] if later else [])
