"""A product's own page: how many, which size, what goes with it, and the way into the cart without scrolling."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rxapp.shop.catalog import CATALOG
from tests.e2e.shopper import Shopper, newest


def test_the_way_into_the_cart_is_in_sight_on_a_small_phone(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    below: list[str] = []
    for product in CATALOG.products:
        page.goto(f"/products/{product.slug}", wait_until="networkidle")
        for name in ("Add to cart", f"One more {product.name}"):
            box = page.get_by_role("button", name=name).bounding_box()
            if not box or box["y"] + box["height"] > 740:
                below.append(f"{name} of {product.slug}: {box}")
    assert not below, "\n".join(below)


def test_as_many_as_were_chosen_are_added_of_the_size_that_was(page: Page, data: Path):
    page.goto("/products/yame-sencha")
    sizes = page.get_by_role("navigation", name="Size")
    expect(sizes.get_by_role("link", name="Small")).to_have_attribute("aria-current", "page")
    sizes.get_by_role("link", name="Large").click()
    expect(page.get_by_role("heading", name="Yame Sencha, large tin", level=1)).to_be_visible()
    expect(sizes.get_by_role("link", name="Large")).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="One more Yame Sencha, large tin").click(click_count=2)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("Added.")).to_be_visible()
    sizes.get_by_role("link", name="Small").click()
    quantity = page.get_by_role("spinbutton", name="Quantity of Yame Sencha", exact=True)
    expect(quantity).to_have_value("1")
    quantity.fill("2")
    quantity.press("Enter")
    expect(page.get_by_text("Added.")).to_be_visible()
    lines = json.loads(str(newest(page, data)["cart"]))["lines"]
    assert [(line["slug"], line["quantity"]) for line in lines] == [("yame-sencha-large", 3), ("yame-sencha", 2)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("11", "We send at most 10 of one thing."),
        ("", "Please use a whole number from 1 to 10."),
        ("-2", "Please use a"),
    ],
)
def test_what_can_not_be_added_stays_as_it_was_typed_beside_why(page: Page, typed: str, said: str):
    page.goto("/products/kyoto-hojicha")
    quantity = page.get_by_role("spinbutton", name="Quantity of Kyoto Hojicha")
    quantity.fill(typed)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(quantity).to_have_value(typed)
    expect(page.get_by_role("link", name="Cart")).to_have_accessible_name("Cart is empty")


def test_what_goes_with_it_comes_before_the_next_on_the_shelf(page: Page):
    page.goto("/products/yame-sencha-large")
    titles = page.get_by_role("main").get_by_role("heading", level=2)
    expect(titles).to_have_text(["Goes with it", "Next on the shelf"])
    kyusu = page.get_by_role("link", name="Kyusu Teapot")
    expect(kyusu).to_have_count(1)
    page.goto("/products/bamboo-whisk")
    expect(titles).to_have_text(["Next on the shelf"])


def test_the_checkout_says_with_what_a_suggestion_goes_and_why_there_is_a_discount(page: Page):
    anna = Shopper(page)
    anna.checkout_with("gooseneck-kettle")
    expect(page.get_by_role("complementary", name="Suggestion")).to_contain_text("Goes well with Gooseneck Kettle")
    why = "Loyalty: goods over $100.00 get 10% off, $20.00 at most"
    expect(page.get_by_role("region", name="Summary")).to_contain_text(why)
