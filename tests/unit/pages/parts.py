"""The parts of a page, one by one, each with what it is given."""

from collections.abc import Iterator
from functools import cache

from reflex_base.components.component import BaseComponent, Component
from reflex_base.vars.base import Var

from rxapp.rxapp import PAGES
from tests.unit.pages.outline import said

ROUTES = {page.route: page for page in PAGES}
ONE_PRODUCT = "/products/yame-sencha"  # whose page is as those of all others
ONE_OF_EACH = [route for route in ROUTES if route == ONE_PRODUCT or not route.startswith("/products/")]


@cache
def drawn(route: str) -> Component:
    """A page, drawn when it is first asked for: every worker imports this file, and few run it."""
    return ROUTES[route].component()


def parts(component: BaseComponent) -> Iterator[Component]:
    """A component and everything within it."""
    if isinstance(component, Component):
        yield component
    for child in component.children:
        yield from parts(child)


@cache
def _all_of(route: str) -> tuple[Component, ...]:
    return tuple(parts(drawn(route)))


def of_page(route: str, kind: str = "") -> Iterator[Component]:
    """The parts of a page; those alone of a kind, which is a tag or the name of a component."""
    yield from (part for part in _all_of(route) if kind in ("", part.tag, type(part).__name__))


def given(part: Component, name: str) -> str:
    """What a part is given by a name: a text as it is, what a state has in braces, nothing as nothing."""
    value = part.custom_attrs.get(name, getattr(part, name, None))
    return "" if value is None else said(value if isinstance(value, Var) else Var.create(value))
