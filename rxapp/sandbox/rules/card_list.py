"""The test cards that Stripe documents, docs.stripe.com/testing: names and numbers, and how each behaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Check = Literal["fail", "unavailable"]


@dataclass(frozen=True, slots=True)
class Card:
    """How a card behaves.

    Attributes:
        decline: The reason for which its bank declines a charge, or None.
        challenge: When its bank asks the buyer: never, where the shop wants it, at every payment, or unless set up for
            later use.
        set_up: Whether it is ready for later use already.
        kept_first: Its bank lets it be kept for later, and declines the charges that follow.
        refund: What becomes of money that is given back: it is there at once, comes later, or comes back later.
        checks: What its bank says of a code, a postal code and a street that are given with it, where that isn't good.
        risk: How risky a charge of it is found.
        pays_at_once: Whether its money is available with the charge.
    """

    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: str | None = None
    challenge: Literal["never", "if_wanted", "always", "unless_set_up"] = "never"
    set_up: bool = False
    kept_first: bool = False
    refund: Literal["succeeds", "succeeds_later", "fails_later"] = "succeeds"
    checks: dict[Literal["cvc", "address_postal_code", "address_line1"], Check] = field(default_factory=dict)
    risk: Literal["normal", "elevated", "highest"] = "normal"
    pays_at_once: bool = False


def _declined(number: str, reason: str = "generic_decline", *, kept_first: bool = False) -> Card:
    return Card(number, decline=reason, kept_first=kept_first)


_BRANDS = {
    "pm_card_visa": Card("4242424242424242"),
    "pm_card_visa_debit": Card("4000056655665556", funding="debit"),
    "pm_card_mastercard": Card("5555555555554444", brand="mastercard"),
    "pm_card_mastercard_debit": Card("5200828282828210", brand="mastercard", funding="debit"),
    "pm_card_mastercard_prepaid": Card("5105105105105100", brand="mastercard", funding="prepaid"),
    "pm_card_amex": Card("378282246310005", brand="amex"),
    "pm_card_amex_threeDSecureNotSupported": Card("378282246310005", brand="amex"),
    "pm_card_discover": Card("6011111111111117", brand="discover"),
    "pm_card_diners": Card("3056930009020004", brand="diners"),
    "pm_card_jcb": Card("3566002020360505", brand="jcb", country="JP"),
    "pm_card_unionpay": Card("6200000000000005", brand="unionpay", country="CN"),
    "pm_card_visa_cartesBancaires": Card("4000002500001001", country="FR"),
    "pm_card_mastercard_cartesBancaires": Card("5555552500001001", brand="mastercard", country="FR"),
    "pm_card_visa_debit_eftposAuCoBranded": Card("4000050360000001", funding="debit", country="AU"),
    "pm_card_mastercard_debit_eftposAuCoBranded": Card(
        "5555050360000080", brand="mastercard", funding="debit", country="AU"
    ),
}
_AUTHENTICATION = {
    "pm_card_authenticationRequiredOnSetup": Card("4000002500003155", challenge="unless_set_up"),
    "pm_card_authenticationRequiredSetupForOffSession": Card(
        "4000003800000446", challenge="unless_set_up", set_up=True
    ),
    "pm_card_authenticationRequired": Card("4000002760003184", challenge="always"),
    "pm_card_threeDSecure2Required": Card("4000000000003220", challenge="always"),
    "pm_card_threeDSecureRequired": Card("4000000000003063", challenge="always"),
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": Card(
        "4000008260003178", challenge="always", decline="insufficient_funds"
    ),
    "pm_card_threeDSecureRequiredChargeDeclined": Card(
        "4000008400001629", challenge="always", decline="generic_decline"
    ),
    "pm_card_threeDSecureRequiredProcessingError": _declined("4000008400001280"),
    "pm_card_threeDSecureOptional": Card("4000000000003055", challenge="if_wanted"),
    "pm_card_threeDSecureOptionalProcessingError": Card("4000000000003097"),
}
_DECLINES = {
    "pm_card_chargeDeclined": _declined("4000000000000002"),
    "pm_card_visa_chargeDeclined": _declined("4000000000000002"),
    "pm_card_chargeDeclinedInsufficientFunds": _declined("4000000000009995", "insufficient_funds"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": _declined("4000000000009995", "insufficient_funds"),
    "pm_card_chargeDeclinedLostCard": _declined("4000000000009987", "lost_card"),
    "pm_card_visa_chargeDeclinedLostCard": _declined("4000000000009987", "lost_card"),
    "pm_card_chargeDeclinedStolenCard": _declined("4000000000009979", "stolen_card"),
    "pm_card_visa_chargeDeclinedStolenCard": _declined("4000000000009979", "stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": _declined("4000000000000069", "expired_card"),
    "pm_card_visa_chargeDeclinedExpiredCard": _declined("4000000000000069", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": _declined("4000000000000127", "incorrect_cvc"),
    "pm_card_visa_chargeDeclinedIncorrectCvc": _declined("4000000000000127", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": _declined("4000000000000119", "processing_error"),
    "pm_card_visa_chargeDeclinedProcessingError": _declined("4000000000000119", "processing_error"),
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": _declined("4000000000006975", "card_velocity_exceeded"),
    "pm_card_chargeDeclinedFraudulent": Card("4100000000000019", decline="fraudulent", risk="highest"),
    "pm_card_radarBlock": Card("4100000000000019", decline="fraudulent", risk="highest"),
    "pm_card_chargeCustomerFail": _declined("4000000000000341", kept_first=True),
    "pm_card_visa_chargeCustomerFail": _declined("4000000000000341", kept_first=True),
}
_RISKS = {
    "pm_card_riskLevelHighest": Card("4000000000004954", risk="highest"),
    "pm_card_riskLevelElevated": Card("4000000000009235", risk="elevated"),
    "pm_card_cvcCheckFail": Card("4000000000000101", checks={"cvc": "fail"}),
    "pm_card_avsZipFail": Card("4000000000000036", checks={"address_postal_code": "fail"}),
    "pm_card_cvcCheckFailElevatedRisk": Card("4000058400307872", checks={"cvc": "fail"}, risk="elevated"),
    "pm_card_avsZipFailElevatedRisk": Card("4000058400306072", checks={"address_postal_code": "fail"}, risk="elevated"),
    "pm_card_avsLine1Fail": Card("4000000000000028", checks={"address_line1": "fail"}),
    "pm_card_avsFail": Card("4000000000000010", checks={"address_postal_code": "fail", "address_line1": "fail"}),
    "pm_card_avsUnchecked": Card(
        "4000000000000044", checks={"address_postal_code": "unavailable", "address_line1": "unavailable"}
    ),
}
_AFTERWARDS = {
    "pm_card_pendingRefund": Card("4000000000007726", refund="succeeds_later"),
    "pm_card_refundFail": Card("4000000000005126", refund="fails_later"),
    "pm_card_bypassPending": Card("4000000000000077", pays_at_once=True),
    "pm_card_bypassPendingInternational": Card("4000003720000278", country="IE", pays_at_once=True),
    # They pay; the disputes that follow at Stripe do not.
    "pm_card_createDispute": Card("4000000000000259"),
    "pm_card_createDisputeProductNotReceived": Card("4000000000002685"),
    "pm_card_createDisputeInquiry": Card("4000000000001976"),
    "pm_card_createIssuerFraudRecord": Card("4000000000005423"),
    "pm_card_createMultipleDisputes": Card("4000000404000079"),
    "pm_card_createCe3EligibleDispute": Card("4000000404000038"),
    "pm_card_createComplianceDispute": Card("4000008400000779"),
}
_COUNTRIES = """
us 4242424242424242 ar 4000000320000021 br 4000000760000002 ca 4000001240000000 cl 4000001520000001
co 4000001700000003 cr 4000001880000005 ec 4000002180000000 mx 4000004840008001 pa 4000005910000000
py 4000006000000066 pe 4000006040000068 uy 4000008580000003 at 4000000400000008 be 4000000560000004
bg 4000001000000000 by 4000001120000005 cy 4000001960000008 cz 4000002030000002 dk 4000002080000001
fi 4000002460000001 fr 4000002500000003 de 4000002760000016 gr 4000003000000030 hu 4000003480000005
ie 4000003720000005 it 4000003800000008 lv 4000004280000005 lt 4000004400000000 lu 4000004420000006
mt 4000004700000007 nl 4000005280000002 no 4000005780000007 pl 4000006160000005 pt 4000006200000007
ro 4000006420000001 si 4000007050000006 sk 4000007030000001 es 4000007240000007 se 4000007520000008
ch 4000007560000009 gb 4000008260000000 gb_debit 4000058260000005 gb_mastercard 5555558265554449
au 4000000360000006 cn 4000001560000002 hk 4000003440000004 in 4000003560000008 jp 4000003920000003
my 4000004580000002 nz 4000005540000008 sg 4000007020000003 tw 4000001580000008 th_credit 4000007640000003
th_debit 4000057640000008
""".split()
# Documented by number alone.
_OTHERS = [
    Card("2223003122003222", brand="mastercard"),
    Card("371449635398431", brand="amex"),
    Card("6011000990139424", brand="discover"),
    Card("6011981111111113", brand="discover", funding="debit"),
    Card("36227206271667", brand="diners"),
    Card("6555900000604105", brand="discover"),
    Card("6200000000000047", brand="unionpay", funding="debit", country="CN"),
    Card("6205500000000000004", brand="unionpay", country="CN"),
    Card("3530111333300000", brand="jcb", country="JP"),
    Card("4000007840000001", country="AE"),
    Card("5200007840000022", brand="mastercard", country="AE"),
    Card("4000001910000009", country="HR"),
    Card("4000002330000009", country="EE"),
    Card("4000002920000005", country="GI"),
    Card("4000004380000004", country="LI"),
    Card("4000006820000007", country="SA"),
    *(Card(number, challenge="always") for number in (
        "4000582600000094", "4000582600000045", "4000582600000102", "4000582600000110",
    )),
    Card("4000000000001208"),
    Card("4000000000003725"),
]  # fmt: skip


def _of_country(name: str, number: str) -> Card:
    country, _, kind = name.partition("_")
    brand, funding = ("mastercard", "credit") if kind == "mastercard" else ("visa", kind or "credit")
    return Card(number, brand=brand, funding=funding, country=country.upper())


NAMED = {
    **{
        f"pm_card_{name}": _of_country(name, number)
        for name, number in zip(_COUNTRIES[::2], _COUNTRIES[1::2], strict=True)
    },
    **_BRANDS,
    **_AUTHENTICATION,
    **_DECLINES,
    **_RISKS,
    **_AFTERWARDS,
}
"""Cards by the names of their payment methods."""
NUMBERED = {card.number: card for card in (*NAMED.values(), *_OTHERS)}
