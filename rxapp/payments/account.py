"""Whose account the keys open, and what it may do: asked by the doctor, never by the store itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import stripe

from rxapp.payments.client import ask
from rxapp.payments.webhooks import CHARGE_EVENTS, INTENT_EVENTS, REFUND_EVENTS, SESSION_EVENTS, SUBSCRIPTION_EVENTS

WANTED_EVENTS = SESSION_EVENTS | INTENT_EVENTS | SUBSCRIPTION_EVENTS | REFUND_EVENTS | CHARGE_EVENTS
EVERY_EVENT = "*"


@dataclass(frozen=True, slots=True)
class Account:
    """An account at Stripe.

    Attributes:
        name: As its owner calls it, or its id.
        takes_payments: Whether Stripe lets it charge anybody; in test mode that doesn't matter.
        asked_at: What Stripe's clock said; None where the answer didn't tell.
    """

    id: str
    name: str
    takes_payments: bool
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where Stripe sends webhooks, and which of those that the store acts upon it doesn't send there."""

    url: str
    enabled: bool
    missing: frozenset[str]


class Accounts:
    """The calls about an account itself."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client

    async def current(self) -> Account:
        """Whose the secret key is.

        Raises:
            StripeRefused: It is nobody's, or may not say.
            StripeUnavailable: Stripe gives no answer.
        """
        account: Any = await ask(lambda: self._client.v1.accounts.retrieve_current_async())
        profile = getattr(account, "business_profile", None)
        named = getattr(profile, "name", None) or getattr(account, "email", None)
        return Account(account.id, named or account.id, bool(account.charges_enabled), _asked_at(account))

    async def endpoints(self) -> list[Endpoint]:
        """Where its webhooks go, of the mode of the key.

        Raises:
            StripeFailure: Stripe gives no answer, or the key may not ask.
        """
        page: Any = await ask(lambda: self._client.v1.webhook_endpoints.list_async({"limit": 100}))
        return [Endpoint(one.url, one.status == "enabled", _missing(one.enabled_events)) for one in page.data]


def _missing(sent: Iterable[str]) -> frozenset[str]:
    return frozenset() if EVERY_EVENT in sent else WANTED_EVENTS - set(sent)


def _asked_at(answer: Any) -> datetime | None:
    headers: dict[str, str] = dict(answer.last_response.headers) if answer.last_response else {}
    date = next((value for name, value in headers.items() if name.lower() == "date"), None)
    return parsedate_to_datetime(date).astimezone(UTC) if date else None
