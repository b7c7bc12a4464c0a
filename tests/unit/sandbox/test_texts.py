"""Limits of texts, addresses and amounts, on every call that takes them."""

from collections.abc import Iterator
from typing import Any

import pytest

from rxapp.sandbox.resources import texts as by_call
from rxapp.sandbox.rules.errors import StripeError
from rxapp.sandbox.rules.texts import check_all, email, link, longest, texts, web
from tests.unit.sandbox.caller import Caller

SESSION = (
    "mode=payment&success_url=https://shop.example/&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd"
    "&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product_data][name]=Tea"
)
RATE = "display_name=Post&type=fixed_amount&fixed_amount[amount]=500&fixed_amount[currency]=usd"
INTENT = "amount=900&currency=usd"
# Path, what the call needs besides, and the most characters of one of its parameters.
CALLS = [
    ("/v1/customers", "", "name", 256),
    ("/v1/products", "name=Tea", "unit_label", 12),
    ("/v1/coupons", "percent_off=10&duration=once", "name", 40),
    ("/v1/prices", "currency=usd&unit_amount=9&product_data[name]=Tea", "nickname", 5000),
    ("/v1/shipping_rates", RATE.removeprefix("display_name=Post&"), "display_name", 100),
    ("/v1/tax_rates", "inclusive=true&percentage=9", "display_name", 50),
    ("/v1/payment_intents", INTENT, "description", 1000),
    ("/v1/checkout/sessions", SESSION, "custom_text[submit][message]", 1200),
    ("/v1/checkout/sessions", SESSION, "line_items[0][price_data][product_data][unit_label]", 12),
]


@pytest.mark.parametrize(("path", "form", "name", "most"), CALLS)
async def test_a_text_can_be_so_long_and_no_longer(caller: Caller, path: str, form: str, name: str, most: int) -> None:
    assert (await caller.post(path, f"{form}&{name}={'x' * most}")).status_code == 200
    refused = (await caller.post(path, f"{form}&{name}={'x' * (most + 1)}")).json()["error"]
    assert (refused["param"], refused["type"]) == (name, "invalid_request_error")
    assert refused["message"] == f"Invalid string: {'x' * 10}...{'x' * 10}; must be at most {most} characters"


ADDRESSES = [
    ("/v1/products", "name=Tea", "url"),
    ("/v1/products", "name=Tea", "images[0]"),
    ("/v1/checkout/sessions", SESSION, "cancel_url"),
    ("/v1/checkout/sessions", SESSION, "line_items[0][price_data][product_data][images][0]"),
    ("/v1/webhook_endpoints", "enabled_events[]=*", "url"),
]


@pytest.mark.parametrize(("path", "form", "name"), ADDRESSES)
@pytest.mark.parametrize(
    "address",
    ["shop.example", "//shop.example", "javascript:alert(1)", "data:text/html,x", "ftp://shop.example/", "https://[x"],
)
async def test_an_address_that_is_none_of_the_web_is_refused(
    caller: Caller, path: str, form: str, name: str, address: str
) -> None:
    refused = (await caller.post(path, f"{form}&{name}={address}")).json()["error"]
    assert (refused["code"], refused["param"]) == ("url_invalid", name)


@pytest.mark.parametrize(("path", "form", "name"), ADDRESSES)
async def test_an_address_can_be_as_long_as_any_text(caller: Caller, path: str, form: str, name: str) -> None:
    start = "https://shop.example/"
    refused = (await caller.post(path, f"{form}&{name}={start}{'x' * (5001 - len(start))}")).json()["error"]
    assert (refused["param"], "must be at most 5000 characters" in refused["message"]) == (name, True)


@pytest.mark.parametrize(("path", "form", "name"), ADDRESSES)
@pytest.mark.parametrize("address", ["http://localhost:3000/a?b=c", "https://shop.example/{CHECKOUT_SESSION_ID}"])
async def test_an_address_of_the_web_is_taken(caller: Caller, path: str, form: str, name: str, address: str) -> None:
    assert (await caller.post(path, f"{form}&{name}={address}")).status_code == 200


