"""Which sockets take the place of one that was lost, in this process: nobody else sees a socket."""

from rxapp.metrics import SOCKETS

_came_back: set[str] = set()


def opened() -> None:
    """A tab is connected."""
    SOCKETS.inc()


def closed(socket: str) -> None:
    """A tab's socket is gone, and with it what was known of it."""
    SOCKETS.dec()
    _came_back.discard(socket)


def note(socket: str, came_back: bool) -> None:
    """A socket begins: of a page that opens, or of one that was there already."""
    (_came_back.add if came_back else _came_back.discard)(socket)


def is_of_a_page_that_was_there(socket: str) -> bool:
    """Once per socket, since a page that it opens later is new."""
    there = socket in _came_back
    _came_back.discard(socket)
    return there
