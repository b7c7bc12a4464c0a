"""docs/tutorial.md, step by step: each edit is made in a copy of the store, and what comes out is looked at."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rxapp.settings import Settings
from tests.code_blocks import blocks_for
from tests.serving import ROOT

BLOCKS = blocks_for(__file__, "docs/tutorial.md")
PAGE = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
STEPS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
CATALOGUE, ENGLISH, JAPANESE = "catalog.toml", "words/en.toml", "words/ja.goods.toml"
MADE_MEANWHILE = ("__pycache__", "external")  # by whoever imports the store, other tests among them
MONDAY, TUESDAY = datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2026, 6, 2, 9, tzinfo=UTC)

# What a copy says of itself, in a process of its own: the catalogue and the words are read at import.
SELLING = """
import json, sys
from datetime import datetime
from rxapp.shop.cart import Cart, CartLine, may_have
from rxapp.shop.catalog import CATALOG
from rxapp.shop.money import written
from rxapp.shop.pricing import quote
from rxapp.shop.words import say

cart = Cart(lines=(CartLine(slug="bird-nest-fern", quantity=1),), add_ons=frozenset({"repotting"}), code="FERN15")
other = Cart(lines=(CartLine(slug="yame-sencha", quantity=1),))
quotes = [quote(cart, CATALOG, datetime.fromisoformat(day)) for day in sys.argv[1:]]
said = {
    "offered": [may_have(one, CATALOG.add_ons["repotting"]) for one in (cart, other)],
    "lines": [[line.name, line.amount] for line in quotes[0].lines],
    "deductions": [[[part.name, part.amount] for part in one.deductions] for one in quotes],
    "totals": [written(one.total, CATALOG.currency) for one in quotes],
    "first": CATALOG.first_zone.countries,
    "prefix": CATALOG.number_prefix,
    "stock": CATALOG.stock["bird-nest-fern"],
    "add_to_cart": say("product.add"),
}
"""
SHOWING = """
from rxapp.pages import home, product
pages = {page.route: page for page in (*home.PAGES, *product.PAGES)}
said["title"] = pages["/"].title
said["home"], said["product"] = (str(pages[at].component().render()) for at in ("/", "/products/bird-nest-fern"))
"""
TELLING = "print(json.dumps(said))"


def blocks(step: str, language: str) -> list[str]:
    return [block.code for block in BLOCKS if (block.heading, block.language) == (step, language)]


def with_keys(text: str, block: str) -> str:
    """Each `key = …` of the block in the place of the line that has this key."""
    for line in block.splitlines():
        key = line.partition(" = ")[0]
        text, found = re.subn(rf"^{key} = .*$", lambda _, line=line: line, text, flags=re.MULTILINE)
        assert found == 1, f"{key} stands there once"
    return text


def with_table(text: str, block: str) -> str:
    """The block in the place of the table of this name, or at the end."""
    name = block.partition("\n")[0]
    there = re.search(rf"^{re.escape(name)}\n(?:.+\n)+", text, re.MULTILINE) if not name.startswith("[[") else None
    return text.replace(there[0], block) if there else f"{text}\n{block}"


def with_zone_first(text: str, zone: str) -> str:
    """A zone with its ways above all others."""
    moved = re.search(rf"\[zones\.{zone}\]\n(?:.+\n)+\n\[zones\.{zone}\.ways\]\n(?:.+\n)+", text)
    assert moved
    text = text.replace(moved[0], "")
    first = text.index("[zones.")
    return f"{text[:first]}{moved[0]}\n{text[first:]}"


class Copy:
    """A copy of the store that the steps are made in."""

    def __init__(self, root: Path) -> None:
        self.root, self.shop = root, root / "rxapp" / "shop"
        for name in ("rxapp", "assets"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(*MADE_MEANWHILE, "sandbox"))
        shutil.copy(ROOT / "rxconfig.py", root)

    def edit(self, file: str, change: Any, *given: str) -> None:
        path = self.shop / file
        path.write_text(change(path.read_text("utf-8"), *given), "utf-8")

    def look(self, *scripts: str) -> dict[str, Any]:
        command = [sys.executable, "-c", "\n".join([*scripts, TELLING]), MONDAY.isoformat(), TUESDAY.isoformat()]
        environment = os.environ | {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        said = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def copy(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """With all English steps made, in the order of the page."""
    copy = Copy(tmp_path_factory.mktemp("tutorial") / "store")
    name, headline = blocks("Your name", "toml")
    copy.edit(CATALOGUE, with_keys, name)
    copy.edit(ENGLISH, with_keys, headline)
    product = "Your product, with its picture"
    for step in (product, "Your add-on", "Your code"):
        [block] = blocks(step, "toml")
        copy.edit(CATALOGUE, with_table, block)
    [picture] = blocks(product, "svg")
    [file] = re.findall(r"`(assets/products/\S+\.svg)`", STEPS[product])
    (copy.root / file).write_text(picture, "utf-8")
    [rule] = blocks("Your rule", "python")
    copy.edit("discounts.py", lambda text: re.sub(r"^RULES.*$", lambda _: rule, text, flags=re.MULTILINE))
    return copy


@pytest.fixture(scope="module")
def english(copy: Copy) -> dict[str, Any]:
    return copy.look(SELLING, SHOWING)


@pytest.fixture(scope="module")
def japanese(copy: Copy, english: dict[str, Any]) -> dict[str, Any]:
    language, address, goods = blocks("In Japanese, in yen", "toml")
    copy.edit(CATALOGUE, with_keys, language)
    copy.edit(CATALOGUE, with_table, address)
    copy.edit(CATALOGUE, with_zone_first, "japan")
    copy.edit(JAPANESE, with_table, goods)
    return copy.look(SELLING)


def test_the_name_and_the_headline_are_on_the_page(english: dict[str, Any]):
    assert (english["title"], english["prefix"]) == ("Fern & Flint", "FF-")
    assert "Plants, pots, and the knife you were looking for." in english["home"]
    assert "Fern & Flint" in english["product"]


def test_the_product_is_on_the_shelf_and_on_its_page_with_its_picture(english: dict[str, Any]):
    assert "s Nest Fern" in english["home"]
    for said in ("s Nest Fern", "$24.00", "Water it from the side", "M84 150h72l-10 54H94z"):
        assert said in english["product"]
    assert english["stock"] == 12


def test_the_add_on_is_offered_to_a_cart_with_the_fern_and_to_no_other(english: dict[str, Any]):
    assert english["offered"] == [True, False]
    assert english["lines"] == [["Bird's Nest Fern", 2400], ["Repotting", 900]]


def test_the_code_and_the_rule_take_off_what_the_page_says(english: dict[str, Any]):
    monday, tuesday = english["deductions"]
    assert [amount for _, amount in monday] == [360, 120]
    assert ["Quiet Monday", 120] in monday
    assert [amount for _, amount in tuesday] == [360]
    [said] = re.findall(r"On Pay\s+stands (\$[\d.]+\d)", STEPS["Your rule"])
    assert english["totals"] == [said, "$34.40"]


def test_the_japanese_shop_says_yen_and_speaks_japanese(japanese: dict[str, Any], english: dict[str, Any]):
    assert japanese["lines"] == [["オオタニワタリ", 2400], ["植え替え", 900]]
    assert all(re.fullmatch(r"[¥￥][\d,]+", total) for total in japanese["totals"])
    assert re.search("[ぁ-んァ-ン]", japanese["add_to_cart"])
    assert not re.search("[ぁ-んァ-ン]", english["add_to_cart"])
    assert japanese["first"] == ["JP"]


def test_no_block_is_left_out():
    taken = {
        "Your name": ["toml", "toml"],
        "Your colour": ["css"],
        "Your product, with its picture": ["svg", "toml"],
        "Your add-on": ["toml"],
        "Your code": ["toml"],
        "Your rule": ["python"],
        "In Japanese, in yen": ["toml", "toml", "toml"],
        "Your domain, behind https": ["ini", "sh"],
    }
    assert [(block.heading, block.language) for block in BLOCKS] == [
        (step, language) for step, languages in taken.items() for language in languages
    ]


def light(colour: str) -> float:
    """How much light a colour sends, by the web's rules for contrast."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_colours_are_tokens_that_are_there_and_can_be_read_in_both_themes():
    tokens = (ROOT / "assets" / "css" / "tokens.css").read_text("utf-8")
    colours = dict(re.findall(r"(--[\w-]+): light-dark\((#\w{6}, #\w{6})\)", tokens))
    [block] = blocks("Your colour", "css")
    mine = dict(re.findall(r"^  (--[\w-]+): light-dark\((#\w{6}, #\w{6})\);$", block, re.MULTILINE))
    assert len(mine) == block.count("\n")
    assert mine.keys() <= colours.keys()
    for theme in (0, 1):
        shown = {name: both.split(", ")[theme] for name, both in (colours | mine).items()}
        for name in ("--accent", "--accent-hover"):
            assert contrast(shown[name], shown["--accent-ink"]) >= 4.5
            assert min(contrast(shown[name], shown[behind]) for behind in ("--paper", "--card")) >= 4.5


def test_the_settings_of_a_domain_are_taken(tmp_path: Path):
    [block] = blocks("Your domain, behind https", "ini")
    (tmp_path / ".env").write_text(block)
    settings = Settings(_env_file=tmp_path / ".env")  # pyright: ignore[reportCallIssue]
    assert (settings.https, settings.allowed_origins) == (True, ("https://shop.example",))
    assert settings.trusted_proxy_hops == 1
    assert settings.cookie_key == "a-long-line-that-nobody-else-knows"


def test_the_commands_of_a_domain_are_there():
    [block] = blocks("Your domain, behind https", "sh")
    serve, caddy, doctor = block.splitlines()
    for command in (serve, doctor):
        subprocess.run([*command.split(), "-n"], cwd=ROOT, check=True, capture_output=True)
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()
    assert all(f"{{${name}" in caddyfile for name in re.findall(r"([A-Z]+)=", caddy))
    assert f"{caddy.split()[0].split('=')[1]}" in STEPS["Your domain, behind https"]
