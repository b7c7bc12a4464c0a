"""What stands in for a page that failed to draw: a plain sentence, where Reflex and React would show the error."""

from typing import Annotated

import reflex as rx
from reflex.state import FrontendEventExceptionState

from rxapp.shop.words import room

_JSX = rx.asset("error_boundary.jsx", shared=True)


class ErrorBoundary(rx.Component):
    """Goes around the whole app."""

    library = _JSX.importable_path
    tag = "ErrorBoundary"

    words: rx.Var[dict[str, str]] = rx.Var.create(room("failed_page"))
    on_failure: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(str, str)]


def error_boundary(_stateful: bool) -> rx.Component:
    """The wrap of the app that catches what its pages throw."""
    return ErrorBoundary.create(on_failure=FrontendEventExceptionState.handle_frontend_exception)
