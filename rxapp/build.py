"""What a build has that Reflex doesn't give it: it fits every address, and an error shows our page, not a trace."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin


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


PICTURE = 'property="og:image" content="/share/shelf.png"'


@dataclass
class SharesThePlainPage(Plugin):
    """Gives the page without Reflex the whole address of its picture, by which a shared link is shown."""

    origin: str

    def post_build(self, **context: Any) -> None:
        """Puts the store's address before the picture's."""
        page = Path(context["static_dir"]) / "plain" / "index.html"
        page.write_text(with_address(page.read_text(), self.origin))


def with_address(page: str, origin: str) -> str:
    """The page with the whole address of its picture.

    Raises:
        RuntimeError: It names none; the build must not go out.
    """
    if page.count(PICTURE) != 1:
        raise RuntimeError("the plain page names no picture to be shared by")
    return page.replace(PICTURE, PICTURE.replace("/share", f"{origin}/share"))


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
    inside = PROVIDERS.replace("jsx(ReflexProviders", "jsx(ErrorBoundary, {}, jsx(ReflexProviders") + ")"
    return f'import {{ ErrorBoundary }} from "{BOUNDARY}";\n{root.replace(PROVIDERS, inside)}'
