"""`make test-stripe`: it says that it skipped, or hands the keys to the marked tests and to no other."""

import ast
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rxapp.settings import Settings
from tests import on_stripe
from tests.serving import ROOT

TEST_KEYS = {"stripe_secret_key": "sk_test_1", "stripe_publishable_key": "pk_test_1"}
LIVE_KEYS = {
    "stripe_secret_key": "sk_live_1",
    "stripe_publishable_key": "pk_live_1",
    "stripe_webhook_secret": "whsec_1",
    "public_url": "https://shop.example",
}
ONLY_LOCAL = ("_sandbox", "BANK_CARD", "holds_up", "webhook_events", "LOCAL_SECRET_KEY")


def with_settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "are not set"),
        (TEST_KEYS | {"stripe_api_base": "http://127.0.0.1:12111"}, "are not set"),
        (LIVE_KEYS, "live key"),
    ],
    ids=["no keys", "a local Stripe", "live keys"],
)
def test_without_keys_of_the_test_mode_it_says_that_it_skipped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: dict[str, str], said: str
):
    monkeypatch.setattr(on_stripe, "load_settings", lambda: with_settings(**given))
    assert on_stripe.main() == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Skipped")
    assert said in printed
    assert "sk_" not in printed


@pytest.mark.parametrize("ended", [0, 1])
def test_with_keys_the_marked_tests_are_run_and_their_end_is_told(monkeypatch: pytest.MonkeyPatch, ended: int):
    asked: list[tuple[Any, dict[str, str]]] = []

    def run(command: Any, env: dict[str, str], check: bool) -> SimpleNamespace:
        asked.append((command, env))
        return SimpleNamespace(returncode=ended)

    monkeypatch.setattr(on_stripe, "load_settings", lambda: with_settings(**TEST_KEYS))
    monkeypatch.setattr(subprocess, "run", run)
    assert on_stripe.main() == ended
    [(command, environment)] = asked
    assert command[-2:] == ("-m", "on_stripe")
    assert environment["TEST_MODE_STRIPE_SECRET_KEY"] == "sk_test_1"
    assert environment["TEST_MODE_STRIPE_PUBLISHABLE_KEY"] == "pk_test_1"


def marked() -> list[tuple[str, str]]:
    """Every test that is marked, with its code."""
    found: list[tuple[str, str]] = []
    for file in sorted(Path(ROOT / "tests" / "e2e").glob("test_*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            marks = [ast.unparse(one) for one in getattr(node, "decorator_list", [])]
            if "pytest.mark.on_stripe" in marks:
                found.append((f"{file.stem}:{getattr(node, 'name', '')}", ast.unparse(node)))
    return found


MARKED = marked()


def test_there_are_such_tests_of_both_flows_and_of_the_plain_page():
    files = {name.partition(":")[0] for name, _ in MARKED}
    assert files >= {"test_updates", "test_destination", "test_plain_page"}


@pytest.mark.parametrize("code", [code for _, code in MARKED], ids=[name for name, _ in MARKED])
def test_what_is_marked_asks_nothing_that_only_the_local_stripe_has(code: str):
    assert [word for word in ONLY_LOCAL if word in code] == []
