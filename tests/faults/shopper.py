"""A shopper's tab as its own script drives it: what it was last told, what it asks, and how the shopper goes on."""

import json
import socket
import struct
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from rxapp.checkout.settling import BANK_ASKS
from rxapp.shop.refusal import (
    BeingPaid,
    ChangedMeanwhile,
    DatabaseBusy,
    PaymentServiceRefused,
    PaymentServiceUnavailable,
    SessionEnded,
)
from tests.faults.processes import StoreProcesses
from tests.security.visitor import CART_STATE, CHECKOUT_STATE, SECONDS, Socket
from tests.serving import Server

SHOP_STATE = "reflex___state____state.rxapp___states___shop____shop_state"
ORDER_STATE = "reflex___state____state.rxapp___states___order____order_state"
KINDS = (PaymentServiceUnavailable, PaymentServiceRefused, SessionEnded, BeingPaid, ChangedMeanwhile, DatabaseBusy)
KNOWN_WORDS = (BANK_ASKS, *(kind.sentence for kind in KINDS))
TRIES = 12

Told = dict[str, Any]


class Refused(Exception):
    """The store said no, in words for people."""


class Tab:
    """One page, one socket."""

    def __init__(
        self,
        store_processes: StoreProcesses,
        cookie: str,
        path: str = "/checkout",
        at: Server | None = None,
        instead_of: "Tab | None" = None,
    ) -> None:
        """A tab at the store, or at one of its workers; or one that lost its line and comes back as what it was."""
        self.token = token = instead_of.token if instead_of else str(uuid.uuid4())
        url = (at or store_processes.store).url
        address = f"{url.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={token}"
        headers = {"Cookie": f"kettle_cart={cookie}"}
        line = connect(address, origin=Origin(store_processes.store.url), additional_headers=headers)
        self.client: ClientConnection = store_processes.lines.enter_context(line)
        self._socket = Socket(self.client, token, path)
        self.told: Told = dict(instead_of.told) if instead_of else {}
        self.leaves_for = ""
        self.shown: list[str] = []

    def call(self, handler: str, **payload: Any) -> None:
        self._socket.call(handler, **payload)

    def ask(self, handler: str, answered: Callable[[Told], Any], **payload: Any) -> None:
        """Asks and waits for the answer, as `useExchange` does.

        Raises:
            Refused: The answer was no.
            ConnectionClosed: The line went dead.
        """
        before = self.refusals
        self.call(handler, **payload)
        self.until(lambda told: answered(told) or self.leaves_for or self.refusals > before or told.get("trouble"))
        if not answered(self.told) and not self.leaves_for:
            raise Refused(self.told.get("trouble") or self.told["refusal"]["message"])

    def settle(self) -> None:
        """Waits until all that was called has been answered."""
        self._socket.settle()

    def reset(self) -> None:
        """Breaks the line off, without the goodbye of a socket that is closed."""
        line = self.client.socket
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()

    def until(self, seen: Callable[[Told], Any], seconds: float = SECONDS) -> None:
        """Waits until the page has been told something.

        Raises:
            TimeoutError: It was not told in time.
        """
        if not seen(self.told):
            self._socket._hear_until(lambda message: self._read(message) and seen(self.told), seconds)

    @property
    def refusals(self) -> int:
        return self.told.get("refusal", {"number": 0})["number"]

    def _read(self, message: str) -> bool:
        if not message.startswith("42/_event,"):
            return False
        _, update = json.loads(message.removeprefix("42/_event,"))
        refusals = self.refusals
        for state, changed in update.get("delta", {}).items():
            if state in (CHECKOUT_STATE, ORDER_STATE, SHOP_STATE):
                self.told |= {name.removesuffix("_rx_state_"): value for name, value in changed.items()}
        if self.refusals > refusals:
            self.shown.append(self.told["refusal"]["message"])
        if "/complete?session=" in message and "_redirect" in message:
            self.leaves_for = "/complete"
        refused = (self.told.get("refusal", {}).get("message"), self.told.get("trouble"))
        for refusal in [*refused, *self.told.get("problems", {}).values()]:
            assert not refusal or refusal in KNOWN_WORDS, f"not for a shopper's eyes: {refusal}"
        return True


