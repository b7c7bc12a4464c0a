"""What the guide of a test store asks of the server; each page with a payment form has it."""

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from rxapp.checkout.services import services
from rxapp.checkout.trying import CONTROL, let_session_expire, let_stripe_be
from rxapp.payments.local_stripe import SLOW_ANSWERS, Trouble
from rxapp.shop.refusal import Refusal, SessionEnded
from rxapp.states import arguments
from rxapp.states.caller import admit
from rxapp.states.payment import PaymentState

SAID = {
    Trouble.NONE: "Stripe is as it should be.",
    Trouble.SLOW: f"Stripe is slow now, for its next {SLOW_ANSWERS} answers to this cart. Change something.",
    Trouble.DOWN: "Stripe is down now, for this cart alone. Change something.",
    Trouble.ANSWER_LOST: "Stripe's next answer to this cart will be lost. Change something.",
}
EXPIRED = "The payment form has ended at Stripe. Change something."


class TryingState(PaymentState, mixin=True):
    """A checkout with a payment form that can be tried in every way, in a test store."""

    tried: str = ""  # what was just arranged

    @rx.event(background=True)
    async def let_stripe_be(self, trouble: str):
        """Lets the local Stripe fail this cart, or no longer."""

        async def arrange(checkout_id: str, form: str) -> str:
            wanted = arguments.trouble(trouble)
            await let_stripe_be(services(), checkout_id, form, wanted)
            return SAID[wanted]

        return await self._arrange(arrange)

    @rx.event(background=True)
    async def let_session_expire(self):
        """Ends the payment at Stripe behind the page's back."""

        async def arrange(checkout_id: str, form: str) -> str:
            await let_session_expire(services(), checkout_id, form)
            return EXPIRED

        return await self._arrange(arrange)

    async def _arrange(self, arrange: Callable[[str, str], Awaitable[str]]) -> Any:
        async with self:
            checkout_id, form = self._checkout_id, self._form_of
        said, problems = "", dict[str, str]()
        try:
            await admit(self, CONTROL)
            said = await arrange(checkout_id, form)
        except SessionEnded:
            return self.__class__.open_form
        except Refusal as refusal:
            problems = refusal.problems
        async with self:
            self.tried, self.problems = said, problems
        return None

    def _forget(self, told: bool) -> None:
        super()._forget(told)
        self.tried = ""
