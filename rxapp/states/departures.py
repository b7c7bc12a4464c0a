"""What a tab that is gone leaves in memory: nothing. Its state is on the disk as well, where Reflex looks for it."""

import asyncio
from typing import Any

from reflex.app import EventNamespace
from reflex.istate.manager import StateManager
from reflex.istate.manager.disk import StateManagerDisk

BACK_SOON_SECONDS = 30.0  # a page that is loaded anew and a line that broke find their state where it was
LONG_AGO = 0.0


def forget_who_leaves(
    namespace: EventNamespace, states: StateManager, back_soon_seconds: float = BACK_SOON_SECONDS
) -> None:
    """Takes states out of memory once their tabs have left; Reflex alone would keep each of them for an hour.

    With Redis they have never been there, and what is in memory alone has to stay.
    """
    if not isinstance(states, StateManagerDisk):
        return
    sockets: Any = namespace
    untyped: Any = states
    last_touched = untyped._token_last_touched
    disconnect = sockets.on_disconnect

    def on_disconnect(sid: str) -> Any:
        if token := sockets.sid_to_token.get(sid):
            asyncio.get_running_loop().call_later(back_soon_seconds, forget, token)
        return disconnect(sid)

    def forget(token: str) -> None:
        """Has Reflex take it for one of long ago: it lets those go once they are written and nobody works with them."""
        if token in last_touched and token not in sockets._token_manager.token_to_socket:
            _, key = last_touched[token]
            last_touched[token] = (LONG_AGO, key)

    sockets.on_disconnect = on_disconnect
