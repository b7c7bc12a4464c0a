"""What can go wrong at the local Stripe on request: by its control API, for one payment of this store's account."""

from enum import StrEnum
from typing import Any

import httpx

from rxapp.payments.failures import StripeUnavailable

ANSWER_SECONDS = 5.0
SLOW_SECONDS, SLOW_ANSWERS = 4.0, 3


class Trouble(StrEnum):
    """How Stripe can be for a while."""

    NONE = "none"
    SLOW = "slow"
    DOWN = "down"
    ANSWER_LOST = "answer_lost"


FAULTS: dict[Trouble, dict[str, Any]] = {
    Trouble.SLOW: {"kind": "latency", "method": "POST", "seconds": SLOW_SECONDS, "times": SLOW_ANSWERS},
    Trouble.DOWN: {"kind": "server_error", "times": None},
    Trouble.ANSWER_LOST: {"kind": "answer_lost", "method": "POST", "times": 1},
}


class LocalStripe:
    """The faults of one account."""

    def __init__(self, secret_key: str, address: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._options: dict[str, Any] = {
            "base_url": f"{address}/_sandbox/api/-/faults",
            "headers": {"authorization": f"Bearer {secret_key}", "content-type": "application/json"},
            "timeout": ANSWER_SECONDS,
            "transport": transport,
        }

    async def be(self, trouble: Trouble, payment_id: str) -> None:
        """Lets every call about a payment meet this trouble, and no other one; other shoppers' payments meet none.

        Raises:
            StripeUnavailable: The local Stripe gives no answer.
        """
        path = f"/v1/*/{payment_id}*"
        try:
            async with httpx.AsyncClient(**self._options) as http:
                waiting = (await http.get("")).raise_for_status().json()
                for fault in waiting:
                    if fault["path"] == path:
                        (await http.delete(f"/{fault['id']}")).raise_for_status()
                if trouble in FAULTS:
                    (await http.post("", json=FAULTS[trouble] | {"path": path})).raise_for_status()
        except httpx.HTTPError as error:
            raise StripeUnavailable(type(error).__name__) from error
