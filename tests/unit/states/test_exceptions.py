"""When our own code fails: the log has all of it, the shopper one sentence."""

import logging

import pytest
from reflex.state import FrontendEventExceptionState

from rxapp.states import sockets
from rxapp.states.exceptions import LONGEST_REPORT, handler_failed, page_failed
from rxapp.states.shop import SORRY, ShopState
from tests.in_process import Tab


@pytest.fixture(autouse=True)
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests may have filled this minute of the log."""
    monkeypatch.setattr("rxapp.states.exceptions.logger.filters", [])


def test_a_failed_handler_is_in_the_log_with_its_cause(caplog: pytest.LogCaptureFixture):
    failure = ZeroDivisionError("a bug")
    said = handler_failed(failure)
    [record] = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "a handler failed")
    assert record.exc_info and record.exc_info[1] is failure
    assert said.handler.fn.__name__ == "apologise"


def test_what_a_page_reports_is_cut(caplog: pytest.LogCaptureFixture):
    page_failed(ValueError("x" * (LONGEST_REPORT + 1)))
    [record] = caplog.records
    assert record.getMessage() == f"a page failed: {'x' * LONGEST_REPORT}"
    assert record.levelno == logging.ERROR


def test_reflex_sends_no_script_along():
    assert FrontendEventExceptionState.auto_reload_on_errors == []


async def test_trouble_is_past_on_the_next_page_and_stands_where_a_socket_alone_was_lost(tab: Tab):
    shop = tab.state(ShopState)
    for came_back in (True, False):
        await tab.call(ShopState, "apologise", sentence=SORRY)
        sockets.note(shop.router.session.session_id, came_back)
        await tab.call(ShopState, "arrive")
        assert (shop.trouble, shop.came_back) == (SORRY if came_back else "", came_back)


async def test_the_sentence_names_no_cause(tab: Tab):
    await tab.call(ShopState, "apologise", sentence=SORRY)
    assert tab.state(ShopState).trouble == (
        "Something went wrong on our side. Your cart is safe; please reload the page and try again."
    )
