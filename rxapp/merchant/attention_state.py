"""What waits for the merchant, and seeing to it."""

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from rxapp.checkout import attention
from rxapp.checkout.retry_events import handle_again
from rxapp.checkout.services import services
from rxapp.merchant import attention_writing as writing
from rxapp.merchant.access import AccessState, merchant_only
from rxapp.merchant.attention_views import CorrectionView, EventView, FlaggedView, StockView, StuckView
from rxapp.orders.records import Checkout, Status
from rxapp.payments.failures import StripeFailure
from rxapp.shop.refusal import BeingPaid, NotUnderstood, Refusal
from rxapp.states import arguments

NOTE_NEEDED = "Please write down what was done."
NUMBER_NEEDED = "Please say how many there are, as a whole number."
SAW_TO_IT = "{number} is seen to."
HANDLED, NOT_AGAIN = "The event is handled.", "It is handled already, or somebody is at it right now."
FAILED_AGAIN = "It failed again. What went wrong is written down below."
AWAY = "Stripe gives no answer. Please try again in a moment."
BANK = "The shopper's bank is still asking them. Please ask again in a few minutes."
ENDS = {
    Status.PAID: "Stripe has the money: it is an order now.",
    Status.FLAGGED: "Stripe has the money, and something differs: see the flagged payments.",
    Status.OPEN: "Nothing was paid: the shopper's cart is open again.",
    Status.ON_ITS_WAY: "It is confirmed, and its money is on its way.",
    Status.PLACING: "Stripe doesn't know how it ends yet.",
}
OVER = "It is over: nothing can be paid for it any more."

Act = Callable[[], Awaitable[str]]


class AttentionState(AccessState):
    """The lists of what waits, and a sentence for what was just done."""

    loaded: bool = False
    flagged: list[FlaggedView] = []
    events: list[EventView] = []
    stuck: list[StuckView] = []
    stock: list[StockView] = []
    corrections: list[CorrectionView] = []
    busy: str = ""  # what is being handled, or asked about
    problems: dict[str, str] = {}
    announcement: str = ""

    @rx.event
    @merchant_only
    async def load(self):
        """The page opens."""
        self.problems, self.announcement, self.busy = {}, "", ""
        await self._show()

    @rx.event
    @merchant_only
    async def look_again(self):
        """What has come in meanwhile."""
        await self._show()

    @rx.event
    @merchant_only
    async def see_to(self, number: str, seen: str, note: str):
        """Marks the flags of an order that were shown as handled."""
        await self._do(writing.flag_control(str(number)), lambda: _see_to(number, seen, note))

    @rx.event
    @merchant_only
    async def put_aside(self, event: str):
        """Takes an event off the list that nobody can handle."""
        await self._do(str(event), lambda: _put_aside(event))

    @rx.event
    @merchant_only
    async def correct(self, product: str, was: str, to: str, note: str):
        """Writes down how many of a product there are, where the page said `was`."""
        await self._do(str(product), lambda: _correct(product, was, to, note))

    @rx.event(background=True)
    @merchant_only
    async def handle_again(self, event: str):
        """Handles an event again, as `make webhooks-retry` does."""
        await self._ask(str(event), lambda: _handle_again(event))

    @rx.event(background=True)
    @merchant_only
    async def ask_stripe(self, checkout: str):
        """Asks Stripe how a payment ended that nobody reported."""
        await self._ask(str(checkout), lambda: _ask_stripe(checkout))

    async def _do(self, control: str, act: Act) -> None:
        self.problems, self.announcement = {}, ""
        try:
            self.announcement = await act()
        except Refusal as refusal:
            self.problems = {control: refusal.message}
        await self._show()

    async def _ask(self, control: str, act: Act) -> None:
        """Speaks with Stripe, with no lock held meanwhile."""
        async with self:
            self.problems, self.announcement, self.busy = {}, "", control
        said, problems = "", {}
        try:
            said = await act()
        except Refusal as refusal:
            problems = {control: refusal.message}
        async with self:
            self.announcement, self.problems, self.busy = said, problems, ""
            await self._show()

    async def _show(self) -> None:
        store = services()
        found = await attention.look(store)
        self.flagged = [writing.flagged(one) for one in found.flagged]
        self.events = [writing.event(one) for one in found.events]
        self.stuck = [writing.stuck(one) for one in found.stuck]
        self.stock = [writing.stock(one, store.catalog) for one in found.stock]
        self.corrections = [writing.correction(one, store.catalog) for one in found.corrections]
        self.waiting, self.loaded = await attention.count(store), True


async def _see_to(number: Any, seen: Any, note: Any) -> str:
    name = arguments.text(number)
    await services().attention.handle(name, _said(seen), _noted(note))
    return SAW_TO_IT.format(number=name)


async def _put_aside(event: Any) -> str:
    return "" if await services().events.put_aside(arguments.text(event)) else NOT_AGAIN


async def _correct(product: Any, was: Any, to: Any, note: Any) -> str:
    slug, wanted = arguments.text(product), arguments.typed_number(to)
    if wanted is None:
        raise Refusal(slug, NUMBER_NEEDED)
    await services().attention.correct(slug, wanted, _said(was), _noted(note))
    return f"{wanted} there now."


def _said(number: Any) -> int:
    """What a form knows of what was shown."""
    if (found := arguments.typed_number(number)) is None:
        raise NotUnderstood
    return found


def _noted(note: Any) -> str:
    if not (said := arguments.text(note).strip()):
        raise Refusal("note", NOTE_NEEDED)
    return said


async def _handle_again(event: Any) -> str:
    try:
        return HANDLED if await handle_again(services(), arguments.text(event)) else NOT_AGAIN
    except NotUnderstood:
        raise
    except Exception as failure:  # whatever went wrong is kept with the event
        raise Refusal("event", FAILED_AGAIN) from failure


async def _ask_stripe(checkout: Any) -> str:
    try:
        found: Checkout = await attention.ask_stripe(services(), arguments.text(checkout))
    except BeingPaid as refusal:
        raise Refusal("checkout", BANK) from refusal
    except StripeFailure as failure:
        raise Refusal("checkout", AWAY) from failure
    except LookupError as failure:
        raise NotUnderstood from failure
    return ENDS.get(found.status, OVER)
