"""What every page has in its head: the stylesheets that are for it, the fonts ahead of them, and the icon."""

import re
from unicodedata import name

import pytest

from rxapp.api.docs.reference import PAGE
from rxapp.merchant import frame
from rxapp.shop.language import WORDS
from rxapp.ui.theme import HEAD, STYLESHEETS
from tests.serving import ROOT
from tests.unit.pages.parts import given

THERE = {f"/css/{file.name}" for file in (ROOT / "assets" / "css").glob("*.css")}


def test_each_is_loaded_by_every_page_or_by_those_behind_the_counter():
    assert set(STYLESHEETS) | set(frame.STYLESHEETS) == THERE
    assert len(STYLESHEETS) == len(set(STYLESHEETS))
    assert {sheet for sheet in THERE if sheet in PAGE} < set(STYLESHEETS)


def test_the_fonts_are_loaded_ahead_as_the_styles_will_ask_for_them():
    """A font that is asked for another way, or at another address, is loaded twice."""
    asked = re.findall(r"url\(\"?(/fonts/[\w.-]+)", (ROOT / "assets" / "css" / "fonts.css").read_text("utf-8"))
    ahead = {given(one, "href"): one for one in HEAD if given(one, "rel") == "preload"}
    assert set(ahead) == set(asked) and len(ahead) == 2
    for font in ahead.values():
        how = [given(font, name) for name in ("as", "type", "cross_origin")]
        assert how == ["font", "font/woff2", "anonymous"]


@pytest.mark.parametrize("language", sorted({file.name.partition(".")[0] for file in WORDS.glob("*.toml")}))
def test_a_language_of_other_signs_than_ours_names_the_fonts_that_have_them(language: str):
    """Without a name a browser asks the system for each sign: a hundred times before a Japanese page is drawn."""
    letters = {sign for sign in (WORDS / f"{language}.toml").read_text("utf-8") if sign.isalpha()}
    has_others = any(not name(sign).startswith("LATIN") for sign in letters)
    tokens = (ROOT / "assets" / "css" / "tokens.css").read_text("utf-8")
    rule = re.search(rf":root:lang\({language}\) {{([^}}]+)}}", tokens)
    named = re.findall(r"(--system-\w+):\s+\"", rule[1]) if rule else []
    assert named == (["--system-serif", "--system-sans"] if has_others else [])


def test_a_page_has_its_icon_and_says_that_it_can_be_dark():
    [icon] = [one for one in HEAD if given(one, "rel") == "icon"]
    assert (ROOT / "assets" / given(icon, "href").strip("/")).is_file()
    assert given(icon, "type") == "image/svg+xml"
    assert [given(one, "content") for one in HEAD if given(one, "name") == "color-scheme"] == ["light dark"]
    assert HEAD[0].tag == "script", "before any other: it stands in for a storage that is blocked"