@pytest.mark.parametrize(
    ("address", "taken"),
    [("myapp://done", True), ("https://shop.example/", True), ("javascript:x", False), ("done", False)],
)
async def test_an_intent_may_return_to_an_app(caller: Caller, address: str, taken: bool) -> None:
    paying = f"{INTENT}&payment_method=pm_card_visa&confirm=true&return_url={address}"
    assert (await caller.post("/v1/payment_intents", paying)).is_success is taken


@pytest.mark.parametrize(
    ("path", "form", "name"),
    [
        ("/v1/customers", "", "email"),
        ("/v1/payment_intents", INTENT, "receipt_email"),
        ("/v1/checkout/sessions", SESSION, "customer_email"),
    ],
)
async def test_an_email_address_has_two_sides(caller: Caller, path: str, form: str, name: str) -> None:
    assert (await caller.post(path, f"{form}&{name}=ada@example.com")).status_code == 200
    for address in ("ada", "@example.com", "ada@", "a da@example.com"):
        refused = (await caller.post(path, f"{form}&{name}={address}")).json()["error"]
        assert (refused["code"], refused["param"]) == ("email_invalid", name)


async def test_amounts_of_three_decimals_end_in_a_zero_everywhere(caller: Caller) -> None:
    paying = "currency=kwd&amount=9000&payment_method=pm_card_visa&confirm=true&return_url=https://shop.example"
    intent = (await caller.made("/v1/payment_intents", paying))["id"]
    held = (await caller.made("/v1/payment_intents", f"{paying}&capture_method=manual"))["id"]
    coupon = (await caller.made("/v1/coupons", "percent_off=10&duration=once"))["id"]
    least = "restrictions[minimum_amount_currency]=kwd&restrictions[minimum_amount]"
    rate = "display_name=Post&type=fixed_amount&fixed_amount[currency]=kwd&fixed_amount[amount]"
    for path, form, param in (
        ("/v1/payment_intents", "currency=kwd&amount", "amount"),
        (f"/v1/payment_intents/{held}/capture", "amount_to_capture", "amount_to_capture"),
        ("/v1/prices", "currency=kwd&product_data[name]=Tea&unit_amount", "unit_amount"),
        ("/v1/coupons", "currency=kwd&duration=once&amount_off", "amount_off"),
        ("/v1/shipping_rates", rate, "fixed_amount[amount]"),
        ("/v1/refunds", f"payment_intent={intent}&amount", "amount"),
        (
            "/v1/promotion_codes",
            f"promotion[type]=coupon&promotion[coupon]={coupon}&{least}",
            "restrictions[minimum_amount]",
        ),
    ):
        assert (await caller.post(path, f"{form}=1005")).json()["error"]["param"] == param
        assert (await caller.post(path, f"{form}=1000")).status_code == 200, path


def test_limits_stand_within_what_they_are_of() -> None:
    tree = texts(a__b=longest(3), c=web) | {"d": {"*": longest(2)}}
    check_all({"a": [{"b": "xxx"}], "c": "https://a/", "d": {"any": "xx"}, "metadata": {"a": "x" * 9000}}, tree)
    for values, param in (
        ({"a": [{"b": "xxx"}, {"b": "xxxx"}]}, "a[1][b]"),
        ({"d": {"any": "xxx"}}, "d[any]"),
        ({"e": {"f": "x" * 5001}}, "e[f]"),
    ):
        with pytest.raises(StripeError) as refused:
            check_all(values, tree)
        assert refused.value.body["param"] == param


def test_an_empty_text_clears() -> None:
    for check in (web, link, email(10), longest(0)):
        check("", "a")


def test_limits_are_those_of_the_resource() -> None:
    assert by_call.of("/v1/customers/{}") is by_call.BY_RESOURCE["/v1/customers"]
    assert by_call.of("/v1/refunds") == {}


