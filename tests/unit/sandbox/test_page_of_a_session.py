"""What the page on which a buyer pays is told: each word of the session, and nothing where nothing was said."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_buyers_changes import opened
from tests.unit.sandbox.test_checkout_pages import HOSTED, browse
from tests.unit.sandbox.test_session_completion import ADA
from tests.unit.sandbox.trade import SHOP, item

ELEMENTS = f"mode=payment&ui_mode=elements&{item()}"
SETUP = f"mode=setup&currency=usd&success_url={SHOP}"
CLUB = f"mode=subscription&success_url={SHOP}&{item()}&line_items[0][price_data][recurring][interval]=month"
TRIAL = "&subscription_data[trial_period_days]=7"
IF_REQUIRED = "&payment_method_collection=if_required"
SHIPS = "&shipping_address_collection[allowed_countries][]=US&shipping_address_collection[allowed_countries][]=CA"
METHODS = "/v1/payment_methods"


async def page_of(caller: Caller, form: str) -> dict[str, Any]:
    id, secret = await opened(caller, form)
    return await browse(caller, f"{id}/init", secret)


@pytest.mark.parametrize(
    ("form", "field", "shown"),
    [
        (HOSTED, "mode", "payment"),
        (SETUP, "mode", "setup"),
        (HOSTED, "ui_mode", "hosted_page"),
        (ELEMENTS, "ui_mode", "elements"),
        (HOSTED, "submit_type", "auto"),
        (f"{HOSTED}&submit_type=book", "submit_type", "book"),
        (HOSTED, "locale", None),
        (f"{HOSTED}&locale=de", "locale", "de"),
        (HOSTED, "cancel_url", None),
        (f"{HOSTED}&cancel_url={SHOP}", "cancel_url", SHOP),
        (ELEMENTS, "return_url", None),
        (f"{ELEMENTS}&return_url={SHOP}", "return_url", SHOP),
        (HOSTED, "redirect_on_completion", "always"),
        (
            f"mode=payment&ui_mode=embedded_page&return_url={SHOP}&{item()}&redirect_on_completion=if_required",
            "redirect_on_completion",
            "if_required",
        ),
        (HOSTED, "allowed_countries", None),
        (HOSTED + SHIPS, "allowed_countries", ["US", "CA"]),
        (HOSTED, "billing_address_collection", "auto"),
        (f"{HOSTED}&billing_address_collection=required", "billing_address_collection", "required"),
        (HOSTED, "collect_phone_number", False),
        (f"{HOSTED}&phone_number_collection[enabled]=false", "collect_phone_number", False),
        (f"{HOSTED}&phone_number_collection[enabled]=true", "collect_phone_number", True),
        (HOSTED, "allow_promotion_codes", False),
        (f"{HOSTED}&allow_promotion_codes=true", "allow_promotion_codes", True),
        (HOSTED, "payment_method_types", ["card"]),
        (f"{HOSTED}&allowed_payment_method_types[]=amazon_pay", "payment_method_types", ["amazon_pay"]),
        (HOSTED, "email_is_fixed", False),
        (f"{HOSTED}&customer_email=a@example.com", "email_is_fixed", True),
        (HOSTED, "consent_collection", None),
        (HOSTED, "name_collection", None),
        (HOSTED, "custom_fields", []),
        (HOSTED, "last_payment_error_code", None),
        (HOSTED, "saved_cards", []),
        (HOSTED, "livemode", False),
    ],
)
async def test_a_page_is_told_what_its_session_says(caller: Caller, form: str, field: str, shown: Any) -> None:
    assert (await page_of(caller, form))[field] == shown


@pytest.mark.parametrize(
    ("form", "required"),
    [
        (HOSTED, True),
        (f"{HOSTED}&discounts[0][coupon]=FREE", False),
        (SETUP, True),
        (CLUB, True),
        (CLUB + IF_REQUIRED, True),
        (CLUB + TRIAL, True),
        (CLUB + TRIAL + IF_REQUIRED, False),
    ],
)
async def test_a_way_to_pay_is_needed_where_something_is_due_or_will_be(
    caller: Caller, form: str, required: bool
) -> None:
    await caller.made("/v1/coupons", "percent_off=100&id=FREE")
    id, secret = await opened(caller, form)
    page = await browse(caller, f"{id}/init", secret)
    assert page["payment_method_required"] is required
    due = page["session"]["total"]["total"]["minorUnitsAmount"]
    said = {**secret, **ADA, "expected_amount": due, "payment_method": None}
    answer = await browse(caller, f"{id}/confirm", said, 400 if required else 200)
    if required:
        assert answer["error"]["param"] == "payment_method"
    else:
        assert answer["page"]["session"]["status"]["paymentStatus"] == "no_payment_required"


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("chargeDeclined", "generic_decline"),
        ("chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("chargeDeclinedExpiredCard", "expired_card"),
        ("chargeDeclinedIncorrectCvc", "incorrect_cvc"),
    ],
)
async def test_a_page_is_told_why_a_card_was_declined_until_another_pays(caller: Caller, card: str, code: str) -> None:
    id, secret = await opened(caller, HOSTED)
    refused = await browse(caller, f"{id}/confirm", {**secret, **ADA, "payment_method": f"pm_card_{card}"}, 402)
    page = await browse(caller, f"{id}/init", secret)
    assert page["last_payment_error_code"] == code
    assert page["session"]["lastPaymentError"] == {"message": refused["error"]["message"]}
    paid = (await browse(caller, f"{id}/confirm", {**secret, **ADA}))["page"]
    assert (paid["last_payment_error_code"], paid["session"]["lastPaymentError"]) == (None, None)


@pytest.mark.parametrize(
    ("form", "known", "offers"),
    [
        ("&saved_payment_method_options[payment_method_save]=enabled", True, True),
        ("&saved_payment_method_options[payment_method_save]=enabled", False, False),
        ("&saved_payment_method_options[payment_method_save]=disabled", True, False),
        ("", True, False),
    ],
)
async def test_a_card_is_offered_to_be_kept_for_whoever_is_known(
    caller: Caller, form: str, known: bool, offers: bool
) -> None:
    customer = (await caller.made("/v1/customers", "email=ada@example.com"))["id"]
    page = await page_of(caller, f"{HOSTED}{form}{f'&customer={customer}' if known else ''}")
    assert page["offers_saving"] is offers


async def test_what_a_customer_has_kept_is_shown_as_far_as_it_is_a_card(caller: Caller) -> None:
    customer = (await caller.made("/v1/customers", "email=ada@example.com"))["id"]
    assert (await page_of(caller, HOSTED))["session"]["savedPaymentMethods"] is None
    for name in ("pm_usBankAccount_success", "pm_card_mastercard"):
        kept = (await caller.made(f"{METHODS}/{name}/attach", f"customer={customer}"))["id"]
        await caller.made(f"{METHODS}/{kept}", "allow_redisplay=always&billing_details[name]=Ada")
    page = await page_of(caller, f"{HOSTED}&customer={customer}")
    [saved] = page["session"]["savedPaymentMethods"]
    assert (saved["id"], saved["type"], page["saved_cards"]) == (kept, "card", [saved])
    assert saved["card"] == {"brand": "mastercard", "expMonth": 3, "expYear": 2031, "last4": "4444"}
    assert saved["billingDetails"]["name"] == "Ada"
