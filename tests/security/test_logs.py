"""What the log holds, and what it never does."""

import importlib
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path

import pytest

from rxapp import logs
from rxapp.settings import Settings
from tests.security.visitor import CHECKOUT_STATE, Visitor
from tests.serving import ROOT, running, store_server

SECRETS = [
    "sk_test_abc123",
    "rk_live_abc123",
    "whsec_5f2e",
    "cs_test_a1b2c3_secret_d4e5",
    "pi_3Q_secret_x9",
    "kettle_cart=InNoX2FiYyI.signature-of-it",
    "seti_1Q_secret_x9",
    "cuss_1Q_secret_x9",
    "src_1Q_secret_x9",
    "kettle_merchant=MTc2NDIw.signature-of-it",
    "Authorization: Bearer very-secret",
    "Authorization: Basic dmVyeTpzZWNyZXQ",
    "postgresql://store:hunter2@db/store",
    "9b2f6c1e-2f4e-4f2a-9a57-0d9a4b1c2d3e",
    "4242 4242 4242 4242",
    "4000002760003184",
]


Log = Callable[[], str]


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Log]:
    """What has been written since, by a process that has set its logging up as the store does."""
    root = logging.getLogger()
    factory, level, handlers = logging.getLogRecordFactory(), root.level, list(root.handlers)
    talking = {name: logging.getLogger(name) for name in (*logs.QUIET, *logs.IN_ONE_LINE, *logs.EASILY_MADE_TO_TALK)}
    before = {name: (one.level, list(one.filters), list(one.handlers)) for name, one in talking.items()}
    for one in talking.values():
        one.handlers.clear()  # which a library may have given it
    yield lambda: capsys.readouterr().err
    for name, (its_level, filters, its_handlers) in before.items():
        talking[name].setLevel(its_level)
        talking[name].filters[:], talking[name].handlers[:] = filters, its_handlers
    logging.setLogRecordFactory(factory)
    root.setLevel(level)
    root.handlers[:] = handlers


def configured(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    logs.configure(Settings())  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_nothing_secret_is_written(monkeypatch: pytest.MonkeyPatch, log: Log, secret: str, log_format: str):
    configured(monkeypatch, LOG_FORMAT=log_format)
    logger = logging.getLogger("some.library")
    logger.warning(f"said {secret} at once")
    logger.warning("said %s as an argument", {"header": secret})
    try:
        raise RuntimeError(f"raised with {secret}")
    except RuntimeError:
        logger.exception("failed with %s", secret)
    core = secret.split("=")[-1].split("Bearer ")[-1].split("Basic ")[-1]
    core = "hunter2" if "hunter2" in secret else core
    written = log()
    assert written.count(logs.HIDDEN) == 4
    assert core not in written


def test_the_stores_own_secrets_are_hidden_whatever_they_look_like(monkeypatch: pytest.MonkeyPatch, log: Log):
    configured(monkeypatch, CART_SECRET="plain words", DATABASE_URL="postgresql://store:pass-word@db/store")
    logging.getLogger("some.library").warning("plain words, and pass-word")
    assert "WARNING some.library: [hidden], and [hidden]" in log()


def test_of_secrets_that_begin_alike_nothing_is_left():
    hide = logs.Redaction(frozenset({"a token", "a token of the merchant", "token"}))
    assert hide("said a token of the merchant, a token") == f"said {logs.HIDDEN}, {logs.HIDDEN}"
    assert logs.Redaction(frozenset())("said a token") == "said a token"


def test_a_handler_of_somebody_else_sees_no_secret_in_a_traceback_either(monkeypatch: pytest.MonkeyPatch, log: Log):
    configured(monkeypatch)
    seen: list[logging.LogRecord] = []

    class Elsewhere(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record)

    logger, handler = logging.getLogger("some.library"), Elsewhere()
    logger.addHandler(handler)
    try:
        raise RuntimeError(f"raised with {SECRETS[0]}")
    except RuntimeError:
        logger.exception("failed")
    finally:
        logger.removeHandler(handler)
    [record] = seen
    assert record.exc_info is None and SECRETS[0] not in str(record.exc_text)


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [("%d tins", ("many",), "%d tins ('many',)"), ("%s", ("a", "b"), "%s ('a', 'b')"), ("%(x", ({"x": 1},), "%(x")],
)
def test_a_slip_of_a_library_costs_nothing_but_its_looks(
    monkeypatch: pytest.MonkeyPatch, log: Log, words: str, given: tuple[object, ...], said: str
):
    configured(monkeypatch)
    logging.getLogger("some.library").warning(words, *given)
    assert f"WARNING some.library: {said}" in log()


