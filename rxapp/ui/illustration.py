"""The drawings: one SVG per product in `assets/illustrations`, in the colours of the theme."""

from pathlib import Path

import reflex as rx

FOLDER = Path("assets/illustrations")
VIEW_BOX = "12 26 216 178"  # of every drawing: the same size, standing on the same line


def illustration(name: str, class_name: str = "") -> rx.Component:
    """A drawing that is known when the page is built: part of the page, there at the first paint."""
    return rx.html(
        (FOLDER / f"{name}.svg").read_text("utf-8"), class_name=f"illustration {class_name}", aria_hidden="true"
    )


def illustration_of(picture: rx.Var[str], class_name: str = "") -> rx.Component:
    """A drawing that is known when the page is shown: by reference, which also takes the colours of the page."""
    return rx.el.span(
        rx.el.svg(rx.el.svg.use(href=f"/illustrations/{picture}.svg#drawing"), view_box=VIEW_BOX),
        class_name=f"illustration {class_name}",
        aria_hidden="true",
    )
