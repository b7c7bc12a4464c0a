"""Webhooks: every event is sent, signed as Stripe signs, to each endpoint that wants it, until it is accepted."""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
import time
from contextlib import suppress
from functools import cache
from typing import Any

import httpx
import stripe
from pydantic_core import to_json

from .clock import Clock
from .faults import Faults
from .rules.shapes import Resource
from .store import Record, Store
from .versions.event_data import in_version
from .versions.version import named

# Stripe tries for days; here the first retries come soon enough to be watched.
BACK_OFF_SECONDS = (1, 5, 30, 120, 600, 3600)
_TIMEOUT_SECONDS = 20.0
_KEPT_ANSWER = 500
_LATEST = (
    "SELECT sequence, event, type, url, state, due, attempts, status, answer, attempted FROM deliveries "
    "WHERE namespace = ? ORDER BY sequence DESC LIMIT ?"
)
# Every namespace has its own clock.
_DUE = "FROM deliveries JOIN namespaces ON name = namespace WHERE state = 'pending' AND due <= ? + clock_offset"
_DUE_ADDRESSES = f"SELECT DISTINCT url {_DUE}"
_NEXT = (
    f"SELECT sequence, namespace, event, url, secret, attempts {_DUE} AND url = ? "
    "ORDER BY due, position, sequence LIMIT 1"
)


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to believe over https; loading them takes longer than a delivery, so once in a process."""
    return httpx.create_ssl_context()


class Deliveries:
    """What has to be sent, kept in the store, and the task that sends it.

    Args:
        forward_to: An address that gets the events of every namespace, as `stripe listen --forward-to` does.
        webhook_secret: The secret that signs what goes there.
    """

    def __init__(
        self, store: Store, clock: Clock, faults: Faults, *, forward_to: str | None, webhook_secret: str
    ) -> None:
        self._store = store
        self._clock = clock
        self._faults = faults
        self._forward_to = forward_to
        self._webhook_secret = webhook_secret
        self._wake = asyncio.Event()
        self._sending: dict[str, asyncio.Task[None]] = {}

    def schedule(self, namespace: str, event: Resource, endpoints: list[tuple[str, str]]) -> int:
        """Notes an event for sending, inside the transaction that made it.

        Args:
            endpoints: Address and secret of each registered endpoint that wants it.

        Returns:
            To how many endpoints it will be sent.
        """
        if self._forward_to:
            endpoints = [*endpoints, (self._forward_to, self._webhook_secret)]
        faults = self._faults.for_event(namespace, event["type"]) if endpoints else []
        kinds = {fault.kind for fault in faults}
        due = self._clock.now(namespace) + sum(fault.seconds for fault in faults if fault.kind == "delay")
        for url, secret in endpoints:
            for _ in range(2 if "duplicate" in kinds else 1):
                # What is due together is sent by position: a negative one turns the order round.
                position = -int(time.monotonic_ns() // 1000) if "reorder" in kinds else 0
                self._add(namespace, event, url, secret, "dropped" if "drop" in kinds else "pending", due, position)
        return len(endpoints)

    def _add(
        self, namespace: str, event: Resource, url: str, secret: str, state: str, due: float, position: int
    ) -> None:
        self._store.connection.execute(
            "INSERT INTO deliveries (namespace, event, type, url, secret, state, due, position) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (namespace, event["id"], event["type"], url, secret, state, due, position),
        )

    def wake(self) -> None:
        """Says that something may have become due."""
        self._wake.set()

    def resend(self, namespace: str, sequence: int) -> bool:
        """Sends a delivery once more, whatever became of it."""
        cursor = self._store.connection.execute(
            "UPDATE deliveries SET state = 'pending', due = 0 WHERE namespace = ? AND sequence = ?",
            (namespace, sequence),
        )
        self.wake()
        return cursor.rowcount == 1

    def latest(self, namespace: str, limit: int = 200) -> list[dict[str, Any]]:
        """Deliveries of a namespace, newest first, without the secrets."""
        return _named(self._store.connection.execute(_LATEST, (namespace, limit)))

    async def run(self) -> None:
        """Sends what is due, until cancelled. One delivery at a time to each address, so that the order is kept."""
        async with httpx.AsyncClient(
            timeout=_TIMEOUT_SECONDS, follow_redirects=False, verify=_certificates()
        ) as client:
            try:
                while True:
                    self._wake.clear()
                    for url in self._due_addresses():
                        if url not in self._sending:
                            self._sending[url] = asyncio.create_task(self._send_all(client, url))
                    await self._wait()
            finally:
                for task in self._sending.values():
                    task.cancel()
                await asyncio.gather(*self._sending.values(), return_exceptions=True)
                self._sending.clear()

    async def _wait(self) -> None:
        # A look each second finds what time alone has made due. `wait_for` of Python 3.11 can swallow a cancellation.
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self._wake.wait()

    def _due_addresses(self) -> list[str]:
        return [url for (url,) in self._store.connection.execute(_DUE_ADDRESSES, (time.time(),))]

    def _next(self, url: str) -> dict[str, Any] | None:
        return next(iter(_named(self._store.connection.execute(_NEXT, (time.time(), url)))), None)

    async def _send_all(self, client: httpx.AsyncClient, url: str) -> None:
        try:
            while delivery := self._next(url):
                await self._send(client, delivery)
        finally:
            self._sending.pop(url, None)

    async def _send(self, client: httpx.AsyncClient, delivery: dict[str, Any]) -> None:
        event = self._store.objects(delivery["namespace"]).find("event", delivery["event"])
        if event is None:
            self._note(delivery, None, "the event is gone", accepted=True)
            return
        endpoint = self._endpoint(delivery)
        if endpoint is None and not self._is_forwarded(delivery):
            self._give_up(delivery, "the endpoint is disabled or deleted")
            return
        shown = self._in_version_of(endpoint, delivery["namespace"], event)
        status, answer = await _post(client, delivery["url"], delivery["secret"], shown)
        self._note(delivery, status, answer, accepted=status is not None and 200 <= status < 300)

    def _is_forwarded(self, delivery: dict[str, Any]) -> bool:
        return (delivery["url"], delivery["secret"]) == (self._forward_to, self._webhook_secret)

    def _endpoint(self, delivery: dict[str, Any]) -> Record | None:
        """Its endpoint, if it is there and enabled now: what happened to it since the last try doesn't count."""
        endpoints = self._store.objects(delivery["namespace"]).select("webhook_endpoint", [], [], limit=-1)
        for endpoint in endpoints:
            if endpoint.inner["secret"] == delivery["secret"] and endpoint.object["status"] == "enabled":
                return endpoint
        return None

    def _in_version_of(self, endpoint: Record | None, namespace: str, event: Record) -> Resource:
        """The event in the version that its endpoint asks for, or as the account's own shows it."""
        asked = endpoint and endpoint.object["api_version"]
        if not asked or asked == event.object["api_version"]:
            return event.object
        objects = self._store.objects(namespace)

        def find(id: str) -> Resource | None:
            record = objects.find(None, id)
            return record and record.object

        version = named(asked)
        data = in_version(version, event.inner.get("data", event.object["data"]), find)
        return {**version.back(event.object, find), "api_version": asked, "data": data}

    def _give_up(self, delivery: dict[str, Any], why: str) -> None:
        self._store.connection.execute(
            "UPDATE deliveries SET state = 'failed', status = NULL, answer = ? WHERE sequence = ?",
            (why, delivery["sequence"]),
        )

    def _note(self, delivery: dict[str, Any], status: int | None, answer: str, *, accepted: bool) -> None:
        attempts = delivery["attempts"] + 1
        exhausted = attempts > len(BACK_OFF_SECONDS)
        state = "delivered" if accepted else "failed" if exhausted else "pending"
        now = self._clock.now(delivery["namespace"])
        due = now if state != "pending" else now + BACK_OFF_SECONDS[attempts - 1]
        self._store.connection.execute(
            "UPDATE deliveries SET state = ?, due = ?, attempts = ?, status = ?, answer = ?, attempted = ? "
            "WHERE sequence = ?",
            (state, due, attempts, status, answer, now, delivery["sequence"]),
        )


def _named(cursor: sqlite3.Cursor) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


async def _post(client: httpx.AsyncClient, url: str, secret: str, event: Resource) -> tuple[int | None, str]:
    """The status of the answer and its beginning, or None and why there was none."""
    payload = to_json(event, indent=2).decode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "stripe-signature": stripe.WebhookSignature.generate_signature_header(payload, secret),
    }
    try:
        response = await client.post(url, content=payload, headers=headers)
    except httpx.HTTPError as error:
        return None, f"{type(error).__name__}: {error}"[:_KEPT_ANSWER]
    return response.status_code, response.text[:_KEPT_ANSWER]
