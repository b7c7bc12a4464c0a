"""The banner that stands on every page while nothing reaches the store."""

import reflex as rx
from reflex_base.vars import VarData
from reflex_components_core.core.banner import has_connection_errors

from rxapp.shop.words import room

_JSX = rx.asset("connection.jsx", shared=True)
_ONLINE = rx.asset("online.js", shared=True)

_online = rx.Var(
    "online",
    _var_type=bool,
    _var_data=VarData(imports={_ONLINE.importable_path: "useOnline"}, hooks={"const online = useOnline();": None}),
).bool()

# For what must not be pressed while nothing would come of it.
CONNECTED = _online & ~has_connection_errors


class Connection(rx.Component):
    """Goes around the whole app."""

    library = _JSX.importable_path
    tag = "Connection"

    lost: rx.Var[bool]
    words: rx.Var[dict[str, str]] = rx.Var.create(room("connection"))


def connection(_stateful: bool) -> rx.Component:
    """The wrap of the app that watches its socket and its network."""
    return Connection.create(lost=has_connection_errors)
