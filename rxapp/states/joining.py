"""The page on which a plan is joined: who joins decides how long it is free."""

import reflex as rx

from rxapp.checkout.joining import join
from rxapp.checkout.services import services
from rxapp.orders.records import Checkout
from rxapp.shop.changes import ChooseTerm, Join, RemoveReferral, SetReferral, SignIn
from rxapp.shop.money import written
from rxapp.shop.refusal import Refusal
from rxapp.shop.words import say
from rxapp.states import presenting
from rxapp.states.caller import admit
from rxapp.states.shop import ShopState
from rxapp.states.trying import TryingState
from rxapp.states.views import OptionView


class JoinState(TryingState, rx.State):
    """Joining a plan as this tab last read it from the database."""

    member: str = ""
    terms: list[OptionView] = []
    referral: str = ""
    referral_note: str = ""
    trial: str = ""
    trial_ends: str = ""
    due_today: str = ""
    follows: str = ""
    announcement: str = ""  # what a screen reader says of the latest change
    joined: str = ""  # the address of the order by which this shopper joined; empty while they haven't

    @rx.event
    async def load(self, plan: str):
        """Begins to join, or comes back to it; then opens the payment form in the background."""
        self._forget(told=not (await self.get_state(ShopState)).came_back)
        self.joined, self.announcement, self.trial_ends = "", "", ""
        try:
            shopper, wanted = await admit(self), Join.read({"plan": plan})
            if order := await services().ledger.joined(shopper, wanted.plan):
                self.joined = f"/complete?session={order.session_id}"
            else:
                await self._show(await join(services(), shopper, wanted))
        except Refusal as refusal:
            self.problems = {refusal.control: refusal.message}
            self._refuse(refusal)
        self.loaded = True
        return JoinState.open_form if self._checkout_id else None

    @rx.event
    async def sign_in(self, member: str):
        """Tries it as a member, in a test store."""
        return await self._change(SignIn, member=member)

    @rx.event
    async def choose_term(self, key: str):
        """Chooses how the plan is paid."""
        return await self._change(ChooseTerm, key=key)

    @rx.event
    async def set_referral(self, code: str):
        """Says by which code a friend has sent the shopper."""
        return await self._change(SetReferral, code=code)

    @rx.event
    async def remove_referral(self):
        """Takes the referral code off."""
        return await self._change(RemoveReferral)

    async def _show_more(self, checkout: Checkout) -> None:
        quote, recurring = checkout.quote, checkout.quote.recurring
        if recurring is None:
            return  # the store doesn't offer it any more; the page says so
        self.member = checkout.cart.member
        self.referral = checkout.cart.referral
        self.referral_note = presenting.referral_note(checkout.cart, services().catalog)
        self.terms = presenting.terms(checkout.cart, services().catalog)
        before = (self.trial_ends, self.follows)
        self.trial = recurring.trial_reason
        self.trial_ends = presenting.day(recurring.trial_ends)
        self.due_today = written(quote.total, quote.currency)
        self.follows = presenting.follows(quote)
        if before[0] and before != (self.trial_ends, self.follows):
            self.announcement = say("join.announced", trial=self.trial, day=self.trial_ends, price=self.follows)
