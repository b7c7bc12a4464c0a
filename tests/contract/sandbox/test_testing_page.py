"""docs/testing.md: its blocks are a project of their own, whose tests pass; its cards and its command are there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rxapp.sandbox.__main__ import _options  # pyright: ignore[reportPrivateUsage]
from rxapp.sandbox.rules import cards
from tests.serving import ROOT

PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n# (\w+\.py)\n(.*?)```", PAGE, re.DOTALL)
CARDS = re.findall(r"^\| ([\d ]+) \| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)


@pytest.mark.server
def test_its_blocks_are_a_project_whose_tests_pass(tmp_path: Path):
    for name, code in BLOCKS:
        with (tmp_path / name).open("a") as file:
            file.write(f"{code}\n\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "rxapp.sandbox.testing", "-p", "no:cacheprovider"]
    path = {"PATH": "", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout
    written = sum(code.count("def test_") for _, code in BLOCKS)
    assert written > 5
    assert f"{written} passed" in ended.stdout


def test_no_block_of_python_is_left_out():
    assert len(BLOCKS) == PAGE.count("```python")


def test_the_command_takes_what_it_is_given():
    [line] = re.findall(r"^local-stripe (.+)$", PAGE, re.MULTILINE)
    options = _options(shlex.split(line))
    assert (options.port, options.webhook_secret) == (12111, "whsec_local")
    assert options.forward_to == "http://127.0.0.1:4242/webhooks"


def kind(card: cards.Card) -> str:
    """How a sentence about it begins."""
    if card.refund != "succeeds":
        return f"its refund {card.refund.split('_')[0]} later"
    if card.challenge != "never":
        return "its bank asks, each time" if card.challenge == "always" else "its bank asks, unless"
    if card.kept_first:
        return "can be kept with a customer, and is declined afterwards"
    return SAID.get(card.decline or "", "a card of which the page says nothing")


SAID = {
    "": "pays",
    "generic_decline": "is declined",
    "insufficient_funds": "has too little money",
    "expired_card": "has expired",
    "incorrect_cvc": "has another security code",
    "processing_error": "fails at the bank",
}


@pytest.mark.parametrize(("number", "name", "does"), CARDS)
def test_each_card_has_this_number_and_does_what_is_said(number: str, name: str, does: str):
    card = cards.named(name)
    assert card and card.number == number.replace(" ", "")
    assert does.startswith(kind(card))
