"""Who is signed in, as Stripe knows them. Their id is made and kept here; a browser never says it."""

from rxapp.checkout.services import Services
from rxapp.orders.records import Checkout


async def customer_of(store: Services, checkout: Checkout) -> str | None:
    """The Stripe Customer of whoever is signed in: made the first time, then the one in our books.

    Returns:
        None for a guest.

    Raises:
        StripeFailure: They have none yet, and it couldn't be made.
    """
    member = store.catalog.members.get(checkout.cart.member)
    if member is None:
        return None
    shopper, key = checkout.shopper, checkout.cart.member
    if known := await store.known_customers.customer(shopper, key):
        return known
    made = await store.customers.create(
        f"{member.name} member", member.email, {"shopper": shopper, "member": key}, f"customer:{shopper}:{key}"
    )
    return await store.known_customers.keep(shopper, key, made)