class Shopper:
    """Somebody who wants one tea, and then some, and pays in the end whatever happens."""

    def __init__(self, store_processes: StoreProcesses) -> None:
        self.store_processes = store_processes
        self.cookie = store_processes.new_cookie()
        self.id = store_processes.shopper_of(self.cookie)
        self.accepted = 0
        self.tab = Tab(store_processes, self.cookie)
        self.tab.call(f"{CART_STATE}.add", slug="yame-sencha", quantity="1")
        self.tab.settle()
        self.open()

    def open(self) -> None:
        """Looks at the checkout in a new tab, until there is a form, nothing to pay, or an order."""
        for _ in range(TRIES):
            with suppress(Refused, WebSocketException, OSError):  # ended, or never begun
                self.tab = Tab(self.store_processes, self.cookie)
                self.tab.ask(f"{CHECKOUT_STATE}.load", lambda told: told.get("client_secret") or told.get("empty"))
                self._remember()
                return
        raise AssertionError("the checkout can't be opened any more")

    def _remember(self) -> None:
        self.accepted = max(self.accepted, self.tab.told.get("revision", 0))

    # The five steps; each is begun, and ended when its answer is there.

    def begins_change(self, on: bool = True) -> None:
        self.tab.call(f"{CHECKOUT_STATE}.set_add_on", key="gift_wrap", on=on)

    def ends_change(self) -> None:
        before = self.accepted
        self.tab.until(lambda told: told["revision"] > before or told["problems"])
        self._remember()

    def begins_sync(self) -> None:
        self.tab.call(f"{CHECKOUT_STATE}.sync")

    def ends_sync(self) -> None:
        before = self.tab.refusals
        self.tab.until(lambda told: told["synced_revision"] == told["revision"] or self.tab.refusals > before)

    def begins_place(self) -> None:
        self.session_id = self.tab.told["client_secret"].split("_secret_")[0]
        self.tab.call(f"{CHECKOUT_STATE}.place", revision=self.tab.told["revision"], amount=self.tab.told["amount"])

    def ends_place(self) -> None:
        before = self.tab.refusals
        self.tab.until(lambda told: told["placing"] or self.tab.refusals > before)

    def begins_confirm(self) -> None:
        self.confirming = self.store_processes.hands.submit(self._confirm)

    def ends_confirm(self) -> None:
        with suppress(httpx.TransportError):
            self.confirming.result()

    def begins_settle(self) -> None:
        self.tab = Tab(self.store_processes, self.cookie, f"/complete?session={self.session_id}")
        self.tab.call(f"{ORDER_STATE}.load")

    def ends_settle(self) -> None:
        self.tab.until(lambda told: told.get("number"))

    def _confirm(self) -> bool:
        secret = self.tab.told["client_secret"]
        answer = self.store_processes.stripe_js(
            f"/v1/payment_pages/{secret.split('_secret_')[0]}/confirm",
            client_secret=secret,
            expected_amount=self.tab.told["amount"],
            payment_method="pm_card_visa",
            email="anna@example.com",
        )
        return answer.status_code == 200

    # Whatever happened, in the end the shopper pays what the page says.

    def changes_and_syncs(self) -> None:
        self.begins_change()
        self.ends_change()
        self.catches_up()

    def catches_up(self) -> None:
        for _ in range(TRIES):
            if self.tab.told["revision"] == self.tab.told["synced_revision"]:
                return
            with suppress(Refused):
                self.tab.ask(f"{CHECKOUT_STATE}.sync", lambda told: told["synced_revision"] == told["revision"])
        raise AssertionError("Stripe can't be brought to the cart any more")

    def places(self) -> None:
        self.begins_place()
        self.ends_place()
        assert self.tab.told["placing"], self.tab.told["refusal"]

    def pays_in_the_end(self) -> None:
        """Comes back in a new tab, and goes on from whatever that shows; an earlier payment may still come through."""
        for _ in range(TRIES):
            self.open()
            if not self.tab.told.get("client_secret"):
                return
            self.catches_up()
            self.begins_place()
            self.ends_place()
            if not self.tab.told["placing"]:
                continue  # the earlier payment came through just now
            if self._confirm():
                self.begins_settle()
                self.ends_settle()
                return
        raise AssertionError("nothing can be paid any more")
