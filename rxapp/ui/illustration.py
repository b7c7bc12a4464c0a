"""The drawings: one SVG per product in `assets/illustrations`, in the colours of the theme."""

import sys
from pathlib import Path

import reflex as rx

FOLDER = Path("assets/illustrations")
VIEW_BOX = "12 26 216 178"  # of every drawing: the same size, standing on the same line


def illustration(name: str, class_name: str = "") -> rx.Component:
    """A drawing that is known when the page is built: part of the page, there at the first paint.

    Raises:
        SystemExit: Nobody has drawn it; the message is one line that names the file.
    """
    file = FOLDER / f"{name}.svg"
    try:
        drawing = file.read_text("utf-8")
    except FileNotFoundError:
        sys.exit(f"The store cannot start. There is no drawing of {name}: it belongs into {file.as_posix()}.")
    return rx.html(drawing, class_name=f"illustration {class_name}", aria_hidden="true")


def illustration_of(picture: rx.Var[str], class_name: str = "") -> rx.Component:
    """A drawing that is known when the page is shown: by reference, which also takes the colours of the page."""
    return rx.el.span(
        rx.el.svg(rx.el.svg.use(href=f"/illustrations/{picture}.svg#drawing"), view_box=VIEW_BOX),
        class_name=f"illustration {class_name}",
        aria_hidden="true",
    )
