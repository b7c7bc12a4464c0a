"""docs/testing.md: its blocks are a project of their own, whose tests pass; its cards and its command are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from rxapp.sandbox.rules import cards
from tests.code_blocks import blocks_for
from tests.serving import ROOT

PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")
BLOCKS = [block.code for block in blocks_for(__file__, "docs/testing.md")]
FILE = re.compile(r"# (\w+\.py)\n")
CLIENT = """
def test_the_client_reaches_the_local_stripe(local_stripe):
    made = {}
    exec(open("client.py").read().replace("http://127.0.0.1:12111", local_stripe.address), made)
    assert made["client"].v1.checkout.sessions.list().data == []
"""
CARDS = re.findall(r"^\| ([\d ]+) \| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)


@pytest.mark.server
def test_its_blocks_are_a_project_whose_tests_pass(tmp_path: Path):
    for code in BLOCKS:
        name = FILE.match(code)
        assert name, "a block says first in which file it stands"
        with (tmp_path / name[1]).open("a") as file:
            file.write(f"{code}\n\n")
    (tmp_path / "test_client.py").write_text(CLIENT)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "rxapp.sandbox.testing", "-p", "no:cacheprovider"]
    path = {"PATH": "", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout
    written = sum(code.count("def test_") for code in BLOCKS)
    assert written > 5
    assert f"{written + 1} passed" in ended.stdout


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
