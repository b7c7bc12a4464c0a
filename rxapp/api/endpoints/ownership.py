"""Whose checkout it is, proved by the cart cookie or by the session's client secret."""

from hmac import compare_digest

from rxapp.api.endpoints.bodies import Proof, WhichCheckout
from rxapp.api.endpoints.endpoint import Caller
from rxapp.api.errors import NOT_FOUND
from rxapp.checkout.settling import checkout_of, found
from rxapp.orders.records import Checkout, flow_of
from rxapp.shop.refusal import SessionEnded
from rxapp.visitor.rate_limits import rate_limits


async def owned(caller: Caller, which: WhichCheckout) -> Checkout:
    """The checkout that this caller may see and change.

    Raises:
        Problem: There is none, or it isn't theirs: the same answer for both.
        SessionEnded: It is theirs, and another session has taken the place of the one that is named.
        StripeFailure: Stripe couldn't be asked whose it is.
    """
    checkout = await ever_owned(caller, which)
    if which.checkout_session_id not in (None, checkout.session_id):
        raise SessionEnded
    return checkout


async def ever_owned(caller: Caller, which: WhichCheckout) -> Checkout:
    """The same, also by a session that the checkout has no longer."""
    if which.checkout_session_id is None:
        checkout = await unfinished(caller)
    else:
        checkout = await _named(caller, which, which.checkout_session_id)
    if checkout is None:
        raise NOT_FOUND
    return checkout


async def unfinished(caller: Caller) -> Checkout | None:
    """The checkout that the cart cookie leads to."""
    return await caller.store.ledger.unfinished(caller.shopper) if caller.shopper else None


async def _named(caller: Caller, which: WhichCheckout, session_id: str) -> Checkout | None:
    checkout = await caller.store.ledger.checkout_of_session(session_id)
    if checkout and checkout.shopper == caller.shopper:
        return checkout
    given = (which.client_secret if isinstance(which, Proof) else None) or caller.client_secret
    if not given and (checkout or not caller.shopper):
        return None
    if checkout is None:  # only Stripe knows whose it was, if it has been replaced
        await rate_limits.count_change(caller.shopper or caller.address, caller.address)
    payment = await found(caller.store, flow_of(session_id), session_id)
    owner = await checkout_of(caller.store, payment) if payment else None
    if payment is None or owner is None:
        return None
    proved = bool(given and payment.client_secret) and compare_digest(payment.client_secret.encode(), given.encode())
    return owner if proved or owner.shopper == caller.shopper else None
