"""Every request for a payment, to the last parameter, as it goes over the wire."""

import pytest

from rxapp.payments.client import API_VERSION
from rxapp.payments.intents import Intents
from rxapp.payments.sessions import Sessions
from rxapp.payments.values import Item, Terms
from rxapp.shop.catalog import CATALOG
from rxapp.shop.discounts import Deduction
from rxapp.shop.pricing import NOT_SHIPPED, Quote
from tests.unit.payments.answering import NO_PREVIEW, PREVIEW, AnsweringStripe, intent, session
from tests.unit.payments.quotes import (
    ADJUSTABLE,
    CODE,
    GIFT,
    LIST_OF_RATES,
    LOYALTY,
    NEW_YORK,
    SALES_TAX,
    STANDARD,
    TEA,
    VAT,
    quote,
    terms,
)
from tests.unit.payments.wire import EXPANDED, OURS, RETURN_URL, created, updated

COUNTRIES = {
    f"shipping_address_collection[allowed_countries][{place}]": country
    for place, country in enumerate(CATALOG.countries)
}


def shipping_option(place: int, key: str, name: str, amount: int) -> dict[str, str]:
    option = f"shipping_options[{place}][shipping_rate_data]"
    return {
        f"{option}[display_name]": name,
        f"{option}[type]": "fixed_amount",
        f"{option}[fixed_amount][amount]": str(amount),
        f"{option}[fixed_amount][currency]": "usd",
        f"{option}[metadata][key]": key,
    }


def new_item(place: int, key: str, name: str, unit_amount: int, quantity: int = 1) -> dict[str, str]:
    item = f"line_items[{place}]"
    return {
        f"{item}[price_data][currency]": "usd",
        f"{item}[price_data][unit_amount]": str(unit_amount),
        f"{item}[price_data][product_data][name]": name,
        f"{item}[quantity]": str(quantity),
        f"{item}[metadata][key]": key,
    }


BOTH_WAYS = shipping_option(0, "standard", "Standard shipping", 500) | shipping_option(
    1, "express", "Express shipping", 1500
)
TWO_TEAS = new_item(0, "product:tea", "Tea", 1800, 2)
NEW_SESSION = {
    "ui_mode": "elements",
    "mode": "payment",
    "allowed_payment_method_types[0]": "card",
    "client_reference_id": "co_1",
    "return_url": f"{RETURN_URL}?session={{CHECKOUT_SESSION_ID}}",
    "permissions[update_shipping_details]": "server_only",
    "payment_intent_data[metadata][checkout]": "co_1",
    **COUNTRIES,
    **BOTH_WAYS,
    **OURS,
    **EXPANDED,
}
MAY_DISCOUNT = {"permissions[update_discounts]": "server_only"}


def coupon(name: str, amount: int) -> dict[str, str]:
    data = "discounts[0][coupon_data]"
    return {
        f"{data}[name]": name,
        f"{data}[amount_off]": str(amount),
        f"{data}[currency]": "usd",
        f"{data}[duration]": "once",
    }


async def test_a_session_is_opened():
    stripe = await created(quote())
    assert stripe.paths == ["POST /v1/checkout/sessions"]
    assert stripe.last.params == NEW_SESSION | MAY_DISCOUNT | TWO_TEAS
    assert (stripe.last.key, stripe.last.version) == ("key", PREVIEW)


async def test_a_session_is_opened_with_a_discount():
    stripe = await created(quote(deductions=(CODE, LOYALTY)))
    assert stripe.last.params == NEW_SESSION | MAY_DISCOUNT | TWO_TEAS | coupon("WELCOME10 + Loyalty", 500)


async def test_a_session_is_opened_for_a_customer():
    stripe = await created(quote(), customer_id="cus_1")
    assert stripe.last.params == NEW_SESSION | MAY_DISCOUNT | TWO_TEAS | {"customer": "cus_1"}


