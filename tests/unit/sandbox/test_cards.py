"""The test cards, by number and by name."""

from typing import Any

import pytest

from rxapp.sandbox.rules import cards, currencies
from rxapp.sandbox.rules.card_list import NAMED, NUMBERED, Card
from rxapp.sandbox.rules.errors import StripeError
from tests.unit.sandbox.caller import Caller


@pytest.mark.parametrize(
    ("number", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000009979", "card_declined", "stolen_card"),
        ("4000000000000069", "expired_card", None),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ("4000000000000119", "processing_error", "processing_error"),
        ("4000000000006975", "card_declined", "card_velocity_exceeded"),
    ],
)
def test_a_number_is_declined_for_its_reason(number: str, code: str, decline_code: str | None) -> None:
    reason = cards.numbered(number).decline
    assert reason is not None
    error = cards.decline(reason)
    assert error.status == 402
    assert (error.body["type"], error.body["code"], error.body.get("decline_code")) == (
        "card_error",
        code,
        decline_code,
    )


def test_numbers_and_names_mean_the_same_cards() -> None:
    assert cards.named("pm_card_visa") == cards.numbered("4242424242424242")
    assert cards.numbered("4242424242424242").decline is None
    assert cards.numbered("4000002760003184").challenge == "always"
    assert cards.numbered("4000002500003155").challenge == "unless_set_up"
    assert cards.named("pm_1234") is None


@pytest.mark.parametrize(
    ("number", "month", "year", "cvc", "code"),
    [
        ("4242424242424241", 1, 2030, "123", "incorrect_number"),
        ("", 1, 2030, "123", "incorrect_number"),
        ("4242424242424242", 13, 2030, "123", "invalid_expiry_month"),
        ("4242424242424242", 5, 2026, "123", "invalid_expiry_year"),
        ("4242424242424242", 6, 2026, "12", "invalid_cvc"),
    ],
)
def test_what_no_card_has_is_refused(number: str, month: int, year: int, cvc: str, code: str) -> None:
    with pytest.raises(StripeError) as refused:
        cards.check(number, month, year, cvc, year=2026, month=6)
    assert refused.value.body["code"] == code


def test_amounts_are_shown_in_the_currencys_own_units() -> None:
    assert currencies.display(2000, "usd") == "$20.00"
    assert currencies.display(2000, "jpy") == "¥2,000"
    assert currencies.minimum_text("usd") == "$0.50 usd"
    assert (currencies.divisor("usd"), currencies.divisor("jpy"), currencies.divisor("kwd")) == (100, 1, 1000)


