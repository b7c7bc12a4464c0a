"""Links between pages."""

import reflex as rx
from reflex_components_core.react_router import link


def page_link(*children: rx.Component | rx.Var | str, href: str, **props: object) -> rx.Component:
    """A link that goes to another page of the store without loading it anew."""
    return link(*children, to=href, **props)


def next_link(*children: rx.Component | rx.Var | str, href: str, **props: object) -> rx.Component:
    """A link to the page that most go to from here: its scripts are loaded before it is pressed."""
    return page_link(*children, href=href, custom_attrs={"prefetch": "render"}, **props)
