"""The shop window: everything that is sold, on shelves."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.ui.shelf import shelf
from rxapp.ui.shell import shell

ROUTE = "/"
TITLE = CATALOG.store
DESCRIPTION = "Loose tea, stoneware and one good electric kettle."


def page() -> rx.Component:
    """Complete as static HTML: nothing here waits for the server."""
    return shell(
        rx.el.h1("Loose tea, and what to make it in.", class_name="home-title"),
        shelf(CATALOG.shelf, CATALOG.currency),
        class_name="home",
    )
