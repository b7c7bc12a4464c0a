"""What is changed in a build, and that a build which isn't as expected doesn't go out."""

import pytest

from rxapp.build import PICTURE, PROVIDERS, with_address, with_boundary
from tests.serving import ROOT


def test_the_error_boundary_stands_around_everything_that_reflex_wraps_pages_in():
    root = f"return {PROVIDERS};"
    line, _, rest = with_boundary(root).partition("\n")
    assert line.startswith("import { ErrorBoundary } from") and "error_boundary.jsx" in line
    assert rest == "return jsx(AppLayout, {}, jsx(ErrorBoundary, {}, jsx(ReflexProviders, {}, children)));"


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
