"""What the drawer under the hood says of each step."""

import re
from typing import Any

import pytest

from rxapp.api.endpoints.table import ENDPOINTS as OVER_HTTP
from rxapp.orders.records import WRITES
from rxapp.recording import Step
from rxapp.states.step_words import ENDPOINTS, STRIPE_FILES, TRANSACTIONS, USE_CASES, StepView, view
from tests.serving import ROOT

# These have words of their own, or are said by the page's handler that asked for them.
SAID_OTHERWISE = {"change", "change_and_begin_write", "finish_write"}
NOT_OVER_HTTP = {"change", "change_ahead", "open_ahead", "order_for", "settle_session"}


def shown(kind: Any, name: str, **about: Any) -> StepView:
    plain = {"began": 1.0, "ended": 2.0, "outcome": "done", "file": "rxapp/somewhere.py"}
    given = {field: about.pop(field) for field in ("outcome", "said", "session_id", "ended") if field in about}
    return view(Step(7, kind, name, about={"sent": {}} | about, **plain | given))


def test_whatever_is_noted_has_its_words():
    sources = "".join(file.read_text() for file in (ROOT / "rxapp" / "checkout").glob("*.py"))
    assert set(USE_CASES) == set(re.findall(r'@recorded\("use_case"\)\nasync def (\w+)', sources))
    assert set(TRANSACTIONS) == set(WRITES) - SAID_OTHERWISE
    assert set(ENDPOINTS) == set(USE_CASES) - NOT_OVER_HTTP
    assert {f"/api/checkout/{name}" for name in ENDPOINTS.values()} <= {one.path for one in OVER_HTTP}
    assert all((ROOT / file).exists() for file in STRIPE_FILES.values())


def call(method: str = "POST", path: str = "/v1/checkout/sessions/cs_test_a1b2c3d4", **more: Any) -> StepView:
    about = {"method": method, "path": path, "sent": [], "tries": 1, "idempotency_key": "", "curl": "curl it"}
    return shown("stripe", f"{method} {path}", **{"outcome": "200"} | about | more)


CALLS: list[tuple[dict[str, Any], str]] = [
    ({"method": "GET"}, "Stripe is asked how it has it."),
    ({}, "Stripe is told to do this."),
    ({"sent": [("metadata[revision]", "3")]}, "Stripe is told all of the cart at revision 3."),
    ({"tries": 2}, "Stripe is told to do this. Try 2 with the same key, so that nothing is done twice."),
    ({"replayed": True}, "Stripe is told to do this. It had done it already, and repeats its answer."),
]


@pytest.mark.parametrize(("asked", "sentence"), CALLS)
def test_of_a_call_it_is_said_what_it_is_for(asked: dict[str, Any], sentence: str):
    assert call(**asked)["sentence"] == sentence


@pytest.mark.parametrize(
    ("path", "title", "file"),
    [
        ("/v1/checkout/sessions/cs_test_a1b2c3d4", "POST checkout/sessions/…c3d4", "rxapp/payments/sessions.py"),
        ("/v1/payment_intents/pi_9z8y7x6w/cancel", "POST payment_intents/…7x6w/cancel", "rxapp/payments/intents.py"),
        ("/v1/tax_rates", "POST tax_rates", "rxapp/somewhere.py"),
    ],
)
def test_an_address_is_short_and_its_file_the_one_that_calls_it(path: str, title: str, file: str):
    one = call(path=path)
    assert (one["title"], one["file"], one["curl"]) == (title, file, "curl it")


def test_of_a_call_everything_is_there_to_read():
    sent, answer = [("amount", "5"), ("name", "Tea")], {"id": "pi_1"}
    one = call(path="/v1/x", sent=sent, idempotency_key="co_1:1", answer_shown=answer)
    assert one["details"] == 'POST /v1/x\nIdempotency-Key: co_1:1\n\namount = 5\nname = Tea\n\n{\n  "id": "pi_1"\n}'
    assert call("GET", "/v1/x")["details"] == "GET /v1/x\n\nNo answer."
    assert call("GET", "/v1/x", ended=None)["details"] == "GET /v1/x"


@pytest.mark.parametrize(
    ("kind", "outcome", "ended", "failed"),
    [
        *(("stripe", "200", 2.0, False), ("stripe", "402", 2.0, True), ("stripe", "", None, False)),
        *(("use_case", "done", 2.0, False), ("use_case", "", None, False), ("use_case", "refused", 2.0, True)),
    ],
)
def test_what_failed_is_marked(kind: str, outcome: str, ended: float | None, failed: bool):
    one = call(outcome=outcome, ended=ended) if kind == "stripe" else shown(kind, "sync", outcome=outcome, ended=ended)
    assert (one["failed"], one["outcome"], one["ended"]) == (failed, outcome, ended or 0)


