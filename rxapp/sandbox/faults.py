"""Faults on demand: what can go wrong between a shop and Stripe, switched on per namespace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from .rules import identifiers
from .rules.errors import StripeError, invalid

RequestFault = Literal[
    "latency", "rate_limit", "server_error", "connection_reset", "answer_lost", "lock_timeout", "no_preview"
]
WebhookFault = Literal["duplicate", "delay", "reorder", "drop"]
WEBHOOK_FAULTS = ("duplicate", "delay", "reorder", "drop")


@dataclass(slots=True)
class Fault:
    """A fault and the calls or events it befalls.

    Attributes:
        kind: What goes wrong.
        method: Only calls with this method; `*` for any.
        path: Only calls whose path matches, such as `/v1/checkout/sessions/*`.
        event: Only webhooks of events whose type matches, such as `checkout.session.*`.
        times: How often it still happens; None for ever.
        skip: How many calls or events pass before.
        seconds: How long a `latency` or a `delay` lasts.
        should_retry: What the header `Stripe-Should-Retry` of a `server_error` says; None leaves it out.
    """

    id: str
    kind: RequestFault | WebhookFault
    method: str = "*"
    path: str = "*"
    event: str = "*"
    times: int | None = 1
    skip: int = 0
    seconds: float = 1.0
    should_retry: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Faults:
    """The faults of all namespaces. They are for the moment and end with the process."""

    def __init__(self) -> None:
        self._faults: dict[str, list[Fault]] = {}

    def add(self, namespace: str, **fields: Any) -> Fault:
        fault = Fault(identifiers.new("fault", 16), **fields)
        self._faults.setdefault(namespace, []).append(fault)
        return fault

    def all(self, namespace: str) -> list[Fault]:
        return list(self._faults.get(namespace, ()))

    def remove(self, namespace: str, id: str | None = None) -> None:
        """Ends one fault, or all of the namespace."""
        self._faults[namespace] = [fault for fault in self.all(namespace) if id is not None and fault.id != id]

    def for_call(self, namespace: str, method: str, path: str, *, preview: bool) -> list[Fault]:
        """The faults that befall this call; each is used up by one.

        Args:
            preview: Whether the call asks for a preview; only such a call can be refused one.
        """
        faults = self._faults.get(namespace)
        if not faults:
            return []
        return self._take(
            namespace,
            (
                fault
                for fault in faults
                if fault.kind not in WEBHOOK_FAULTS
                and (preview or fault.kind != "no_preview")
                and fnmatchcase(method, fault.method)
                and fnmatchcase(path, fault.path)
            ),
        )

    def for_event(self, namespace: str, type: str) -> list[Fault]:
        """The faults that befall the delivery of this event."""
        faults = self._faults.get(namespace)
        if not faults:
            return []
        return self._take(
            namespace, (fault for fault in faults if fault.kind in WEBHOOK_FAULTS and fnmatchcase(type, fault.event))
        )

    def _take(self, namespace: str, matching: Iterable[Fault]) -> list[Fault]:
        taken: list[Fault] = []
        for fault in list(matching):
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
            taken.append(fault)
        self._faults[namespace] = [fault for fault in self._faults[namespace] if fault.times is None or fault.times > 0]
        return taken


def refusal(fault: Fault, version: str) -> StripeError | None:
    """The answer that a fault gives instead of Stripe's, if it gives one.

    Args:
        version: What the call has as `Stripe-Version`.
    """
    if fault.kind == "rate_limit":
        message = "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits."
        return StripeError(429, message, code="rate_limit")
    if fault.kind == "lock_timeout":
        message = (
            "This object cannot be accessed right now because another API request or Stripe process is currently "
            "accessing it. If you see this error intermittently, retry the request. If you see this error frequently "
            "and are making multiple concurrent requests to a single object, make your requests serially or at a lower "
            "rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts."
        )
        return StripeError(429, message, code="lock_timeout")
    if fault.kind == "server_error":
        headers = {} if fault.should_retry is None else {"stripe-should-retry": str(fault.should_retry).lower()}
        return StripeError(500, "An unknown error occurred", type="api_error", headers=headers)
    if fault.kind == "no_preview":
        beta = version.partition(";")[2].partition("=")[0].strip() or version
        return invalid(
            f"Invalid Stripe API version: {version}. You do not have permission to pass this beta header: {beta}. "
            "If you have any questions, we can help at https://support.stripe.com/."
        )
    return None
