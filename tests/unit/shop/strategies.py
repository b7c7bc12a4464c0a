"""Carts that a shopper could have put together."""

from hypothesis import strategies as st

from rxapp.shop.cart import Cart, CartLine, fitted
from rxapp.shop.catalog import CATALOG
from tests.unit.shop.addresses import ALL

lines = st.dictionaries(st.sampled_from([p.slug for p in CATALOG.products]), st.integers(1, 10), min_size=1).map(
    lambda chosen: tuple(CartLine(slug=slug, quantity=quantity) for slug, quantity in chosen.items())
)

carts = st.builds(
    Cart,
    lines=lines,
    add_ons=st.frozensets(st.sampled_from(list(CATALOG.add_ons))),
    shipping=st.sampled_from(list(CATALOG.shipping)),
    code=st.sampled_from(["", *CATALOG.codes]),
    member=st.sampled_from(["", *CATALOG.members]),
    donation=st.integers(0, 10_000),
    destination=st.sampled_from([None, *ALL]),
).map(lambda cart: fitted(cart, CATALOG))
