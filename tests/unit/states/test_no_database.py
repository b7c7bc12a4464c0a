"""The database is away: whatever the shopper does is answered with a sentence, where they did it."""

from typing import Any

import pytest
import redis
from reflex_base.utils.exceptions import LockExpiredError

from rxapp.orders.database import Database
from rxapp.shop.refusal import DatabaseBusy
from rxapp.states.exceptions import handler_failed
from rxapp.states.order import OrderState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.states.handlers import FORM, HANDLERS, Row, ready
from tests.unit.states.test_handlers import said


@pytest.mark.parametrize("row", HANDLERS, ids=str)
async def test_it_is_said_where_the_shopper_did_something(
    shop: LocalStore, tab: Tab, row: Row, monkeypatch: pytest.MonkeyPatch
):
    await ready(shop, tab, row)
    monkeypatch.setattr(Database, "run", away)
    try:
        await row.call(tab)
    except DatabaseBusy:
        assert not row.beside or row.name == "load", "the page has a place to say it"
    else:
        told = said(tab, row)
        assert set(told) <= {"checkout", row.beside, FORM}
        assert told or not row.beside
        assert {words for place, words in told.items() if place != FORM} <= {DatabaseBusy.sentence}


async def away(_database: Database, _work: Any) -> Any:
    raise DatabaseBusy


@pytest.mark.parametrize("row", [row for row in HANDLERS if row.name == "load" and not row.payload], ids=str)
async def test_no_page_is_called_empty_that_nobody_could_read(
    shop: LocalStore, tab: Tab, row: Row, monkeypatch: pytest.MonkeyPatch
):
    """A page says that there is nothing once it has `loaded`."""
    await ready(shop, tab, row)
    state, later = row.state, Tab(tab.shopper)
    with monkeypatch.context() as patch:
        patch.setattr(Database, "run", away)
        with pytest.raises(DatabaseBusy):
            await later.follow(state, "load")
    seen: Any = later.state(state)
    assert not seen.loaded and not getattr(seen, "empty", False)
    await later.call(state, "load")
    assert seen.loaded or state is OrderState, "which looks in the background"


# The last one: Redis forgot who has the lock.
AWAY = (DatabaseBusy(), redis.ConnectionError("Error 111"), redis.TimeoutError("late"), LockExpiredError("None"))


@pytest.mark.parametrize("away", AWAY, ids=lambda away: type(away).__name__)
def test_where_there_is_no_such_place_the_page_says_it(caplog: pytest.LogCaptureFixture, away: Exception):
    told: Any = handler_failed(away)
    assert DatabaseBusy.sentence in str(told.args)
    [record] = caplog.records
    assert (record.levelname, record.exc_info) == ("WARNING", None)
