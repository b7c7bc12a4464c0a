"""A tab's states, without a socket, on a store in this process."""

import pytest

from rxapp.states import hood
from tests.in_process import client, clock, make_client, mode, shop, tab

__all__ = ["client", "clock", "make_client", "mode", "shop", "tab"]


@pytest.fixture(autouse=True)
def a_drawer_with_nothing_to_show_asks_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hood, "NOTHING_YET_SECONDS", 0)
