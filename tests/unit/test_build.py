"""What is changed in a build, and that a build which isn't as expected doesn't go out."""

import inspect
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from reflex.config import get_config
from reflex.utils import exec as running
from reflex_base.compiler.templates import vite_config_template

from rxapp.build import (
    PICTURE,
    PROVIDERS,
    PagesAreDrawnAtOnce,
    SpeaksToItsOwnServer,
    TabsSpeakWithVite,
    ThePlainPageIsOurs,
    drawn_at_once,
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


def test_the_plain_page_is_written_beside_the_assets_that_are_copied(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    tasks: list[Callable[[], list[tuple[str, str]]]] = []
    ThePlainPageIsOurs("https://shop.example").pre_compile(add_save_task=tasks.append)
    written = dict(tasks[0]())
    assert written.keys() == {"public/plain/index.html", "public/plain/words.js"}
    page = in_our_words((PLAIN / "index.html").read_text("utf-8"))
    assert written["public/plain/index.html"] == with_address(page, "https://shop.example")
    assert written["public/plain/words.js"] == words_of_script()


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


def test_no_word_of_the_plain_page_ends_its_attribute_or_its_text():
    page = '<p data-say="a.b">x</p><meta content="x" data-say-in="a.b">'
    said = in_our_words(page, Words("en", {"a.b": 'Tea & "pots" <2'}))
    assert said == (
        '<p data-say="a.b">Tea &amp; "pots" &lt;2</p>'
        '<meta content="Tea &amp; &quot;pots&quot; &lt;2" data-say-in="a.b">'
    )


def chunk(folder: Path, *codes: str) -> list[Path]:
    """The chunks of a build that have its addresses."""
    (folder / "assets").mkdir()
    files = [folder / "assets" / f"reflex-env-{number}.js" for number in range(len(codes))]
    for file, code in zip(files, codes, strict=True):
        file.write_text(code)
    return files


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://shop.example"])
@pytest.mark.parametrize("quote", ["`", '"', "'"])
def test_a_page_speaks_to_the_server_that_it_came_from(tmp_path: Path, origin: str, quote: str):
    socket = origin.replace("http", "ws", 1)
    said = {"ping": f"{origin}/ping", "event": f"{socket}/_event", "mode": "x"}
    [file] = chunk(tmp_path, ",".join(f"{name}={quote}{value}{quote}" for name, value in said.items()))
    SpeaksToItsOwnServer().post_build(static_dir=tmp_path)
    ping, event, mode = file.read_text().split(",")
    assert (ping, mode) == ("ping=`${location.origin}/ping`", f"mode={quote}x{quote}")
    found = re.fullmatch(r"event=`ws\$\{location\.origin\.slice\((\d+)\)\}/_event`", event)
    assert found and f"ws{origin[int(found[1]) :]}" == socket


@pytest.mark.parametrize(
    "codes",
    [
        (),
        ('a="http://x/ping",b="ws://x/_event"',) * 2,
        ('a="http://x/ping"', 'b="ws://x/_event"'),
        ('a="http://x/ping"',),
        ('b="ws://x/_event"',),
    ],
)
def test_a_build_whose_addresses_are_not_where_they_were_does_not_go_out(tmp_path: Path, codes: tuple[str, ...]):
    chunk(tmp_path, *codes)
    with pytest.raises(RuntimeError, match="addresses"):
        SpeaksToItsOwnServer().post_build(static_dir=tmp_path)


@pytest.mark.parametrize("module", ["importlib._bootstrap", "importlib._bootstrap_external"])
def test_an_import_that_leads_to_an_asset_is_known_without_a_look_through_all_modules(module: str):
    get_config()
    found = sys.modules[module]
    code = next(part.__code__ for part in vars(found).values() if inspect.isfunction(part))
    assert code.co_filename == f"<frozen {module}>"
    assert inspect.getmodule(code, code.co_filename) is found


def test_what_is_written_by_hand_is_watched_and_nothing_else_besides(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "HOTRELOAD_IGNORE_PATTERNS", running.HOTRELOAD_IGNORE_PATTERNS)
    watch_what_is_written_by_hand()
    left_out = running.HOTRELOAD_IGNORE_PATTERNS
    ignored = [
        name
        for name in ("catalog.toml", "en.toml", "cart.py", "store.sqlite", "a.json", "README.md")
        if any(re.match(one, name) for one in left_out)
    ]
    assert ignored[:2] == ["store.sqlite", "a.json"] and "catalog.toml" not in ignored and "en.toml" not in ignored


PRELOAD = '<link as="style" href="/assets/all.css" rel="preload"/>'
LINKS = {
    "of Reflex": '<link href="/assets/all.css" rel="stylesheet" type="text/css"/>',
    "of a component": '<link rel="stylesheet" href="/assets/all.css"/>',
    "without a slash": '<link rel="stylesheet" href="/assets/all.css">',
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build with two stylesheets."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "all.css").write_text("a{color:red}\n")
    (tmp_path / "assets" / "form.css").write_text(r"b:after{content:'\201c'}")
    return tmp_path


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_a_page_has_its_styles_in_it_and_a_browser_waits_for_no_other(built: Path, link: str):
    page = drawn_at_once(f"<title>Tea</title>{PRELOAD}{link}<p>Tea</p>", built)
    start, end = link.rsplit('"', 1)
    waits_for_nothing = f'{start}" media="print"{end}'
    assert page == f"<title>Tea</title><style>a{{color:red}}</style>{waits_for_nothing}<p>Tea</p>"


def test_styles_come_in_the_order_of_their_links_as_they_are(built: Path):
    both = drawn_at_once(LINKS["of Reflex"] + LINKS["of a component"].replace("all", "form"), built)
    assert re.findall("<style>(.+?)</style>", both) == ["a{color:red}", r"b:after{content:'\201c'}"]


def test_other_links_are_left_alone(built: Path):
    others = '<link rel="preload" as="font" href="/fonts/a.woff2"/><link href="/css/x.css" rel="stylesheet"/>'
    assert drawn_at_once(others + LINKS["of Reflex"], built).startswith(others)


def test_scripts_are_looked_for_at_once_and_come_after_what_is_drawn(built: Path):
    page = drawn_at_once(LINKS["of Reflex"] + '<link rel="modulepreload" href="/assets/a.js"/>', built)
    assert page.endswith('<link rel="modulepreload" fetchpriority="low" href="/assets/a.js"/>')


def test_a_page_without_styles_stops_the_build(built: Path):
    with pytest.raises(RuntimeError, match="no styles"):
        drawn_at_once("<title>Tea</title>", built)


def test_all_pages_get_their_styles_but_the_plain_one_which_has_its_own(built: Path):
    for name in ("index", "products/tea", "plain", "plain/index"):
        page = built / f"{name}.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text(LINKS["of Reflex"])
    PagesAreDrawnAtOnce().post_build(static_dir=built)
    styled = {str(page.relative_to(built)) for page in built.rglob("*.html") if "<style>" in page.read_text()}
    assert styled == {"index.html", "products/tea.html"}


def test_open_tabs_are_told_where_vite_is():
    settings = vite_config_template(
        base="/", hmr=True, force_full_reload=False, experimental_hmr=False, sourcemap=False
    )
    told = TabsSpeakWithVite(3001).with_its_port(settings)
    assert told == settings.replace("hmr: true,", "hmr: { clientPort: 3001 },") != settings


@pytest.mark.parametrize("settings", ["", "hmr: false,", "hmr: true, hmr: true,"])
def test_settings_of_vite_that_are_not_as_they_were_are_said(settings: str):
    with pytest.raises(RuntimeError, match="not as they were"):
        TabsSpeakWithVite(3001).with_its_port(settings)
