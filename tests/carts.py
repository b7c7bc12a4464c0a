"""Changes that only tests make."""

from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.change import Change, Known
from rxapp.shop.changes import AddProduct

KNOWN = Known(CATALOG)
ADD_TEA = AddProduct(slug="yame-sencha")
TEA = ADD_TEA.applied(Cart(), KNOWN)


class Put(Change):
    """Puts another cart in the place of the one there is."""

    offered = False

    cart: Cart

    def applied(self, cart: Cart, known: Known) -> Cart:
        return self.cart
