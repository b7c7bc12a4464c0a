"""The requests of Stripe's pages on dynamic updates of discounts and of payment amounts, as they stand there."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from rxapp.sandbox.versions.releases import NEWEST

from .conftest import PREVIEW, Account

DOCUMENTED_KEY = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"
LINE_ITEMS_SINCE = ["2025-03-31.basil", "2025-12-15.clover", "2026-08-26.dahlia", NEWEST]


@pytest.fixture
def documented(local_stripe: str) -> Iterator[Account]:
    """The account whose key stands on the pages."""
    account = Account(DOCUMENTED_KEY.removeprefix("sk_test_"), local_stripe)
    account.control("version", {"version": NEWEST})
    yield account
    account.control("reset")
    account.close()


def price_of(account: Account, unit_amount: int) -> str:
    params: Any = {"currency": "usd", "unit_amount": unit_amount, "product_data": {"name": "Kettle"}}
    return account.client().v1.prices.create(params).id


def curl(account: Account, price: str) -> dict[str, Any]:
    """What the page's command sends: `-d` as it stands, `--data-urlencode` encoded, `-u` as basic authentication."""
    data = [
        "ui_mode=custom",
        "permissions[update_discounts]=server_only",
        f"line_items[0][price]={price}",
        "line_items[0][quantity]=1",
        "mode=payment",
        "return_url=https%3A%2F%2Fexample.com%2Freturn",
    ]
    headers = {
        "authorization": "Basic " + b64encode(f"{DOCUMENTED_KEY}:".encode()).decode(),
        "content-type": "application/x-www-form-urlencoded",
        "stripe-version": "2025-03-31.basil; checkout_server_update_beta=v1;",
    }
    answer = account.raw("POST", "/v1/checkout/sessions", headers=headers, content="&".join(data))
    assert answer.status_code == 200, answer.text
    return answer.json()


class DiscountServer:
    """The server of the page, in Python."""

    def __init__(self, account: Account) -> None:
        self.stripe = account.client(preview=True).v1

    def validate_discounts(self, discounts: Any) -> bool:
        if discounts in ([], ""):
            return True
        return not (isinstance(discounts, list) and len(discounts) > 1)

    def recompute_discounts(self, discounts: Any, session: stripe.checkout.Session) -> Any:
        if discounts in ([], ""):
            return []
        assert session.amount_total is not None
        discount_amount = self.calculate_customer_discount(session.amount_total)
        if discount_amount > 0:
            currency = session.currency or "usd"
            return [{"coupon_data": {"name": "Customer Discount", "amount_off": discount_amount, "currency": currency}}]
        return []

    def calculate_customer_discount(self, cart_total: int) -> int:
        """10% off for carts over 100 USD, max 20 USD discount."""
        return int(min(cart_total * 0.1, 2000)) if cart_total > 10000 else 0

    def update_discounts(self, checkout_session_id: str, discounts: Any) -> dict[str, Any]:
        session = self.stripe.checkout.sessions.retrieve(checkout_session_id)
        if not self.validate_discounts(discounts):
            return {"type": "error", "message": "Your discounts are invalid. Please refresh your session."}
        discounts = self.recompute_discounts(discounts, session)
        params: Any = {"discounts": discounts}
        self.stripe.checkout.sessions.update(checkout_session_id, params)
        return {"type": "object", "value": {"succeeded": True}}


@pytest.mark.parametrize(("total", "discount"), [(7500, 0), (15000, 1500), (90000, 2000)])
def test_the_page_of_discounts(documented: Account, total: int, discount: int) -> None:
    session = curl(documented, price_of(documented, total))
    assert (session["ui_mode"], session["permissions"]["update_discounts"]) == ("custom", "server_only")
    assert session["client_secret"].startswith(session["id"])
    server = DiscountServer(documented)
    assert server.update_discounts(session["id"], [{}])["value"] == {"succeeded": True}
    updated = documented.client(preview=True).v1.checkout.sessions.retrieve(session["id"])
    assert updated.total_details is not None
    assert (updated.amount_total, updated.total_details.amount_discount) == (total - discount, discount)
    assert server.update_discounts(session["id"], [{}, {}])["type"] == "error"


def test_an_updates_answer_shows_discounts_only_where_they_are_expanded(documented: Account) -> None:
    session = curl(documented, price_of(documented, 15000))["id"]
    headers = {"authorization": f"Bearer {DOCUMENTED_KEY}", "stripe-version": PREVIEW}
    path, form = f"/v1/checkout/sessions/{session}", "discounts[0][coupon_data][percent_off]=10"
    plain = documented.raw("POST", path, headers=headers, content=form).json()
    assert "discounts" not in plain and plain["total_details"]["amount_discount"] == 1500
    expanded = documented.raw("POST", path, headers=headers, content=f"{form}&expand[]=discounts").json()
    [discount] = expanded["discounts"]
    assert discount["coupon"] and discount["promotion_code"] is None
    assert len(documented.raw("GET", path, headers=headers).json()["discounts"]) == 1


PRODUCTS = {
    "gift_wrap": {"name": "Gift Wrap", "price": 500},
    "express_shipping": {"name": "Express Shipping", "price": 1500},
    "warranty": {"name": "Extended Warranty", "price": 2000},
}


@pytest.mark.parametrize("version", LINE_ITEMS_SINCE)
@pytest.mark.parametrize("product", PRODUCTS.values())
def test_the_page_of_amounts_with_a_session(account: Account, version: str, product: dict[str, Any]) -> None:
    client = account.client(stripe_version=version).v1
    params: Any = {
        "mode": "payment",
        "ui_mode": "custom" if version < "2026-03-25" else "elements",
        "line_items": [{"price": price_of(account, 4000), "quantity": 1}],
    }
    session = client.checkout.sessions.retrieve(client.checkout.sessions.create(params).id)
    assert session.status == "open"
    data = {"currency": "usd", "product_data": {"name": product["name"]}, "unit_amount": product["price"]}
    changed: Any = {"line_items": [{"price_data": data, "quantity": 1}]}
    updated = client.checkout.sessions.update(session.id, changed)
    assert (updated.id, updated.amount_total) == (session.id, product["price"])


@pytest.mark.parametrize("version", ["2023-10-16", *LINE_ITEMS_SINCE])
def test_the_page_of_amounts_with_an_intent(account: Account, version: str) -> None:
    client = account.client(stripe_version=version).v1
    made = client.payment_intents.create({"amount": 4000, "currency": "usd"})
    intent = client.payment_intents.update(made.id, {"amount": 4500})
    assert (intent.id, intent.amount, intent.client_secret) == (made.id, 4500, made.client_secret)
