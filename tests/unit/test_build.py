"""What is changed in a build, and that a build which isn't as expected doesn't go out."""

import json
import re

import pytest
from reflex.utils import exec as running

from rxapp.build import (
    PICTURE,
    PROVIDERS,
    in_our_words,
    watch_what_is_written_by_hand,
    with_address,
    with_boundary,
    words_of_script,
)
from rxapp.shop.words import Words, load, room
from tests.serving import ROOT


def test_the_error_boundary_stands_around_everything_that_reflex_wraps_pages_in():
    root = f"return {PROVIDERS};"
    line, _, rest = with_boundary(root).partition("\n")
    assert line.startswith("import { ErrorBoundary } from") and "error_boundary.jsx" in line
    words = json.dumps({"words": room("failed_page")}, ensure_ascii=False)
    assert rest == f"return jsx(AppLayout, {{}}, jsx(ErrorBoundary, {words}, jsx(ReflexProviders, {{}}, children)));"


@pytest.mark.parametrize("root", ["", f"{PROVIDERS} {PROVIDERS}", "jsx(AppLayout, {}, children)"])
def test_a_root_that_is_not_as_it_was_stops_the_build(root: str):
    with pytest.raises(RuntimeError, match="not as it was"):
        with_boundary(root)


def test_the_plain_page_is_shared_with_the_whole_address_of_its_picture():
    assert PICTURE in (ROOT / "assets" / "plain" / "index.html").read_text()
    shared = with_address(f"<meta {PICTURE}>", "https://shop.example")
    assert shared == '<meta property="og:image" content="https://shop.example/share/shelf.png">'
    with pytest.raises(RuntimeError, match="no picture"):
        with_address(shared, "https://shop.example")


PLAIN = ROOT / "assets" / "plain"


def test_the_plain_page_says_in_english_what_the_words_say():
    page = (PLAIN / "index.html").read_text("utf-8")
    assert in_our_words(page, load("en"), "en-US") == page
    assert words_of_script(load("en")) == (PLAIN / "words.js").read_text("utf-8")


def test_the_plain_page_says_everything_in_the_shops_language():
    page = (PLAIN / "index.html").read_text("utf-8")
    named = re.findall(r'data-say(?:-in)?="([\w.]+)"', page)
    other = Words("ja", {name: f"<{name}>" for name in [*named, "plain.script.failed"]})
    translated = in_our_words(page, other, "ja-JP")
    body = translated[translated.index("<body>") :]
    assert '<html lang="ja-JP">' in translated
    said = [text.strip() for text in re.findall(r">([^<>]+)<", body) if text.strip()]
    assert len(said) > 15
    assert [text for text in said if not text.startswith("&lt;")] == []
    assert re.findall(r'(?:aria-label|title|placeholder|content)="(?!&lt;)([^"/]* [^"]*)"', body) == []
    assert words_of_script(other).endswith('{\n  failed: "<plain.script.failed>",\n};\n')


def test_what_is_written_by_hand_is_watched_and_nothing_else_besides():
    watch_what_is_written_by_hand()
    left_out = running.HOTRELOAD_IGNORE_PATTERNS
    ignored = [
        name
        for name in ("catalog.toml", "en.toml", "cart.py", "store.sqlite", "a.json", "README.md")
        if any(re.match(one, name) for one in left_out)
    ]
    assert ignored[:2] == ["store.sqlite", "a.json"] and "catalog.toml" not in ignored and "en.toml" not in ignored
