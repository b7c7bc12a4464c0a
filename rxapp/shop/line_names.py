"""What the keys of lines and of what came off them are called, also long after the order."""

from rxapp.shop.catalog import Catalog

RULES = {
    "loyalty": "Loyalty",
    "member": "Members’ discounts",
    "credit": "Store credit",
    "own_offer": "Own offers",
    "region": "Regional offers",
}


def line_name(key: str, catalog: Catalog) -> str:
    """The name of a key such as `product:yame-sencha` or `code:WELCOME10`; what isn't sold any more keeps its key."""
    kind, _, which = key.partition(":")
    match kind:
        case "product" | "present" if which in catalog.by_slug:
            return catalog.by_slug[which].name
        case "add_on" if which in catalog.add_ons:
            return catalog.add_ons[which].name
        case "rule":
            return RULES.get(which, which)
        case _:
            return which or key
