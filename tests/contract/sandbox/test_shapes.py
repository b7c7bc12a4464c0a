"""Every answer has exactly the fields of the SDK's class for it, each of its type."""

import decimal
import inspect
import sys
import types
import typing
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin
from uuid import uuid4

import pytest
import stripe

from .conftest import Account, item

# Fields that Stripe leaves out where they don't apply: `?:` in the types of stripe-node 23.1.0, `resources/*.d.ts`.
SOMETIMES_ABSENT = {
    "charge": "authorization_code level3 presentment_details radar_options refunds transfer",
    "checkout.session": "branding_settings excluded_payment_method_types line_items name_collection optional_items "
    "phone_number_collection presentment_details redirect_on_completion return_url tax_id_collection",
    "coupon": "applies_to currency_options deleted",
    "customer": "address business_name cash_balance currency customer_account deleted delinquent discount "
    "individual_name invoice_credit_balance invoice_prefix name next_invoice_sequence phone preferred_locales sources "
    "subscriptions tax tax_exempt tax_ids test_clock",
    "discount": "deleted",
    "event": "account context",
    "item": "discounts taxes",
    "payment_intent": "amount_details hooks payment_details presentment_details",
    "plan": "deleted tiers",
    "price": "currency_options deleted tiers",
    "product": "default_price deleted statement_descriptor tax_code unit_label",
    "refund": "description destination_details failure_balance_transaction failure_reason "
    "instructions_email next_action pending_reason presentment_details",
    "setup_intent": "attach_to_self managed_payments",
    "shipping_rate": "fixed_amount",
    "subscription": "default_tax_rates presentment_details status_details",
    "subscription_item": "billed_until deleted quantity",
    "webhook_endpoint": "deleted secret",
}
# A payment method has the member of its own type only.
_ALWAYS_THERE = ("billing_details", "card", "customer_account", "metadata")
PAYMENT_METHOD_TYPES = " ".join(name for name in stripe.PaymentMethod.__annotations__ if name not in _ALWAYS_THERE)
CLASSES: dict[str, type] = {
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "coupon": stripe.Coupon,
    "customer": stripe.Customer,
    "discount": stripe.Discount,
    "event": stripe.Event,
    "item": stripe.LineItem,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "plan": stripe.Plan,
    "price": stripe.Price,
    "product": stripe.Product,
    "promotion_code": stripe.PromotionCode,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
    "shipping_rate": stripe.ShippingRate,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "tax_rate": stripe.TaxRate,
    "webhook_endpoint": stripe.WebhookEndpoint,
}


class _Names(dict[str, Any]):
    """What the SDK's annotations name: its own resources, which it imports for type checkers only."""

    def __init__(self, module: types.ModuleType) -> None:
        super().__init__()
        self._module = module

    def __missing__(self, name: str) -> Any:
        if hasattr(self._module, name):
            return getattr(self._module, name)
        return getattr(stripe, name.removesuffix("Resource"), Any)


def _annotations(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls, dict(vars(typing)), _Names(sys.modules[cls.__module__]))
    bases = [base for base in cls.__mro__ if base.__module__ == cls.__module__]
    own = {name for base in bases for name in inspect.get_annotations(base)}
    return {name: hint for name, hint in hints.items() if name in own and name.islower() and not name.startswith("_")}


def check(value: Any, hint: Any, path: str) -> None:
    """Compares a value with an annotation of the SDK, members and elements too.

    Raises:
        AssertionError: It is something else.
    """
    if hint is Any or isinstance(hint, (ForwardRef, typing.TypeVar)):
        return
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        _check_union(value, get_args(hint), path)
    elif origin is Literal:
        assert value in get_args(hint), f"{path} is {value!r}"
    elif origin is list:
        assert isinstance(value, list), f"{path} is {value!r}"
        for position, element in enumerate(value):
            check(element, get_args(hint)[0], f"{path}[{position}]")
    elif origin is not None and issubclass(origin, stripe.ListObject):
        assert value["object"] == "list", path
        for position, element in enumerate(value["data"]):
            check_resource(element, f"{path}.data[{position}]")
    elif origin is not None or hint is dict:
        assert isinstance(value, dict), f"{path} is {value!r}"
    else:
        _check_plain(value, hint, path)


def _check_union(value: Any, options: tuple[Any, ...], path: str) -> None:
    problems: list[str] = []
    for option in (type(None),) if value is None else tuple(set(options) - {type(None)}):
        try:
            check(value, option, path)
        except AssertionError as problem:
            problems.append(str(problem))
        else:
            return
    raise AssertionError("; or ".join(problems))


def _check_plain(value: Any, hint: Any, path: str) -> None:
    if hint is type(None):
        assert value is None, f"{path} is {value!r}"
    elif hint is int:
        assert type(value) is int, f"{path} is {value!r}"
    elif hint is float:
        assert type(value) in (int, float), f"{path} is {value!r}"
    elif hint is decimal.Decimal:
        # A decimal goes over the wire as a text.
        assert isinstance(value, str) and decimal.Decimal(value).is_finite(), f"{path} is {value!r}"
    elif isinstance(hint, type) and issubclass(hint, stripe.StripeObject):
        assert isinstance(value, dict), f"{path} is {value!r}"
        if hasattr(hint, "OBJECT_NAME"):
            check_resource(value, path)
        else:
            check_object(value, hint, path)
    else:
        assert isinstance(value, hint), f"{path} is {value!r}"


