"""`make dev`, as somebody uses it who makes a store: edits show in the open tab, and everything works meanwhile."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import PATIENCE_MS
from tests.e2e.project import as_cloned
from tests.e2e.shopper import Shopper
from tests.serving import Server, eventually, free_port, running

PATIENCE_SECONDS = 300


@pytest.fixture(scope="module")
def project(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the store that may be edited."""
    return as_cloned(tmp_path_factory.mktemp("dev") / "store")


@pytest.fixture(scope="module")
def dev(project: Path) -> Iterator[Server]:
    port = free_port()
    settings = {"PORT": str(port), "DATA_DIR": str(project / ".data"), "PYTHONPATH": ""}
    command = ["make", "-o", ".venv/run", "dev"]  # what it installs is there
    server = Server(command, port, settings, project.parent / "log", "/health", project)
    server.starting_seconds = PATIENCE_SECONDS  # it makes the pages first
    with running(server):
        yield server


@pytest.fixture
def page(browser: Browser, dev: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=dev.url, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert broken == []


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def edit_and_open(dev: Server, file: Path, old: str, new: str) -> None:
    """An edit, and the worker that it makes: while one makes way for the next nobody answers."""
    written = dev.listen()
    edit(file, old, new)
    eventually(lambda: "is open at" in written(), PATIENCE_SECONDS)


def test_a_payment_form_follows_the_cart(page: Page):
    anna = Shopper(page)
    anna.walks_to_checkout_with("yame-sencha")
    anna.type_card()
    page.get_by_role("checkbox", name="Gift wrap").check()
    expect(page.get_by_role("button", name="Pay $28.00").last).to_be_enabled()


def test_what_is_edited_shows_in_the_open_tab_and_is_what_the_server_does(page: Page, project: Path):
    page.goto("/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Loose tea, and what to make it in.")
    page.evaluate("window.opened = true")
    store = project / "rxapp"
    edit(store / "states" / "cart.py", "arguments.typed_number(quantity))", "3)")
    edit(store / "shop" / "words" / "en.toml", "Loose tea, and", "Plants, and")
    edit(store / "shop" / "catalog.toml", 'name = "Kyoto Hojicha"', 'name = "Bird\'s Nest Fern"')
    edit(store / "pages" / "home.py", 'class_name="plan-band"', 'class_name="plan-band", title="Edited page"')
    edit(store / "ui" / "cart_link.jsx", "className={className}", 'className={className} title="Edited script"')
    edit(project / "assets" / "css" / "tokens.css", "--paper: light-dark(#fbf8f3", "--paper: light-dark(#010203")
    expect(heading).to_have_text("Plants, and what to make it in.")
    expect(page.get_by_title("Edited page")).to_be_visible()
    expect(page.get_by_title("Edited script")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(1, 2, 3)")
    fern = page.get_by_role("link", name="Bird's Nest Fern")
    expect(fern).to_be_visible()
    assert page.evaluate("window.opened"), "the tab was never loaded anew"
    fern.click()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("link", name="Cart with 3 items")).to_be_visible()


def test_a_mistake_in_the_catalogue_is_said_and_once_it_is_put_right_all_is_well(
    page: Page, dev: Server, project: Path
):
    catalogue, written = project / "rxapp" / "shop" / "catalog.toml", dev.listen()
    edit(catalogue, 'currency = "usd"', 'curency = "usd"')
    eventually(lambda: "there is no such key; did you mean currency?" in written(), PATIENCE_SECONDS)
    edit_and_open(dev, catalogue, 'curency = "usd"', 'currency = "usd"')
    page.goto("/cart")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


ADD = 'class_name="button button-accent")'
IN_CART = re.compile(r"^Cart with [1-9]")  # how many an edit before may have changed
# What Python can't read, what it can't import, and what a page fails on when it is drawn.
MISTAKES = {
    "SyntaxError": ("states/cart.py", "class CartState", "clas CartState"),
    "ImportError": ("states/cart.py", "import reflex as rx", "import reflex as rx\nfrom rxapp.shop import no_such"),
    "AttributeError": ("pages/home.py", "def page() -> rx.Component:", "def page() -> rx.Component:\n    rx.no_such()"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_an_open_tab_goes_on_once_a_mistake_in_the_code_is_put_right(
    page: Page, dev: Server, project: Path, mistake: str
):
    name, right, wrong = MISTAKES[mistake]
    file, page_file, written = project / "rxapp" / name, project / "rxapp" / "pages" / "product.py", dev.listen()
    page.goto("/products/yame-sencha")
    add = page.get_by_role("button", name="Add to cart")
    expect(add).to_be_enabled()
    edit(file, right, wrong)
    eventually(lambda: mistake in written(), PATIENCE_SECONDS)
    edit_and_open(dev, file, wrong, right)
    add.click()
    expect(page.get_by_role("link", name=IN_CART)).to_be_visible()
    titled = f'title="After {mistake}", {ADD}'
    edit_and_open(dev, page_file, ADD, titled)
    expect(page.get_by_title(f"After {mistake}")).to_be_visible()
    edit_and_open(dev, page_file, titled, ADD)
