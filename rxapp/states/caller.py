"""What a state knows of the browser at the other end of its socket."""

import reflex as rx

from rxapp.logs import bind_request
from rxapp.settings import settings
from rxapp.shop.refusal import Refusal
from rxapp.visitor.cookie import shopper_on_socket
from rxapp.visitor.rate_limits import rate_limits

NO_COOKIES = "Please allow cookies for this store, so that it can keep your cart, and reload the page."


def shopper_of(state: rx.State) -> str:
    """The shopper behind this socket, from the signed cookie of its handshake.

    Raises:
        Refusal: The browser keeps no cookies.
    """
    shopper = shopper_on_socket(state.router.headers.cookie)
    if shopper is None:
        raise Refusal("checkout", NO_COOKIES)
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
        Refusal: The browser keeps no cookies, or asks too often; that is shown next to `control`.
    """
    bind_request()
    shopper = shopper_of(state)
    await rate_limits.count_change(shopper, address_of(state), control)
    return shopper
