"""Makes one build fit every address: the browser speaks to the server that sent it the page."""

import re
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
