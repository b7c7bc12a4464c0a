"""The one Stripe client of the process: address, key, version, timeouts, retries."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import stripe

from rxapp import metrics
from rxapp.payments.breaker import CircuitBreaker
from rxapp.payments.failures import StripeRefused, StripeUnavailable
from rxapp.payments.pace import Pace

logger = logging.getLogger(__name__)

API_VERSION = "2026-10-28.endive"

BUDGET_SECONDS = 12.0  # for one call with its retries: below the browser's 15 s, which is below Stripe.js's own 20 s
RETRIES = 2
FIRST_WAIT_SECONDS = 0.25  # when told to slow down; then twice as long each time

Answer = TypeVar("Answer")

breaker = CircuitBreaker()  # one Stripe, one breaker
pace = Pace()


def build_client(secret_key: str, api_base: str | None, http: stripe.HTTPClient) -> stripe.StripeClient:
    """A client that speaks to Stripe, or to the local Stripe at `api_base`.

    Args:
        http: How calls get there, such as an `HttpClient`.
    """
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": api_base} if api_base else {},
        max_network_retries=RETRIES,
        http_client=http,
    )


@metrics.timed(metrics.STRIPE)
async def ask(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """Makes a call within its time budget; its turn, and being told to slow down, are waited for as far as that goes.

    The client itself retries lost connections, 409 and 5xx, always with the same idempotency key.

    Raises:
        StripeUnavailable: No usable answer within the budget, or none for so long that Stripe isn't asked now.
        StripeRefused: Stripe answered no.
    """
    if not breaker.admits():
        raise StripeUnavailable("not asked")
    try:
        async with asyncio.timeout(BUDGET_SECONDS):
            answer = await _until_not_too_fast(call)
    except (TimeoutError, stripe.APIConnectionError, stripe.APIError) as error:
        breaker.failed()
        logger.warning("Stripe gave no usable answer: %s", _for_the_log(error))
        raise StripeUnavailable(type(error).__name__) from error
    except stripe.StripeError as error:
        breaker.answered()
        logger.warning("Stripe refused: %s", _for_the_log(error))
        raise _refused(error) from error
    breaker.answered()
    logger.info("Stripe answered", extra={"about": {"stripe_request": _request_id(answer)}})
    return answer


def _refused(error: stripe.StripeError) -> StripeRefused:
    asked_wrong = isinstance(error, stripe.InvalidRequestError) and error.http_status == 400
    of_content = asked_wrong and error.code != "resource_missing"  # what is gone there, the next try doesn't name
    param = getattr(error, "param", None) or ""
    return StripeRefused(error.user_message or "", error.code or "", param, of_content)


def reachable() -> bool:
    """Whether Stripe has been answering."""
    return breaker.closed


async def _until_not_too_fast(call: Callable[[], Awaitable[Answer]]) -> Answer:
    wait = FIRST_WAIT_SECONDS
    while True:
        await pace.turn()
        try:
            return await call()
        except stripe.RateLimitError:
            await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 – so that many don't come back at once
            wait *= 2


def _request_id(answer: object) -> str:
    """What Stripe's support and dashboard know the call by."""
    response = answer if isinstance(answer, stripe.StripeResponse) else getattr(answer, "last_response", None)
    return getattr(response, "request_id", None) or "unknown"


def _for_the_log(error: Exception) -> str:
    if isinstance(error, stripe.StripeError):
        param = getattr(error, "param", None)
        return f"{type(error).__name__} {error.http_status} {error.code} {param} {error.request_id}"
    return type(error).__name__
