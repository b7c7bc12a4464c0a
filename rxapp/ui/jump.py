"""A link to a place on the same page."""

import reflex as rx

_JSX = rx.asset("jump.jsx", shared=True)


class Jump(rx.Component):
    """Goes to the element with the id `to` and gives it the focus, so that the keyboard goes on from there."""

    library = _JSX.importable_path
    tag = "Jump"

    to: rx.Var[str]


jump = Jump.create
