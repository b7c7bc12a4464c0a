"""What a page is, to those who assemble the store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

import reflex as rx
from reflex.event import EventHandler, EventSpec

from rxapp.shop.catalog import CATALOG
from rxapp.shop.words import say

Given = ParamSpec("Given")
Drawing = Callable[[], rx.Component]


def named(title: str) -> str:
    """A page's title with the store's name."""
    return say("written.page_title", page=title, store=CATALOG.store)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as its module exports it in `PAGES`.

    Attributes:
        route: Its address; `404` is the page that stands for every address without one.
        title: What the browser's tab says.
        component: What draws it. Reflex puts what is live on a page into a script of the module that this is from.
        on_load: What reads its content when it opens, in this order.
        description: What search engines and shared links show under the title.
        picture: What a shared link shows: the drawing of a product or plan, or the whole shelf.
        found: Whether search engines may show it: not what is one shopper's own.
    """

    route: str
    title: str
    component: Drawing
    on_load: tuple[EventHandler | EventSpec, ...]
    description: str
    picture: str = "shelf"
    found: bool = True


def drawn_by(draw: Callable[Given, rx.Component], *given: Given.args, **named: Given.kwargs) -> Drawing:
    """What draws one of several pages that have a function in common.

    A page that is drawn beforehand would have its script from whoever adds it, in one with all others of the kind: then
    each of them loads the payment form.
    """

    @wraps(draw)
    def component() -> rx.Component:
        return draw(*given, **named)

    return component


def head(page: Page) -> list[Mapping[str, str]]:
    """What a page's head says to those who share it or look for it, besides its description and picture."""
    shared = [("og:title", page.title), ("og:description", page.description), ("og:site_name", CATALOG.store)]
    named = [("twitter:card", "summary_large_image"), *([] if page.found else [("robots", "noindex")])]
    return [
        *({"property": name, "content": content} for name, content in shared),
        *({"name": name, "content": content} for name, content in named),
    ]
