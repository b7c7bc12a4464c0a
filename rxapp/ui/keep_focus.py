"""Where the keyboard goes when what it was on goes off the page."""

import reflex as rx

_JSX = rx.asset("keep_focus.jsx", shared=True)


class KeepFocus(rx.Component):
    """Goes around the whole app."""

    library = _JSX.importable_path
    tag = "KeepFocus"


def keep_focus(_stateful: bool) -> rx.Component:
    """The wrap of the app that looks after the focus."""
    return KeepFocus.create()
