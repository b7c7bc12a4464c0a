"""Making a customer at Stripe when the answer is lost."""

import pytest

from rxapp.checkout.changing import change
from rxapp.payments.client import RETRIES
from rxapp.shop.changes import SignIn
from rxapp.shop.refusal import Refusal
from tests.faults.local_store import LocalStore


async def test_a_customer_whose_answer_was_lost_is_made_once(shop: LocalStore):
    opened = await shop.opened("anna")
    await change(shop.services, "anna", opened.checkout.id, SignIn(member="gold"))
    shop.wire.answers_to_lose = RETRIES + 1
    with pytest.raises(Refusal, match="couldn't reach"):
        await shop.synced(opened.checkout.id)
    [gold] = (await shop.stripe.v1.customers.list_async()).data  # Stripe has made it, and we don't know
    checkout = await shop.synced(opened.checkout.id)
    assert (checkout.customer_id, checkout.in_step) == (gold.id, True)
    assert len((await shop.stripe.v1.customers.list_async()).data) == 1