async def test_what_stripe_may_adjust_says_between_what_and_what():
    stripe = await created(quote(lines=(ADJUSTABLE,)))
    adjustable = {
        "line_items[0][adjustable_quantity][enabled]": "true",
        "line_items[0][adjustable_quantity][minimum]": "1",
        "line_items[0][adjustable_quantity][maximum]": "10",
    }
    line = new_item(0, "product:assam", "Assam", 1400) | adjustable
    assert stripe.last.params == NEW_SESSION | MAY_DISCOUNT | line


async def test_taxes_are_on_everything_but_donations():
    stripe = await created(quote(lines=(TEA, GIFT), taxes=(SALES_TAX,)), LIST_OF_RATES, session())
    lines = TWO_TEAS | {"line_items[0][tax_rates][0]": "txr_ny"} | new_item(1, "donation", "Trees", 300)
    assert stripe.last.params == NEW_SESSION | MAY_DISCOUNT | lines


async def test_the_address_follows_in_a_call_of_its_own():
    stripe = await created(quote(destination=NEW_YORK))
    assert stripe.paths == ["POST /v1/checkout/sessions", "POST /v1/checkout/sessions/cs_1"]
    assert stripe.asked[0].params == NEW_SESSION | MAY_DISCOUNT | TWO_TEAS
    assert stripe.last.params == SHIPPED | EXPANDED
    assert stripe.last.key == "key:address"


ADDRESS = "collected_information[shipping_details][address]"
SHIPPED = {
    "collected_information[shipping_details][name]": "Anna Marsh",
    f"{ADDRESS}[line1]": "11 Wall Street",
    f"{ADDRESS}[city]": "New York",
    f"{ADDRESS}[state]": "NY",
    f"{ADDRESS}[postal_code]": "10005",
    f"{ADDRESS}[country]": "US",
}

FOLDED = NEW_SESSION | {"metadata[discount_mode]": "folded"}
FOLDED_TEA = new_item(0, "product:tea", "Tea", 1620, 2)


async def test_without_the_preview_the_discount_is_in_the_prices():
    stripe = await created(quote(deductions=(CODE,)), NO_PREVIEW, session())
    assert [asked.key for asked in stripe.asked] == ["key", "key:folded"]
    assert [asked.version for asked in stripe.asked] == [PREVIEW, API_VERSION]
    explained = {"metadata[discount]": "360", "metadata[discount_name]": "WELCOME10"}
    assert stripe.last.params == FOLDED | FOLDED_TEA | explained


async def test_without_the_preview_and_without_a_discount_nothing_needs_explaining():
    stripe = await created(quote(), NO_PREVIEW, session())
    assert stripe.last.params == FOLDED | TWO_TEAS


async def test_a_folded_line_may_be_in_two_parts_so_that_stripe_adjusts_none():
    stripe = await created(quote(lines=(ADJUSTABLE,)), NO_PREVIEW, session())
    assert stripe.last.params == FOLDED | new_item(0, "product:assam", "Assam", 1400)


KNOWN = {"product:tea": Item("li_1", 1800)}
UPDATE = BOTH_WAYS | OURS | EXPANDED
KEPT_TEAS = {"line_items[0][id]": "li_1", "line_items[0][quantity]": "2", "line_items[0][tax_rates]": ""}


async def test_a_session_is_brought_to_a_quote():
    stripe = await updated(quote(), known=KNOWN)
    assert stripe.paths == ["POST /v1/checkout/sessions/cs_1"]
    assert stripe.last.params == UPDATE | KEPT_TEAS | {"discounts": ""}
    assert (stripe.last.key, stripe.last.version) == ("key", PREVIEW)


async def test_what_is_new_and_what_costs_another_price():
    stripe = await updated(
        quote(lines=(TEA, GIFT), deductions=(CODE,), destination=NEW_YORK),
        known={"product:tea": Item("li_1", 1700), "add_on:gone": Item("li_2", 500)},
        customer_id="cus_1",
    )
    price = {
        "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][unit_amount]": "1800",
        "line_items[0][price_data][product_data][name]": "Tea",
    }
    lines = KEPT_TEAS | price | new_item(1, "donation", "Trees", 300)
    assert stripe.last.params == UPDATE | lines | coupon("WELCOME10", 360) | SHIPPED | {"customer": "cus_1"}


