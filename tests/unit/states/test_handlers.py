"""Every handler: in every mode, with anything for an argument, too often, for somebody without a cookie."""

from itertools import product
from typing import Any

import pytest

from rxapp.shop.changes import SetQuantity
from rxapp.shop.refusal import NoCookies, NotUnderstood, TooManyChanges, TooManyCodes
from rxapp.states import sockets
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.order import OrderState
from rxapp.states.payment import PaymentState
from rxapp.states.shop import SORRY, ShopState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab, use_up_changes, use_up_changes_of
from tests.unit.merchant.handlers import MERCHANT_HANDLERS
from tests.unit.states.handlers import FORM, HANDLERS, Row, ready

CHECKOUTS = "SELECT * FROM checkouts ORDER BY id"
EACH = pytest.mark.parametrize("row", HANDLERS, ids=str)


def said(tab: Tab, row: Row) -> dict[str, str]:
    """What a state says, and where."""
    state: Any = tab.state(row.state)
    at_the_form = {FORM: state.refusal["message"]} if isinstance(state, PaymentState) else {}
    return {where: what for where, what in (dict(getattr(state, "problems", {})) | at_the_form).items() if what}


def test_every_handler_that_a_page_may_call_has_its_row():
    from reflex_base.utils.format import format_event_handler

    import rxapp.rxapp  # noqa: F401 – registers the states
    from rxapp.states.socket_guard import callable_from_a_page

    ours = {name for name in callable_from_a_page() if ".rxapp___" in name}
    rows = [*HANDLERS, *MERCHANT_HANDLERS]
    assert {format_event_handler(row.state.event_handlers[row.name]) for row in rows} == ours
    assert len(rows) == len(ours)


def test_every_argument_is_in_its_row():
    import inspect

    for row in (*HANDLERS, *MERCHANT_HANDLERS):
        _self, *parameters = inspect.signature(row.state.event_handlers[row.name].fn).parameters
        assert set(parameters) == set(row.payload), str(row)


@EACH
@pytest.mark.parametrize("mode", ["local", "test", "live"], indirect=True)
async def test_what_a_mode_allows_and_forbids(mode: str, shop: LocalStore, tab: Tab, row: Row):
    if mode == "live" and row.name == "place":
        await tab.open_cart("yame-sencha")
        await tab.call(CheckoutState, "set_destination", typed=_row("set_destination").payload["typed"])
        return  # an address is said first, where payments are real
    await ready(shop, tab, row)
    before = await shop.query(CHECKOUTS)
    await row.call(tab)
    if mode not in row.modes:
        assert list(said(tab, row)) == [row.beside]
        assert await shop.query(CHECKOUTS) == before
        assert tab.state(CheckoutState).member == tab.state(JoinState).member == ""
        assert tab.state(CheckoutState).flow in ("checkout_session", "")
    else:
        assert said(tab, row) == {}


def _row(name: str) -> Row:
    return next(row for row in HANDLERS if row.name == name)


WRONG: dict[type, list[Any]] = {
    str: [None, 1, 1.5, True, [], {}, ["yame-sencha"], b"x", "x" * 201],
    int: [None, "2", 1.5, True, [], {}, float("nan")],
    bool: [None, "true", 0, 1, [], {}],
    dict: [
        *(None, "x", 1, [], {"name": 1}, {1: "x"}, {"name": "x" * 201}, {"x" * 201: "x"}, {"a": {}}),
        {f"part {number}": "x" for number in range(11)},
    ],
}
ARGUMENTS = [(row, name) for row in HANDLERS for name in row.payload]


@pytest.mark.parametrize(("row", "name"), ARGUMENTS, ids=lambda one: str(one))
async def test_whatever_is_sent_for_an_argument_is_refused_in_words(shop: LocalStore, tab: Tab, row: Row, name: str):
    await ready(shop, tab, row)
    before = await shop.query(CHECKOUTS)
    for wrong in WRONG[type(row.payload[name])]:
        _forget(tab, row)
        await row.call(tab, **{name: wrong})
        message = SetQuantity.typed_wrong.get(name, NotUnderstood.sentence)
        where = _where(row, name)
        if row.name in ("report", "look"):  # nothing that somebody pressed
            assert said(tab, row) == {}
            assert tab.state(CheckoutState).stuck == tab.state(JoinState).stuck == {}
        else:
            assert said(tab, row) == where | dict.fromkeys(where, message), (wrong, said(tab, row))
        assert await shop.query(CHECKOUTS) == before


