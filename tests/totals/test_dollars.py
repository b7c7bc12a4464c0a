"""1,000 generated carts, in a currency with decimals: page, Stripe and order agree. `pytest -rP` says how many."""

import pytest

from tests.faults.local_store import LocalStore
from tests.totals.comparison import agree_for_every_cart

pytestmark = pytest.mark.early


@pytest.mark.parametrize("mode", ["discounts", "folded", "intent"])
async def test_page_stripe_and_order_agree_for_every_cart(shop: LocalStore, mode: str):
    await agree_for_every_cart(shop, "usd", mode)
