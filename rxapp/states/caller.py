"""What a state knows of the browser at the other end of its socket."""

import reflex as rx

from rxapp.logs import bind_request
from rxapp.settings import settings
from rxapp.shop.refusal import NoCookies
from rxapp.visitor.cookie import shopper_on_socket
from rxapp.visitor.rate_limits import rate_limits


def shopper_of(state: rx.State) -> str:
    """The shopper behind this socket, from the signed cookie of its handshake.

    Raises:
        NoCookies: The browser keeps none.
    """
    shopper = shopper_on_socket(state.router.headers.cookie)
    if shopper is None:
        raise NoCookies
    return shopper


def origin_of(state: rx.State) -> str:
    """The address this browser knows the store by; always one of ours."""
    origin = state.router.headers.origin
    return origin if origin in settings.allowed_origins else settings.origin


def address_of(state: rx.State) -> str:
    """The address at the other end of this socket, as our own proxies saw it."""
    return state.router.session.client_ip


async def admit(state: rx.State, control: str = "checkout") -> str:
    """Lets the shopper behind this socket ask for one more thing.

    Raises:
        NoCookies: The browser keeps none.
        TooManyChanges: It asks too often; that is shown next to `control`.
    """
    bind_request()
    shopper = shopper_of(state)
    await rate_limits.count_change(shopper, address_of(state), control)
    return shopper
