"""The store as a browser has it that keeps no cookies: `granian --factory tests.e2e.without_cookies:app`."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp.rxapp import app as store


def app() -> ASGIApp:
    """The store, whose cookies get lost."""
    inner = store()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def lose_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.lower() != b"set-cookie"]
                message = {**message, "headers": kept}
            await send(message)

        await inner(scope, receive, lose_cookies)

    return serve
