"""Card Elements of Stripe's React package, unmodified: found by their components, changed by their props."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Node
from .shop_page import ShopPage
from .test_card_elements import PARTS, WHOLE, frame, type_in


@pytest.fixture(scope="session")
def react_page(node: Node, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    bundle: Path = tmp_path_factory.mktemp("bundle") / "page.js"
    made = node("bundle.mjs", "card_page.jsx", str(bundle))
    assert made.returncode == 0, made.stderr
    return bundle.read_bytes()


@pytest.mark.parametrize(("kind", "kinds"), [("whole", WHOLE), ("parts", PARTS)])
def test_a_card_is_taken(shop: ShopPage, kind: str, kinds: list[str]) -> None:
    shop.open_react(None, kind=kind)
    number = frame(shop, kinds[0]).locator('[name="cardnumber"]')
    number.wait_for()
    shop.page.get_by_role("button", name="Pay").click()
    expect(shop.page.get_by_role("status")).to_have_text("Your card number is incomplete.")
    type_in(shop, kinds)
    shop.page.get_by_role("button", name="Larger").click()
    expect(number).to_have_css("font-size", "20px")
    expect(number).to_have_value("4242 4242 4242 4242")
    frame(shop, kinds[-1]).locator('[name="cvc"]').press("Enter")
    expect(shop.page.get_by_role("status")).to_have_text("4242")
    assert shop.errors == []