DECLINED, SCA = "generic_decline", "always"
# docs.stripe.com/testing: number, brand, funding, why its bank declines, when it asks.
LISTED: dict[str, tuple[str, str, str, str | None, str]] = {
    "pm_card_visa": ("4242424242424242", "visa", "credit", None, "never"),
    "pm_card_visa_debit": ("4000056655665556", "visa", "debit", None, "never"),
    "pm_card_mastercard": ("5555555555554444", "mastercard", "credit", None, "never"),
    "pm_card_mastercard_debit": ("5200828282828210", "mastercard", "debit", None, "never"),
    "pm_card_amex": ("378282246310005", "amex", "credit", None, "never"),
    "pm_card_discover": ("6011111111111117", "discover", "credit", None, "never"),
    "pm_card_diners": ("3056930009020004", "diners", "credit", None, "never"),
    "pm_card_jcb": ("3566002020360505", "jcb", "credit", None, "never"),
    "pm_card_unionpay": ("6200000000000005", "unionpay", "credit", None, "never"),
    "pm_card_authenticationRequiredOnSetup": ("4000002500003155", "visa", "credit", None, "unless_set_up"),
    "pm_card_authenticationRequiredSetupForOffSession": (
        *("4000003800000446", "visa", "credit", None, "unless_set_up"),
    ),
    "pm_card_authenticationRequired": ("4000002760003184", "visa", "credit", None, SCA),
    "pm_card_threeDSecure2Required": ("4000000000003220", "visa", "credit", None, SCA),
    "pm_card_threeDSecureRequired": ("4000000000003063", "visa", "credit", None, SCA),
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": (
        *("4000008260003178", "visa", "credit", "insufficient_funds", SCA),
    ),
    "pm_card_threeDSecureRequiredChargeDeclined": ("4000008400001629", "visa", "credit", DECLINED, SCA),
    "pm_card_chargeDeclined": ("4000000000000002", "visa", "credit", DECLINED, "never"),
    "pm_card_visa_chargeDeclined": ("4000000000000002", "visa", "credit", DECLINED, "never"),
    "pm_card_chargeDeclinedInsufficientFunds": ("4000000000009995", "visa", "credit", "insufficient_funds", "never"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": (
        *("4000000000009995", "visa", "credit", "insufficient_funds", "never"),
    ),
    "pm_card_chargeDeclinedLostCard": ("4000000000009987", "visa", "credit", "lost_card", "never"),
    "pm_card_visa_chargeDeclinedLostCard": ("4000000000009987", "visa", "credit", "lost_card", "never"),
    "pm_card_chargeDeclinedStolenCard": ("4000000000009979", "visa", "credit", "stolen_card", "never"),
    "pm_card_visa_chargeDeclinedStolenCard": ("4000000000009979", "visa", "credit", "stolen_card", "never"),
    "pm_card_chargeDeclinedExpiredCard": ("4000000000000069", "visa", "credit", "expired_card", "never"),
    "pm_card_chargeDeclinedIncorrectCvc": ("4000000000000127", "visa", "credit", "incorrect_cvc", "never"),
    "pm_card_chargeDeclinedProcessingError": ("4000000000000119", "visa", "credit", "processing_error", "never"),
    "pm_card_chargeDeclinedFraudulent": ("4100000000000019", "visa", "credit", "fraudulent", "never"),
    "pm_card_chargeCustomerFail": ("4000000000000341", "visa", "credit", DECLINED, "never"),
}


@pytest.mark.parametrize("name", LISTED)
def test_a_listed_card_is_what_stripe_lists(name: str) -> None:
    card = cards.named(name)
    assert card
    assert (card.number, card.brand, card.funding, card.decline, card.challenge) == LISTED[name]
    assert card.kept_first == (name == "pm_card_chargeCustomerFail")
    assert cards.numbered(card.number) == card
    cards.check(card.number, 12, 2034, "123", year=2026, month=6)


@pytest.mark.parametrize(
    ("name", "number", "brand", "funding", "country"),
    [
        ("pm_card_us", "4242424242424242", "visa", "credit", "US"),
        ("pm_card_br", "4000000760000002", "visa", "credit", "BR"),
        ("pm_card_pl", "4000006160000005", "visa", "credit", "PL"),
        ("pm_card_gb_debit", "4000058260000005", "visa", "debit", "GB"),
        ("pm_card_gb_mastercard", "5555558265554449", "mastercard", "credit", "GB"),
        ("pm_card_th_credit", "4000007640000003", "visa", "credit", "TH"),
        ("pm_card_jcb", "3566002020360505", "jcb", "credit", "JP"),
        ("pm_card_mastercard_prepaid", "5105105105105100", "mastercard", "prepaid", "US"),
        ("pm_card_visa_cartesBancaires", "4000002500001001", "visa", "credit", "FR"),
    ],
)
def test_a_card_of_a_country(name: str, number: str, brand: str, funding: str, country: str) -> None:
    card = cards.named(name)
    assert card
    assert (card.number, card.brand, card.funding, card.country) == (number, brand, funding, country)


@pytest.mark.parametrize("number", NUMBERED)
def test_every_number_is_one_that_a_card_can_have(number: str) -> None:
    cards.check(number, 12, 2034, "123", year=2026, month=6)
    assert cards.numbered(number).number == number


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("2223003122003222", "mastercard"),
        ("3530111333300000", "jcb"),
        ("36227206271667", "diners"),
        ("371449635398431", "amex"),
        ("6011000990139424", "discover"),
        ("6205500000000000004", "unionpay"),
    ],
)
def test_some_are_listed_by_number_alone(number: str, brand: str) -> None:
    card = cards.numbered(number)
    assert (card.brand, card.decline, card.challenge) == (brand, None, "never")


