"""How the HTTP endpoints say no, and how a middleware adds to an answer."""

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Send


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
