"""What the README says of the code is so."""

import re
import subprocess
from datetime import UTC, datetime

import pytest

from rxapp.shop import discounts
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import quote
from tests.code_blocks import blocks_for
from tests.serving import ROOT

TEXT = (ROOT / "README.md").read_text()
LINK = re.compile(r"\[`(\w+)`\]\(([\w/.]+)\)")
UPDATES = ("payment amounts", "line items", "line item quantities", "shipping options", "discounts", "trials")


@pytest.mark.parametrize(("name", "path"), LINK.findall(TEXT))
def test_every_function_is_in_the_file_that_is_named(name: str, path: str):
    defined = rf"^(?:export |default )*(?:async )?(?:def|function|class) {name}\b"
    assert re.search(defined, (ROOT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("update", UPDATES)
def test_every_documented_update_has_its_row_and_its_function(update: str):
    [row] = re.findall(rf"^\| {update} \|.*$", TEXT, re.MULTILINE)
    assert LINK.findall(row)


def test_every_link_leads_to_a_file_and_none_to_a_line():
    links = re.findall(r"\]\(([^):]+)\)", TEXT)
    assert [link for link in links if not (ROOT / link.split("#")[0]).exists() or re.search(r"#L\d", link)] == []


def test_every_folder_has_its_row():
    command = ["git", "ls-files", "*/*"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    folders = {re.match(r"(rxapp/)?[^/]+(?=/)", file) for file in files if not file.startswith(".")}
    listed = re.findall(r"`([\w./]+)/`", TEXT[TEXT.index("## The house") :])
    assert {folder[0] for folder in folders if folder and folder[0] != "rxapp"} <= set(listed)


def test_a_new_rule_is_one_function_in_one_file(monkeypatch: pytest.MonkeyPatch):
    [rule] = blocks_for(__file__, "README.md")
    names = dict(vars(discounts))
    exec(rule.code, names)
    monkeypatch.setattr(discounts, "RULES", (*discounts.RULES, names["by_the_dozen"]))
    teas = tuple(CartLine(slug=slug, quantity=6) for slug in ("chamomile-fields", "assam-breakfast"))
    # 6 × 12.00 + 6 × 14.00 is $156.00: loyalty 15.60, and 5 % is $7.80.
    asked = quote(Cart(lines=teas), CATALOG, datetime.now(UTC))
    assert [(part.name, part.amount) for part in asked.deductions] == [("Loyalty", 1560), ("By the dozen", 780)]
