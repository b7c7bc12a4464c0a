"""What every page with a payment form shares: the form's props, and what the form asks of the server."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple, TypedDict

import reflex as rx

from rxapp.checkout.adopting import adopt
from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.services import services
from rxapp.checkout.settling import release
from rxapp.checkout.stripe_refusals import told_to_shopper
from rxapp.checkout.syncing import change_ahead, sync
from rxapp.orders.records import Checkout, Status
from rxapp.recording import file_of, step
from rxapp.settings import settings
from rxapp.shop.change import Change
from rxapp.shop.changes import SetDestination, Undo
from rxapp.shop.refusal import BeingPaid, ChangeTakenBack, DatabaseBusy, OutOfStock, Refusal, SessionEnded
from rxapp.shop.words import say
from rxapp.states import arguments, presenting
from rxapp.states.caller import address_of, admit, origin_of
from rxapp.visitor.rate_limits import rate_limits


class RefusalView(TypedDict):
    """The latest "no" to the payment form; `number` grows, so that the same words twice are two refusals."""

    number: int
    message: str


# What a browser may report: that no answer came in time, or that Stripe.js could not read what the answer did.
TROUBLES = {
    "late": say("payment_form.late"),
    "not_refreshed": say("payment_form.not_refreshed"),
}


class Latest(NamedTuple):
    """The latest change that this page made: by which control, giving which revision; Undo goes back to `before`."""

    control: str = ""
    revision: int = 0
    before: int = 0


class PaymentState(rx.State, mixin=True):
    """A checkout with a payment form, as this tab last read it from the database.

    A page's own state is made of this one and says in `_show_more` what else it shows.
    """

    loaded: bool = False
    empty: bool = False
    problems: dict[str, str] = {}
    stuck: dict[str, str] = {}  # beside which control, why Stripe doesn't have the change that it made
    undoes: int = 0  # how many changes Undo takes back
    tries: int = 0  # grows when the shopper asks for another try beside a control
    destination: dict[str, str] = {}
    addresses_taken: int = 0  # grows with each address that was taken

    # What the payment form is given.
    publishable_key: str = settings.publishable_key
    stripe_js_url: str = settings.stripe_js_url
    email: str = "" if settings.mode == "live" else "shopper@example.com"
    account_email: str = ""
    client_secret: str = ""
    amount: int = 0
    trial_days: int = 0
    revision: int = 0
    synced_revision: int = 0
    placing: int = 0
    closed_because: str = ""  # why nothing can be paid until the shopper has changed something
    refusal: RefusalView = {"number": 0, "message": ""}

    _checkout_id: str = ""
    _session_id: str = ""  # which session or intent the checkout has
    _form_of: str = ""  # which one the form on this page is for; empty while it isn't open
    _latest: Latest = Latest()

    @rx.var  # pyright: ignore[reportUnknownMemberType]
    def undo_named(self) -> str:
        """What Undo is called here; empty where there is nothing to take back."""
        return say("stuck.undo", count=self.undoes) if self.undoes else ""

    @property
    def opened(self) -> str:
        """The session or intent whose form this tab has had last; the tab proves by it that a payment is its own."""
        return self._form_of

    def __getstate__(self) -> dict[str, Any]:
        """What the state store keeps: not the secret, which opens the session to whoever has it."""
        return super().__getstate__() | {"client_secret": ""}

    @rx.event(background=True)
    async def open_form(self):
        """Makes or finds the session at Stripe."""
        async with self:
            checkout_id, origin = self._checkout_id, origin_of(self)
        if not checkout_id:
            return None
        try:
            await admit(self)
            opened = await open_session(services(), checkout_id, origin)
        except Refusal as refusal:
            async with self:
                self._refuse(refusal)
            return None
        async with self:
            if paid := _order_of(opened.checkout):
                return paid
            await self._show(opened.checkout)
            if not self._form_of:
                self.placing = 0  # what was on its way when the page opened has not come about
            self.client_secret = opened.client_secret
            self._form_of = (opened.checkout.session_id or "") if opened.client_secret else ""
            return None

    @rx.event
    async def look_again(self):
        """The tab has the focus again: the cart may have begun or changed in another one, or be paid."""
        if self.loaded and not self._checkout_id:
            return self._to_begin()
        return await self._read_again() or (self._form_to_open() if self.loaded else None)

    @rx.event(background=True)
    async def sync(self):
        """Brings Stripe to the latest change; ends in `synced_revision` or in `refusal`, always."""
        async with self:
            checkout_id, self.stuck = self._checkout_id, {}
        if not checkout_id:
            return None
        try:
            await admit(self)
            checkout = await sync(services(), checkout_id)
        except SessionEnded:
            return self.__class__.open_form
        except ChangeTakenBack as refusal:
            async with self:
                self._refuse(refusal)
                await self._read_again()
                self.problems |= {self._control(): refusal.message}
            return None
        except Refusal as refusal:
            async with self:
                self._refuse(refusal)
                self._say_stuck(refusal.message)
            return None
        async with self:
            await self._show(checkout)
            return None

    @rx.event
    async def report(self, revision: int, trouble: str):
        """The payment form of this page couldn't be brought to a revision, for a reason that only the browser knows."""
        with suppress(Refusal):
            if arguments.number(revision) == self.revision:
                self._say_stuck(arguments.one_of(TROUBLES, trouble))
                return self.__class__.open_form  # perhaps Stripe.js failed because the session has ended
        return None

    @rx.event
    def try_again(self):
        """Asks the payment form for another try, from beside the control whose change it doesn't have."""
        self.stuck, self.tries = {}, self.tries + 1

    @rx.event
    async def set_destination(self, typed: dict[str, str]):
        """Says where the order goes."""
        return await self._change(SetDestination, destination=typed)

    @rx.event
    async def undo(self):
        """Takes back what the payment form couldn't be brought to."""
        answer = await self._change(Undo, beside=self._latest.control, quietly=True, revision=self._latest.before)
        self._latest = self._latest._replace(before=self.revision)
        return answer

    @rx.event(background=True)
    async def place(self, revision: int, amount: int):
        """Lets the payment begin, if what the shopper saw is what Stripe will charge."""
        async with self:
            checkout_id, form = self._checkout_id, self._form_of
        try:
            shopper = await admit(self)
            seen, due = arguments.number(revision), arguments.number(amount)
            checkout = await place(services(), shopper, checkout_id or "none", seen, due, form)
        except Refusal as refusal:
            async with self:
                self._refuse(refusal)
                return await self._read_again() or self._form_to_open(refusal)
        async with self:
            self.placing = checkout.revision
            return None

    @rx.event(background=True)
    async def release(self):
        """Opens the checkout again after a payment that didn't come about."""
        async with self:
            checkout_id = self._checkout_id
        if not checkout_id:
            return None
        try:
            await admit(self)
            with told_to_shopper():
                checkout = await release(services(), checkout_id, patience=timedelta(0))  # it was this tab's own
        except Refusal as refusal:
            async with self:
                self._refuse(refusal)
            return None
        async with self:
            if paid := _order_of(checkout):
                return paid
            self.placing = 0
            await self._show(checkout)
            return self._form_to_open()

    @rx.event(background=True)
    async def check_session(self, status: str, amount: int, trial_days: int):
        """Asks Stripe, since the browser's Stripe.js has another total or trial than this page, or an ended session."""
        async with self:
            checkout_id = self._checkout_id
        try:
            shopper = await admit(self)
            is_open, has = arguments.text(status) == "open", (arguments.number(amount), arguments.number(trial_days))
            if checkout_id and is_open:
                quote = (checkout := await adopt(services(), shopper, checkout_id)).quote
                if checkout.in_step and (quote.total, quote.trial_days) != has:  # then it is the browser that is behind
                    await services().ledger.doubt(checkout_id)
        except OutOfStock as refusal:  # Stripe.js has set a quantity that can't be had
            async with self:
                self.problems |= refusal.problems
                await self._read_again()
        except Refusal as refusal:
            async with self:
                self._refuse(refusal)
            return None
        return self.__class__.open_form

    async def _change(
        self, kind: type[Change], *, beside: str = "", quietly: bool = False, asked: bool = True, **sent: Any
    ) -> Any:
        """Makes a change as a page sent it.

        Args:
            beside: What the shopper used, where it isn't the control of the change.
            quietly: Says nothing of what else it brings about.
            asked: Whether the shopper made it; nothing else takes away what they were told.
        """
        handler = step("handler", kind.__name__, file_of(type(self).__module__), self._checkout_id, sent=sent)
        with handler as handling:
            control = beside or kind.beside(sent)
            before, in_step = self.revision, self.revision == self.synced_revision
            try:
                shopper = await admit(self, control)
                checkout = await self._changed(shopper, kind.read(sent))
                if asked:
                    self.problems, self.stuck = {}, {}
                await self._show(checkout)
                if quietly:
                    self.problems = {}
                if self.revision > before:
                    self._latest = Latest(control, self.revision, self._undoable_to(before, in_step))
            except Refusal as refusal:
                handling.refuse(refusal)
                self.problems = refusal.problems if asked else self.problems | refusal.problems
                return await self._read_again() or self._form_to_open(refusal)
            return self._form_to_open()

    def _form_to_open(self, refusal: Refusal | None = None) -> Any:
        """The way to a form, if there is none on this page, or one of a session that has ended or was replaced.

        Args:
            refusal: Says that a session has ended, or that another tab's payment may have; then Stripe is asked.
        """
        ended = isinstance(refusal, SessionEnded) or (isinstance(refusal, BeingPaid) and not self.placing)
        fine = self._form_of and self._form_of == self._session_id and not ended
        return None if fine or self.empty else self.__class__.open_form

    async def _changed(self, shopper: str, wanted: Change) -> Checkout:
        at = self._checkout_id or await self._left_off(shopper)
        asked_for_all = self.revision == self.synced_revision  # else the form's next question carries this one too
        make = change_ahead if asked_for_all else change
        async with rate_limits.counting_guesses(wanted, shopper, address_of(self)):
            checkout = await make(services(), shopper, at or "none", wanted)
        self.addresses_taken += isinstance(wanted, SetDestination)
        return checkout

    async def _read_again(self) -> Any:
        """A refusal may come from another tab: shows what is true now, or goes to the order if it is paid."""
        if not self._checkout_id:
            return None
        try:
            checkout = await services().ledger.checkout(self._checkout_id)
        except DatabaseBusy:  # what they were told stands, on the page as it was
            return None
        await self._show(checkout)
        return _order_of(checkout)

    def _undoable_to(self, shown: int, in_step: bool) -> int:
        """What Undo goes back to: before this change, or before the first of those that Stripe doesn't have yet."""
        if self._latest.revision and not in_step:
            return self._latest.before
        return shown or self.revision - 1  # a page that hadn't read anything yet has shown nothing

    def _say_stuck(self, why: str) -> None:
        """Says it beside the control too, where the shopper is looking, if it is this page's own change."""
        if self._latest.revision == self.revision:
            self.undoes = self.revision - self._latest.before
            self.stuck = {self._control(): why}

    def _control(self) -> str:
        """Where the sentence about the latest change belongs."""
        return self._beside(self._latest.control)

    def _refuse(self, refusal: Refusal) -> None:
        self.refusal = {"number": self.refusal["number"] + 1, "message": refusal.message}

    async def _show(self, checkout: Checkout) -> None:
        if checkout.id == self._checkout_id and checkout.revision < self.revision:
            return  # read before a change that this page has already shown
        self._checkout_id, self._session_id = checkout.id, checkout.session_id or ""
        self.empty = not checkout.quote.lines
        self.amount, self.trial_days = checkout.quote.total, checkout.quote.trial_days
        self.revision = checkout.revision
        self.synced_revision = checkout.synced_revision
        self.destination = presenting.destination(checkout.quote)
        signed_in_as = services().catalog.members.get(checkout.cart.member)
        self.account_email = signed_in_as.email if signed_in_as else ""
        await self._show_more(checkout)

    async def _show_more(self, checkout: Checkout) -> None:
        """What else this page shows of it."""

    def _to_begin(self) -> Any:
        """What reads a checkout that has begun since this page found none."""

    async def _left_off(self, shopper: str) -> str:
        """The checkout of a change that was waiting for the store and comes before the page has read anything again."""
        return ""

    def _beside(self, control: str) -> str:
        """The control to say something beside: this one, unless what it did took it off the page."""
        return control

    def _forget(self, told: bool) -> None:
        """A page opens: what another visit showed is past.

        Args:
            told: Also what the shopper was told.
        """
        if told:
            self.problems, self.stuck, self._latest = {}, {}, Latest()
        self.placing, self.client_secret, self._form_of = 0, "", ""
        self._checkout_id, self._session_id, self.revision, self.synced_revision = "", "", 0, 0


def _order_of(checkout: Checkout) -> Any:
    """The way to the order of a checkout that is paid, or confirmed and on its way."""
    paid = checkout.status in (Status.PAID, Status.FLAGGED, Status.ON_ITS_WAY)
    return rx.redirect(presenting.order_page(checkout.session_id)) if paid and checkout.session_id else None
