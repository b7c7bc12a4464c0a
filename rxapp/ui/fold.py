"""What few people need: behind its name on a narrow screen, in the open on a wide one."""

import reflex as rx

_JSX = rx.asset("fold.jsx", shared=True)


class Fold(rx.Component):
    """Open also while there is something in it to see."""

    library = _JSX.importable_path
    tag = "Fold"

    name: rx.Var[str]
    needed: rx.Var[bool]


fold = Fold.create
