"""Whose checkout it is, proved by the cart cookie or by the session's client secret."""

import hmac

from rxapp.api.endpoints.bodies import Proof, WhichCheckout
from rxapp.api.endpoints.endpoint import Call
from rxapp.api.errors import NOT_FOUND
from rxapp.orders.records import Checkout


async def owned(call: Call, which: WhichCheckout) -> Checkout:
    """The checkout that this caller may see and change.

    Raises:
        Problem: There is none, or it isn't theirs: the same answer for both.
        StripeFailure: The secret couldn't be compared.
    """
    if which.checkout_session_id is None:
        if (mine := await unfinished(call)) is None:
            raise NOT_FOUND
        return mine
    checkout = await call.store.ledger.checkout_of_session(which.checkout_session_id)
    if checkout is None or not await _is_callers(call, which, checkout):
        raise NOT_FOUND
    return checkout


async def unfinished(call: Call) -> Checkout | None:
    """The checkout that the cart cookie leads to."""
    return await call.store.ledger.unfinished(call.shopper) if call.shopper else None


async def _is_callers(call: Call, which: WhichCheckout, checkout: Checkout) -> bool:
    if call.shopper == checkout.shopper:
        return True
    given = (which.client_secret if isinstance(which, Proof) else None) or call.client_secret
    if not given or not checkout.session_id:
        return False
    secret = (await call.store.payments(checkout.flow).retrieve(checkout.session_id)).client_secret
    return bool(secret) and hmac.compare_digest(secret.encode(), given.encode())
