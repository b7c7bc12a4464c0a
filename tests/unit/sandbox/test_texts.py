"""Limits of texts, addresses and amounts, on every call that takes them."""

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
# Path, what the call needs besides, and by parameter the most characters.
CALLS = [
    ("/v1/customers", "", {"name": 256, "phone": 20, "description": 5000, "business_name": 150}),
    ("/v1/products", "name=Tea", {"unit_label": 12, "statement_descriptor": 22, "description": 40000}),
    ("/v1/coupons", "percent_off=10&duration=once", {"name": 40}),
    ("/v1/prices", "currency=usd&unit_amount=9&product_data[name]=Tea", {"lookup_key": 200, "nickname": 5000}),
    ("/v1/shipping_rates", RATE.removeprefix("display_name=Post&"), {"display_name": 100}),
    ("/v1/tax_rates", "inclusive=true&percentage=9", {"display_name": 50}),
    ("/v1/payment_intents", INTENT, {"description": 1000, "statement_descriptor_suffix": 22, "transfer_group": 5000}),
    (
        "/v1/checkout/sessions",
        SESSION,
        {
            "client_reference_id": 200,
            "payment_intent_data[description]": 1000,
            "custom_text[submit][message]": 1200,
            "line_items[0][price_data][product_data][unit_label]": 12,
        },
    ),
]


@pytest.mark.parametrize(
    ("path", "form", "name", "most"),
    [(path, form, name, most) for path, form, limits in CALLS for name, most in limits.items()],
)
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