# docs.stripe.com/api, "up to … characters", by call and path.
LONGEST = {
    "/v1/billing_portal/configurations": {"business_profile.headline": 60},
    "/v1/charges": {"description": 40_000, "receipt_email": 800},
    "/v1/checkout/sessions": {
        "client_reference_id": 200,
        "custom_fields.dropdown.options.label": 100,
        "custom_fields.dropdown.options.value": 100,
        "custom_fields.key": 200,
        "custom_fields.label.custom": 50,
        "custom_text.submit.message": 1200,
        "custom_text.after_submit.message": 1200,
        "customer_email": 800,
        "discounts.coupon_data.name": 40,
        "line_items.price_data.product_data.description": 40_000,
        "line_items.price_data.product_data.unit_label": 12,
        "payment_intent_data.description": 1000,
        "payment_intent_data.receipt_email": 800,
        "payment_intent_data.statement_descriptor": 22,
        "payment_intent_data.statement_descriptor_suffix": 22,
        "setup_intent_data.description": 1000,
        "shipping_options.shipping_rate_data.display_name": 100,
        "subscription_data.description": 500,
    },
    "/v1/coupons": {"name": 40},
    "/v1/customers": {
        "business_name": 150,
        "email": 512,
        "individual_name": 150,
        "invoice_settings.custom_fields.name": 40,
        "invoice_settings.custom_fields.value": 140,
        "name": 256,
        "phone": 20,
    },
    "/v1/payment_intents": {
        "description": 1000,
        "receipt_email": 800,
        "statement_descriptor": 22,
        "statement_descriptor_suffix": 22,
    },
    "/v1/prices": {
        "lookup_key": 200,
        "product_data.statement_descriptor": 22,
        "product_data.unit_label": 12,
    },
    "/v1/products": {"description": 40_000, "statement_descriptor": 22, "unit_label": 12},
    "/v1/promotion_codes": {"code": 500},
    "/v1/shipping_rates": {"display_name": 100},
    "/v1/subscriptions": {"description": 500},
    "/v1/tax_rates": {"display_name": 50, "jurisdiction": 50, "state": 2},
}
OF_THE_WEB = [
    *(
        ("/v1/billing_portal/configurations", f"business_profile.{of}_url")
        for of in ("privacy_policy", "terms_of_service")
    ),
    ("/v1/billing_portal/configurations", "default_return_url"),
    *(("/v1/checkout/sessions", f"{name}_url") for name in ("cancel", "return", "success")),
    ("/v1/checkout/sessions", "line_items.price_data.product_data.images"),
    ("/v1/products", "images"),
    ("/v1/products", "url"),
    ("/v1/webhook_endpoints", "url"),
]
OF_AN_APP = [("/v1/billing_portal/sessions", "return_url"), ("/v1/payment_intents", "return_url")]


def nested(path: str, value: str) -> dict[str, Any]:
    name, _, rest = path.partition(".")
    return {name: nested(rest, value) if rest else value}


def is_taken(call: str, path: str, value: str) -> bool:
    try:
        check_all(nested(path, value), by_call.of(call))
    except StripeError as error:
        assert error.body["param"].replace("][", ".").replace("[", ".").rstrip("]") == path
        return False
    return True


@pytest.mark.parametrize(
    ("call", "path", "most"), [(call, path, most) for call, paths in LONGEST.items() for path, most in paths.items()]
)
def test_a_text_is_as_long_as_stripe_says(call: str, path: str, most: int) -> None:
    end = "@a.b" if "email" in path else "x"
    assert is_taken(call, path, "x" * (most - len(end)) + end)
    assert not is_taken(call, path, "x" * (most - len(end) + 1) + end)


@pytest.mark.parametrize(("call", "path"), [*OF_THE_WEB, *OF_AN_APP])
def test_an_address_is_one_of_the_web_or_of_an_app(call: str, path: str) -> None:
    assert is_taken(call, path, "https://shop.example/") and is_taken(call, path, "")
    assert not is_taken(call, path, "shop.example")
    for scheme in ("javascript", "data", "file", "blob", "about", "vbscript"):
        assert not is_taken(call, path, f"{scheme}://shop.example/")
    assert is_taken(call, path, "app://shop") is ((call, path) in OF_AN_APP)


def test_every_limit_is_tried() -> None:
    tried = {(call, path) for call, paths in LONGEST.items() for path in paths} | {*OF_THE_WEB, *OF_AN_APP}
    listed = {(call, path) for call, tree in by_call.BY_RESOURCE.items() for path in leaves(tree)}
    assert {path for path in listed if "*" not in path[1]} <= tried


def leaves(tree: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, within in tree.items():
        here = f"{path}.{name}" if path else name
        yield from leaves(within, here) if isinstance(within, dict) else (here,)
