"""Links between pages."""

from rxapp.pages.cart import page
from rxapp.ui.links import next_link, page_link


def props_of(link: object) -> list[str]:
    return link.render()["props"]  # pyright: ignore[reportAttributeAccessIssue]


def test_only_the_next_page_is_loaded_ahead():
    ahead = 'prefetch:"render"'
    assert ahead in props_of(next_link("Checkout", href="/checkout"))
    assert ahead not in props_of(page_link("Checkout", href="/checkout"))
    assert str(page()).count(ahead) == 1
