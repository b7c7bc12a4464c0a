"""What a page is, to those who assemble the store."""

from collections.abc import Callable
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventHandler, EventSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as its module exports it in `PAGES`.

    Attributes:
        route: Its address; `404` is the page that stands for every address without one.
        title: What the browser's tab says.
        component: What is drawn, or what draws it.
        on_load: What reads its content when it opens, in this order.
        description: What search engines show under the title.
    """

    route: str
    title: str
    component: rx.Component | Callable[[], rx.Component]
    on_load: tuple[EventHandler | EventSpec, ...]
    description: str | None = None
