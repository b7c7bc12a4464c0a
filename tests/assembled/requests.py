"""One request for every endpoint that it takes, from somebody who may ask it. A new endpoint needs its row here."""

import hashlib
import hmac
import json
import time
from typing import Any
from uuid import uuid4

from rxapp.api.endpoints.endpoint import Endpoint
from rxapp.api.endpoints.table import ENDPOINTS
from rxapp.orders.records import Flow
from rxapp.settings import settings
from tests.faults.local_store import LocalStore
from tests.in_process import Client
from tests.unit.shop.addresses import NEW_YORK

ADDRESS: dict[str, Any] = {"destination": NEW_YORK.model_dump()}

# What is asked beside the checkout that is meant.
BODIES: dict[str, dict[str, Any]] = {
    "/api/config": {},
    "/api/products": {},
    "/api/checkout": {},
    "/api/checkout/add-product": {"slug": "kyoto-hojicha"},
    "/api/checkout/open": {},
    "/api/checkout/set-quantity": {"slug": "yame-sencha", "quantity": 2},
    "/api/checkout/adopt-quantities": {},
    "/api/checkout/remove-product": {"slug": "yame-sencha"},
    "/api/checkout/take-what-is-left": {"slug": "yame-sencha"},
    "/api/checkout/swap-size": {"slug": "yame-sencha"},
    "/api/checkout/set-add-on": {"key": "gift_wrap", "on": True},
    "/api/checkout/set-donation": {"typed": "4.00"},
    "/api/checkout/choose-shipping": {"key": "express"},
    "/api/checkout/set-destination": ADDRESS,
    "/api/checkout/apply-code": {"code": "WELCOME10"},
    "/api/checkout/remove-code": {},
    "/api/checkout/sign-in": {"member": "gold"},
    "/api/checkout/choose-flow": {"flow": "payment_intent"},
    "/api/checkout/end-offers": {},
    "/api/checkout/undo": {"revision": 1},
    "/api/checkout/sync": {},
    "/api/checkout/place": {},
    "/api/checkout/release": {},
    "/api/plans": {},
    "/api/plans/join": {"plan": "tea_club"},
    "/api/plans/memberships": {},
    "/api/plans/leave": {"plan": "tea_club"},
    "/api/plans/stay": {"plan": "tea_club"},
    "/api/plans/choose-term": {"key": "yearly"},
    "/api/plans/set-referral": {"code": "SECONDCUP"},
    "/api/plans/remove-referral": {},
    "/update-custom-amount": {"product_id": "gift_wrap"},
    "/update-discounts": {"code": "WELCOME10"},
    "/apply-customer-discount": {"code": "WELCOME10"},
    "/update-payment-intent": {"items": [{"slug": "yame-sencha", "quantity": 2}]},
}
OF_A_PLAN = {"/api/plans/choose-term", "/api/plans/set-referral", "/api/plans/remove-referral"}
OF_AN_INTENT = {"/update-payment-intent"}
OF_NOBODY = {"/api/config", "/api/products", "/api/plans"}
OF_THE_COOKIE = {"/api/plans/join"}  # no session can be named
OF_A_MEMBER = {"/api/plans/memberships", "/api/plans/leave", "/api/plans/stay"}  # nor there, where it is over already
PATHS = [one.path for one in ENDPOINTS]
POSTS = [one.path for one in ENDPOINTS if one.method == "POST"]
OF_A_CHECKOUT = [path for path in PATHS if path not in OF_NOBODY | OF_THE_COOKIE | OF_A_MEMBER]
ENDPOINT: dict[str, Endpoint] = {one.path: one for one in ENDPOINTS}


async def become_member(shop: LocalStore, client: Client) -> dict[str, Any]:
    """Joins the tea club, to be paid yearly and sent to an address; gives the checkout."""
    opened = await client.done("/api/plans/join", BODIES["/api/plans/join"])
    which = {"checkout_session_id": opened["id"]}
    await client.done("/api/plans/choose-term", which | BODIES["/api/plans/choose-term"])
    sent = await client.done("/api/checkout/set-destination", which | ADDRESS)
    await client.done("/api/checkout/place", which | {"revision": sent["revision"], "amount": 0})
    assert await shop.confirm(opened["client_secret"], 0)
    return await client.done("/api/checkout/release", which)


async def begun(shop: LocalStore, client: Client, path: str) -> dict[str, Any]:
    """The open checkout that an endpoint is asked about."""
    if path in OF_A_MEMBER:
        return await become_member(shop, client)
    if path in OF_A_PLAN:
        return await client.done("/api/plans/join", BODIES["/api/plans/join"])
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    if path in OF_AN_INTENT:
        checkout = await shop.services.ledger.unfinished(client.shopper)
        assert checkout
        await shop.services.ledger.choose_flow(checkout.id, None, Flow.PAYMENT_INTENT)
    if path == "/api/checkout/place":
        await client.done("/api/checkout/set-destination", ADDRESS)
    return await client.done("/api/checkout/open")


def body_for(path: str, checkout: dict[str, Any], named: bool = True) -> dict[str, Any]:
    """What is asked about it; `named` says which session is meant also where the cookie would be enough."""
    body = dict(BODIES[path])
    if path == "/api/checkout/place":
        body |= {"revision": checkout["revision"], "amount": checkout["amount_total"]}
    if path in OF_AN_INTENT:
        return body | {"payment_intent_id": checkout["id"]}
    must = path in OF_A_PLAN or not path.startswith("/api/")
    if must or (named and path in OF_A_CHECKOUT):
        body["checkout_session_id"] = checkout["id"]
    return body


def reported(type: str, subject: dict[str, Any], secret: str = "", at: float | None = None) -> dict[str, Any]:
    """A webhook as Stripe sends it: the options of a POST. `secret` and `at` are the store's and now, unless given."""
    event = {"id": f"evt_{uuid4().hex}", "object": "event", "type": type, "data": {"object": subject}}
    return signed(json.dumps(event).encode(), secret, at)


def signed(content: bytes, secret: str = "", at: float | None = None) -> dict[str, Any]:
    """Any body, signed as Stripe signs it."""
    moment = int(time.time() if at is None else at)
    key = (secret or settings.webhook_secret).encode()
    signature = hmac.new(key, f"{moment}.".encode() + content, hashlib.sha256).hexdigest()
    return {"content": content, "headers": {"stripe-signature": f"t={moment},v1={signature}"}}
