"""One bundle of the component for all tests, one Chromium for a file, and a browser context for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.controls import Show, shown_by
from tests.browser.form import Form
from tests.browser.plain import Plain
from tests.chromium import PATIENCE_MS
from tests.contract.browser.conftest import Node, node

__all__ = ["node"]


@pytest.fixture(scope="session")
def bundle(node: Node, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("bundle")
    made = node("bundle.mjs", "store_page.jsx", str(folder / "store_page.js"), "apart")
    assert made.returncode == 0, made.stderr
    return {f"/{file.name}": file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def form(page: Page, bundle: dict[str, bytes]) -> Iterator[Form]:
    form = Form(page, bundle)
    yield form
    assert form.errors == []


@pytest.fixture
def plain(page: Page) -> Iterator[Plain]:
    plain = Plain(page)
    yield plain
    assert plain.errors == []


@pytest.fixture(scope="session")
def control_script(node: Node, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("controls") / "control_page.js"
    made = node("bundle.mjs", "control_page.jsx", str(file))
    assert made.returncode == 0, made.stderr
    return file.read_text()


@pytest.fixture
def show(page: Page, control_script: str) -> Iterator[Show]:
    """Shows a control on a page that must not throw."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield shown_by(page, control_script)
    assert errors == []
