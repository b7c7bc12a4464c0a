"""The page on which somebody sees the plans they have joined, and leaves them."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import reflex as rx

from rxapp.checkout.memberships import leave, memberships, stay
from rxapp.checkout.services import Services, services
from rxapp.orders.models import now
from rxapp.orders.records import Membership
from rxapp.shop.refusal import NoCookies, Refusal
from rxapp.states import arguments, membership_words
from rxapp.states.caller import admit, shopper_of
from rxapp.states.views import MembershipView

Wish = Callable[[Services, str, str], Awaitable[list[Membership]]]


class MembershipState(rx.State):
    """The shopper's memberships, as Stripe last said."""

    loaded: bool = False
    memberships: list[MembershipView] = []
    asking: str = ""  # the plan that the shopper is asked about, before it is left
    busy: str = ""  # the plan whose change is on its way to Stripe
    problems: dict[str, str] = {}
    announcement: str = ""  # what a screen reader says of the latest change

    @rx.event
    async def load(self):
        """Shows what is known at once, then asks Stripe in the background."""
        self.reset()
        try:
            self._show(await services().memberships.of(shopper_of(self)))
        except NoCookies as refusal:
            self.problems = refusal.problems
        self.loaded = True
        return MembershipState.look_again if self.memberships else None

    @rx.event(background=True)
    async def look_again(self):
        """Reads from Stripe how they stand."""
        with suppress(Refusal):
            async with self:
                shopper = await admit(self)
            known = await memberships(services(), shopper)
            async with self:
                self._show(known)

    @rx.event
    def ask(self, plan: str):
        """Asks once, before a plan is left; an empty name takes the question back."""
        try:
            self.asking, self.problems = arguments.text(plan), {}
        except Refusal as refusal:
            self.problems = refusal.problems

    @rx.event(background=True)
    async def leave(self, plan: str):
        """Has a plan end with what is paid or free."""
        return await self._wish(leave, plan)

    @rx.event(background=True)
    async def stay(self, plan: str):
        """Has a plan that was to end go on after all."""
        return await self._wish(stay, plan)

    async def _wish(self, wish: Wish, plan: Any) -> Any:
        """Tells Stripe, with no lock held meanwhile; ends in what is so now, or in a sentence beside the button."""
        try:
            name = arguments.text(plan)
            async with self:
                shopper = await admit(self, name)
                self.busy, self.problems = name, {}
            known = await wish(services(), shopper, name)
        except Refusal as refusal:
            async with self:
                self.busy, self.problems = "", refusal.problems
            return MembershipState.look_again  # it may have ended meanwhile
        async with self:
            self.busy = self.asking = ""
            self._show(known)
            self.announcement = next((one.standing for one in self.memberships if one.plan == name), "")
        return None

    def _show(self, known: list[Membership]) -> None:
        self.memberships = [membership_words.view(one, services().catalog, now()) for one in known]
