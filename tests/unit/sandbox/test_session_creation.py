"""What a new session can't be: parameters that don't go together, items, times and ways that there are none of."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import SHOP, item

SESSIONS, NOON, DAY = "/v1/checkout/sessions", 1_900_000_000, 24 * 3600
HOSTED = f"mode=payment&success_url={SHOP}"
ELEMENTS = f"mode=payment&ui_mode=elements&return_url={SHOP}&{item()}"
SETUP = f"mode=setup&currency=usd&success_url={SHOP}"
MONTHLY = "line_items[0][price_data][recurring][interval]=month"
CLUB = f"mode=subscription&success_url={SHOP}&{item()}&{MONTHLY}"
LINE = "line_items[0]"
DATA = f"{LINE}[price_data]"
EACH = f"{DATA}[recurring]"
TEA = f"{DATA}[currency]=usd&{DATA}[unit_amount]=900&{DATA}[product_data][name]=Tea"
SAVING = "saved_payment_method_options[payment_method_save]"
SAVED = {"allow_redisplay_filters": ["always"], "payment_method_remove": "disabled", "payment_method_save": "enabled"}
PREVIEW = "2026-10-28.endive; checkout_server_update_beta=v1"


async def refused(caller: Caller, form: str, **headers: str) -> dict[str, Any]:
    answer = await caller.call("POST", SESSIONS, form, **headers)
    assert answer.status_code == 400, answer.text
    assert [await caller.listed(path) for path in (SESSIONS, "/v1/prices")] == [[], []], "nothing is left of it"
    return answer.json()["error"]


def items(count: int, form: str = "", start: int = 0) -> str:
    """So many items in the words of one."""
    one = f"{TEA}&{LINE}[quantity]=1{form}"
    return "&".join(one.replace("[0]", f"[{number}]") for number in range(start, start + count))


def monthly(count: int) -> str:
    return items(count, f"&{DATA}[recurring][interval]=month")


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        (f"{ELEMENTS}&customer_email=a@example.com&customer={{customer}}", "customer", "parameters_exclusive"),
        (
            f"{ELEMENTS}&allow_promotion_codes=true&discounts[0][coupon]=X",
            "allow_promotion_codes",
            "parameters_exclusive",
        ),
        (f"{ELEMENTS}&currency=eur", "currency", None),
        (HOSTED, "line_items", "parameter_missing"),
        (f"{SETUP}&{item()}", "line_items", None),
        (SETUP.replace("usd", "xyz"), "currency", None),
        *((f"{ELEMENTS}&{data}[metadata][a]=1", data, None) for data in ("subscription_data", "setup_intent_data")),
        (f"{ELEMENTS}&payment_method_collection=always", "payment_method_collection", None),
        *((f"{SETUP}&{data}[metadata][a]=1", data, None) for data in ("payment_intent_data", "subscription_data")),
        (f"{SETUP}&shipping_options[0][shipping_rate]=shr_1", "shipping_options", None),
        (f"{CLUB}&shipping_options[0][shipping_rate]=shr_1", "shipping_options", None),
        (f"{CLUB}&payment_intent_data[metadata][a]=1", "payment_intent_data", None),
        (f"{CLUB}&invoice_creation[enabled]=true", "invoice_creation", None),
        *(
            (f"{ELEMENTS}&{name}", name.partition("=")[0].partition("[")[0], None)
            for name in (
                f"cancel_url={SHOP}",
                f"success_url={SHOP}",
                "submit_type=pay",
                "custom_text[submit][message]=x",
                "branding_settings[display_name]=x",
                "custom_fields[0][key]=a&custom_fields[0][type]=text&custom_fields[0][label][type]=custom"
                "&custom_fields[0][label][custom]=A",
                "optional_items[0][price]=price_1&optional_items[0][quantity]=1",
            )
        ),
        *(
            (f"{ELEMENTS.replace('elements', 'form')}&{name}={value}", name.partition("[")[0], None)
            for name, value in (("success_url", SHOP), ("optional_items[0][quantity]=1&optional_items[0][price]", "p"))
        ),
        (f"{ELEMENTS}&expires_at={NOON + 1799}", "expires_at", None),
        (f"{ELEMENTS}&expires_at={NOON + DAY + 1}", "expires_at", None),
        (f"{CLUB}&subscription_data[trial_period_days]=0", "subscription_data[trial_period_days]", None),
        (f"{CLUB}&subscription_data[trial_period_days]=731", "subscription_data[trial_period_days]", None),
        (f"{CLUB}&subscription_data[trial_end]={NOON + 2 * DAY - 1}", "subscription_data[trial_end]", None),
        (
            f"{CLUB}&subscription_data[trial_end]={NOON + 9 * DAY}&subscription_data[trial_period_days]=9",
            "subscription_data[trial_end]",
            "parameters_exclusive",
        ),
        (f"{ELEMENTS}&discounts[0][coupon]=A&discounts[1][coupon]=B", "discounts", None),
        (
            f"{ELEMENTS}&discounts[0][coupon]=A&discounts[0][promotion_code]=B",
            "discounts[0][coupon]",
            "parameters_exclusive",
        ),
        (f"{ELEMENTS}&discounts[0][coupon]={{euros}}", "discounts[0][coupon]", None),
        (f"{ELEMENTS}&discounts[0][coupon]={{pots}}", "discounts", "couponAppliesToNothing"),
    ],
)
async def test_parameters_that_do_not_go_together_are_refused(
    caller: Caller, form: str, param: str, code: str | None
) -> None:
    pot = (await caller.made("/v1/products", "name=Pot"))["id"]
    made = {
        "customer": (await caller.made("/v1/customers"))["id"],
        "euros": (await caller.made("/v1/coupons", "amount_off=300&currency=eur"))["id"],
        "pots": (await caller.made("/v1/coupons", f"percent_off=10&applies_to[products][]={pot}"))["id"],
    }
    for name, id in made.items():
        form = form.replace(f"{{{name}}}", id)
    error = await refused(caller, form)
    assert (error["param"], error.get("code")) == (param, code)


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        (f"{LINE}[quantity]=1", f"{LINE}[price]", "parameter_missing"),
        (TEA, f"{LINE}[quantity]", "parameter_missing"),
        (f"{TEA}&{LINE}[quantity]=0", f"{LINE}[quantity]", "parameter_invalid_integer"),
        (f"{TEA}&{LINE}[quantity]=1000000", f"{LINE}[quantity]", None),
        (f"{TEA}&{LINE}[quantity]=1&{LINE}[price]=price_1", f"{LINE}[price]", "parameters_exclusive"),
        (f"{TEA}&{LINE}[quantity]=1&{DATA}[product]=prod_1", f"{DATA}[product]", "parameters_exclusive"),
        (f"{DATA}[currency]=usd&{DATA}[unit_amount]=9&{LINE}[quantity]=1", f"{DATA}[product]", "parameter_missing"),
        (f"{TEA.replace('=Tea', '=')}&{LINE}[quantity]=1", f"{DATA}[product_data][name]", "parameter_invalid_empty"),
        (f"{TEA.replace('=900', '=-1')}&{LINE}[quantity]=1", f"{DATA}[unit_amount]", "parameter_invalid_integer"),
        (f"{TEA}&{LINE}[quantity]=1&{LINE}[tax_rates][]=txr_1", f"{LINE}[tax_rates]", "resource_missing"),
        *(
            (f"{TEA}&{LINE}[quantity]=1&{LINE}[adjustable_quantity][enabled]=true&{bounds}", LINE, None)
            for bounds in (
                f"{LINE}[adjustable_quantity][minimum]=-1",
                f"{LINE}[adjustable_quantity][maximum]=1000000",
                f"{LINE}[adjustable_quantity][minimum]=5&{LINE}[adjustable_quantity][maximum]=4",
                f"{LINE}[adjustable_quantity][minimum]=100",
            )
        ),
        (f"{items(1)}&{items(1, start=1).replace('usd', 'eur')}", "line_items", None),
        (items(101), "line_items", None),
        (monthly(1), "line_items", None),
        (items(1).replace("=900", "=49"), None, "amount_too_small"),
        (items(1).replace("=900", "=99999999").replace("[quantity]=1", "[quantity]=2"), None, "amount_too_large"),
    ],
)
async def test_items_that_cannot_be_are_refused_at_their_place(
    caller: Caller, form: str, param: str | None, code: str | None
) -> None:
    error = await refused(caller, f"{HOSTED}&{form}")
    assert (error.get("param"), error.get("code")) == (param, code)


@pytest.mark.parametrize(
    ("form", "taken"),
    [
        (items(1), False),
        (monthly(1), True),
        (monthly(20), True),
        (monthly(21), False),
        (f"{monthly(1)}&{items(20, start=1)}", True),
        (f"{monthly(1)}&{items(21, start=1)}", False),
        (f"{monthly(1)}&{items(1, f'&{DATA}[recurring][interval]=year', start=1)}", False),
        (
            f"{monthly(1)}&{items(1, f'&{EACH}[interval]=month&{EACH}[interval_count]=2', start=1)}",
            False,
        ),
        (
            f"{monthly(1)}&{items(1, f'&{EACH}[interval]=month&{EACH}[interval_count]=1', start=1)}",
            True,
        ),
    ],
)
async def test_a_subscription_has_items_of_one_interval_and_twenty_of_each_kind(
    caller: Caller, form: str, taken: bool
) -> None:
    form = f"mode=subscription&success_url={SHOP}&{form}"
    if taken:
        await caller.made(SESSIONS, form)
    else:
        assert (await refused(caller, form))["param"] == "line_items"


async def test_a_hundred_items_are_taken(caller: Caller) -> None:
    assert (await caller.made(SESSIONS, f"{HOSTED}&{items(100)}"))["amount_total"] == 90_000


@pytest.mark.parametrize(
    ("form", "name", "shown"),
    [
        (f"{ELEMENTS}&expires_at={NOON + 1800}", "expires_at", NOON + 1800),
        (f"{ELEMENTS}&expires_at={NOON + DAY}", "expires_at", NOON + DAY),
        (ELEMENTS, "expires_at", NOON + DAY),
        (f"{ELEMENTS}&currency=USD", "currency", "usd"),
        (ELEMENTS, "customer_creation", "if_required"),
        (f"{ELEMENTS}&customer_creation=always", "customer_creation", "always"),
        (CLUB, "customer_creation", "always"),
        (CLUB, "payment_method_collection", "always"),
        (ELEMENTS, "payment_method_collection", "if_required"),
        (f"{CLUB}&payment_method_collection=if_required", "payment_method_collection", "if_required"),
        (ELEMENTS, "payment_status", "unpaid"),
        (f"{CLUB}&subscription_data[trial_period_days]=730", "payment_status", "no_payment_required"),
        (f"{CLUB}&subscription_data[trial_end]={NOON + 2 * DAY}", "amount_total", 0),
        (SETUP, "payment_status", "no_payment_required"),
        (SETUP, "amount_total", None),
        (f"success_url={SHOP}&{item()}", "mode", "payment"),
        (f"success_url={SHOP}&{item()}&{MONTHLY}", "mode", "subscription"),
        (f"{HOSTED}&{item()}&{SAVING}=enabled", "saved_payment_method_options", SAVED),
        (f"{HOSTED}&{item()}", "saved_payment_method_options", None),
        (f"{HOSTED}&{item()}&phone_number_collection[enabled]=true", "phone_number_collection", {"enabled": True}),
        (f"{HOSTED}&{item()}", "phone_number_collection", {"enabled": False}),
        (f"{HOSTED}&{item()}&client_reference_id=7", "client_reference_id", "7"),
        (f"{HOSTED}&{item()}&integration_identifier=x", "integration_identifier", "x"),
        (f"{HOSTED}&{item()}&billing_address_collection=required", "billing_address_collection", "required"),
        (f"{HOSTED}&{item()}&metadata[a]=1", "metadata", {"a": "1"}),
    ],
)  # fmt: skip
async def test_a_session_is_what_is_said_or_what_is_usual(caller: Caller, form: str, name: str, shown: Any) -> None:
    session = await caller.made(SESSIONS, form)
    assert session[name] == shown
    assert (await caller.call("GET", f"{SESSIONS}/{session['id']}")).json() == session


@pytest.mark.parametrize(
    ("bounds", "shown"),
    [
        ("[enabled]=true", {"enabled": True, "minimum": 0, "maximum": 99}),
        ("[enabled]=true&[minimum]=2", {"enabled": True, "minimum": 2, "maximum": 99}),
        ("[enabled]=true&[minimum]=5&[maximum]=5", {"enabled": True, "minimum": 5, "maximum": 5}),
        ("[enabled]=true&[maximum]=999999", {"enabled": True, "minimum": 0, "maximum": 999_999}),
        ("[enabled]=false&[minimum]=2", None),
    ],
)
async def test_a_quantity_can_be_the_buyers_within_bounds(caller: Caller, bounds: str, shown: Any) -> None:
    form = "&".join(f"{LINE}[adjustable_quantity]{bound}" for bound in bounds.split("&"))
    session = await caller.made(SESSIONS, f"{HOSTED}&{items(1)}&{form}&expand[]=line_items")
    assert session["line_items"]["data"][0]["adjustable_quantity"] == shown


async def test_a_price_that_is_no_longer_sold_makes_no_session(caller: Caller) -> None:
    price = (await caller.made("/v1/prices", "currency=usd&unit_amount=900&product_data[name]=Tea"))["id"]
    form = f"{HOSTED}&{LINE}[price]={price}&{LINE}[quantity]=1"
    await caller.made(SESSIONS, form)
    await caller.made(f"/v1/prices/{price}", "active=false")
    answer = await caller.post(SESSIONS, form)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, LINE)


@pytest.mark.parametrize(
    ("permissions", "ui_mode", "more", "param"),
    [
        ("update_shipping_details", "embedded_page", "", "permissions[update_shipping_details]"),
        ("update_shipping_details", "elements", "", "shipping_address_collection"),
        ("update_shipping_details", "elements", "&shipping_address_collection[allowed_countries][]=US", None),
    ],
)
async def test_who_may_change_the_address_is_said_where_there_is_one(
    caller: Caller, permissions: str, ui_mode: str, more: str, param: str | None
) -> None:
    form = f"mode=payment&ui_mode={ui_mode}&return_url={SHOP}&{item()}&permissions[{permissions}]=server_only{more}"
    answer = await caller.post(SESSIONS, form)
    if param is None:
        assert answer.json()["permissions"] == {permissions: "server_only"}
    else:
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


async def test_with_the_preview_the_server_says_who_may_change_what(caller: Caller) -> None:
    form = f"{ELEMENTS}&permissions[update_line_items]=server_only"
    answer = await caller.call("POST", SESSIONS, form, **{"stripe-version": PREVIEW})
    assert answer.json()["permissions"] == {
        "update_discounts": "client_only",
        "update_line_items": "server_only",
        "update_shipping_details": "client_only",
    }
