"""A customer at Stripe."""

from rxapp.payments.customers import Customers
from tests.unit.payments.answering import AnsweringStripe


async def test_a_customer_is_made_once_for_a_key():
    stripe = AnsweringStripe({"id": "cus_1", "object": "customer"})
    about = {"shopper": "sh_1", "member": "gold"}
    assert (
        await Customers(stripe.client).create("Gold member", "gold@example.com", about, "customer:sh_1:gold") == "cus_1"
    )
    assert stripe.paths == ["POST /v1/customers"]
    assert stripe.last.key == "customer:sh_1:gold"
    assert stripe.last.params == {
        "name": "Gold member",
        "email": "gold@example.com",
        "metadata[shopper]": "sh_1",
        "metadata[member]": "gold",
    }
