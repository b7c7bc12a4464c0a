"""What a build has that Reflex doesn't give it: it fits every address, and an error shows our page, not a trace.

While the store is made, a change of the catalogue or of the words is one of the store as well.
"""

import inspect
import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from reflex.utils import exec as running
from reflex_base.plugins import Plugin

from rxapp.shop.language import TAG
from rxapp.shop.words import CHOSEN, Words, room


class SpeaksToItsOwnServer(Plugin):
    """Reflex compiles the server's address into the bundle; this puts the page's own in its place."""

    def post_build(self, **context: Any) -> None:
        """Rewrites the one chunk that holds the addresses.

        Raises:
            RuntimeError: The chunk doesn't look as expected; the build must not go out.
        """
        chunks = list((Path(context["static_dir"]) / "assets").glob("reflex-env-*.js"))
        if len(chunks) != 1:
            raise RuntimeError(f"expected one chunk of addresses in the build, found {len(chunks)}")
        code = chunks[0].read_text()
        code, sockets = re.subn(r"""[`"']wss?://[^/`"']+([^`"']*)[`"']""", r"`ws${location.origin.slice(4)}\1`", code)
        code, pages = re.subn(r"""[`"']https?://[^/`"']+([^`"']*)[`"']""", r"`${location.origin}\1`", code)
        if not sockets or not pages:
            raise RuntimeError("the build's addresses are not where they were")
        chunks[0].write_text(code)


def find_who_asks_for_an_asset_at_once() -> None:
    """Spares each import of the store more than a second.

    rx.asset looks at all frames that called it, and for each of one that has no file it goes through all modules.
    """
    for name in ("_bootstrap", "_bootstrap_external"):
        inspect.modulesbyfile[f"<frozen importlib.{name}>"] = f"importlib.{name}"


def watch_what_is_written_by_hand() -> None:
    """Has `make dev` look at TOML, too, which Reflex leaves out."""
    left_out = running.HOTRELOAD_IGNORE_PATTERNS
    running.HOTRELOAD_IGNORE_PATTERNS = tuple(one for one in left_out if not re.match(one, "catalog.toml"))


PICTURE = 'property="og:image" content="/share/shelf.png"'


@dataclass
class ThePlainPageIsOurs(Plugin):
    """Has the page without Reflex speak the shop's language, and gives it the whole address of its picture."""

    origin: str

    def pre_compile(self, **context: Any) -> None:
        """Has the page and the words of its script written beside the assets that are copied."""
        context["add_save_task"](self.written)

    def written(self) -> list[tuple[str, str]]:
        """Both files, by where they are."""
        page = Path("assets/plain/index.html").read_text("utf-8")
        return [
            ("public/plain/index.html", in_our_words(with_address(page, self.origin))),
            ("public/plain/words.js", words_of_script()),
        ]


SAID = re.compile(r'(data-say="([\w.]+)"[^>]*>)[^<]*')
SAID_IN = re.compile(r'((?:aria-label|content)=")[^"]*(" data-say-in="([\w.]+)")')


def in_our_words(page: str, words: Words = CHOSEN, tag: str = TAG) -> str:
    """The plain page with each of its sentences in the shop's language; it names them itself."""
    page = re.sub("<html lang=[^>]*>", f'<html lang="{tag}">', page)
    page = SAID.sub(lambda found: found[1] + escape(words.say(found[2]), quote=False), page)
    return SAID_IN.sub(lambda found: found[1] + escape(words.say(found[3])) + found[2], page)


def words_of_script(words: Words = CHOSEN) -> str:
    """What the plain page's script says, as a module beside it."""
    said = (f"  {name}: {json.dumps(text, ensure_ascii=False)},\n" for name, text in words.room("plain.script").items())
    about = "/** What the page says; the build puts the shop's language in its place. */"
    return f"{about}\nexport const WORDS = {{\n{''.join(said)}}};\n"


