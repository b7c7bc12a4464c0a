"""The parameters that calls got, and their values, against the types of the Python SDK of each time.

`parameter_lifetimes.json` says by call and release which there were for the first time, values as `path=value`; it is
read from the types of stripe 8.11.0 to 16.1.0.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rxapp.sandbox.versions.additions import Values, parameters_after
from rxapp.sandbox.versions.releases import RELEASES

FIRST: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "parameter_lifetimes.json").read_text())


def leaves(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Each path, or path and value, with the release that brought it."""
    for name, end in tree.items():
        here = f"{path}.{name}" if path else name
        if isinstance(end, str):
            yield here, end
        elif isinstance(end, Values):
            yield from ((f"{here}={value}", release) for value, release in end.items())
        else:
            yield from leaves(end, here)


@pytest.mark.parametrize("call", FIRST)
def test_each_release_lacks_what_later_ones_brought_and_nothing_else(call: str):
    brought = {(name, release) for release, names in FIRST[call].items() for name in names}
    for release in RELEASES:
        lacking = set(leaves(parameters_after(release[:10], call)))
        assert brought & lacking == {(name, since) for name, since in brought if since[:10] > release[:10]}
