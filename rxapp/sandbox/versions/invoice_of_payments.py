"""2025-03-31.basil: an intent and a charge no longer name their invoice, of which there is none here."""

from __future__ import annotations

from .change import Change, shows

CHANGE = Change(
    since="2025-03-31.basil",
    says="`invoice` of payment intents and charges ended",
    answers={"payment_intent": shows(invoice=None), "charge": shows(invoice=None)},
)
