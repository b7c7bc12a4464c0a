"""What the API answers in a version of each train, judged by `tsc` with the types of the Node SDK that pins it.

Every answer is written down as a literal, so that `tsc` says what it lacks, what is of another type, and what it has
that the version didn't know.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest

from rxapp.sandbox.app import Sandbox
from tests.contract.sandbox.conftest import Account, Receiver
from tests.contract.sandbox.scenario_runner import SCENARIOS, at_once, run
from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import LISTS, SHOP, Trade

from .conftest import HERE, Node
from .test_train_types import require_types

Answers = list[dict[str, Any]]

# The types until 20 are of a module named `stripe`, which stands before any package of this name.
FORMERLY = """/// <reference path="{folder}/types/index.d.ts" />
import type Stripe from "stripe";
type Wire<T> = T;
"""
# Decimals, which the SDK makes objects of since 22, go over the wire as texts.
NOW = """import type Stripe from "{folder}/esm/stripe.esm.node";
type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends (infer Element)[]
    ? Wire<Element>[]
    : T extends object
      ? { [Name in keyof T]: Wire<T[Name]> }
      : T;
"""
RELEASES = {
    "2023-10-16": ("stripe-14", FORMERLY),
    "2025-02-24.acacia": ("stripe-17", FORMERLY),
    "2025-08-27.basil": ("stripe-18", FORMERLY),
    "2026-02-25.clover": ("stripe-20", FORMERLY),
    "2026-08-26.dahlia": ("stripe-22", NOW),
    "2026-10-28.endive": ("stripe", NOW),
}
TYPES = {
    "account": "Account",
    "balance": "Balance",
    "balance_transaction": "BalanceTransaction",
    "billing_portal.configuration": "BillingPortal.Configuration",
    "billing_portal.session": "BillingPortal.Session",
    "charge": "Charge",
    "checkout.session": "Checkout.Session",
    "confirmation_token": "ConfirmationToken",
    "coupon": "Coupon",
    "customer": "Customer",
    "deleted_coupon": "DeletedCoupon",
    "deleted_customer": "DeletedCustomer",
    "deleted_product": "DeletedProduct",
    "deleted_webhook_endpoint": "DeletedWebhookEndpoint",
    "event": "Event",
    "item": "LineItem",
    "payment_intent": "PaymentIntent",
    "payment_method": "PaymentMethod",
    "price": "Price",
    "product": "Product",
    "promotion_code": "PromotionCode",
    "refund": "Refund",
    "setup_intent": "SetupIntent",
    "shipping_rate": "ShippingRate",
    "subscription": "Subscription",
    "tax_rate": "TaxRate",
    "webhook_endpoint": "WebhookEndpoint",
}
EXPANDED = (
    "customer", "line_items.data.price.product", "payment_intent.latest_charge.balance_transaction",
    "payment_intent.payment_method", "shipping_cost.shipping_rate", "total_details.breakdown",
)  # fmt: skip
WITHIN_LISTS = {
    "charges": "payment_intent",
    "setup_intents": "payment_method",
    "subscriptions": "default_payment_method",
}
GONE = {
    "coupons": "amount_off=300&currency=usd&duration=repeating&duration_in_months=2",
    "customers": "name=Ada",
    "products": "name=Tea&images[]=https://shop.example/tea.png",
    "webhook_endpoints": f"url={SHOP}&enabled_events[]=charge.succeeded",
}


@pytest.fixture(scope="module")
def scenarios(local_stripe: str) -> Iterator[list[Account]]:
    """The accounts in which the scenario file was played, with the newest version."""
    accounts = [Account(uuid4().hex, local_stripe) for _ in SCENARIOS]
    for scenario, account in zip(SCENARIOS, accounts, strict=True):
        receiver = Receiver()
        asyncio.run(run(scenario, account, receiver, at_once(account.client())))
        receiver.close()
    yield accounts
    for account in accounts:
        account.close()


async def traded(local_stripe: str, version: str) -> Answers:
    """All that an account is answered which speaks this version, and everything that it has then."""
    answers: Answers = []

    async def keep(response: httpx.Response) -> None:
        if "authorization" in response.request.headers and response.is_success:
            answers.append(json.loads(await response.aread()))

    async with httpx.AsyncClient(base_url=local_stripe, event_hooks={"response": [keep]}) as http:
        # Nothing of the trade asks for what is inside.
        trade = Trade(Caller(http, cast("Sandbox", None), uuid4().hex), version)
        session = (await trade.made())["id"]
        await besides(trade, session)
        await trade.seen(session, version)
    return answers


async def besides(trade: Trade, session: str) -> None:
    """What a trade leaves out: objects within others, and what is said of one that is gone."""
    await trade.ask("/v1/account", method="GET")
    await trade.ask("/v1/balance", method="GET")
    await trade.ask("/v1/balance_transactions?expand[]=data.source", method="GET")
    await trade.ask(f"/v1/checkout/sessions/{session}/line_items", method="GET")
    expanded = "&".join(f"expand[]={path}" for path in EXPANDED)
    await trade.ask(f"/v1/checkout/sessions/{session}?{expanded}", method="GET")
    for name, path in WITHIN_LISTS.items():
        await trade.ask(f"/v1/{name}?expand[]=data.customer&expand[]=data.{path}", method="GET")
    card = await trade.ask("/v1/payment_methods", "type=card&card[token]=tok_visa")
    token = await trade.caller.browse("/v1/confirmation_tokens", {"payment_method": card["id"], "return_url": SHOP})
    await trade.ask(f"/v1/confirmation_tokens/{token['id']}", method="GET")
    held = "amount=900&currency=usd&confirm=True&capture_method=manual&payment_method=pm_card_visa"
    intent = await trade.ask("/v1/payment_intents", f"{held}&return_url={SHOP}")
    await trade.ask(f"/v1/payment_intents/{intent['id']}/capture", "amount_to_capture=500")
    await trade.ask("/v1/setup_intents", f"payment_method=pm_card_visa&confirm=true&return_url={SHOP}")
    await trade.ask(
        "/v1/setup_intents", f"payment_method=pm_card_chargeDeclined&confirm=true&return_url={SHOP}", status=402
    )
    canceled = await trade.ask("/v1/setup_intents", "description=Club")
    await trade.ask(f"/v1/setup_intents/{canceled['id']}/cancel", "cancellation_reason=abandoned")
    portal = "/v1/billing_portal"
    plan = "features[subscription_update][products][0][product]=prod_1&features[subscription_update][enabled]=true"
    prices = "features[subscription_update][products][0][prices][0]=price_1"
    configuration = await trade.ask(f"{portal}/configurations", f"{plan}&{prices}")
    customer = await trade.ask("/v1/customers", "name=Ben")
    whose = f"customer={customer['id']}&configuration={configuration['id']}"
    for expanded in ("", "&expand[]=configuration"):
        await trade.ask(f"{portal}/sessions", whose + expanded)
    for kind, form in GONE.items():
        made = await trade.ask(f"/v1/{kind}", form)
        await trade.ask(f"/v1/{kind}/{made['id']}", "metadata[seen]=yes")
        await trade.ask(f"/v1/{kind}/{made['id']}", method="DELETE")


def left(accounts: list[Account], version: str) -> Answers:
    """Everything that accounts have, as a version shows it; but events, which were put into the account's version."""
    answers: Answers = []
    for account in accounts:
        headers = {"authorization": f"Bearer {account.secret_key}", "stripe-version": version}
        for name in LISTS:
            if name != "events":
                answers += account.raw("GET", f"/v1/{name}?limit=100", headers=headers).json()["data"]
    return [answer for answer in answers if not beyond(answer, version)]


