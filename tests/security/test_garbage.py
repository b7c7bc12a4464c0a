"""Garbage over a real socket: no traceback, nothing changed, nothing of anybody else's."""

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.security.test_socket import CALLABLE, NOT_CALLABLE, STATE
from tests.security.visitor import CART_STATE, CHECKOUT_STATE, Socket, Visitor
from tests.serving import ROOT, Server, running, store_server

CALLS = int(os.environ.get("GARBAGE_CALLS", "5000"))  # of all handlers together, or with GARBAGE_EACH of each
EACH = "GARBAGE_EACH" in os.environ
BATCH = 250

# They take nothing, so every call of them is an honest one.
HONEST = {name for name in CALLABLE if name.endswith((".fill_cart", ".let_session_expire"))}
NAMES = [
    *sorted((CALLABLE | NOT_CALLABLE) - HONEST),
    f"{CHECKOUT_STATE}.setvar",
    f"{STATE}.setvar",
    f"{CHECKOUT_STATE}._change",
    f"{CHECKOUT_STATE}.reset",
    "nobody.home",
    "__class__",
]
ARGUMENTS = [
    *("slug", "key", "code", "typed", "member", "quantity", "on", "revision", "amount", "status"),
    *("plan", "trial_days", "revision", "trouble"),
    *("vars", "hashes", "info", "component_stack", "value", "var_name", "self", "_checkout_id"),
]
TEXTS = [
    "",
    "abc",
    "x" * 5000,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\x00",
    "\ud800",
    "../../etc/passwd",
    "‮",
    "0",
]
NUMBERS = [0, -1, 1.5, 1e308, 2**63, -(2**63), 10**40]


def value(chance: random.Random, depth: int = 0) -> Any:
    """Any JSON at all; never what would be an honest order."""
    makers: list[Callable[[], Any]] = [
        lambda: None,
        lambda: chance.random() < 0.5,
        lambda: chance.choice(NUMBERS),
        lambda: chance.choice(TEXTS),
        lambda: "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(30))),
    ]
    if depth < 3:
        makers += [
            lambda: [value(chance, depth + 1) for _ in range(chance.randrange(4))],
            lambda: {str(value(chance, 3)): value(chance, depth + 1) for _ in range(chance.randrange(4))},
        ]
    return chance.choice(makers)()


def garbage(name: str, chance: random.Random, arguments: list[str]) -> Any:
    """A call of a handler that is wrong somewhere: in its values, its arguments, its envelope, or altogether."""
    payload: Any = {argument: value(chance) for argument in arguments}
    place: Any = {"pathname": "/checkout", "asPath": "/checkout"}
    kind = chance.randrange(10)
    if kind == 0:
        payload = {argument: value(chance) for argument in chance.sample(ARGUMENTS, chance.randrange(5))}
    elif kind == 1:
        payload = value(chance)
    elif kind == 2:
        place = value(chance)
    elif kind == 3:
        return value(chance)
    elif kind == 4:
        place |= {"headers": {"cookie": "kettle_cart=x"}, "ip": "1.2.3.4", "query": value(chance), "token": "x"}
    return {"name": name, "payload": payload, "router_data": place, "token": value(chance)}


@pytest.fixture
def unlimited(production_build: None, tmp_path: Path) -> Iterator[Server]:
    """A store that counts nothing, so that every call is looked at for what it is."""
    limits: dict[str, str] = {"CHANGES_PER_CART": "9999999/second", "CHANGES_PER_ADDRESS": "9999999/second"}
    limits |= {"WRONG_CODES_PER_CART": "9999999/second", "WRONG_CODES_PER_ADDRESS": "9999999/second"}
    with running(store_server(tmp_path / "data", root=ROOT, **limits)) as server:
        yield server


def kept(data: Path) -> list[tuple[Any, ...]]:
    """Everything in the store's database, but for whose turn it is to reconcile, which time alone changes."""
    with sqlite3.connect(f"file:{data / 'store.db'}?mode=ro", uri=True) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'leases'")
        ]
        return [(table, *row) for table in tables for row in database.execute(f"SELECT * FROM {table}")]


def arguments_of() -> dict[str, list[str]]:
    import rxapp.rxapp  # noqa: F401 – registers the states
    from rxapp.states.socket_guard import callable_from_a_page

    return {name: list(model.model_fields) for name, model in callable_from_a_page().items()}


def send(socket: Socket, calls: list[Any]) -> None:
    for start in range(0, len(calls), BATCH):
        for call in calls[start : start + BATCH]:
            socket.send(call)
        socket.settle()


def test_garbage_to_every_handler_changes_nothing_and_tells_nothing(unlimited: Server):
    chance, known = random.Random(5), arguments_of()
    names = [name for name in NAMES for _ in range(CALLS)] if EACH else [chance.choice(NAMES) for _ in range(CALLS)]
    with Visitor(unlimited.url) as anna, Visitor(unlimited.url) as stranger:
        anna.post("/api/checkout/add-product", slug="gooseneck-kettle")
        opened = anna.post("/api/checkout/open")
        stranger.post("/api/checkout/add-product", slug="yame-sencha")
        stranger.post("/api/checkout/open")
        before = kept(unlimited.log.parent)
        with stranger.socket() as socket:
            socket.call(f"{CHECKOUT_STATE}.load")
            socket.settle()
            send(socket, [garbage(name, chance, known.get(name, [])) for name in names])
            said = "".join(socket.heard)
        assert kept(unlimited.log.parent) == before
        annas = [anna.cookie, opened["client_secret"], opened["id"], "gooseneck"]
        assert "yame-sencha" in said, "where it is told, it is heard"
        assert [secret for secret in annas if secret in said] == []
        assert "Something went wrong" not in said, "a handler failed"
        assert "Traceback" not in unlimited.log.read_text()
        assert anna.http.get("/api/checkout").status_code == 200


def test_what_is_no_socket_io_at_all_harms_nobody(store: Server, visitor: Visitor, anna: Visitor):
    written = store.listen()
    for raw in ("", "9", "42", "42/_event", "42/_event,{", "42/_event,[]", '42/_event,["event"]', "451-", "4" * 5000):
        with visitor.socket() as socket:
            socket.send_raw(raw)
    with visitor.socket() as socket:
        socket.send_raw("42/_event," + "[" * 100_000)
    with anna.socket() as socket:
        socket.call(f"{CART_STATE}.load")
        socket.settle()
    assert "Traceback" not in written()
