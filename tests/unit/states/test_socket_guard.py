"""Between the sockets and the states: only what a page of ours can send gets through."""

from typing import Any

import pytest
from reflex_base.registry import RegistrationContext

import rxapp.rxapp
from rxapp import metrics
from rxapp.states import sockets
from rxapp.states.socket_guard import LONGEST_CALL, LONGEST_REPORT, admitted, guard
from tests.unit.merchant.handlers import MERCHANT_HANDLERS
from tests.unit.states.handlers import HANDLERS, Row

ALL_HANDLERS = [*HANDLERS, *MERCHANT_HANDLERS]

STATE = "reflex___state____state"
REPORT = f"{STATE}.reflex___state____frontend_event_exception_state.handle_frontend_exception"
HYDRATE = f"{STATE}.hydrate_and_load"
VARS = f"{STATE}.reflex___state____update_vars_internal_state.update_vars_internal"
ON_LOAD = f"{STATE}.reflex___state____on_load_internal_state.on_load_internal"
PLACE = {"pathname": "/checkout", "asPath": "/checkout?unpaid=1", "query": {"unpaid": "1", "more": ["1", "2"]}}
OF_REFLEX: list[tuple[str, dict[str, Any]]] = [
    (HYDRATE, {}),
    (HYDRATE, {"vars": None, "hashes": None}),
    (HYDRATE, {"vars": {}, "hashes": ["x"] * 100}),
    (VARS, {"vars": {}}),
    (ON_LOAD, {}),
    (REPORT, {"info": "x" * LONGEST_REPORT, "component_stack": ""}),
]


def name_of(row: Row) -> str:
    from reflex_base.utils.format import format_event_handler

    return format_event_handler(row.state.event_handlers[row.name])


def call(name: Any, payload: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "payload": payload, "router_data": PLACE, **more}


ADD_ON = next(row for row in HANDLERS if row.name == "set_add_on")
GOOD = call(name_of(ADD_ON), ADD_ON.payload)


@pytest.mark.parametrize("row", ALL_HANDLERS, ids=str)
def test_what_a_page_sends_gets_through_as_it_is(row: Row):
    let_in = admitted(call(name_of(row), row.payload))
    assert let_in
    assert let_in.model_dump() == call(name_of(row), row.payload)


@pytest.mark.parametrize(("name", "payload"), OF_REFLEX)
def test_what_reflex_itself_sends_gets_through(name: str, payload: dict[str, Any]):
    assert admitted(call(name, payload))


@pytest.mark.parametrize("row", ALL_HANDLERS, ids=str)
def test_an_argument_too_many_or_too_few_does_not(row: Row):
    name, payload = name_of(row), row.payload
    assert admitted(call(name, payload | {"surprise": 1})) is None
    assert admitted(call(name, payload | {"self": 1})) is None
    for missing in payload:
        assert admitted(call(name, {one: value for one, value in payload.items() if one != missing})) is None


@pytest.mark.parametrize("row", ALL_HANDLERS, ids=str)
def test_values_are_looked_at_by_the_handlers_themselves(row: Row):
    for value in (None, 1, "x", [], {}, True):
        assert admitted(call(name_of(row), dict.fromkeys(row.payload, value)))


def test_of_all_names_that_reflex_knows_only_these_get_through():
    known = set(RegistrationContext.get().event_handlers)
    ours = {name_of(row) for row in ALL_HANDLERS} | {HYDRATE, VARS, ON_LOAD, REPORT}
    payloads = {name_of(row): row.payload for row in ALL_HANDLERS} | dict(OF_REFLEX)
    let_in = {name for name in known if admitted(call(name, payloads.get(name, {})))}
    assert let_in == ours
    assert len(known) > len(ours) + 10
    for name in known - ours:
        for payload in ({"var_name": "_checkout_id", "value": "x"}, {"value": True}, {"name": "x"}):
            assert admitted(call(name, payload)) is None, name


@pytest.mark.parametrize(
    "name",
    [
        *("nobody.home", "", "__class__", f"{STATE}.setvar", None, 1, ["x"], "x" * 201),
        *(f"{name_of(ADD_ON)} ", name_of(ADD_ON).upper(), f"{name_of(ADD_ON)}.fn", "set_add_on"),
        *(
            name_of(ADD_ON).replace("set_add_on", other)
            for other in ("_change", "reset", "setvar", "_show", "__init__")
        ),
        name_of(next(row for row in HANDLERS if row.name == "arrive")).replace("arrive", "apologise"),
    ],
)
def test_no_other_name_gets_through(name: Any):
    assert admitted(call(name, {})) is None
    assert admitted(call(name, ADD_ON.payload)) is None


@pytest.mark.parametrize("data", [None, 1, "x", [], [GOOD], {}, {"name": name_of(ADD_ON)}, GOOD | {"payload": [1]}])
def test_what_is_no_call_does_not(data: Any):
    assert admitted(data) is None


def test_everything_that_a_page_does_not_say_is_left_outside():
    forged = {"token": "somebody-elses", "headers": {"cookie": "kettle_cart=x"}, "ip": "1.2.3.4", "sid": "x"}
    let_in = admitted(GOOD | forged | {"router_data": PLACE | forged})
    assert let_in
    assert let_in.model_dump() == GOOD
    assert admitted({"name": ON_LOAD}), "the place may be left out"
    bare = admitted({"name": ON_LOAD})
    assert bare and bare.model_dump() == {
        "name": ON_LOAD,
        "payload": {},
        "router_data": {"pathname": "/", "asPath": "/", "query": {}},
    }