def beyond(answer: dict[str, Any], version: str) -> bool:
    """Whether it can't be made in a version, so that no type of it has what it is."""
    if answer["object"] != "checkout.session":
        return False
    previewed = {*(answer.get("permissions") or {})} - {"update_shipping_details"}
    return bool(previewed) or (answer["ui_mode"] == "custom" and version < "2025-03-31.basil")


def program(package: str, head: str, answers: Answers) -> str:
    """What `tsc` is to judge: a list of literals for each kind of object."""
    kinds: dict[str, Answers] = defaultdict(list)
    for answer in answers:
        for found in answer["data"] if answer["object"] == "list" else [answer]:
            kinds[f"deleted_{found['object']}" if "deleted" in found else found["object"]].append(found)
    return head.replace("{folder}", str(HERE / "node_modules" / package)) + "".join(
        f"export const all_{kind.replace('.', '_')}: Wire<Stripe.{TYPES[kind]}>[] = {json.dumps(found, indent=1)};\n"
        for kind, found in kinds.items()
    )


@pytest.mark.parametrize("version", RELEASES)
async def test_answers_are_what_the_types_of_their_time_say(
    version: str, local_stripe: str, scenarios: list[Account], node: Node, tmp_path: Path
) -> None:
    answers = await traded(local_stripe, version) + left(scenarios, version)
    require_types(node, tmp_path, program(*RELEASES[version], answers))