def _where(row: Row, name: str) -> dict[str, str]:
    """Where it is said that this argument isn't understood."""
    if row.beside == FORM:
        return {FORM: ""}
    if row.state is JoinState and row.name == "load":
        return {"checkout": "", FORM: ""}
    return {row.beside if name == "quantity" else "checkout": ""}


def _forget(tab: Tab, row: Row) -> None:
    state: Any = tab.state(row.state)
    if hasattr(state, "problems"):
        state.problems = {}
    if isinstance(state, PaymentState):
        state.refusal = {"number": 0, "message": ""}


OF_AN_ADDRESS = {"CartState.add", "CheckoutState.set_add_on", "CheckoutState.sync", "JoinState.load", "JoinState.place"}
COUNTED = [(row, "cart") for row in HANDLERS] + [(row, "address") for row in HANDLERS if str(row) in OF_AN_ADDRESS]


@pytest.mark.parametrize(("row", "whose"), COUNTED, ids=str)
async def test_what_makes_us_work_is_counted(shop: LocalStore, tab: Tab, clock: float, row: Row, whose: str):
    await ready(shop, tab, row)
    before = await shop.query(CHECKOUTS)
    await (use_up_changes(tab.shopper) if whose == "cart" else use_up_changes_of(tab.address))
    await row.call(tab)
    if row.counted and row.beside:
        where = {"checkout", FORM} if str(row) == "JoinState.load" else {row.beside}
        assert said(tab, row) == dict.fromkeys(where, TooManyChanges.sentence)
        assert await shop.query(CHECKOUTS) == before
    else:
        assert said(tab, row) == {}
    assert row.counted or not row.beside


CHANGES = [
    row
    for row in HANDLERS
    if issubclass(row.state, PaymentState)
    if row.beside not in ("", FORM, "guide")
    if row.name != "remove"  # of the last one
]


@pytest.mark.parametrize("row", CHANGES, ids=str)
async def test_a_change_before_the_form_is_there_has_it_opened(shop: LocalStore, tab: Tab, row: Row):
    await ready(shop, tab, row)
    state: Any = tab.state(row.state)
    state._form_of = ""
    assert await row.call(tab) is row.state.event_handlers["open_form"]
    await tab.follow(row.state, "open_form")
    if row.name not in ("load", "choose_flow"):
        assert await row.call(tab) is None, "it is open"


async def test_looking_for_an_order_is_counted(shop: LocalStore, tab: Tab, clock: float):
    paid = await shop.paid(tab.shopper)
    await shop.report_all()
    tab.at(f"/complete?session={paid.checkout.session_id}")
    await use_up_changes(tab.shopper)
    await tab.call(OrderState, "look")
    assert not tab.state(OrderState).found


WITHOUT_A_COOKIE = {
    "CartState.load": {"checkout"},
    "CheckoutState.load": {FORM},
    "GuideState.fill_cart": {"guide"},
    "JoinState.load": {"checkout", FORM},
    "MembershipState.load": {"checkout"},
}


@EACH
async def test_somebody_without_a_cookie_is_told_so(shop: LocalStore, tab: Tab, row: Row):
    await ready(shop, tab, row)
    before = await shop.query(CHECKOUTS)
    for cookie in ("", "kettle_cart=sh_1", "kettle_cart=InNoXzEi.forged"):
        _forget(tab, row)
        tab.at("/checkout", cookie=cookie)
        await row.call(tab)
        usual = {row.beside if row.beside == FORM else "checkout"} if row.beside else set[str]()
        where = WITHOUT_A_COOKIE.get(str(row), usual)
        assert said(tab, row) == dict.fromkeys(where, NoCookies.sentence)
    assert await shop.query(CHECKOUTS) == before


