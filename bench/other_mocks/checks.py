"""What a client of each must see, as Stripe documents it. A check that raises, or finds anything else, counts as no."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import stripe

from bench.other_mocks.mocks import Mock
from tests.contract.sandbox.conftest import Receiver
from tests.serving import Server

NEWEST, BASIL = "2026-10-28.endive", "2025-03-31.basil"
PREVIEW = f"{BASIL}; checkout_server_update_beta=v1;"
DAY = 24 * 3600


@dataclass
class Visit:
    """A running mock, and somebody who calls it."""

    mock: Mock
    server: Server
    receiver: Receiver
    secret: str
    folder: Path
    key: str = "sk_test_comparison0"

    def __post_init__(self) -> None:
        self.http = self._client(self.key)

    def begin_again(self) -> None:
        """Kills the server, and starts it with the data that it kept."""
        self.server.kill()
        self.server = self.mock.server(self.folder, self.receiver.url, self.secret)
        self.server.start()
        self.http = self._client(self.key)

    def _client(self, key: str) -> httpx.Client:
        headers = {"authorization": f"Bearer {key}", "stripe-version": NEWEST}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.server.port}", headers=headers, timeout=20)

    def ask(
        self, method: str, path: str, form: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return self.http.request(method, path, data=form if method == "POST" else None, headers=headers)

    def made(self, path: str, form: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
        """What a call that must work answers."""
        return self.ask("POST", path, form, headers).raise_for_status().json()

    def found(self, path: str) -> dict[str, Any]:
        return self.ask("GET", path).raise_for_status().json()

    def of_another_account(self) -> httpx.Client:
        return self._client("sk_test_comparison1")

    def price(self, **more: Any) -> str:
        product = self.made("/v1/products", {"name": "Sencha"})["id"]
        return self.made("/v1/prices", {"product": product, "currency": "usd", "unit_amount": 1800, **more})["id"]

    def session(self, mode: str = "payment", **more: Any) -> dict[str, Any]:
        """A session over two of what costs 18.00, with a price of its own if nothing else is said."""
        if "line_items[0][price]" not in more:
            more["line_items[0][price]"] = self.price()
        form = {"mode": mode, "success_url": "https://shop.example/", "line_items[0][quantity]": 2, **more}
        return self.made("/v1/checkout/sessions", form)

    def confirmed(self, card: str, number: str) -> httpx.Response:
        """The answer to an intent that is confirmed with a test card, by its name or else by its number."""
        form = {"amount": 900, "currency": "usd", "payment_method": f"pm_card_{card}", "confirm": "true"}
        answer = self.ask("POST", "/v1/payment_intents", {**form, "return_url": "https://shop.example/"})
        if answer.is_success or answer.json().get("error", {}).get("code") == "card_declined":
            return answer
        typed = {"card[number]": number, "card[exp_month]": 12, "card[exp_year]": 2034, "card[cvc]": "123"}
        form["payment_method"] = self.made("/v1/payment_methods", {"type": "card", **typed})["id"]
        return self.ask("POST", "/v1/payment_intents", form)

    def hears(self, type: str) -> bool:
        """Whether an event of a type comes, signed so that Stripe's SDK takes it."""
        count = 1
        while True:
            *_, (body, signature) = self.receiver.wait(count)
            if stripe.Webhook.construct_event(body, signature, self.secret).type == type:
                return True
            count = len(self.receiver.got) + 1


Check = Callable[[Visit], bool]


def _session(visit: Visit) -> bool:
    made = visit.session()
    return visit.found(f"/v1/checkout/sessions/{made['id']}")["status"] == "open"


def _inline_prices(visit: Visit) -> bool:
    price = {"[currency]": "usd", "[unit_amount]": 1800, "[product_data][name]": "Sencha"}
    form = {f"line_items[0][price_data]{name}": value for name, value in price.items()}
    form |= {"line_items[0][quantity]": 2, "mode": "payment", "success_url": "https://shop.example/"}
    return visit.made("/v1/checkout/sessions", form)["amount_total"] == 3600


