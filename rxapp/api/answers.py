"""How the HTTP endpoints say no, and how a middleware adds to an answer."""

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route
from starlette.types import Message, Scope, Send


class OwnAddress(Route):
    """An address that is no page, by whatever method it is asked: a wrong one is refused, and not looked for there."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, more = super().matches(scope)
        return Match.NONE if match == Match.NONE else Match.FULL, more


def refused(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """The one shape of an error: a code for programs, a sentence for people."""
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


async def failed(_request: Request, _error: Exception) -> Response:
    """The answer when our own code fails; the server's log has the rest."""
    return refused(500, "internal_error", "Something went wrong on our side. Please try again.")


def on_start(send: Send, change: Callable[[Message, MutableHeaders], None]) -> Send:
    """Lets `change` see and extend the headers of an answer on its way out."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(message, MutableHeaders(scope=message))
        await send(message)

    return sending