@pytest.mark.parametrize(
    ("place", "through"),
    [
        ({"pathname": "x" * 500}, True),
        ({"pathname": "x" * 501}, False),
        ({"asPath": "x" * 4000}, True),
        ({"asPath": "x" * 4001}, False),
        ({"query": {str(number): "x" for number in range(50)}}, True),
        ({"query": {str(number): "x" for number in range(51)}}, False),
        ({"query": {"a": 1}}, False),
        ({"query": {"a": [1]}}, False),
        ({"query": []}, False),
        ({"pathname": 1}, False),
        ({"asPath": None}, False),
        ("x", False),
        (None, False),
    ],
)
def test_where_a_page_is_is_short_and_in_words(place: Any, through: bool):
    assert (admitted(GOOD | {"router_data": place}) is not None) == through


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (VARS, {}),
        (VARS, {"vars": {"x": 1}}),
        (VARS, {"vars": None}),
        (HYDRATE, {"vars": {"x": 1}}),
        (HYDRATE, {"hashes": ["x"] * 101}),
        (HYDRATE, {"hashes": [1]}),
        (HYDRATE, {"token": "x"}),
        (ON_LOAD, {"x": 1}),
        (REPORT, {"info": "x"}),
        (REPORT, {"info": "x" * (LONGEST_REPORT + 1), "component_stack": ""}),
        (REPORT, {"info": "", "component_stack": "x" * (LONGEST_REPORT + 1)}),
        (REPORT, {"info": 1, "component_stack": ""}),
    ],
)
def test_what_reflex_would_never_send_does_not(name: str, payload: dict[str, Any]):
    assert admitted(call(name, payload)) is None


def size_of(data: dict[str, Any]) -> int:
    import json

    return len(json.dumps(data, ensure_ascii=False).encode())


@pytest.mark.parametrize("letter", ["x", "é", "茶"])
def test_a_call_is_so_long_at_most(letter: str):
    room = LONGEST_CALL - size_of(call(name_of(ADD_ON), {"key": "", "on": True}))
    most = room // len(letter.encode())
    assert admitted(call(name_of(ADD_ON), {"key": letter * most, "on": True}))
    assert admitted(call(name_of(ADD_ON), {"key": letter * (most + 1), "on": True})) is None


def test_half_a_character_does_not():
    assert admitted(call(name_of(ADD_ON), {"key": "\ud800", "on": True})) is None


class Namespace:
    """The socket's own namespace, as far as the guard knows it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        if environ.get("HTTP_ORIGIN") == "https://elsewhere.example":
            raise ConnectionRefusedError
        self.heard.append((sid, "begins"))

    def on_disconnect(self, sid: str) -> str:
        self.heard.append((sid, "ends"))
        return "what Reflex does about it"

    async def on_event(self, sid: str, data: Any) -> None:
        self.heard.append((sid, data))


async def test_sockets_are_counted_while_they_are_open_and_what_was_known_of_them_goes_with_them():
    namespace: Any = Namespace()
    guard(namespace)
    before = open_sockets()
    for sid in ("one", "two"):
        await namespace.on_connect(sid, {})
    with pytest.raises(ConnectionRefusedError):
        await namespace.on_connect("three", {"HTTP_ORIGIN": "https://elsewhere.example"})
    assert open_sockets() - before == 2
    await namespace.on_event("one", call(HYDRATE, {}))
    assert namespace.on_disconnect("one") == "what Reflex does about it"
    assert open_sockets() - before == 1
    assert not sockets.is_of_a_page_that_was_there("one")
    namespace.on_disconnect("two")
    assert open_sockets() == before
    assert [what for _, what in namespace.heard if isinstance(what, str)] == ["begins", "begins", "ends", "ends"]


def open_sockets() -> float:
    [gauge] = metrics.SOCKETS.collect()
    return gauge.samples[0].value


async def test_the_guard_stands_in_front_of_the_states(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rxapp.states.socket_guard.logger.filters", [])  # other tests have filled this minute
    namespace: Any = Namespace()
    guard(namespace)
    await namespace.on_event("sid", GOOD | {"token": "x"})
    assert namespace.heard == [("sid", GOOD)]
    assert caplog.records == []
    await namespace.on_event("sid", call("nobody.home", {}))
    await namespace.on_event("sid")
    await namespace.on_event("sid", call(name_of(ADD_ON), {"key": "x" * LONGEST_CALL, "on": True}))
    assert namespace.heard == [("sid", GOOD)], "and no answer, either"
    assert {record.getMessage() for record in caplog.records} == {"a call that no page of ours makes was not let in"}


@pytest.mark.parametrize(
    ("payload", "was_there"), [({}, True), ({"hashes": None}, True), ({"hashes": []}, True), ({"hashes": ["x"]}, False)]
)
async def test_a_socket_in_the_place_of_a_lost_one_is_known_once(payload: dict[str, Any], was_there: bool):
    namespace: Any = Namespace()
    guard(namespace)
    await namespace.on_event("sid", call(HYDRATE, payload))
    assert sockets.is_of_a_page_that_was_there("sid") == was_there
    assert not sockets.is_of_a_page_that_was_there("sid")


async def test_the_assembled_store_has_it():
    from tests.assembled.app import assembled

    assembled()
    namespace: Any = rxapp.rxapp.app.event_namespace
    assert await namespace.on_event("nobody", call("nobody.home", {})) is None, "Reflex would look for that socket"
