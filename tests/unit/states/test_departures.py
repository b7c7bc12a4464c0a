"""A tab that is gone leaves nothing in memory, and finds everything again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from reflex.app import EventNamespace
from reflex.istate.manager.disk import StateManagerDisk
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState, State

import rxapp.rxapp
from rxapp.states.departures import forget_who_leaves
from rxapp.states.shop import ShopState
from tests.in_process import Tab

AN_INSTANT = 0.01


class Door:
    """Where tabs come and go: Reflex's own namespace and states, with no server behind them."""

    def __init__(self) -> None:
        app: Any = SimpleNamespace(_event_processor=None)
        self.namespace: Any = EventNamespace("/of-a-test", app)
        self.states: Any = StateManagerDisk()
        forget_who_leaves(self.namespace, self.states, AN_INSTANT)

    async def come(self) -> tuple[str, str]:
        """A tab and its socket."""
        token, sid = uuid4().hex, uuid4().hex
        assert await self.namespace._token_manager.link_token_to_sid(token, sid) is None
        return token, sid

    async def gone(self, token: str) -> None:
        """Waits until the state isn't in memory any more."""
        while token in self.states.states:  # noqa: ASYNC110 – nothing says when it goes
            await asyncio.sleep(AN_INSTANT)

    async def round(self) -> None:
        """Waits until all is written, and Reflex has let go whatever it lets go."""
        token, sid = await self.come()
        await self.trouble(token, "of somebody else")
        await self.namespace.on_disconnect(sid)
        await self.gone(token)

    async def trouble(self, token: str, said: str = "") -> str:
        """What a tab's state says, once it has been told to say something."""
        async with self.states.modify_state(key(token)) as root:
            state = await root.get_state(ShopState)
            state.trouble = said or state.trouble
            return state.trouble

    def kept(self) -> dict[str, Any]:
        """Every map that is not empty, whatever it is for."""
        maps = {**vars(self.states), **vars(self.namespace), **vars(self.namespace._token_manager)}
        return {name: kept for name, kept in maps.items() if isinstance(kept, dict) and kept}


def key(token: str) -> BaseStateToken:
    return BaseStateToken(ident=token, cls=State)


@pytest.fixture
async def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    monkeypatch.setenv("REFLEX_STATES_WORKDIR", str(tmp_path))
    monkeypatch.setenv("REFLEX_STATE_MANAGER_DISK_DEBOUNCE", f"{AN_INSTANT}s")
    opened = Door()
    yield opened
    await opened.states.close()


async def test_nothing_is_kept_of_those_who_left(door: Door):
    tabs = [await door.come() for _ in range(20)]
    for token, _ in tabs:
        await door.trouble(token, "said")
    for _, sid in tabs:
        await door.namespace.on_disconnect(sid)
    for token, _ in tabs:
        await door.gone(token)
    assert door.kept() == {}


async def test_who_comes_back_late_finds_everything(door: Door, tab: Tab):
    await tab.open_cart("yame-sencha")
    token, sid = await door.come()
    root = tab._root  # pyright: ignore[reportPrivateUsage]
    await door.states.set_state(key(token), root)
    before = everything_in(root)
    await door.namespace.on_disconnect(sid)
    await door.gone(token)
    found = await door.states.get_state(key(token))
    assert found is not root
    assert everything_in(found) == before


def everything_in(state: BaseState) -> dict[str, Any]:
    """All that a state and those below it are to keep, for the page or for themselves."""
    known = {state.get_full_name(): dict(state.__getstate__())}
    for below in state.substates.values():
        known |= everything_in(below)
    return known


async def test_who_is_here_stays(door: Door):
    token, sid = await door.come()
    await door.trouble(token, "said")
    before = door.states.states[token]
    await door.namespace.on_disconnect(sid)
    await door.namespace._token_manager.link_token_to_sid(token, "of another line")
    await door.round()
    assert door.states.states[token] is before


async def test_a_state_stays_while_somebody_works_with_it(door: Door):
    token, sid = await door.come()
    async with door.states.modify_state(key(token)) as root:
        await door.namespace.on_disconnect(sid)
        await door.round()
        assert door.states.states[token] is root


def test_states_that_are_in_memory_alone_stay_there():
    namespace: Any = SimpleNamespace(on_disconnect="as it was")
    forget_who_leaves(namespace, StateManagerMemory())
    assert namespace.on_disconnect == "as it was"


def test_the_assembled_store_forgets_who_leaves():
    from tests.assembled.app import assembled

    assembled()
    namespace: Any = rxapp.rxapp.app.event_namespace
    assert namespace.on_disconnect.__module__ == "rxapp.states.departures"
