"""Somebody who speaks to the store without a browser: over HTTP, and over the socket by Reflex's wire format."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

SECONDS = 30.0
CHECKOUT_STATE = "reflex___state____state.rxapp___states___checkout____checkout_state"
JOIN_STATE = "reflex___state____state.rxapp___states___joining____join_state"
CART_STATE = "reflex___state____state.rxapp___states___cart____cart_state"


class Visitor:
    """One cookie, and what is asked with it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, headers={"origin": url}, timeout=SECONDS)

    def __enter__(self) -> Self:
        self.http.get("/")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    @property
    def cookie(self) -> str:
        return self.http.cookies["kettle_cart"]

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Asks an endpoint that answers with 200."""
        answer = self.http.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @contextmanager
    def socket(self, origin: str | None = None, path: str = "/checkout") -> Iterator["Socket"]:
        """A tab's socket, with this visitor's cookie."""
        token = str(uuid.uuid4())
        address = f"{self.url.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={token}"
        headers = {"Cookie": f"kettle_cart={self.cookie}"}
        with connect(address, origin=Origin(origin or self.url), additional_headers=headers, max_size=None) as client:
            yield Socket(client, token, path)


class Socket:
    """A tab, as the server sees it: calls go out, deltas come in."""

    def __init__(self, client: ClientConnection, token: str, path: str) -> None:
        self._client, self._token, self._path = client, token, path
        self.heard: list[str] = []
        self._hear_until(lambda text: text.startswith("0"))
        client.send("40/_event,")
        self._hear_until(lambda text: text.startswith("40/_event"))

    def send(self, event: Any) -> None:
        """Anything at all, as an event."""
        self._client.send("42/_event," + json.dumps(["event", event]))

    def send_raw(self, text: str) -> None:
        """Anything at all, below Socket.IO."""
        self._client.send(text)

    def call(self, name: str, **payload: Any) -> None:
        """Calls a handler as a page does."""
        place = {"pathname": self._path.partition("?")[0], "asPath": self._path}
        self.send({"name": name, "payload": payload, "router_data": place, "token": self._token})

    def hear(self, wanted: str) -> str:
        """Waits for a message that holds this text."""
        return self._hear_until(lambda text: wanted in text)

    def settle(self) -> None:
        """Waits until everything called so far has been answered: the calls of one tab are answered in order."""
        marker = f"/settled/{uuid.uuid4().hex}"
        self._path, before = marker, self._path
        self.call(f"{CART_STATE}.load")
        self._path = before
        self.hear(marker)

    def _hear_until(self, is_it: Callable[[str], bool], seconds: float = SECONDS) -> str:
        end = time.monotonic() + seconds
        while True:
            text = str(self._client.recv(timeout=max(0.0, end - time.monotonic())))
            if text == "2":
                self._client.send("3")
                continue
            self.heard.append(text)
            if is_it(text):
                return text