@pytest.mark.parametrize("name", logs.IN_ONE_LINE)
def test_a_strangers_mistake_is_one_line_that_says_which(monkeypatch: pytest.MonkeyPatch, log: Log, name: str):
    configured(monkeypatch)
    try:
        raise ValueError("not what the protocol knows")
    except ValueError:
        logging.getLogger(name).exception("failed")
    [line] = log().splitlines()
    assert line.endswith(f"ERROR {name}: failed: ValueError: not what the protocol knows")


@pytest.mark.parametrize("name", logs.QUIET)
@pytest.mark.parametrize(
    ("level", "heard"), [("DEBUG", ["WARNING", "ERROR"]), ("INFO", ["WARNING", "ERROR"]), ("ERROR", ["ERROR"])]
)
def test_libraries_say_no_more_than_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, log: Log, name: str, level: str, heard: list[str]
):
    configured(monkeypatch, LOG_LEVEL=level)
    for said in ("DEBUG", "INFO", "WARNING", "ERROR"):
        logging.getLogger(name).log(logging.getLevelNamesMapping()[said], "words")
        logging.getLogger("rxapp").log(logging.getLevelNamesMapping()[said], "ours")
    lines = log().splitlines()
    assert [line.split()[1] for line in lines if line.endswith("words")] == heard
    everything = ["DEBUG", "INFO", "WARNING", "ERROR"]
    assert [line.split()[1] for line in lines if line.endswith("ours")] == everything[everything.index(level) :]


def test_ordinary_words_stay(monkeypatch: pytest.MonkeyPatch, log: Log):
    configured(monkeypatch)
    said = "checkout co_1f: open became paid, order KK-7QWX2M9P, event evt_1, session cs_test_a1b2, request req_ab12"
    logging.getLogger("rxapp").info(said)
    assert said in log()


def test_records_carry_the_ids_of_what_they_are_about(monkeypatch: pytest.MonkeyPatch, log: Log):
    configured(monkeypatch, LOG_FORMAT="json")

    def work() -> None:
        logs.bind(request="req_1")
        logs.bind(checkout="co_1")
        logging.getLogger("rxapp").info("synced", extra={"about": {"stripe_request": "req_stripe"}})

    copy_context().run(work)
    line = json.loads(log())
    assert (line["request"], line["checkout"], line["message"], line["level"]) == ("req_1", "co_1", "synced", "INFO")
    assert line["stripe_request"] == "req_stripe"
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}\+00:00", line["time"]), "by which what happened at once is in order"


def test_a_strangers_line_breaks_make_no_line_of_ours(monkeypatch: pytest.MonkeyPatch, log: Log):
    configured(monkeypatch)
    logging.getLogger("rxapp").warning("a page failed: %s", "oh\n12:00:00 INFO rxapp: all is well")
    assert log().count("\n") == 1


@pytest.mark.parametrize(
    "name", ["rxapp.states.exceptions", "rxapp.states.socket_guard", "rxapp.api.middleware.security"]
)
def test_whoever_a_stranger_can_make_write_is_cut_off(name: str):
    importlib.import_module(name)
    assert any(isinstance(one, logs.AtMost) for one in logging.getLogger(name).filters)


def test_a_flood_is_cut_off():
    at_most = logs.AtMost(3)
    record = logging.makeLogRecord({"created": 60.0})
    assert [at_most.filter(record) for _ in range(5)] == [True, True, True, False, False]
    assert at_most.filter(logging.makeLogRecord({"created": 120.0}))


def test_a_served_store_says_which_request_checkout_and_call_to_stripe_a_line_is_about(
    production_build: None, tmp_path: Path
):
    with running(store_server(tmp_path / "data", root=ROOT, LOG_FORMAT="json")) as store, Visitor(store.url) as anna:
        anna.post("/api/checkout/add-product", slug="yame-sencha")
        opened = anna.http.post("/api/checkout/open", json={})
        with anna.socket() as socket:
            socket.call(f"{CHECKOUT_STATE}.load")
            socket.hear(opened.json()["client_secret"])
        log = store.log.read_text()
    answered = [json.loads(line) for line in log.splitlines() if '"Stripe answered"' in line]
    by_http = [line for line in answered if line["request"] == opened.headers["x-request-id"]]
    by_socket = [line for line in answered if line not in by_http]
    assert by_http
    assert by_socket
    assert all(line["checkout"].startswith("co_") and line["stripe_request"].startswith("req_") for line in answered)
    assert all(re.fullmatch(r"req_[0-9a-f]{16}", line["request"]) for line in by_socket)