GUESSES = [(CheckoutState, "apply_code", "code", "WELCOME10"), (JoinState, "set_referral", "referral", "SECONDCUP")]


@pytest.mark.parametrize(("state", "name", "control", "right"), GUESSES)
async def test_guessing_codes_ends(
    shop: LocalStore, tab: Tab, clock: float, state: Any, name: str, control: str, right: str
):
    await (tab.open_cart("yame-sencha") if state is CheckoutState else tab.open_plan())
    for number in range(10):
        await tab.call(state, name, code=f"GUESS{number}")
        assert "don't know that code" in tab.state(state).problems[control]
    await tab.call(state, name, code=right)
    assert tab.state(state).problems == {control: TooManyCodes.sentence}
    for _ in range(9):
        await _guess_ten_times(other := _neighbour(tab), state, name)
        assert "don't know that code" in other.state(state).problems[control]
    await _guess_ten_times(last := _neighbour(tab), state, name)
    assert last.state(state).problems == {control: TooManyCodes.sentence}, "a hundred from one address are enough"


PASTED = [
    "\u200b{}\u200b",
    "\ufeff{}",
    "“{}”",
    "'{}'",
    "«{}»",
    "{}.",
    " {},\n",
    "„{}“.",
    "\u2060\u00ad{}\u00a0",
    "{}。",
]


@pytest.mark.parametrize(("state", "name", "control", "right"), GUESSES)
async def test_a_code_is_taken_as_it_is_pasted_and_nothing_is_no_guess(
    shop: LocalStore, tab: Tab, clock: float, state: Any, name: str, control: str, right: str
):
    page: Any = await (tab.open_cart("yame-sencha") if state is CheckoutState else tab.open_plan())
    for around in PASTED * 2:  # ten guesses would end it
        await tab.call(state, name, code=around.format(""))
        assert page.problems == {control: "Please type a code first."}
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in right)
    for around, written in product(PASTED, (right, right.lower(), wide)):
        await tab.call(state, name, code=around.format(written))
        assert (page.problems, getattr(page, control)) == ({}, right)
        await tab.call(state, f"remove_{control}")
        assert (page.problems, getattr(page, control)) == ({}, "")


def _neighbour(tab: Tab) -> Tab:
    """Somebody else at the same address."""
    other = Tab()
    other.at("/checkout", address=tab.address)
    return other


async def _guess_ten_times(tab: Tab, state: Any, name: str) -> None:
    await (tab.open_cart("yame-sencha") if state is CheckoutState else tab.open_plan())
    for number in range(10):
        await tab.call(state, name, code=f"GUESS{number}")


async def test_what_went_wrong_on_another_page_is_past(tab: Tab):
    await tab.call(ShopState, "apologise", sentence=SORRY)
    assert tab.state(ShopState).trouble.startswith("Something went wrong on our side.")
    await tab.call(ShopState, "arrive")
    assert tab.state(ShopState).trouble == ""


@pytest.mark.parametrize("came_back", [True, False])
async def test_what_the_shopper_was_told_goes_with_a_new_page_and_stays_when_a_socket_was_lost(
    shop: LocalStore, tab: Tab, came_back: bool
):
    checkout, joining, cart = await tab.open_cart("yame-sencha"), await tab.open_plan(), tab.state(CartState)
    told = {"donation": "Did you mean $5.50?"}
    for page in (checkout, joining, cart):
        page.problems = dict(told)
    checkout.stuck, tab.state(ShopState).trouble = {"shipping": "No answer."}, SORRY
    sockets.note("", came_back)  # the tests' tabs have no other socket
    await tab.call(ShopState, "arrive")
    await tab.call(CartState, "load")
    await tab.call(JoinState, "load", plan="tea_club")
    await tab.call(CheckoutState, "load")
    said = [checkout.problems, joining.problems, cart.problems, checkout.stuck, tab.state(ShopState).trouble]
    assert said == ([told, told, told, {"shipping": "No answer."}, SORRY] if came_back else [{}, {}, {}, {}, ""])
    await tab.call(ShopState, "arrive")  # another page, by the same socket
    await tab.call(CartState, "load")
    assert (cart.problems, tab.state(ShopState).trouble) == ({}, "")
