"""Who may stand behind the counter, and the one guard of everything there."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import reflex as rx

from rxapp.checkout.attention import count
from rxapp.checkout.services import services
from rxapp.logs import bind_request
from rxapp.visitor.merchant_cookie import is_merchant_on_socket

Given = ParamSpec("Given")
MerchantState = TypeVar("MerchantState", bound="AccessState")


class SignInNeeded(Exception):
    """It is for the merchant alone, and whoever asks hasn't signed in, or long ago."""


def admit_merchant(state: rx.State) -> None:
    """Lets the merchant ask for one more thing.

    Raises:
        SignInNeeded: Whoever is behind this socket isn't signed in, or not any more.
    """
    bind_request()
    if not is_merchant_on_socket(state.router.headers.cookie):
        raise SignInNeeded


class AccessState(rx.State):
    """What every state behind the counter is a part of, so that all of it is forgotten with the right to see it."""

    asked: bool = False
    signed_in: bool = False
    waiting: int = 0  # how much somebody should look at

    @rx.event
    async def arrive(self):
        """A page opens or is still looked at, or the time of whoever does so has run out."""
        try:
            admit_merchant(self)
        except SignInNeeded:
            self.reset()
        else:
            self.signed_in, self.waiting = True, await count(services())
        self.asked = True


def merchant_only(
    handler: Callable[Concatenate[MerchantState, Given], Coroutine[Any, Any, Any]],
) -> Callable[Concatenate[MerchantState, Given], Coroutine[Any, Any, Any]]:
    """Goes around each handler behind the counter: for anybody else it does nothing, and the page asks for a token."""

    @wraps(handler)
    async def guarded(state: MerchantState, *given: Given.args, **named: Given.kwargs) -> Any:
        try:
            admit_merchant(state)
        except SignInNeeded:
            return AccessState.arrive
        return await handler(state, *given, **named)

    return guarded