def with_address(page: str, origin: str) -> str:
    """The page with the whole address of its picture.

    Raises:
        RuntimeError: It names none; the build must not go out.
    """
    if page.count(PICTURE) != 1:
        raise RuntimeError("the plain page names no picture to be shared by")
    return page.replace(PICTURE, PICTURE.replace("/share", f"{origin}/share"))


STYLES = re.compile(r'<link (?=[^>]*rel="stylesheet")[^>]*href="(/assets/[^"]+\.css)"[^>]*?(?=/?>)')
STYLES_AHEAD = re.compile(r'<link (?=[^>]*rel="preload")(?=[^>]*as="style")[^>]*>')
SCRIPTS_AHEAD = '<link rel="modulepreload" '


class PagesAreDrawnAtOnce(Plugin):
    """Lets a browser draw a page as soon as it is there: the styles come with it, the scripts after it."""

    def post_build(self, **context: Any) -> None:
        """Rewrites the pages that Reflex has made."""
        built = Path(context["static_dir"])
        for page in built.rglob("*.html"):
            if "plain" not in page.relative_to(built).with_suffix("").parts:
                page.write_text(drawn_at_once(page.read_text("utf-8"), built), "utf-8")


def drawn_at_once(page: str, built: Path) -> str:
    """The page with its styles in it, and with scripts that make way for its fonts.

    React looks for the links to the styles, so these stay: for paper, where a browser doesn't wait for them.

    Raises:
        RuntimeError: It has none; the build must not go out.
    """

    def inside(link: re.Match[str]) -> str:
        return f'<style>{(built / link[1].lstrip("/")).read_text("utf-8").strip()}</style>{link[0]} media="print"'

    page, found = STYLES.subn(inside, STYLES_AHEAD.sub("", page))
    if not found:
        raise RuntimeError("a page has no styles")
    return page.replace(SCRIPTS_AHEAD, f'{SCRIPTS_AHEAD}fetchpriority="low" ')


HOT_UPDATES = "hmr: true,"


@dataclass
class TabsSpeakWithVite(Plugin):
    """With `make dev` lets open tabs ask Vite itself what has changed: the store is away for a moment after an edit."""

    port: int

    def pre_compile(self, **context: Any) -> None:
        """Has Vite's settings changed before they are written."""
        context["add_modify_task"]("vite.config.js", self.with_its_port)

    def with_its_port(self, settings: str) -> str:
        """Vite's settings, which tell the page where Vite is.

        Raises:
            RuntimeError: They don't look as expected.
        """
        if settings.count(HOT_UPDATES) != 1:
            raise RuntimeError("Vite's settings are not as they were")
        return settings.replace(HOT_UPDATES, f"hmr: {{ clientPort: {self.port} }},")


PROVIDERS = "jsx(AppLayout, {}, jsx(ReflexProviders, {}, children))"
BOUNDARY = "$/public/external/rxapp/ui/error_boundary/error_boundary.jsx"


class ErrorsAreOurs(Plugin):
    """Puts the store's error boundary above all that Reflex wraps its pages in; else React Router shows the trace."""

    def pre_compile(self, **context: Any) -> None:
        """Has the root of the pages changed before it is written."""
        context["add_modify_task"]("app/root.jsx", with_boundary)


def with_boundary(root: str) -> str:
    """The root of the pages with the boundary in it.

    Raises:
        RuntimeError: It doesn't look as expected; the build must not go out.
    """
    if root.count(PROVIDERS) != 1:
        raise RuntimeError("the root of the pages is not as it was")
    words = json.dumps({"words": room("failed_page")}, ensure_ascii=False)
    inside = PROVIDERS.replace("jsx(ReflexProviders", f"jsx(ErrorBoundary, {words}, jsx(ReflexProviders") + ")"
    return f'import {{ ErrorBoundary }} from "{BOUNDARY}";\n{root.replace(PROVIDERS, inside)}'
