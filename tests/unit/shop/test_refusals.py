"""Each "no" and its code, which programs go by; and what stands in an empty cart."""

import pytest

from rxapp.shop import refusal
from rxapp.shop.cart import Cart
from rxapp.shop.history import History
from rxapp.shop.refusal import AddressRefused, Refusal

CODES = {
    "Refusal": "refused",
    "NotUnderstood": "refused",
    "NoCookies": "refused",
    "AddressRefused": "refused",
    "CodeRefused": "refused",
    "OutOfStock": "out_of_stock",
    "NothingToUndo": "refused",
    "TooManyChanges": "too_many_changes",
    "TooManyCodes": "too_many_codes",
    "TokenRefused": "token_refused",
    "TooManyTokens": "too_many_tokens",
    "NothingToRefund": "refused",
    "AlreadyRefunding": "refused",
    "BeingPaid": "being_paid",
    "Finished": "finished",
    "ChangedMeanwhile": "changed_meanwhile",
    "SessionEnded": "session_ended",
    "ChangeTakenBack": "taken_back",
    "DatabaseBusy": "busy",
    "PaymentServiceUnavailable": "payment_service_unavailable",
    "PaymentServiceRefused": "payment_service_refused",
    "TotalsDisagree": "totals_disagree",
}


def kinds() -> dict[str, type[Refusal]]:
    found = vars(refusal).items()
    return {name: kind for name, kind in found if isinstance(kind, type) and issubclass(kind, Refusal)}


def test_a_code_never_changes_its_meaning():
    assert {name: kind.code for name, kind in kinds().items()} == CODES


@pytest.mark.parametrize("name", [name for name in CODES if name not in ("Refusal", "AddressRefused", "CodeRefused")])
def test_a_kind_has_a_sentence_of_its_own_and_may_be_given_another(name: str):
    kind = kinds()[name]
    own, other = kind(), kind("code", "Not today.")
    assert own.message.endswith(".")
    assert (own.control, own.problems, str(own)) == ("checkout", {"checkout": own.message}, own.message)
    assert (other.control, other.message, other.problems) == ("code", "Not today.", {"code": "Not today."})


def test_a_rule_says_its_own_sentence():
    refused = Refusal("shipping", "Not there.")
    assert (refused.control, refused.message) == ("shipping", "Not there.")
    assert (Refusal.sentence, Refusal().control, Refusal().message) == ("", "checkout", "")


def test_an_address_has_a_sentence_for_each_part_and_the_first_for_all():
    refused = AddressRefused({"address-city": "Which?", "address-line1": "Where?"})
    assert (refused.control, refused.message) == ("address-city", "Which?")
    assert refused.problems == {"address-city": "Which?", "address-line1": "Where?"}


def test_a_new_cart_holds_nothing():
    assert Cart().model_dump() == {
        "lines": (),
        "add_ons": frozenset(),
        "shipping": "",
        "code": "",
        "code_until": None,
        "donation": 0,
        "member": "",
        "destination": None,
        "plan": "",
        "term": "",
        "referral": "",
    }
    assert History().model_dump() == {"has_ordered": False, "uses": {}, "until": {}}
