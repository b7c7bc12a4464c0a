"""What the drawer says of a step: a sentence for each, the way over HTTP where there is one, and whether it failed."""

import re
from datetime import date
from typing import Any

import pytest

from rxapp.api.endpoints.changes import endpoint_of
from rxapp.api.endpoints.table import ENDPOINTS
from rxapp.recording import Step
from rxapp.settings import settings
from rxapp.shop.change import Change
from rxapp.shop.changes import OFFERED
from rxapp.states import step_words
from rxapp.states.step_words import view
from tests.serving import ROOT

OF_NO_ENDPOINT = {
    "change", "change_ahead",  # their handler says the way of the change itself
    "open_ahead", "order_for", "settle_session",  # which the store asks itself
}  # fmt: skip
USE_CASE = re.compile(r'^@recorded\("use_case"\)\nasync def (\w+)', re.MULTILINE)
CALL: dict[str, Any] = {"method": "GET", "path": "/v1/x", "sent": [], "tries": 1, "idempotency_key": ""}


def test_every_use_case_has_a_sentence_and_its_way_over_http():
    recorded = {
        name for file in (ROOT / "rxapp" / "checkout").glob("*.py") for name in USE_CASE.findall(file.read_text())
    }
    assert len(recorded) > 5
    assert set(step_words.USE_CASES) == recorded
    assert recorded - set(step_words.ENDPOINTS) == OF_NO_ENDPOINT
    assert {f"/api/checkout/{name}" for name in step_words.ENDPOINTS.values()} <= {one.path for one in ENDPOINTS}


@pytest.mark.parametrize("kind", OFFERED, ids=lambda kind: kind.__name__)
def test_every_change_has_its_way_over_http(kind: type[Change]):
    made = Step(1, "handler", kind.__name__, "a.py", 0.0, 5.0, "done", about={"sent": {}}, session_id="cs_1")
    curl = view(made)["curl"]
    assert curl.startswith(f"curl {settings.origin}{endpoint_of(kind).path} ")
    assert '"checkout_session_id": "cs_1"' in curl


@pytest.mark.parametrize("name", step_words.USE_CASES)
def test_a_use_case_says_what_it_is(name: str):
    shown = view(Step(7, "use_case", name, "a.py", 2.0, 5.0, "done", about={"sent": {}}))
    assert (shown["kind"], shown["sentence"]) == ("use case", step_words.USE_CASES[name])
    assert (shown["id"], shown["began"], shown["ended"], shown["outcome"]) == (7, 2.0, 5.0, "done")
    assert shown["title"] == name.removeprefix("_").replace("_", " ")


@pytest.mark.parametrize("name", step_words.ENDPOINTS)
def test_a_use_case_is_asked_of_the_session_that_there_was_unless_it_ends_it(name: str):
    made = Step(1, "use_case", name, "a.py", 0.0, 5.0, "done", about={"sent": {}}, session_id="cs_1")
    assert ("cs_1" in view(made)["curl"]) == (name != "choose_flow")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("tries", [1, 2])
def test_a_call_says_whether_stripe_is_asked_or_told_and_whether_once_more(method: str, tries: int):
    about = CALL | {"method": method, "tries": tries}
    said = view(Step(1, "stripe", "/v1/x", "a.py", 0.0, 5.0, "200", about=about))["sentence"]
    assert said.startswith("Stripe is asked" if method == "GET" else "Stripe is told")
    assert ("with the same key" in said) == (tries == 2)


@pytest.mark.parametrize(
    ("was", "is_now", "said"), [(1, 2, "quote and session agree."), (1, 3, "one write carried 2 changes.")]
)
def test_a_write_says_how_much_it_has_carried(was: int, is_now: int, said: str):
    about = {"synced_revision": [was, is_now], "revision": [is_now, is_now]}
    shown = view(Step(1, "transaction", "finish_write", "a.py", 0.0, 5.0, "done", about=about))
    assert shown["title"] == f"synced {was} → {is_now}"
    assert shown["sentence"].endswith(f"revision {is_now}: {said}")


@pytest.mark.parametrize(
    ("flag", "said"), [("", "Paid: $23.00."), ("amount", "Paid: $23.00. A person has to look at it: amount.")]
)
def test_an_order_is_said_with_what_was_paid_and_what_is_odd_about_it(flag: str, said: str):
    about = {"number": "KK-1", "paid": 2300, "currency": "usd", "flag": flag, "revision": [2, 2]}
    shown = view(Step(1, "transaction", "settle", "a.py", 0.0, 5.0, "done", about=about))
    assert (shown["title"], shown["sentence"]) == ("order KK-1", f"{step_words.TRANSACTIONS['settle']} {said}")


def step(kind: Any, ended: float | None, outcome: str) -> Step:
    about = dict(CALL) if kind == "stripe" else {"sent": {}}
    return Step(1, kind, "sync", "a.py", 0.0, ended, outcome, about=about)


@pytest.mark.parametrize(
    ("kind", "ended", "outcome", "failed"),
    [
        ("use_case", None, "", False),
        ("use_case", 5.0, "done", False),
        ("use_case", 5.0, "refused", True),
        ("stripe", None, "", False),
        ("stripe", 5.0, "200", False),
        ("stripe", 5.0, "402", True),
        ("stripe", 5.0, "answer lost", True),
    ],
)
def test_a_step_has_failed_when_it_has_ended_otherwise_than_well(
    kind: str, ended: float | None, outcome: str, failed: bool
):
    shown = view(step(kind, ended, outcome))
    assert (shown["failed"], shown["ended"], shown["outcome"]) == (failed, ended or 0, outcome)
    assert shown["sentence"] and shown["title"]


def test_what_a_handler_was_sent_is_shown_as_it_is_written():
    sent = {"key": "お茶", "on": True, "until": date(2026, 1, 2)}
    made = Step(1, "handler", "Whatever", "a.py", 0.0, 5.0, "done", about={"sent": sent})
    assert view(made)["details"] == '{\n  "key": "お茶",\n  "on": true,\n  "until": "2026-01-02"\n}'


@pytest.mark.parametrize("runs", [True, False])
def test_a_call_is_named_by_its_address_alone_and_shows_an_answer_once_it_has_ended(runs: bool):
    call = CALL | {"path": "/v1/checkout/sessions/cs_test_a1B2c3D4"}
    made = Step(1, "stripe", "GET /v1/checkout", "a.py", 0.0, None if runs else 5.0, about=call)
    shown = view(made)
    assert shown["title"] == "GET checkout/sessions/…c3D4"
    assert ("No answer." in shown["details"]) is not runs
