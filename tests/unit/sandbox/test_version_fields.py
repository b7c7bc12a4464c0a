"""The fields of every object in every version, against the types of the Python SDK of that time.

`lifetimes.json` says from which release, and until which, fields were there that weren't always; it is read from the
types of stripe 8.11.0 to 16.1.0.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rxapp.sandbox.versions.releases import NEWEST, RELEASES
from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import Trade

LIFETIMES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "lifetimes.json").read_text())


def lives(spans: list[list[str]], release: str) -> bool:
    return any(since <= release and (not until or release < until) for since, until in spans)


def leaves(node: Any, kind: str = "", path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Kind of object, path within it and value of all that an answer holds."""
    if isinstance(node, list):
        for element in node:
            yield from leaves(element, kind, path)
    elif isinstance(node, dict):
        if isinstance(node.get("object"), str):
            kind, path = node["object"], ""
        for name, value in node.items():
            here = f"{path}.{name}" if path else name
            yield kind, here, value
            if name != "metadata" and (kind, here) != ("event", "data"):
                yield from leaves(value, kind, here)


def shown(answers: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(kind, path) for kind, path, _ in leaves(answers)}


@pytest.mark.parametrize("release", RELEASES)
async def test_an_answer_has_the_fields_of_its_time_and_no_other(caller: Caller, release: str) -> None:
    trade = Trade(caller, release)
    session = (await trade.made())["id"]
    answers, newest = await trade.seen(session, release), await trade.seen(session, NEWEST)
    then, now = shown(answers), shown(newest)
    for kind, rows in LIFETIMES.items():
        assert kind in {kind for kind, _ in now}, f"no {kind} was made"
        for path, row in rows.items():
            if not lives(row["spans"], release):
                assert (kind, path) not in then, f"{release} did not know {kind}.{path}"
            elif (kind, path) in now or (not lives(row["spans"], NEWEST) and _has_place(kind, path, then)):
                assert (kind, path) in then, f"{release} had {kind}.{path}"
    ours = {(kind, path) for kind, rows in LIFETIMES.items() for path in rows}
    assert _beside(then, ours) == _beside(now, ours)
    for kind, path, value in leaves(answers):
        row = LIFETIMES.get(kind, {}).get(path)
        assert row is None or row["nullable"] or value is not None, f"{kind}.{path} in {release}"


def _has_place(kind: str, path: str, shown: set[tuple[str, str]]) -> bool:
    parent = path.rpartition(".")[0]
    return not parent or any(other == kind and here.startswith(f"{parent}.") for other, here in shown)


def _beside(shown: set[tuple[str, str]], ours: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """What was there at all times."""
    paths = {(kind, path): path.split(".") for kind, path in shown}
    return {
        (kind, path)
        for (kind, path), names in paths.items()
        if not any((kind, ".".join(names[:length])) in ours for length in range(1, len(names) + 1))
    }


async def test_events_show_objects_as_the_accounts_version_does(caller: Caller) -> None:
    trade = Trade(caller, "2025-02-24.acacia")
    await trade.made()
    events = await caller.listed("/v1/events")
    assert {event["api_version"] for event in events} == {"2025-02-24.acacia"}
    for event in events:
        for kind, path, _ in leaves(event["data"]["object"]):
            row = LIFETIMES.get(kind, {}).get(path)
            assert row is None or lives(row["spans"], "2025-02-24.acacia"), f"{event['type']}: {kind}.{path}"