async def test_taxes_that_apply_now():
    taxed = quote(lines=(TEA, GIFT), taxes=(SALES_TAX, VAT))
    stripe = await updated(taxed, LIST_OF_RATES, session(), known=KNOWN | {"donation": Item("li_2", 300)})
    rates = {"line_items[0][tax_rates][0]": "txr_ny", "line_items[0][tax_rates][1]": "txr_vat"}
    kept = {"line_items[0][id]": "li_1", "line_items[0][quantity]": "2"}
    gift = {"line_items[1][id]": "li_2", "line_items[1][quantity]": "1", "line_items[1][tax_rates]": ""}
    assert stripe.last.params == UPDATE | kept | rates | gift | {"discounts": ""}


async def test_an_update_without_the_preview():
    stripe = await updated(quote(deductions=(CODE,)), NO_PREVIEW, session(), known=KNOWN)
    assert [asked.key for asked in stripe.asked] == ["key", "key:folded"]
    assert [asked.version for asked in stripe.asked] == [PREVIEW, API_VERSION]
    price = {
        "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][unit_amount]": "1620",
        "line_items[0][price_data][product_data][name]": "Tea",
    }
    folded = {"metadata[discount_mode]": "folded", "metadata[discount]": "360", "metadata[discount_name]": "WELCOME10"}
    assert stripe.last.params == UPDATE | KEPT_TEAS | price | folded


async def test_an_update_without_the_preview_takes_an_explanation_away_that_is_over():
    stripe = await updated(quote(), NO_PREVIEW, session(), known=KNOWN)
    over = {"metadata[discount_mode]": "folded", "metadata[discount]": "", "metadata[discount_name]": ""}
    assert stripe.last.params == UPDATE | KEPT_TEAS | over


EUROS = quote(currency="eur", lines=(TEA, GIFT), deductions=(CODE, LOYALTY), destination=NEW_YORK)


async def test_everything_is_asked_for_in_the_currency_of_the_quote():
    known = {"product:tea": Item("li_1", 1700)}
    asked = [await created(EUROS), await created(EUROS, NO_PREVIEW, session()), await updated(EUROS, known=known)]
    intents = AnsweringStripe(intent())
    await Intents(intents.client).create(terms(EUROS), RETURN_URL, "key")
    named = [
        {name: text for name, text in call.params.items() if name.endswith(("currency", "currency]"))}
        for stripe in (*asked, intents)
        for call in stripe.asked
        if not call.key.endswith(":address")
    ]
    assert [set(one.values()) for one in named] == [{"eur"}] * 5
    assert len(named[0]) == 5, "two lines, two ways to ship, a coupon"


def deductions(*lengths: int) -> tuple[Deduction, ...]:
    return tuple(Deduction(key=f"d{n}", name="x" * length, amount=100) for n, length in enumerate(lengths))


@pytest.mark.parametrize(
    ("lengths", "name"),
    [
        ([40], "x" * 40),
        ([18, 19], f"{'x' * 18} + {'x' * 19}"),
        ([41], "1 discounts, $1.00"),
        ([19, 19], "2 discounts, $2.00"),
        ([20, 20, 20], "3 discounts, $3.00"),
    ],
)
async def test_a_coupons_name_keeps_to_stripes_forty_letters(lengths: list[int], name: str):
    for currency, sign in (("usd", "$"), ("gbp", "£")):
        stripe = await updated(quote(currency=currency, deductions=deductions(*lengths)))
        assert stripe.last.params["discounts[0][coupon_data][name]"] == name.replace("$", sign)


NEW_INTENT = {
    "amount": "4100",
    "currency": "usd",
    "description": "2 × Tea, Standard shipping",
    "allowed_payment_method_types[0]": "card",
    "metadata[flow]": "payment_intent",
    **OURS,
}
NOTHING_TO_EXPLAIN = {f"metadata[{name}]": "" for name in ("discount", "discount_name", "tax", "tax_name")}


