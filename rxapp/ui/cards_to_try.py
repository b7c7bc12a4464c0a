"""Stripe's test cards, docs.stripe.com/testing, and what there is to see with each of them."""

from typing import TypedDict


class TestCard(TypedDict):
    """A card by its number; `watch` says in one sentence what happens."""

    name: str
    number: str
    watch: str


TEST_CARDS: list[TestCard] = [
    {
        "name": "Pays",
        "number": "4242424242424242",
        "watch": "Press Pay: what stood on the button is what the receipt says.",
    },
    {
        "name": "Declined",
        "number": "4000000000000002",
        "watch": "The bank says no, the card stays typed in, and the cart can change again.",
    },
    {
        "name": "Asks the bank",
        "number": "4000002760003184",
        "watch": "The bank asks first; nothing in the cart moves until it has its answer.",
    },
    {
        "name": "Not enough funds",
        "number": "4000000000009995",
        "watch": "The bank's own reason is said, and the cart opens again for a change.",
    },
    {
        "name": "Expired",
        "number": "4000000000000069",
        "watch": "A no with its own reason, beside Pay.",
    },
]

# What a buyer types besides. Any date to come and any three digits do.
BILLING = {"expiry": "1234", "code": "123", "country": "US", "postal": "94107"}
FILLED = "Filled in. Now press Pay."
COPIED = "Copied. Paste it as the card number; any date to come and any three digits go with it."
NOT_OPEN = "The payment form isn't open yet."
