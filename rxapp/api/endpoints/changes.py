"""The endpoints of the changes: each change of `shop.changes` has one, and is its own body."""

import re

from pydantic import create_model

from rxapp.api.endpoints.bodies import OfSession, Proof, WhichCheckout
from rxapp.api.endpoints.endpoint import Caller, Endpoint
from rxapp.api.endpoints.ownership import owned
from rxapp.api.endpoints.summaries import Summary, summary
from rxapp.checkout.syncing import change_ahead, sync
from rxapp.orders.records import Checkout
from rxapp.shop.change import Change
from rxapp.shop.changes import OFFERED, SignIn
from rxapp.shop.refusal import SessionEnded
from rxapp.visitor.rate_limits import rate_limits


def endpoint_of(kind: type[Change]) -> Endpoint:
    """`POST /api/checkout/set-add-on` for `SetAddOn`, and so on."""
    words = re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
    proof, room = (OfSession, "plans") if kind.carts == "plan" else (Proof, "checkout")
    return Endpoint(
        method="POST",
        path=f"/api/{room}/{words}",
        handler=made,
        name=words.replace("-", "_"),
        about=str(kind.__doc__),
        takes=create_model(kind.__name__, __base__=(kind, proof), __doc__=kind.__doc__),
        gives=Summary,
        gives_cookie=kind.begins_a_cart,
    )


async def made(caller: Caller, body: Change) -> Summary:
    """Makes the change that was sent."""
    assert isinstance(body, Proof), "`endpoint_of` makes bodies of both"
    if body.begins_a_cart and not body.checkout_session_id:
        assert caller.shopper, "such an endpoint gives a cookie to whoever has none"
        return await in_step(caller, await _changed(caller, caller.shopper, None, body))
    return await changed(caller, body, body)


async def changed(caller: Caller, which: WhichCheckout, wanted: Change) -> Summary:
    """Makes a change to the caller's checkout, and brings the session to it.

    Raises:
        Problem: There is no such checkout, or not for this caller.
        Refusal: A rule says no, or it can't be done now.
        StripeFailure: The proof of ownership couldn't be looked at.
    """
    checkout = await owned(caller, which)
    after = await _changed(caller, checkout.shopper, checkout.id, wanted)
    try:
        return await in_step(caller, after)
    except SessionEnded:
        if not isinstance(wanted, SignIn):
            raise
        return await summary(await caller.store.ledger.checkout(after.id), caller.store)


async def in_step(caller: Caller, checkout: Checkout) -> Summary:
    """Brings the session to the checkout, if it has one."""
    if checkout.session_id:
        checkout = await sync(caller.store, checkout.id)
    return await summary(checkout, caller.store)


async def _changed(caller: Caller, shopper: str, checkout_id: str | None, wanted: Change) -> Checkout:
    await rate_limits.count_change(shopper, caller.address)
    async with rate_limits.counting_guesses(wanted, shopper, caller.address):
        return await change_ahead(caller.store, shopper, checkout_id, wanted, in_bursts=False)


CHANGES = tuple(endpoint_of(kind) for kind in OFFERED)
