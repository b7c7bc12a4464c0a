"""What a process was started as, printed for a test: `python -m tests.assembled.probe`, with the settings of a mode."""

import asyncio
import json
import sys
from typing import Any

import httpx
from reflex.state import State

from rxapp.rxapp import SANDBOX
from rxapp.settings import settings
from rxapp.states.checkout import CheckoutState
from rxapp.states.shop import ShopState
from tests.assembled.app import assembled

PATHS = ["/_sandbox/", "/v3/", "/v1/events", "/v1/checkout/sessions", "/api", "/openapi.json", "/nowhere"]


async def probe() -> dict[str, Any]:
    root = State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    shop: Any = root.get_substate(ShopState.get_full_name().split("."))
    checkout: Any = root.get_substate(CheckoutState.get_full_name().split("."))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(assembled()), base_url=settings.origin) as http:
        answers = {path: await http.get(path) for path in PATHS}
    page = answers["/api"].headers
    return {
        "paths": {path: answer.status_code for path, answer in answers.items()},
        "has a Stripe of its own": SANDBOX is not None or "rxapp.sandbox.app" in sys.modules,
        "test_store": shop.test_store,
        "local_stripe": shop.local_stripe,
        "email": checkout.email,
        "key": checkout.publishable_key,
        "stripe_js": checkout.stripe_js_url,
        "secure": "; secure" in page["set-cookie"].lower(),
        "hsts": page.get("strict-transport-security"),
        "origins": settings.allowed_origins,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(probe())))
