"""Whoever gets the webhooks: what came where, and what is answered to it."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

import httpx
import stripe

FORWARD_SECRET = "whsec_of_the_store"
Outcome = int | type[httpx.HTTPError]


@dataclass
class Receiver:
    """Answers 200, unless it was told otherwise for an address.

    Attributes:
        outcomes: What is answered at an address, the next one first; the last one for ever.
        held: Addresses that don't answer for as long as their event isn't set.
        text: What stands in an answer.
        location: Where an answer sends on to, if anywhere.
        most_at_once: How many were under way at one address at the same time.
    """

    got: list[httpx.Request] = field(default_factory=list)
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    text: str = "as it was told"
    location: str = ""
    most_at_once: int = 0
    _under_way: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def take(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self._under_way[url] += 1
        self.most_at_once = max(self.most_at_once, self._under_way[url])
        self.got.append(request)
        await asyncio.sleep(0)
        if url in self.held:
            await self.held[url].wait()
        self._under_way[url] -= 1
        outcomes = self.outcomes.get(url, [200])
        outcome = outcomes.pop(0) if len(outcomes) > 1 else outcomes[0]
        if isinstance(outcome, int):
            headers = {"location": self.location} if self.location else {}
            return httpx.Response(outcome, text=self.text, headers=headers)
        raise outcome("as it was told")

    def events(self, url: str, secret: str) -> list[stripe.Event]:
        """What came to an address, each verified with the secret of its endpoint."""
        return [
            stripe.Webhook.construct_event(request.content, request.headers["stripe-signature"], secret)
            for request in self.got
            if str(request.url) == url
        ]

    def types(self, url: str, secret: str) -> list[str]:
        return [event.type for event in self.events(url, secret)]
