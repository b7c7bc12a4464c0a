"""Whatever a call takes is shown by its answer, and by every later one until it is changed or cleared."""

from typing import Any
from urllib.parse import urlencode

import pytest
from stripe._encode import _api_encode

from tests.unit.sandbox.caller import Caller

ADDRESS = {"city": "Rome", "country": "IT", "line1": "1 Main St", "line2": "2", "postal_code": "3", "state": "RM"}
SHIPPED = {"name": "Ada", "phone": "1", "address": ADDRESS}
WEB = "https://shop.example/a"
# The path, what else making one needs, and what can be given when it is made and later: each shown as it is.
MADE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "/v1/customers": (
        {},
        {
            "address": ADDRESS,
            "balance": 100,
            "business_name": "Engines",
            "description": "Known",
            "email": "ada@example.com",
            "individual_name": "Ada",
            "invoice_prefix": "ADA1",
            "metadata": {"a": "1"},
            "name": "Ada",
            "next_invoice_sequence": 7,
            "phone": "123",
            "preferred_locales": ["de", "en"],
            "shipping": SHIPPED,
            "tax_exempt": "exempt",
        },
    ),
    "/v1/products": (
        {"name": "Tea"},
        {
            "active": False,
            "description": "Green",
            "images": [WEB],
            "marketing_features": [{"name": "Green"}],
            "metadata": {"a": "1"},
            "name": "Sencha",
            "package_dimensions": {"height": 1.5, "length": 2, "weight": 3, "width": 4},
            "shippable": True,
            "statement_descriptor": "TEA",
            "tax_code": "txcd_1",
            "unit_label": "tin",
            "url": WEB,
        },
    ),
    "/v1/prices": (
        {"currency": "usd", "unit_amount": 900, "product_data": {"name": "Tea"}},
        {
            "active": False,
            "lookup_key": "tea",
            "metadata": {"a": "1"},
            "nickname": "Usual",
            "tax_behavior": "exclusive",
        },
    ),
    "/v1/coupons": ({"percent_off": 10}, {"metadata": {"a": "1"}, "name": "Spring"}),
    "/v1/shipping_rates": (
        {"display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": 1, "currency": "usd"}},
        {"metadata": {"a": "1"}, "tax_behavior": "inclusive"},
    ),
    "/v1/tax_rates": (
        {"display_name": "VAT", "percentage": 20, "inclusive": True},
        {
            "active": False,
            "country": "US",
            "description": "Value added",
            "display_name": "Tax",
            "jurisdiction": "US - CA",
            "metadata": {"a": "1"},
            "state": "CA",
            "tax_type": "sales_tax",
        },
    ),
    "/v1/webhook_endpoints": (
        {"url": "https://shop.example/hooks", "enabled_events": ["*"]},
        {
            "description": "Hooks",
            "enabled_events": ["charge.failed", "charge.succeeded"],
            "metadata": {"a": "1"},
            "url": WEB,
        },
    ),
    "/v1/payment_intents": (
        {"amount": 900, "currency": "usd"},
        {
            "allowed_payment_method_types": ["card", "us_bank_account"],
            "amount": 1000,
            "capture_method": "manual",
            "currency": "eur",
            "description": "Tea",
            "excluded_payment_method_types": ["klarna"],
            "metadata": {"a": "1"},
            "receipt_email": "ada@example.com",
            "setup_future_usage": "off_session",
            "shipping": SHIPPED,
            "statement_descriptor": "TEA",
            "statement_descriptor_suffix": "SHOP",
            "transfer_group": "group",
        },
    ),
    "/v1/setup_intents": (
        {},
        {
            "allowed_payment_method_types": ["card", "us_bank_account"],
            "description": "Club",
            "excluded_payment_method_types": ["klarna"],
            "metadata": {"a": "1"},
        },
    ),
    "/v1/billing_portal/configurations": (
        {"features": {"invoice_history": {"enabled": True}}},
        {
            "business_profile": {"headline": "Hello", "privacy_policy_url": WEB, "terms_of_service_url": WEB},
            "default_return_url": WEB,
            "metadata": {"a": "1"},
            "name": "Ours",
        },
    ),
}
# What can be given only when one is made, and what only later.
AT_FIRST: dict[str, dict[str, Any]] = {
    "/v1/coupons": {"currency": "usd", "id": "SPRING", "max_redemptions": 5, "redeem_by": 1_900_000_100},
    "/v1/prices": {"currency": "eur", "unit_amount": 500},
    "/v1/products": {"id": "tea"},
    "/v1/shipping_rates": {"display_name": "Express", "tax_code": "txcd_1"},
    "/v1/tax_rates": {"inclusive": False, "percentage": 7.5},
    "/v1/payment_intents": {
        "automatic_payment_methods": {"allow_redirects": "never", "enabled": True},
        "confirmation_method": "manual",
    },
    "/v1/setup_intents": {"usage": "on_session"},
    "/v1/webhook_endpoints": {"api_version": "2025-03-31.basil"},
}
LATER: dict[str, dict[str, Any]] = {
    "/v1/shipping_rates": {"active": False},
    "/v1/billing_portal/configurations": {"active": False},
}
CLEARED = {
    "/v1/customers": "address business_name description email individual_name name phone shipping",
    "/v1/products": "description package_dimensions tax_code unit_label url",
    "/v1/prices": "nickname",
    "/v1/coupons": "name",
    "/v1/payment_intents": "receipt_email shipping",
    "/v1/webhook_endpoints": "description",
    "/v1/billing_portal/configurations": "default_return_url name",
}


def fields(*tables: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [(path, name, value) for table in tables for path, given in table.items() for name, value in given.items()]


def form(given: dict[str, Any]) -> str:
    """As the SDK sends it."""
    return urlencode(list(_api_encode(given)))


USUAL = {path: given for path, (_, given) in MADE.items()}


@pytest.mark.parametrize(("path", "name", "value"), fields(USUAL, AT_FIRST))
async def test_what_is_given_at_first_is_shown(caller: Caller, path: str, name: str, value: Any) -> None:
    needed = dict(MADE[path][0])
    if (path, name) == ("/v1/coupons", "currency"):
        needed = {"amount_off": 300}
    made = await caller.made(path, form({**needed, name: value}))
    assert made[name] == value
    shown = (await caller.call("GET", f"{path}/{made['id']}")).json()
    assert shown[name] == value


@pytest.mark.parametrize(("path", "name", "value"), fields(USUAL, LATER))
async def test_what_is_given_later_is_shown_and_changes_nothing_else(
    caller: Caller, path: str, name: str, value: Any
) -> None:
    made = await caller.made(path, form(MADE[path][0]))
    made.pop("secret", None)
    changed = await caller.made(f"{path}/{made['id']}", form({name: value}))
    assert changed[name] == value
    along = {"allowed_payment_method_types": {"payment_method_types"}}.get(name, set())
    assert {other for other in {**made, **changed} if made.get(other) != changed.get(other)} - {"updated"} == {
        name,
        *along,
    }
    assert (await caller.call("GET", f"{path}/{made['id']}")).json() == changed


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, names in CLEARED.items() for name in names.split()])
async def test_what_was_given_is_cleared_by_an_empty_text(caller: Caller, path: str, name: str) -> None:
    needed, given = MADE[path]
    made = await caller.made(path, form({**needed, name: given[name]}))
    assert made[name] == given[name]
    assert (await caller.made(f"{path}/{made['id']}", f"{name}=")).get(name) is None