def _totals(visit: Visit) -> bool:
    coupon = visit.made("/v1/coupons", {"percent_off": 10, "duration": "once"})["id"]
    rate = "shipping_options[0][shipping_rate_data]"
    post = {f"{rate}[display_name]": "Post", f"{rate}[type]": "fixed_amount"}
    costs = {f"{rate}[fixed_amount][amount]": 500, f"{rate}[fixed_amount][currency]": "usd"}
    made = visit.session(**{"discounts[0][coupon]": coupon}, **post, **costs)
    return made["amount_total"] == 3240 + 500


def _with_elements(visit: Visit, version: str, **more: Any) -> dict[str, Any]:
    """A session whose form is in the shop's page, in the words of a version."""
    more |= {"ui_mode": "elements" if version == NEWEST else "custom", "return_url": "https://shop.example/"}
    form = {"mode": "payment", "line_items[0][price]": visit.price(), "line_items[0][quantity]": 2, **more}
    return visit.made("/v1/checkout/sessions", form, {"stripe-version": version})


def _line_items_change(visit: Visit) -> bool:
    id = _with_elements(visit, NEWEST)["id"]
    form = {"line_items[0][price]": visit.price(), "line_items[0][quantity]": 3}
    return visit.made(f"/v1/checkout/sessions/{id}", form)["amount_total"] == 5400


def _discounts_change(visit: Visit) -> bool:
    id = _with_elements(visit, PREVIEW, **{"permissions[update_discounts]": "server_only"})["id"]
    form = {"discounts[0][coupon_data][percent_off]": 10, "discounts[0][coupon_data][duration]": "once"}
    return visit.made(f"/v1/checkout/sessions/{id}", form, {"stripe-version": PREVIEW})["amount_total"] == 3240


def _page_to_pay(visit: Visit) -> bool:
    answer = visit.ask("GET", visit.session()["url"].partition("#")[0])
    return answer.is_success and "html" in answer.headers["content-type"]


def _stripe_js(visit: Visit) -> bool:
    assert visit.mock.stripe_js
    return "Stripe" in visit.ask("GET", visit.mock.stripe_js).raise_for_status().text


def _server_updates(visit: Visit) -> bool:
    assert visit.mock.stripe_js
    return "runServerUpdate" in visit.ask("GET", visit.mock.stripe_js).raise_for_status().text


def _signed_webhooks(visit: Visit) -> bool:
    visit.made("/v1/customers", {"email": "ada@example.com"})
    return visit.hears("customer.created")


def _paid_session(visit: Visit) -> bool:
    visit.mock.pay(visit.http, visit.session()["id"])
    return visit.hears("checkout.session.completed")


def _idempotency(visit: Visit) -> bool:
    key = {"idempotency-key": secrets.token_hex()}
    first, second = (visit.made("/v1/customers", {"name": "Ada"}, key)["id"] for _ in range(2))
    return first == second and visit.ask("POST", "/v1/customers", {"name": "Eve"}, key).status_code == 400


def _versions(visit: Visit) -> bool:
    return [_with_elements(visit, version)["ui_mode"] for version in (BASIL, NEWEST)] == ["custom", "elements"]


def _unknown_version(visit: Visit) -> bool:
    return visit.ask("GET", "/v1/customers", headers={"stripe-version": "2025-02-30.maple"}).status_code == 400


def _unknown_parameter(visit: Visit) -> bool:
    error = visit.ask("POST", "/v1/customers", {"colour": "red"}).json()["error"]
    return error["code"] == "parameter_unknown"


def _decline(visit: Visit) -> bool:
    """At once, or once the card has been kept."""
    cards = (("chargeDeclined", "4000000000000002"), ("chargeCustomerFail", "4000000000000341"))
    answers = (visit.confirmed(*card).json() for card in cards)
    return any(answer.get("error", {}).get("code") == "card_declined" for answer in answers)