async def intent_updated(asked: Quote, customer_id: str | None = None) -> AnsweringStripe:
    stripe = AnsweringStripe(intent())
    await Intents(stripe.client).update("pi_1", terms(asked, customer_id), {}, "key")
    assert stripe.paths == ["POST /v1/payment_intents/pi_1"]
    assert stripe.last.key == "key"
    return stripe


async def test_an_intent_is_opened():
    stripe = AnsweringStripe(intent())
    await Intents(stripe.client).create(terms(), RETURN_URL, "key")
    assert stripe.paths == ["POST /v1/payment_intents"]
    assert stripe.last.params == NEW_INTENT
    assert (stripe.last.key, stripe.last.version) == ("key", API_VERSION)


async def test_an_intent_is_brought_to_a_quote():
    plain = {
        name: text for name, text in NEW_INTENT.items() if name not in ("currency", "allowed_payment_method_types[0]")
    }
    assert (await intent_updated(quote())).last.params == plain | NOTHING_TO_EXPLAIN


async def test_everything_that_an_intent_can_say():
    asked = quote(lines=(TEA, GIFT), deductions=(CODE, LOYALTY), taxes=(SALES_TAX, VAT), destination=NEW_YORK)
    stripe = await intent_updated(asked, "cus_1")
    assert stripe.last.params == {
        "customer": "cus_1",
        "amount": str(3900 - 500 + 500 + 275),
        "description": "2 × Tea, Trees, Standard shipping",
        "shipping[name]": "Anna Marsh",
        "shipping[address][line1]": "11 Wall Street",
        "shipping[address][line2]": "",
        "shipping[address][city]": "New York",
        "shipping[address][state]": "NY",
        "shipping[address][postal_code]": "10005",
        "shipping[address][country]": "US",
        "metadata[flow]": "payment_intent",
        "metadata[discount]": "500",
        "metadata[discount_name]": "WELCOME10 + Loyalty",
        "metadata[tax]": "875",
        "metadata[tax_name]": "Sales tax 8.875% + VAT 19%, included",
        **OURS,
    }


@pytest.mark.parametrize("length", [1, 498, 499, 500, 501, 502, 2000])
async def test_metadata_keeps_to_stripes_five_hundred_letters(length: int):
    asked = quote(deductions=deductions(length))
    name = (await intent_updated(asked)).last.params["metadata[discount_name]"]
    assert name == ("x" * length if length <= 500 else "x" * 499 + "…")


@pytest.mark.parametrize("length", [1, 992, 993, 994, 2000])
async def test_a_description_keeps_to_stripes_thousand_letters(length: int):
    line = TEA.model_copy(update={"name": "x" * length, "quantity": 1})
    ways = (STANDARD.model_copy(update={"name": "Post"}),)
    description = (await intent_updated(quote(lines=(line,), shipping_options=ways))).last.params["description"]
    whole = "x" * length + ", Post"
    assert description == (whole if len(whole) <= 1000 else whole[:999] + "…")
    assert NOT_SHIPPED.name == ""


async def test_a_payment_is_ended():
    stripe = AnsweringStripe(session(status="expired"))
    await Sessions(stripe.client).expire("cs_1")
    await Intents(stripe.client).expire("pi_1")
    assert stripe.paths == ["POST /v1/checkout/sessions/cs_1/expire", "POST /v1/payment_intents/pi_1/cancel"]


@pytest.mark.parametrize("revision", [1, 12])
async def test_the_revision_that_is_said_is_the_one_that_is_written(revision: int):
    stripe = AnsweringStripe(session(), session(), intent(), intent())
    asked: Terms = terms(revision=revision)
    for flow, id in ((Sessions(stripe.client), "cs_1"), (Intents(stripe.client), "pi_1")):
        await flow.create(asked, RETURN_URL, "key")
        await flow.update(id, asked, {}, "key")
    assert {call.params["metadata[revision]"] for call in stripe.asked} == {str(revision)}
