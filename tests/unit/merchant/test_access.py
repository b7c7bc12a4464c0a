"""Behind the counter: only who has signed in, and not too long ago."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer
from reflex.state import State

from rxapp.checkout import services as running
from rxapp.merchant.access import AccessState
from rxapp.merchant.attention_state import AttentionState
from rxapp.merchant.sale_state import SaleState
from rxapp.merchant.sales_state import SalesState
from rxapp.settings import settings
from rxapp.visitor.cookie import cookie_for_socket
from rxapp.visitor.merchant_cookie import COOKIE, merchant_cookie, merchant_cookie_for_socket
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.merchant.handlers import MERCHANT_HANDLERS
from tests.unit.states.handlers import Row

SOON = datetime.now(UTC) + timedelta(hours=1)
GOOD = merchant_cookie_for_socket(SOON)


def signed(value: object, salt: str, key: str) -> str:
    return f"{COOKIE}={URLSafeSerializer(key, salt=salt).dumps(value)}"


UNTIL, KEY, PLACE = int(SOON.timestamp()), f"{settings.cookie_key}:{settings.merchant_key}", "merchant's socket"
STRANGERS = {
    "nobody": "",
    "a shopper": cookie_for_socket("sh_1"),
    "a browser's own cookie": merchant_cookie().partition(";")[0],
    "the token itself": f"{COOKIE}={settings.merchant_key}",
    "not signed": f"{COOKIE}={UNTIL}",
    "signed with the cart's key": signed(UNTIL, PLACE, settings.cookie_key),
    "signed with another token": signed(UNTIL, PLACE, f"{settings.cookie_key}:another token"),
    "signed for another place": signed(UNTIL, "merchant", KEY),
    "no moment": signed("for ever", PLACE, KEY),
    "always": signed(True, PLACE, KEY),
    "cut off": GOOD[:-1],
    "old": merchant_cookie_for_socket(datetime.now(UTC) - timedelta(seconds=1)),
}


class Opened(Exception):
    """A handler has gone as far as the store's books."""


@pytest.fixture
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the books is found out."""

    class Books:
        def __getattr__(self, name: str) -> Any:
            raise Opened(name)

    monkeypatch.setattr(running, "_current", Books())


def shown(tab: Tab) -> dict[str, Any]:
    """All that the merchant's pages would show."""
    found: dict[str, Any] = {}
    for kind in {row.state for row in MERCHANT_HANDLERS}:
        state = tab.state(kind)
        found |= {f"{kind.__name__}.{name}": getattr(state, name) for name in kind.__fields__ if name in kind.base_vars}
    return {name: value for name, value in found.items() if not name.endswith(".asked")}


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("row", MERCHANT_HANDLERS, ids=str)
async def test_nothing_is_done_or_shown_for_a_stranger(tab: Tab, nobody_looks: None, row: Row, who: str):
    nothing = shown(tab)
    tab.at("/merchant", cookie=STRANGERS[who])
    await tab.follow(row.state, row.name, **row.payload)
    assert shown(tab) == nothing
    assert tab.state(AccessState).asked and not tab.state(AccessState).signed_in


@pytest.mark.parametrize("row", [row for row in MERCHANT_HANDLERS if row.name != "arrive"], ids=str)
async def test_every_handler_is_guarded(counter: Tab, row: Row):
    assert hasattr(row.state.event_handlers[row.name].fn, "__wrapped__")
    assert await counter.follow(row.state, row.name, **row.payload) is None
    assert not counter.state(AccessState).asked, "the merchant isn't asked for a token"


async def test_what_was_shown_goes_with_the_right_to_see_it(
    shop: LocalStore, counter: Tab, monkeypatch: pytest.MonkeyPatch
):
    nothing = shown(counter)
    await shop.paid("anna")
    await shop.report_all()
    await counter.call(AccessState, "arrive")
    await counter.call(SalesState, "load")
    assert counter.state(AccessState).signed_in and len(counter.state(SalesState).sales) == 1
    tomorrow = time.time() + 24 * 60 * 60
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    await counter.follow(SalesState, "look_again")
    assert shown(counter) == nothing


SAID = "said on another visit"
OF_ANOTHER_VISIT: dict[type[State], dict[str, Any]] = {
    SalesState: {"text": SAID, "standing": "paid", "problem": SAID, "earlier": True, "more": True},
    SaleState: {"found": True, "said": SAID, "problem": SAID, "asking": SAID, "busy": True, "left": SAID},
    AttentionState: {"problems": {"note": SAID}, "announcement": SAID, "busy": SAID},
}


@pytest.mark.parametrize(
    ("state", "name"),
    [(state, name) for state, left in OF_ANOTHER_VISIT.items() for name in left],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
async def test_what_another_visit_has_left_is_forgotten(counter: Tab, state: type[State], name: str):
    page = counter.state(state)
    setattr(page, name, OF_ANOTHER_VISIT[state][name])
    await counter.call(state, "load")
    assert getattr(page, name) == getattr(Tab().state(state), name)