def _three_d_secure(visit: Visit) -> bool:
    answer = visit.confirmed("authenticationRequired", "4000002500003155")
    return answer.raise_for_status().json()["status"] == "requires_action"


def _refund(visit: Visit) -> bool:
    intent = visit.confirmed("visa", "4242424242424242").raise_for_status().json()["id"]
    return visit.made("/v1/refunds", {"payment_intent": intent, "amount": 400})["amount"] == 400


def _expand(visit: Visit) -> bool:
    customer = visit.made("/v1/customers", {"name": "Ada"})["id"]
    intent = visit.made("/v1/payment_intents", {"amount": 900, "currency": "usd", "customer": customer})["id"]
    found = visit.found(f"/v1/payment_intents/{intent}?expand[]=customer")
    return found["customer"]["name"] == "Ada"


def _subscription(visit: Visit) -> bool:
    price = visit.price(**{"recurring[interval]": "month"})
    made = visit.session("subscription", **{"line_items[0][price]": price})
    visit.mock.pay(visit.http, made["id"])
    id = visit.found(f"/v1/checkout/sessions/{made['id']}")["subscription"]
    return visit.found(f"/v1/subscriptions/{id}")["status"] == "active"


def _invoices(visit: Visit) -> bool:
    return visit.found("/v1/invoices")["object"] == "list"


def _search(visit: Visit) -> bool:
    return visit.found("/v1/customers/search?query=email:'ada@example.com'")["object"] == "search_result"


def _faults(visit: Visit) -> bool:
    visit.mock.fail_once(visit.http, "/v1/products")
    return [visit.ask("GET", "/v1/products").status_code for _ in range(2)] == [500, 200]


def _clock(visit: Visit) -> bool:
    id = visit.session()["id"]
    visit.mock.advance(visit.http, 2 * DAY)
    return visit.hears("checkout.session.expired") and visit.found(f"/v1/checkout/sessions/{id}")["status"] == "expired"


def _accounts(visit: Visit) -> bool:
    id = visit.made("/v1/customers", {"name": "Ada"})["id"]
    with visit.of_another_account() as other:
        return other.get(f"/v1/customers/{id}").status_code == 404


def _keeps_its_data(visit: Visit) -> bool:
    id = visit.made("/v1/customers", {"name": "Ada"})["id"]
    visit.begin_again()
    return visit.found(f"/v1/customers/{id}")["name"] == "Ada"


# The last one ends the server.
CHECKS: dict[str, Check] = {
    "a checkout session is made and read again": _session,
    "with prices that are given in the call": _inline_prices,
    "its total counts discounts and shipping": _totals,
    "line items of an open session can change": _line_items_change,
    "its discounts can change (preview)": _discounts_change,
    "a page on which a buyer pays": _page_to_pay,
    "a Stripe.js of its own": _stripe_js,
    "with `runServerUpdate`": _server_updates,
    "webhooks that Stripe's SDK verifies": _signed_webhooks,
    "a session is paid without a browser, and a webhook says so": _paid_session,
    "idempotency keys": _idempotency,
    "each API version has its own words": _versions,
    "a version that never was is refused": _unknown_version,
    "an unknown parameter is refused": _unknown_parameter,
    "cards that are declined": _decline,
    "3-D Secure": _three_d_secure,
    "a refund of a part": _refund,
    "`expand`": _expand,
    "a session starts a subscription": _subscription,
    "invoices": _invoices,
    "search": _search,
    "faults on demand": _faults,
    "a clock that can be put forward": _clock,
    "accounts don't see each other": _accounts,
    "everything is there after `kill -9`": _keeps_its_data,
}


def passes(check: Check, visit: Visit) -> bool:
    """Whether a check finds what it must. Whatever it runs into instead counts against the mock."""
    try:
        return check(visit)
    except Exception:
        return False
