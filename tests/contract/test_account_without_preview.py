"""S10: an ordinary account may not update discounts. The shop folds them into prices by itself, to the same total.

A straight port of the published sample never gets a discount onto such an account.
"""

import logging
from uuid import uuid4

import pytest

from rxapp.payments.client import API_VERSION, build_client
from rxapp.payments.sessions import Sessions
from rxapp.payments.values import Terms
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import Quote, quote
from tests.contract.sandbox.conftest import HTTP, Account


@pytest.fixture(params=["the version is refused", "the parameters are unknown"])
def ordinary(request: pytest.FixtureRequest, account: Account) -> Sessions:
    """Both ways in which Stripe may say that this account hasn't the preview."""
    client = build_client(account.secret_key, account.base, HTTP)
    if request.param == "the parameters are unknown":
        return Sessions(client, preview_version=API_VERSION)
    account.client().v1.products.list()  # the first call makes the account
    account.control("faults", {"kind": "no_preview", "times": None})
    return Sessions(client)


def asked(quantity: int, code: str = "", **choices: object) -> Quote:
    lines = [{"slug": "gooseneck-kettle", "quantity": quantity}, {"slug": "pair-of-cups", "quantity": 3}]
    return quote(Cart.model_validate({"lines": lines, "code": code} | choices), CATALOG)


def terms(of: Quote, revision: int) -> Terms:
    return Terms("co_1", revision, of)


async def test_s10_every_update_reaches_the_same_total_without_discounts(
    ordinary: Sessions, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.WARNING, "rxapp.payments.previews")
    session = await ordinary.create(terms(asked(1, "WELCOME10"), 1), "http://localhost/complete", uuid4().hex)
    assert session.amount == asked(1, "WELCOME10").total
    for revision, wanted in enumerate(
        [
            asked(2, "WELCOME10"),
            asked(3),
            asked(7, "POUR5", member="gold", shipping="express"),
            asked(1),
            asked(1, "TEATIME"),
        ],
        start=2,
    ):
        session = await ordinary.update(session.id, terms(wanted, revision), session.items, uuid4().hex)
        assert (session.amount, session.revision) == (wanted.total, revision)
    assert [record.getMessage() for record in caplog.records if "folded" in record.getMessage()] == [
        "this account may not update discounts: they are folded into the prices from now on"
    ]


async def test_s10_the_session_says_what_its_prices_are_made_of(ordinary: Sessions, account: Account):
    opened = await ordinary.create(terms(asked(2, "WELCOME10"), 1), "http://localhost/complete", uuid4().hex)
    session = account.client().v1.checkout.sessions.retrieve(opened.id)
    assert session.metadata
    # Goods 2 × 129.00 + 3 × 38.50 = 373.50: loyalty 20.00, code 37.35.
    assert session.metadata.to_dict() == {
        "checkout": "co_1",
        "revision": "1",
        "discount_mode": "folded",
        "discount": "5735",
        "discount_name": "Loyalty + WELCOME10",
    }
    assert session.total_details and session.total_details.amount_discount == 0
