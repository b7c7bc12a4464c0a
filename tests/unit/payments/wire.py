"""What goes over the wire when a payment is opened, or brought to a quote."""

from rxapp.payments.sessions import Sessions
from rxapp.payments.values import Item
from rxapp.shop.pricing import Quote
from tests.unit.payments.answering import Answer, AnsweringStripe, session
from tests.unit.payments.quotes import (
    terms,
)

RETURN_URL = "http://localhost:3000/complete"


OURS = {"metadata[checkout]": "co_1", "metadata[revision]": "7"}


EXPANDED = {"expand[0]": "line_items"}


async def created(asked: Quote, *answers: Answer, customer_id: str | None = None) -> AnsweringStripe:
    """What is asked to open a session for a quote."""
    stripe = AnsweringStripe(*answers or (session(),))
    await Sessions(stripe.client).create(terms(asked, customer_id), RETURN_URL, "key")
    return stripe


async def updated(
    asked: Quote, *answers: Answer, known: dict[str, Item] | None = None, customer_id: str | None = None
) -> AnsweringStripe:
    """What is asked to bring a session to a quote."""
    stripe = AnsweringStripe(*answers or (session(),))
    await Sessions(stripe.client).update("cs_1", terms(asked, customer_id), known or {}, "key")
    return stripe