def check_object(value: dict[str, Any], cls: type, path: str, absent: frozenset[str] = frozenset()) -> None:
    hints = _annotations(cls)
    nested = not hasattr(cls, "OBJECT_NAME")
    assert set(value) <= set(hints), f"{path} has besides: {set(value) - set(hints)}"
    for name, hint in hints.items():
        if name in value:
            check(value[name], hint, f"{path}.{name}")
        else:
            optional = type(None) in get_args(hint)
            assert name in absent or (nested and optional), f"{path} lacks {name}"


def check_resource(value: dict[str, Any], path: str = "") -> None:
    kind = value["object"]
    path = path or kind
    absent = PAYMENT_METHOD_TYPES if kind == "payment_method" else SOMETIMES_ABSENT.get(kind, "")
    check_object(value, CLASSES[kind], path, frozenset(absent.split()))


@pytest.fixture(scope="module")
def resources(local_stripe: str) -> dict[str, list[dict[str, Any]]]:
    """All kinds of answers, by kind, as they come over the wire."""
    account = Account(uuid4().hex, local_stripe)
    _trade(account)
    answers: dict[str, list[dict[str, Any]]] = {}
    for path in (
        "charges coupons customers events payment_intents payment_methods prices products promotion_codes refunds "
        "setup_intents shipping_rates subscriptions tax_rates webhook_endpoints checkout/sessions"
    ).split():
        for answer in account.raw("GET", f"/v1/{path}?limit=100").json()["data"]:
            answers.setdefault(answer["object"], []).append(answer)
    query = "expand[]=line_items.data.taxes&expand[]=line_items.data.discounts&expand[]=total_details.breakdown"
    for session in list(answers["checkout.session"]):
        expanded = account.raw("GET", f"/v1/checkout/sessions/{session['id']}?{query}").json()
        answers["checkout.session"].append(expanded)
        answers.setdefault("item", []).extend(expanded["line_items"]["data"])
        discounts = expanded["total_details"]["breakdown"]["discounts"] if expanded["total_details"] else []
        answers.setdefault("discount", []).extend(line["discount"] for line in discounts)
    for subscription in answers["subscription"]:
        answers.setdefault("subscription_item", []).extend(subscription["items"]["data"])
        answers.setdefault("plan", []).extend(item["plan"] for item in subscription["items"]["data"])
    account.close()
    return answers


def _trade(account: Account) -> None:
    client, preview = account.client().v1, account.client(preview=True).v1
    client.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["*"]})
    product = client.products.create({"name": "Tea", "default_price_data": {"currency": "usd", "unit_amount": 1800}})
    price = client.prices.create(
        {"product": product.id, "currency": "usd", "unit_amount": 900, "recurring": {"interval": "month"}}
    )
    coupon = client.coupons.create({"percent_off": 12.5, "duration": "once"})
    client.coupons.create({"amount_off": 300, "currency": "usd", "duration": "repeating", "duration_in_months": 2})
    code = client.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SAVE"})
    rate = client.shipping_rates.create(
        {"display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": 500, "currency": "usd"}}
    )
    tax = client.tax_rates.create({"display_name": "VAT", "percentage": 20.0, "inclusive": True})
    customer = client.customers.create(
        {"email": "a@example.com", "name": "Ada", "address": {"country": "US", "city": "Rome"}}
    )
    full = client.checkout.sessions.create(
        _cart(
            customer=customer.id,
            discounts=[{"promotion_code": code.id}],
            line_items=[{"price": str(product.default_price), "quantity": 2, "tax_rates": [tax.id]}],
            shipping_options=[{"shipping_rate": rate.id}],
            payment_intent_data={"setup_future_usage": "off_session"},
        )
    )
    account.control(f"pay/{full.id}")
    club = [{"price": price.id, "quantity": 1}]
    subscribed = client.checkout.sessions.create(_cart(mode="subscription", line_items=club, customer=customer.id))
    account.control(f"pay/{subscribed.id}")
    days = {"trial_period_days": 3}
    trial = preview.checkout.sessions.create(_cart(mode="subscription", line_items=club, subscription_data=days))
    account.control(f"pay/{trial.id}", {"email": "b@example.com"})
    setup = client.checkout.sessions.create(_cart(mode="setup", customer=customer.id))
    account.control(f"pay/{setup.id}")
    client.checkout.sessions.create(
        {"mode": "payment", "success_url": "https://shop.example/", "line_items": [item("Hosted", 700)]}
    )
    gone = client.checkout.sessions.create(_cart(line_items=[item("Gone", 700)]))
    client.checkout.sessions.expire(gone.id)
    paid = client.payment_intents.create(
        {
            "amount": 900,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "https://shop.example",
        }
    )
    client.refunds.create({"payment_intent": paid.id, "reason": "requested_by_customer"})
    client.payment_intents.create(
        {
            "amount": 900,
            "currency": "usd",
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": "https://shop.example",
        }
    )
    with pytest.raises(stripe.CardError):
        client.payment_intents.create(
            {
                "amount": 900,
                "currency": "usd",
                "payment_method": "pm_card_chargeDeclined",
                "confirm": True,
                "return_url": "https://shop.example",
            }
        )


def _cart(**more: Any) -> Any:
    return {"mode": "payment", "ui_mode": "elements", **more}


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_an_answer_has_the_fields_and_types_of_the_sdk(kind: str, resources: dict[str, list[dict[str, Any]]]) -> None:
    assert resources.get(kind), "none was made"
    for answer in resources[kind]:
        check_resource(answer)


def test_objects_in_events_have_them_too(resources: dict[str, list[dict[str, Any]]]) -> None:
    for event in resources["event"]:
        check_resource(event["data"]["object"], event["type"])
