"""Whatever is addressed must be there, of the kind that its address says, and in the account of the key."""

from urllib.parse import quote

import pytest

from rxapp.sandbox.resources.call import Route
from rxapp.sandbox.resources.routes import ROUTES
from tests.unit.sandbox.caller import BEN, Caller

ADDRESSED = [route for route in ROUTES if "{}" in route.path and route.access in ("secret", "both")]
MADE = {"/v1/products": "name=Tea", "/v1/coupons": "percent_off=10"}
# What a call needs besides, so that it is the identifier it is refused for.
NEEDED = {"POST /v1/payment_methods/{}/attach": "customer={customer}"}


@pytest.mark.parametrize("route", ADDRESSED, ids=lambda route: f"{route.method} {route.path}")
async def test_nothing_else_is_found_under_an_address(caller: Caller, route: Route) -> None:
    kind = "/v1/products" if "/coupons/" in route.path else "/v1/coupons"
    another_kind = (await caller.made(kind, MADE[kind]))["id"]
    another_account = (await caller.of(BEN).made("/v1/products", MADE["/v1/products"]))["id"]
    customer = (await caller.made("/v1/customers", "name=Ada"))["id"]
    form = NEEDED.get(f"{route.method} {route.path}", "").format(customer=customer)
    for id in ("nothing_of_that_name", another_kind, another_account):
        answer = await caller.call(route.method, route.path.replace("{}", quote(id, safe="")), form)
        error = answer.json()["error"]
        assert answer.status_code in (400, 404) and error["code"] == "resource_missing", answer.text
        assert error["message"].startswith("No such ") and f"'{id}'" in error["message"]


# Parameters that name an object of another kind, with what the call needs besides.
DATA = "line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900"
SESSION = "mode=payment&success_url=https://shop.example"
ITEM = f"{DATA}&line_items[0][price_data][product_data][name]=Tea"
INTENT = "amount=900&currency=usd"
REFERRED = [
    ("/v1/prices", "currency=usd&unit_amount=900", "product"),
    ("/v1/promotion_codes", "promotion[type]=coupon", "promotion[coupon]"),
    ("/v1/promotion_codes", "promotion[type]=coupon&promotion[coupon]={coupon}", "customer"),
    ("/v1/payment_intents", INTENT, "customer"),
    ("/v1/payment_intents", INTENT, "payment_method"),
    ("/v1/payment_intents/{intent}", "", "customer"),
    ("/v1/payment_intents/{intent}", "", "payment_method"),
    ("/v1/payment_intents/{intent}/confirm", "return_url=https://shop.example", "payment_method"),
    ("/v1/setup_intents", "", "customer"),
    ("/v1/setup_intents", "", "payment_method"),
    ("/v1/setup_intents/{setup}", "", "customer"),
    ("/v1/payment_methods/pm_card_visa/attach", "", "customer"),
    ("/v1/customers", "", "payment_method"),
    ("/v1/products/{product}", "", "default_price"),
    ("/v1/refunds", "", "payment_intent"),
    ("/v1/refunds", "", "charge"),
    ("/v1/billing_portal/sessions", "", "customer"),
    ("/v1/subscription_items", "price=price_none", "subscription"),
    ("/v1/checkout/sessions", SESSION, "line_items[0][price]"),
    ("/v1/checkout/sessions", f"{SESSION}&{DATA}", "line_items[0][price_data][product]"),
    ("/v1/checkout/sessions", f"{SESSION}&{ITEM}", "customer"),
    ("/v1/checkout/sessions", f"{SESSION}&{ITEM}", "discounts[0][coupon]"),
    ("/v1/checkout/sessions", f"{SESSION}&{ITEM}", "discounts[0][promotion_code]"),
    ("/v1/checkout/sessions", f"{SESSION}&{ITEM}", "shipping_options[0][shipping_rate]"),
    (
        "/v1/checkout/sessions",
        f"{SESSION}&{ITEM}&optional_items[0][quantity]=1",
        "optional_items[0][price]",
    ),
]


@pytest.mark.parametrize(("path", "needed", "param"), REFERRED)
async def test_what_a_parameter_refers_to_must_be_there(caller: Caller, path: str, needed: str, param: str) -> None:
    made = {
        "coupon": (await caller.made("/v1/coupons", "percent_off=10"))["id"],
        "intent": (await caller.made("/v1/payment_intents", INTENT))["id"],
        "product": (await caller.made("/v1/products", "name=Tea"))["id"],
        "setup": (await caller.made("/v1/setup_intents"))["id"],
    }
    another_kind = made["product" if param.endswith("[coupon]") else "coupon"]
    quantity = "&line_items[0][quantity]=1" if path == "/v1/checkout/sessions" else ""
    for id in ("nothing_of_that_name", another_kind):
        answer = await caller.post(path.format(**made), f"{needed.format(**made)}{quantity}&{param}={id}")
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["param"]) == (400, "resource_missing", param), answer.text
        assert error["message"].startswith("No such ") and error["message"].endswith(f": '{id}'")
