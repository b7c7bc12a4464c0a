"""The cards of the guide do at the local Stripe what their names say, as Stripe's own list has it."""

from rxapp.sandbox.rules import cards
from rxapp.ui.cards_to_try import BILLING, TEST_CARDS

DOES = {
    "Pays": (None, "never"),
    "Declined": ("generic_decline", "never"),
    "Asks the bank": (None, "always"),
    "Not enough funds": ("insufficient_funds", "never"),
    "Expired": ("expired_card", "never"),
}


def test_each_card_does_what_it_is_called():
    known = {card["name"]: cards.numbered(card["number"]) for card in TEST_CARDS}
    assert {name: (card.decline, card.challenge) for name, card in known.items()} == DOES


def test_what_goes_with_them_is_what_a_card_can_have():
    month, year = int(BILLING["expiry"][:2]), 2000 + int(BILLING["expiry"][2:])
    for card in TEST_CARDS:
        cards.check(card["number"], month, year, BILLING["code"], year=2026, month=1)
