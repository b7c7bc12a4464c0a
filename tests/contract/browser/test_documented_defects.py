"""S3 and S4, the defects that a client in React meets: the store's own form on Stripe's own React package.

A straight port of the sample fails each of these; all eleven are listed in `tests/contract/test_documented_defects.py`.
"""

import shutil
from pathlib import Path

import pytest
import stripe
from playwright.sync_api import Page, expect

from tests.serving import ROOT

from . import sessions
from .conftest import Node
from .shop_page import ShopPage

ELEMENTS = ROOT / "rxapp" / "stripe_elements"
FROM_CHECKOUT, FROM_ROOT = '"@stripe/react-stripe-js/checkout"', '"@stripe/react-stripe-js"'


@pytest.fixture(scope="session")
def store_page(node: Node, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    bundle = tmp_path_factory.mktemp("store") / "page.js"
    made = node("bundle.mjs", "store_page.jsx", str(bundle))
    assert made.returncode == 0, made.stderr
    return bundle.read_bytes()


@pytest.fixture
def form(page: Page, local_stripe: str, account: str, store_page: bytes) -> ShopPage:
    return ShopPage(page, local_stripe, f"pk_test_{account}", store_page)


def test_s3_the_checkout_is_inside_the_hooks_value(form: ShopPage, client: stripe.StripeClient):
    """The sample takes `runServerUpdate` and `id` from the hook's value itself, which is `{type, checkout}`."""
    session = sessions.create(client)
    form.open_react(session.client_secret)
    pay = form.page.get_by_role("button", name="Pay")
    expect(pay).to_have_accessible_name("Pay $40.00")
    expect(pay).to_be_enabled()
    form.type_card()

    form.run("() => window.answer({ revision: 2, amount: 4500, label: 'Pay $45.00' })")
    expect(pay).to_be_disabled()
    form.page.wait_for_function("() => window.asked.some(([name]) => name === 'sync')")
    sessions.add_gift_wrap(client, session)
    form.run("() => window.answer({ syncedRevision: 2 })")

    expect(pay).to_have_accessible_name("Pay $45.00")
    expect(pay).to_be_enabled()
    assert form.run("() => window.asked") == [["sync"]]


def test_s4_the_hook_is_imported_from_where_it_is(node: Node, store_page: bytes, tmp_path: Path):
    """The sample imports it from the package's root, which doesn't have it."""
    elements = shutil.copytree(ELEMENTS, tmp_path / "stripe_elements", ignore=shutil.ignore_patterns("*.py"))
    ported = elements / "checkout.jsx"
    assert FROM_CHECKOUT in ported.read_text()
    ported.write_text(ported.read_text().replace(FROM_CHECKOUT, FROM_ROOT))
    made = node("bundle.mjs", str(ported), str(tmp_path / "page.js"))
    assert made.returncode != 0
    assert "No matching export" in made.stderr and '"useCheckoutElements"' in made.stderr
