"""The actions of a checkout in a shop's page: what each sends, what only the server may, what is said of a no."""

from typing import Any

import pytest

from .alone import Alone
from .checkouts import ADA, page_of

EMAIL = "ada@example.com"
SENT: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("applyPromotionCode", ["TEA"], {"promotion_code": "TEA"}),
    ("removePromotionCode", [], {"promotion_code": ""}),
    ("updateShippingAddress", [ADA], {"shipping_address": ADA}),
    ("updateBillingAddress", [ADA], {"billing_address": ADA}),
    ("updateEmail", [EMAIL], {"email": EMAIL}),
    ("updateEmail", [None], {"email": None}),
    ("updatePhoneNumber", ["020"], {"phone_number": "020"}),
    ("updateIndividualName", ["Ada"], {"individual_name": "Ada"}),
    ("updateBusinessName", ["Tea & Co"], {"business_name": "Tea & Co"}),
    ("updateLineItemQuantity", [{"lineItem": "li_1", "quantity": 3}], {"line_item": {"id": "li_1", "quantity": 3}}),
    ("updateShippingOption", ["shr_1"], {"shipping_option": "shr_1"}),
    ("updateTaxIdInfo", [{"value": "DE1"}], {"tax_id_info": {"value": "DE1"}}),
    ("addOptionalLineItem", ["price_1"], {"optional_item": {"price": "price_1", "quantity": 1}}),
    ("removeOptionalLineItem", ["price_1"], {"optional_item": {"price": "price_1", "quantity": 0}}),
]
ACTION = """(async () => {
    const [page, name, all, refusal] = given;
    const sent = [];
    const checkout = {
        update: async (body) => { sent.push(body); if (refusal) throw new StripeFailure(refusal); },
        confirming: () => false,
        state: { page: () => page, success: () => ({ type: "success" }) },
    };
    const { type, error } = await createActions(checkout)[name](...all).catch(({ name }) => ({ type: name }));
    return { type, error, sent };
})()"""


def done(rules: Alone, name: str, given: list[Any], refusal: Any = None, **of_page: Any) -> dict[str, Any]:
    """How an action ended, and what it sent."""
    return rules.value(ACTION, [page_of(**of_page), name, given, refusal])


@pytest.mark.parametrize(("name", "given", "sent"), SENT)
def test_each_action_sends_what_it_changes(rules: Alone, name: str, given: list[Any], sent: dict[str, Any]) -> None:
    assert done(rules, name, given) == {"type": "success", "error": None, "sent": [sent]}


PERMISSIONS: dict[str, list[str]] = {
    "update_discounts": ["applyPromotionCode", "removePromotionCode"],
    "update_line_items": ["updateLineItemQuantity", "addOptionalLineItem", "removeOptionalLineItem"],
    "update_shipping_details": ["updateShippingAddress"],
}


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_what_only_the_server_may_do_is_a_mistake_of_the_page(rules: Alone, permission: str) -> None:
    permissions = page_of()["permissions"] | {permission: "server_only"}
    ends = {name: done(rules, name, given, permissions=permissions) for name, given, _ in SENT}
    refused = {name: (end["type"], end["sent"]) for name, end in ends.items() if end["type"] != "success"}
    assert refused == dict.fromkeys(PERMISSIONS[permission], ("IntegrationError", []))


def test_where_the_session_takes_no_codes_none_is_applied(rules: Alone) -> None:
    applied = done(rules, "applyPromotionCode", ["TEA"], allow_promotion_codes=False)
    assert (applied["type"], applied["sent"]) == ("IntegrationError", [])


# Of each action the refusals that have a name; of those that have none, only the words are told.
NAMED: dict[str, list[str]] = {
    "applyPromotionCode": ["invalidCode", "promotionCodeAmountInsufficient"],
    "updateEmail": ["invalidEmail"],
    "updateTaxIdInfo": ["invalidTaxId"],
    "removeOptionalLineItem": ["promotionCodeAmountInsufficient", "couponAppliesToNothing"],
}
CODES = sorted({code for codes in NAMED.values() for code in codes} | {"unknown"})
# What a page can't go wrong with is no answer for a shopper.
CERTAIN = ["updatePhoneNumber", "updateIndividualName", "updateBusinessName"]


@pytest.mark.parametrize(("name", "given"), {name: (name, given) for name, given, _ in reversed(SENT)}.values())
def test_a_refusal_is_told_by_the_name_that_the_action_has_for_it(rules: Alone, name: str, given: list[Any]) -> None:
    given = [EMAIL] if name == "updateEmail" else given
    minimum = {"minimum_amount": 5000, "minimum_amount_currency": "usd"}
    for code in CODES:
        end = done(rules, name, given, {"type": "invalid_request_error", "code": code, "message": "No.", **minimum})
        named = code if code in NAMED.get(name, []) else None
        if name in CERTAIN or (name, named) == ("updateEmail", None):
            assert end["type"] == "StripeFailure", code
            continue
        told: dict[str, Any] = {"message": "No.", "code": named}
        if (name, named) == ("removeOptionalLineItem", "promotionCodeAmountInsufficient"):
            told[code] = {"minimumAmount": 5000, "minimumAmountCurrency": "usd"}
        assert (end["type"], end["error"]) == ("error", told), code


@pytest.mark.parametrize(
    ("typed", "code"), [("", "incompleteEmail"), ("ada@", "incompleteEmail"), ("ada l@example.com", "invalidEmail")]
)
def test_an_email_that_can_be_none_is_not_sent(rules: Alone, typed: str, code: str) -> None:
    end = done(rules, "updateEmail", [typed])
    assert (end["type"], end["error"]["code"], end["sent"]) == ("error", code, [])
