"""An amount of money that rolls to its new value without moving anything else."""

import reflex as rx

_JSX = rx.asset("amount.jsx", shared=True)


class Amount(rx.Component):
    """Its text is the amount and nothing else, also while the digits roll."""

    library = _JSX.importable_path
    tag = "Amount"

    text: rx.Var[str]
    test_id: rx.Var[str]


amount = Amount.create