MOVED = {"revision": [1, 2], "synced_revision": [1, 1], "amount": 2800, "currency": "usd"}
PAID = {"number": "KK-1", "total": 1, "paid": 2300, "currency": "usd", "flag": None}
TRANSACTED: list[tuple[str, dict[str, Any], str, str]] = [
    ("change", MOVED, "revision 1 → 2", "One transaction: rules checked, cart and quote kept. Total $28.00."),
    (
        *("finish_write", {"revision": [4, 4], "synced_revision": [1, 4]}, "synced 1 → 4"),
        "Stripe has confirmed revision 4: one write carried 3 changes.",
    ),
    (
        *("finish_write", {"revision": [2, 2], "synced_revision": [1, 2]}, "synced 1 → 2"),
        "Stripe has confirmed revision 2: quote and session agree.",
    ),
    ("settle", PAID, "order KK-1", f"{TRANSACTIONS['settle']} Paid: $23.00."),
    (
        *("settle", PAID | {"flag": "sold out"}, "order KK-1"),
        f"{TRANSACTIONS['settle']} Paid: $23.00. A person has to look at it: sold out.",
    ),
    ("settle", {}, "settle", TRANSACTIONS["settle"]),
    ("begin_write", {"revision": [2, 2]}, "begin write", TRANSACTIONS["begin_write"]),
    ("change", {"revision": [2, 2]}, "change", "One transaction in which nothing had to change."),
]


@pytest.mark.parametrize(("name", "about", "title", "sentence"), TRANSACTED)
def test_of_a_transaction_it_is_said_what_came_of_it(name: str, about: dict[str, Any], title: str, sentence: str):
    one = shown("transaction", name, **about)
    assert (one["title"], one["sentence"], one["details"]) == (title, sentence, "")


def test_the_rest_is_said_in_words_too():
    handler = shown("handler", "SetAddOn", sent={"key": "gift_wrap"}, outcome="refused", said="It is sold out.")
    assert (handler["title"], handler["details"]) == ("set add on", '{\n  "key": "gift_wrap"\n}')
    assert handler["sentence"].endswith(" what came of it. Refused: “It is sold out.”")
    assert shown("webhook", "report")["title"] == "webhook"
    write = shown("use_case", "_write")
    assert (write["title"], write["sentence"], write["kind"]) == ("write", USE_CASES["_write"], "use case")
    assert (write["id"], write["began"], write["ended"]) == (7, 1.0, 2.0)


COOKIE = '-b "kettle_cart=$CART_COOKIE"'
REPEATED: list[tuple[str, str, dict[str, Any], str]] = [
    ("transaction", "place", {}, f"curl 'http://localhost:3000/api/checkout' {COOKIE}"),
    (
        *("use_case", "order_for", {"session_id": "cs_1"}),
        f"curl 'http://localhost:3000/api/checkout?checkout_session_id=cs_1' {COOKIE}",
    ),
    (
        *("use_case", "adopt", {"session_id": "cs_1"}),
        f"curl http://localhost:3000/api/checkout/adopt-quantities {COOKIE} \\\n"
        "  -H 'Content-Type: application/json' \\\n  -d '{\"checkout_session_id\": \"cs_1\"}'",
    ),
    (
        *("use_case", "choose_flow", {"session_id": "cs_1", "sent": {"flow": "payment_intent"}}),
        f"curl http://localhost:3000/api/checkout/choose-flow {COOKIE} \\\n"
        "  -H 'Content-Type: application/json' \\\n  -d '{\"flow\": \"payment_intent\"}'",
    ),
    *(
        (
            *("handler", name, {}),
            f"curl http://localhost:3000/api/{address} {COOKIE} \\\n"
            "  -H 'Content-Type: application/json' \\\n  -d '{}'",
        )
        for name, address in {
            "SetAddOn": "checkout/set-add-on",
            "ChooseTerm": "plans/choose-term",
            "SetReferral": "plans/set-referral",
            "RemoveReferral": "plans/remove-referral",
        }.items()
    ),
]


@pytest.mark.parametrize(("kind", "name", "about", "curl"), REPEATED)
def test_each_can_be_done_again_from_a_terminal(kind: str, name: str, about: dict[str, Any], curl: str):
    assert shown(kind, name, **about)["curl"] == curl
