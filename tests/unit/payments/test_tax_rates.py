"""Tax rates: found again by what they say, made once, under a key that says it too."""

from decimal import Decimal
from typing import Any

import pytest

from rxapp.payments.tax_rates import TaxRates, content_key
from rxapp.shop.taxes import QuoteTax
from tests.unit.payments.answering import AnsweringStripe
from tests.unit.payments.quotes import SALES_TAX, VAT


def rates(*known: tuple[str, QuoteTax | None]) -> dict[str, Any]:
    """The page of those that the account has; one without a tax was made by somebody else."""
    data = [
        {"id": id, "object": "tax_rate", "metadata": {"content": content_key(tax)} if tax else {}} for id, tax in known
    ]
    return {"object": "list", "data": data, "has_more": False, "url": "/v1/tax_rates"}


def made(id: str) -> dict[str, Any]:
    return {"id": id, "object": "tax_rate", "metadata": {}}


def test_a_rate_that_was_made_once_is_found_for_ever():
    """They can't be deleted at Stripe: whoever changes the key has all of them made again."""
    assert content_key(SALES_TAX) == "4924cc3f9fbd5a5e13687a2c9075efc1"
    assert content_key(VAT) == "4820761fe17e4446e6a9c61bf19641ee"


LIST, CREATE = "GET /v1/tax_rates", "POST /v1/tax_rates"


async def test_without_taxes_nothing_is_asked():
    stripe = AnsweringStripe()
    assert await TaxRates(stripe.client).ids([]) == []
    assert stripe.asked == []


async def test_a_known_one_is_found_and_then_remembered():
    stripe = AnsweringStripe(rates(("txr_0", None), ("txr_1", VAT), ("txr_2", SALES_TAX)))
    tax_rates = TaxRates(stripe.client)
    assert await tax_rates.ids([SALES_TAX, VAT]) == ["txr_2", "txr_1"]
    assert await tax_rates.ids([VAT]) == ["txr_1"]
    assert stripe.paths == [LIST]
    assert stripe.last.params == {"active": "true", "limit": "100"}, "one that is archived can't be used"


async def test_one_without_metadata_is_somebody_elses():
    page = rates(("txr_0", None))
    page["data"][0]["metadata"] = None
    stripe = AnsweringStripe(page, made("txr_1"))
    assert await TaxRates(stripe.client).ids([VAT]) == ["txr_1"]


@pytest.mark.parametrize(("tax", "percentage", "inclusive"), [(SALES_TAX, "8.875", "false"), (VAT, "19.0", "true")])
async def test_a_new_one_is_made_as_the_tax_says_and_then_remembered(tax: QuoteTax, percentage: str, inclusive: str):
    stripe = AnsweringStripe(rates(), made("txr_1"))
    tax_rates = TaxRates(stripe.client)
    assert await tax_rates.ids([tax]) == await tax_rates.ids([tax]) == ["txr_1"]
    assert stripe.paths == [LIST, CREATE]
    assert stripe.last.params == {
        "display_name": tax.name,
        "percentage": percentage,
        "inclusive": inclusive,
        "metadata[content]": content_key(tax),
    }
    assert stripe.last.key == f"tax-rate:{content_key(tax)}"


async def test_one_new_among_known_ones_is_made_alone():
    stripe = AnsweringStripe(rates(("txr_1", VAT)), made("txr_2"))
    assert await TaxRates(stripe.client).ids([VAT, SALES_TAX]) == ["txr_1", "txr_2"]
    assert stripe.paths == [LIST, CREATE]


async def test_one_that_was_made_here_stays_known_though_the_list_does_not_have_it():
    """A list has so many at most."""
    stripe = AnsweringStripe(rates(), made("txr_1"), rates(("txr_2", VAT)))
    tax_rates = TaxRates(stripe.client)
    assert [await tax_rates.ids([tax]) for tax in (SALES_TAX, VAT, SALES_TAX)] == [["txr_1"], ["txr_2"], ["txr_1"]]
    assert stripe.paths == [LIST, CREATE, LIST]


async def test_what_is_forgotten_is_asked_anew():
    stripe = AnsweringStripe(rates(("txr_1", VAT)), rates(("txr_9", VAT)))
    tax_rates = TaxRates(stripe.client)
    assert await tax_rates.ids([VAT]) == ["txr_1"]
    tax_rates.forget()
    assert await tax_rates.ids([VAT]) == ["txr_9"]


def like(**changed: Any) -> str:
    return content_key(VAT.model_copy(update=changed))


def test_another_name_percentage_or_kind_is_another_rate_and_nothing_else_is():
    others = [
        like(),
        like(name="MwSt"),
        like(percent=Decimal("19.5")),
        like(inclusive=False),
        like(percent=Decimal(190)),
    ]
    assert len(set(others)) == len(others)
    assert like(key="austria") == like(amount=1) == like(percent=Decimal("19.00")) == like(percent=Decimal("1.9E1"))
    assert all(1 <= len(key) <= 100 and key.isalnum() for key in others)