@pytest.mark.parametrize("number", ["4111111111111111", "30569309025904", "6011601160116611", "9999999999999995", ""])
def test_any_other_card_is_declined_as_a_real_one(number: str) -> None:
    with pytest.raises(StripeError) as refused:
        cards.numbered(number)
    body = refused.value.body
    assert (refused.value.status, body["code"], body["decline_code"]) == (402, "card_declined", "test_mode_live_card")
    assert "real card while testing" in body["message"]


@pytest.mark.parametrize(
    ("reason", "message", "code", "decline_code", "param"),
    [
        ("generic_decline", "Your card was declined.", "card_declined", "generic_decline", None),
        ("lost_card", "Your card was declined.", "card_declined", "lost_card", None),
        ("insufficient_funds", "Your card has insufficient funds.", "card_declined", "insufficient_funds", None),
        (
            "card_velocity_exceeded",
            "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
            "card_declined",
            "card_velocity_exceeded",
            None,
        ),
        (
            "authentication_required",
            "Your card was declined. This transaction requires authentication.",
            "authentication_required",
            "authentication_required",
            None,
        ),
        ("expired_card", "Your card has expired.", "expired_card", None, "exp_month"),
        ("incorrect_cvc", "Your card's security code is incorrect.", "incorrect_cvc", "incorrect_cvc", "cvc"),
        (
            "processing_error",
            "An error occurred while processing your card. Try again in a little bit.",
            "processing_error",
            "processing_error",
            None,
        ),
    ],
)
def test_a_decline_is_said_in_stripes_words(
    reason: str, message: str, code: str, decline_code: str | None, param: str | None
) -> None:
    body = cards.decline(reason).body
    assert (body["message"], body["code"]) == (message, code)
    assert (body.get("decline_code"), body.get("param")) == (decline_code, param)


GOOD = {"number": "4242424242424242", "exp_month": 6, "exp_year": 2026, "cvc": "123"}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"exp_month": 12},
        {"exp_month": 1, "exp_year": 2027},
        {"exp_year": 2076},
        {"cvc": "1234"},
        {"cvc": None},
        {"number": "4222222222222"},
        {"number": "6304000000000000000"},
        {"number": "630400000000"},
    ],
)
def test_what_a_card_may_have_is_taken(changed: dict[str, Any]) -> None:
    cards.check(**GOOD | changed, year=2026, month=6)


@pytest.mark.parametrize(
    ("changed", "code", "param", "message"),
    [
        *(
            ({"number": number}, "incorrect_number", "number", "Your card number is incorrect.")
            for number in ("4242424242424241", "4242 4242 4242 4242", "42424242426", "42424242424242424242", "", "x")
        ),
        *(
            ({"exp_month": month}, "invalid_expiry_month", "exp_month", "Your card's expiration month is invalid.")
            for month in (0, 13, -1)
        ),
        *(
            (changed, "invalid_expiry_year", "exp_year", "Your card's expiration year is invalid.")
            for changed in ({"exp_month": 5}, {"exp_month": 12, "exp_year": 2025}, {"exp_year": 2077})
        ),
        *(
            ({"cvc": cvc}, "invalid_cvc", "cvc", "Your card's security code is invalid.")
            for cvc in ("12", "12345", "12a", "")
        ),
    ],
)
def test_what_no_card_can_have_is_named(changed: dict[str, Any], code: str, param: str, message: str) -> None:
    with pytest.raises(StripeError) as refused:
        cards.check(**GOOD | changed, year=2026, month=6)
    assert (refused.value.status, refused.value.body["code"]) == (402, code)
    assert (refused.value.body["param"], refused.value.body["message"]) == (param, message)


METHODS, INTENTS = "/v1/payment_methods", "/v1/payment_intents"
PAYING = "amount=900&currency=usd&confirm=true&return_url=https://shop.example&payment_method="


