"""The guard between the sockets and the states: only calls that a page of ours can make get through.

Reflex itself takes any name that is registered, `setvar` of every state among them, and any arguments.
"""

import inspect
import json
import logging
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from reflex.app import EventNamespace
from reflex.state import FrontendEventExceptionState, OnLoadInternalState, State, UpdateVarsInternalState
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from rxapp.logs import AtMost
from rxapp.states import sockets
from rxapp.states.shop import ShopState

logger = logging.getLogger(__name__)
logger.addFilter(AtMost(60))

OURS = "rxapp."
HYDRATE = format_event_handler(State.event_handlers["hydrate_and_load"])
LONGEST_REPORT, LONGEST_CALL = 20_000, 60_000


class Arguments(BaseModel):
    """The arguments of a call, by name: none missing, none besides."""

    model_config = ConfigDict(strict=True, extra="forbid")


class StoredVars(Arguments):
    """What the browser kept for a state. No state of ours lets it keep anything."""

    vars: dict[str, Any] = Field(max_length=0)


class Hydration(Arguments):
    """The first call of a socket: which states the page already has."""

    vars: dict[str, Any] | None = Field(None, max_length=0)
    hashes: list[str] | None = Field(None, max_length=100)


class Report(Arguments):
    """An error in a page, as its browser tells it."""

    info: str = Field(max_length=LONGEST_REPORT)
    component_stack: str = Field(max_length=LONGEST_REPORT)


class Location(BaseModel):
    """Where in the store the tab is."""

    model_config = ConfigDict(strict=True)

    pathname: str = Field("/", max_length=500)
    asPath: str = Field("/", max_length=4000)
    query: dict[str, str | list[str]] = Field({}, max_length=50)


class PageCall(BaseModel):
    """What a page sends: which handler, with which arguments, from where. Everything else is left outside."""

    model_config = ConfigDict(strict=True)

    name: str = Field(max_length=200)
    payload: dict[str, Any] = {}
    router_data: Location = Field(default_factory=lambda: Location.model_validate({}))


def guard(namespace: EventNamespace) -> None:
    """Puts the guard in front of a namespace's events, and counts its sockets."""
    behind: Callable[[str, Any], Awaitable[None]] = namespace.on_event
    untyped: Any = namespace
    connect, disconnect = untyped.on_connect, untyped.on_disconnect

    async def on_event(sid: str, data: Any = None) -> None:
        call = admitted(data)
        if call is None:
            return
        if call.name == HYDRATE:  # a page that opens says what it has been compiled with
            sockets.note(sid, came_back=not call.payload.get("hashes"))
        await behind(sid, call.model_dump())

    async def on_connect(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        await connect(sid, environ, auth)  # raises where a socket is refused
        sockets.opened()

    def on_disconnect(sid: str) -> Any:
        sockets.closed(sid)
        return disconnect(sid)

    namespace.on_event = on_event
    untyped.on_connect, untyped.on_disconnect = on_connect, on_disconnect


def admitted(data: Any) -> PageCall | None:
    """The call, if a page of ours could have made it. Whoever sends something else gets no answer at all."""
    try:
        call = PageCall.model_validate(data)
        callable_from_a_page()[call.name].model_validate(call.payload)
        # half a character, which JSON can spell, would break the answer that repeats it
        too_long = len(json.dumps(call.model_dump(), ensure_ascii=False).encode()) > LONGEST_CALL
    except (ValidationError, KeyError, UnicodeEncodeError):
        too_long, call = False, None
    if call is None or too_long:
        logger.warning("a call that no page of ours makes was not let in")
        return None
    return call


@cache
def callable_from_a_page() -> dict[str, type[Arguments]]:
    """Every handler that a page may call, with its arguments. Ours look at the values themselves."""
    ours = {
        name: _arguments(registered.handler.fn)
        for name, registered in RegistrationContext.get().event_handlers.items()
        if registered.states[0].__module__.startswith(OURS) and not name.endswith(".setvar")
    }
    del ours[format_event_handler(ShopState.event_handlers["apologise"])]
    return ours | {
        HYDRATE: Hydration,
        format_event_handler(UpdateVarsInternalState.event_handlers["update_vars_internal"]): StoredVars,
        format_event_handler(OnLoadInternalState.event_handlers["on_load_internal"]): Arguments,
        format_event_handler(FrontendEventExceptionState.event_handlers["handle_frontend_exception"]): Report,
    }


def _arguments(handler: Callable[..., Any]) -> type[Arguments]:
    _self, *parameters = inspect.signature(handler).parameters.values()
    fields: dict[str, Any] = {one.name: Any for one in parameters}
    return create_model(handler.__qualname__, __base__=Arguments, **fields)