@pytest.mark.parametrize("card", ["pm_card_visa_chargeDeclined", "pm_card_chargeDeclinedExpiredCard"])
async def test_a_bank_that_declines_lets_no_customer_keep_the_card(caller: Caller, card: str) -> None:
    anna = (await caller.made("/v1/customers"))["id"]
    for path, form in ((f"{METHODS}/{card}/attach", f"customer={anna}"), ("/v1/customers", f"payment_method={card}")):
        answer = await caller.post(path, form)
        assert (answer.status_code, answer.json()["error"]["type"]) == (402, "card_error")
    kept = await caller.made(f"{METHODS}/pm_card_chargeCustomerFail/attach", f"customer={anna}")
    assert kept["customer"] == anna


async def test_a_real_card_is_refused_where_it_is_typed(caller: Caller) -> None:
    card = {"number": "4111111111111111", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    answer = await caller.browse(METHODS, {"type": "card", "card": card})
    assert answer["error"]["decline_code"] == "test_mode_live_card"


@pytest.mark.parametrize(
    ("card", "given", "checks"),
    [
        ("tok_visa", "", (None, None, "pass")),
        ("tok_cvcCheckFail", "", (None, None, "fail")),
        ("tok_avsFail", "", (None, None, "pass")),
        ("tok_avsFail", "[postal_code]=1&[line1]=2", ("fail", "fail", "pass")),
        ("tok_avsZipFail", "[postal_code]=1&[line1]=2", (None, "fail", "pass")),
        ("tok_avsUnchecked", "[postal_code]=1&[line1]=2", ("unavailable", "unavailable", "pass")),
    ],
)
async def test_what_a_bank_says_of_a_code_and_an_address(
    caller: Caller, card: str, given: str, checks: tuple[str | None, ...]
) -> None:
    address = given.replace("[", "billing_details[address][")
    method = await caller.made(METHODS, f"type=card&card[token]={card}&{address}")
    names = ("address_line1_check", "address_postal_code_check", "cvc_check")
    assert tuple(method["card"]["checks"][name] for name in names) == checks
    paid = await caller.made(INTENTS, PAYING + method["id"])
    charge = (await caller.call("GET", f"/v1/charges/{paid['latest_charge']}")).json()
    assert charge["payment_method_details"]["card"]["checks"] == method["card"]["checks"]


@pytest.mark.parametrize(
    ("card", "level"),
    [("visa", "normal"), ("riskLevelElevated", "elevated"), ("riskLevelHighest", "highest"), ("radarBlock", "highest")],
)
async def test_a_charge_shows_how_risky_it_is(caller: Caller, card: str, level: str) -> None:
    await caller.post(INTENTS, f"{PAYING}pm_card_{card}")
    [charge] = await caller.listed("/v1/charges")
    assert (charge["outcome"]["risk_level"], charge["paid"]) == (level, card != "radarBlock")


async def test_some_cards_money_is_there_at_once(caller: Caller) -> None:
    await caller.made(INTENTS, f"{PAYING}pm_card_bypassPending")
    await caller.made(INTENTS, f"{PAYING}pm_card_visa")
    later, at_once = await caller.listed("/v1/balance_transactions")
    assert (later["status"], at_once["status"]) == ("pending", "available")


# docs.stripe.com/testing, by name: the number, and what is besides a payment that comes about or is declined.
BESIDES: dict[str, tuple[str, dict[str, Any]]] = {
    "visa_chargeDeclinedExpiredCard": ("4000000000000069", {"decline": "expired_card"}),
    "visa_chargeDeclinedIncorrectCvc": ("4000000000000127", {"decline": "incorrect_cvc"}),
    "visa_chargeDeclinedProcessingError": ("4000000000000119", {"decline": "processing_error"}),
    "visa_chargeDeclinedVelocityLimitExceeded": ("4000000000006975", {"decline": "card_velocity_exceeded"}),
    "visa_chargeCustomerFail": ("4000000000000341", {"decline": DECLINED, "kept_first": True}),
    "radarBlock": ("4100000000000019", {"decline": "fraudulent", "risk": "highest"}),
    "threeDSecureRequiredProcessingError": ("4000008400001280", {"decline": DECLINED}),
    "threeDSecureOptional": ("4000000000003055", {"challenge": "if_wanted"}),
    "threeDSecureOptionalProcessingError": ("4000000000003097", {}),
    "amex_threeDSecureNotSupported": ("378282246310005", {"brand": "amex"}),
    "riskLevelHighest": ("4000000000004954", {"risk": "highest"}),
    "riskLevelElevated": ("4000000000009235", {"risk": "elevated"}),
    "cvcCheckFail": ("4000000000000101", {"checks": {"cvc": "fail"}}),
    "cvcCheckFailElevatedRisk": ("4000058400307872", {"checks": {"cvc": "fail"}, "risk": "elevated"}),
    "avsZipFail": ("4000000000000036", {"checks": {"address_postal_code": "fail"}}),
    "avsZipFailElevatedRisk": (
        "4000058400306072",
        {"checks": {"address_postal_code": "fail"}, "risk": "elevated"},
    ),
    "avsLine1Fail": ("4000000000000028", {"checks": {"address_line1": "fail"}}),
    "avsFail": ("4000000000000010", {"checks": {"address_postal_code": "fail", "address_line1": "fail"}}),
    "avsUnchecked": (
        "4000000000000044",
        {"checks": {"address_postal_code": "unavailable", "address_line1": "unavailable"}},
    ),
    "pendingRefund": ("4000000000007726", {"refund": "succeeds_later"}),
    "refundFail": ("4000000000005126", {"refund": "fails_later"}),
    "bypassPending": ("4000000000000077", {"pays_at_once": True}),
    "bypassPendingInternational": ("4000003720000278", {"country": "IE", "pays_at_once": True}),
    "createDispute": ("4000000000000259", {}),
    "createDisputeProductNotReceived": ("4000000000002685", {}),
    "createDisputeInquiry": ("4000000000001976", {}),
    "createIssuerFraudRecord": ("4000000000005423", {}),
    "createMultipleDisputes": ("4000000404000079", {}),
    "createCe3EligibleDispute": ("4000000404000038", {}),
    "createComplianceDispute": ("4000008400000779", {}),
}


@pytest.mark.parametrize("name", BESIDES)
def test_a_card_is_nothing_but_what_is_listed_of_it(name: str) -> None:
    number, besides = BESIDES[name]
    assert cards.named(f"pm_card_{name}") == Card(number, **besides)


# By number alone: brand, funding, country, and when its bank asks.
UNNAMED: dict[str, tuple[str, str, str, str]] = {
    "2223003122003222": ("mastercard", "credit", "US", "never"),
    "371449635398431": ("amex", "credit", "US", "never"),
    "6011000990139424": ("discover", "credit", "US", "never"),
    "6011981111111113": ("discover", "debit", "US", "never"),
    "36227206271667": ("diners", "credit", "US", "never"),
    "6555900000604105": ("discover", "credit", "US", "never"),
    "6200000000000047": ("unionpay", "debit", "CN", "never"),
    "6205500000000000004": ("unionpay", "credit", "CN", "never"),
    "3530111333300000": ("jcb", "credit", "JP", "never"),
    "4000007840000001": ("visa", "credit", "AE", "never"),
    "5200007840000022": ("mastercard", "credit", "AE", "never"),
    "4000001910000009": ("visa", "credit", "HR", "never"),
    "4000002330000009": ("visa", "credit", "EE", "never"),
    "4000002920000005": ("visa", "credit", "GI", "never"),
    "4000004380000004": ("visa", "credit", "LI", "never"),
    "4000006820000007": ("visa", "credit", "SA", "never"),
    "4000582600000094": ("visa", "credit", "US", SCA),
    "4000582600000045": ("visa", "credit", "US", SCA),
    "4000582600000102": ("visa", "credit", "US", SCA),
    "4000582600000110": ("visa", "credit", "US", SCA),
    "4000000000001208": ("visa", "credit", "US", "never"),
    "4000000000003725": ("visa", "credit", "US", "never"),
}


def test_what_is_listed_by_number_alone_is_there() -> None:
    named = {card.number for card in NAMED.values()}
    found = [card for card in NUMBERED.values() if card.number not in named]
    assert {card.number: (card.brand, card.funding, card.country, card.challenge) for card in found} == UNNAMED
