"""Checkouts written out for people: each part of the page, for carts of every kind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rxapp.orders.models import now
from rxapp.orders.records import Checkout, Flow, Order, Status
from rxapp.payments.values import Item
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG, Product
from rxapp.shop.destination import Destination
from rxapp.shop.pricing import quote
from rxapp.states import presenting
from rxapp.states.views import (
    AddOnView,
    AmountView,
    LineView,
    OptionView,
    OrderLineView,
    OrderLinkView,
    SuggestionView,
)
from tests.unit.shop.addresses import BERLIN, HAWAII, NEW_YORK, OREGON, YAME


def cart(*slugs: str, **more: Any) -> Cart:
    chosen = tuple(CartLine(slug=slug, quantity=1 + number) for number, slug in enumerate(slugs))
    return Cart(lines=chosen, **more)


def checkout(held: Cart, **more: Any) -> Checkout:
    fields: dict[str, Any] = {
        "id": "co_1",
        "shopper": "anna",
        "status": Status.OPEN,
        "flow": Flow.CHECKOUT_SESSION,
        "plan": held.plan,
        "cart": held,
        "quote": quote(held, CATALOG),
        "revision": 1,
        "synced_revision": 1,
        "session_id": "cs_test_1",
    }
    values = dict.fromkeys(Checkout.model_fields) | fields | more
    return Checkout.model_construct(**values)


def test_the_lines_are_the_products_in_the_order_they_were_put_in():
    held = cart("gooseneck-kettle", "yame-sencha", add_ons=frozenset({"gift_wrap"}), donation=300)
    assert presenting.lines(quote(held, CATALOG), CATALOG, {}) == [
        LineView(
            slug="gooseneck-kettle",
            name="Gooseneck Kettle",
            kind="Electric, 0.9 l",
            picture=CATALOG.by_slug["gooseneck-kettle"].drawing,
            quantity=1,
            unit="$129.00",
            amount="$129.00",
        ),
        LineView(
            slug="yame-sencha",
            name="Yame Sencha",
            kind="Green tea, 80 g",
            picture=CATALOG.by_slug["yame-sencha"].drawing,
            quantity=2,
            unit="$18.00",
            amount="$36.00",
            swap="Swap to the large tin, +$14.00",
        ),
    ]


def test_a_large_size_says_what_the_small_one_saves():
    [line] = presenting.lines(quote(cart("yame-sencha-large"), CATALOG), CATALOG, {})
    assert line.swap == "Swap to the small tin, −$14.00"


def test_what_is_no_longer_sold_is_still_named():
    held = quote(cart("yame-sencha"), CATALOG)
    without = CATALOG.model_copy(update={"products": (), "by_slug": dict[str, Product]()})
    [line] = presenting.lines(held, without, {})
    assert (line.slug, line.name, line.kind, line.picture, line.swap) == ("yame-sencha", "Yame Sencha", "", "", "")


def test_only_what_is_adjustable_has_its_item_at_stripe():
    held = quote(cart("assam-breakfast", "yame-sencha"), CATALOG)
    items = {
        line.key: Item(id=f"li_{number}", unit_amount=line.unit_amount, quantity=line.quantity)
        for number, line in enumerate(held.lines)
    }
    assert [line.stripe_item for line in presenting.lines(held, CATALOG, {}, items)] == ["li_0", ""]
    assert [line.stripe_item for line in presenting.lines(held, CATALOG, {}, {})] == ["", ""]
    assert [line.stripe_item for line in presenting.lines(held, CATALOG, {})] == ["", ""]


WHISKS = cart("yame-sencha", "bamboo-whisk")  # two whisks


@pytest.mark.parametrize(
    ("left", "said", "short", "take", "closed"),
    [
        ({}, "", "", "", ""),
        ({"bamboo-whisk": 11}, "", "", "", ""),
        ({"bamboo-whisk": 2}, "2 left", "", "", ""),
        (
            {"bamboo-whisk": 1},
            "",
            "Only 1 left of Bamboo Whisk.",
            "Take 1 instead",
            "Only 1 left of Bamboo Whisk. Please take what is left first.",
        ),
        (
            {"bamboo-whisk": 0},
            "",
            "Bamboo Whisk is sold out.",
            "",
            "Bamboo Whisk is sold out. Please take it out first.",
        ),
    ],
)
def test_a_line_says_what_is_left_and_pay_why_it_is_closed(
    left: dict[str, int], said: str, short: str, take: str, closed: str
):
    tea, whisk = presenting.lines(quote(WHISKS, CATALOG), CATALOG, left)
    assert (tea.left, tea.short, tea.take) == ("", "", "")
    assert (whisk.left, whisk.short, whisk.take) == (said, short, take)
    assert presenting.closed_because(quote(WHISKS, CATALOG), left) == closed


@pytest.mark.parametrize(
    ("teas", "whisks", "first"),
    [(0, 1, "Please take what is left first."), (0, 0, "Please take it out first.")],
)
def test_of_several_that_went_what_is_left_is_taken_as_long_as_there_is_any(teas: int, whisks: int, first: str):
    said = presenting.closed_because(quote(WHISKS, CATALOG), {"yame-sencha": teas, "bamboo-whisk": whisks})
    assert said.startswith("Yame Sencha is sold out. ") and said.endswith(f" {first}")


def test_only_what_there_are_few_of_is_said_on_the_shelf():
    assert presenting.stock({"a": 0, "b": 10, "c": 11}) == {"a": "Sold out", "b": "10 left"}


def test_what_is_sold_out_is_not_suggested():
    held = cart("yame-sencha", "matcha-bowl")
    assert [one.slug for one in presenting.suggestion(held, CATALOG, {"kyusu-teapot": 0})] == ["bamboo-whisk"]
    assert presenting.suggestion(cart("matcha-bowl"), CATALOG, {"bamboo-whisk": 0}) == []


def test_the_present_is_no_extra_and_marked_on_the_order():
    kettle = quote(cart("gooseneck-kettle"), CATALOG)
    assert presenting.present(kettle) == "Hojicha tasting tin"
    assert presenting.present(quote(cart("yame-sencha"), CATALOG)) == ""
    assert presenting.added(kettle) == []
    assert presenting.order_lines(kettle)[-1] == OrderLineView("Hojicha tasting tin", 1, "$0.00", present=True)


@pytest.mark.parametrize(
    ("held", "suggested"),
    [
        (cart("yame-sencha"), ["kyusu-teapot"]),
        (cart("yame-sencha", "kyusu-teapot"), []),
        (cart("kyoto-hojicha", "yame-sencha"), ["pair-of-cups"]),
        (cart("kyoto-hojicha", "pair-of-cups", "yame-sencha"), ["kyusu-teapot"]),
        (cart("yame-sencha-large"), ["kyusu-teapot"]),
        (cart("chamomile-fields"), []),
        (cart(), []),
        (cart("not-sold", "yame-sencha"), ["kyusu-teapot"]),
    ],
)
def test_one_thing_at_most_is_suggested(held: Cart, suggested: list[str]):
    assert [one.slug for one in presenting.suggestion(held, CATALOG, {})] == suggested


def test_a_suggestion_has_its_price():
    teapot = CATALOG.by_slug["kyusu-teapot"]
    expected = SuggestionView("kyusu-teapot", "Kyusu Teapot", teapot.drawing, "$64.00", "Yame Sencha")
    assert presenting.suggestion(cart("yame-sencha"), CATALOG, {}) == [expected]


def test_the_add_ons_that_a_cart_may_have_and_those_that_are_on():
    held = cart("gooseneck-kettle", add_ons=frozenset({"gift_wrap"}), donation=300)
    wrap, warranty = CATALOG.add_ons["gift_wrap"], CATALOG.add_ons["extended_warranty"]
    assert presenting.add_ons(held, CATALOG) == [
        AddOnView("gift_wrap", "Gift wrap", wrap.detail, "$5.00", True),
        AddOnView("extended_warranty", "Extended warranty", warranty.detail, "$20.00", False),
    ]
    assert [one.key for one in presenting.add_ons(cart("yame-sencha"), CATALOG)] == ["gift_wrap"]
    assert presenting.added(quote(held, CATALOG)) == [
        AmountView("gift_wrap", "Gift wrap", "$5.00"),
        AmountView("donation", "Trees for the tea hills", "$3.00"),
    ]
    assert presenting.added(quote(cart("yame-sencha"), CATALOG)) == []


@pytest.mark.parametrize("chosen", ["", "standard", "express"])
def test_the_ways_to_ship_stay_in_their_order(chosen: str):
    held = cart("yame-sencha", shipping=chosen, destination=OREGON)
    assert presenting.shipping(checkout(held), CATALOG) == [
        OptionView(
            "standard", "Standard shipping", "4 to 6 working days, free over $300.00", "$5.00", chosen != "express"
        ),
        OptionView("express", "Express shipping", "1 to 2 working days", "$15.00", chosen == "express"),
    ]


def test_what_is_sent_free_says_so_and_not_how_it_would_be():
    held = Cart(lines=(CartLine(slug="gooseneck-kettle", quantity=4),), destination=OREGON)
    standard, express = presenting.shipping(checkout(held), CATALOG)
    assert (standard.price, standard.detail) == ("Free", "4 to 6 working days")
    assert express.price == "$15.00"


def test_why_another_way_is_taken():
    held = cart("yame-sencha", shipping="express", destination=HAWAII)
    assert presenting.shipping_note(held, CATALOG) == "Express isn't offered to Hawaii."
    assert presenting.shipping_note(cart("yame-sencha", shipping="express"), CATALOG) == ""


@pytest.mark.parametrize("where", [OREGON, NEW_YORK, HAWAII, BERLIN, YAME, None])
def test_where_it_goes_is_written_out(where: Destination | None):
    view = presenting.destination(quote(cart("yame-sencha", destination=where), CATALOG))
    if where is None:
        assert view == {}
    else:
        assert view == {**where.model_dump(), "place": where.place}
        assert view["place"]


@pytest.mark.parametrize(
    ("where", "on_top", "included"),
    [
        (OREGON, [], []),
        (NEW_YORK, [AmountView("new_york", "Sales tax 8.875%", "$1.60")], []),
        (HAWAII, [AmountView("hawaii", "General excise tax 4%", "$0.68")], []),
        (BERLIN, [], [AmountView("germany", "Includes VAT 19%", "$2.87")]),
        (YAME, [], [AmountView("japan", "Includes Consumption tax 10%", "$1.64")]),
    ],
)
def test_taxes_are_on_top_or_in_the_prices(where: Destination, on_top: Any, included: Any):
    asked = quote(cart("yame-sencha", destination=where), CATALOG)
    assert presenting.taxes(asked) == on_top
    assert presenting.taxes_included(asked) == included


def test_what_comes_off_has_its_minus_sign():
    held = quote(cart("gooseneck-kettle", code="WELCOME10"), CATALOG)
    assert held.discount
    names = [(part.key, part.name) for part in held.deductions]
    assert [(view.key, view.name) for view in presenting.deductions(held)] == names
    assert all(view.amount.startswith("−$") for view in presenting.deductions(held))
    assert presenting.discount(held) == f"−${held.discount / 100:.2f}"
    nothing = quote(cart("yame-sencha"), CATALOG)
    assert (presenting.deductions(nothing), presenting.discount(nothing)) == ([], "")


def test_a_donation_can_be_edited_as_it_is_written():
    assert presenting.donation(cart("yame-sencha", donation=300), CATALOG) == "$3.00"
    assert presenting.donation(cart("yame-sencha"), CATALOG) == ""


def test_where_an_order_and_a_checkout_are():
    goods, plan = cart("yame-sencha"), Cart(plan="tea_club")
    assert presenting.order_page("cs_test_1") == "/complete?session=cs_test_1"
    assert presenting.order_page("pi_1") == "/complete?payment_intent=pi_1"
    assert presenting.checkout_page(checkout(goods, plan="")) == "/checkout"
    assert presenting.checkout_page(checkout(plan)) == "/tea-club/join"


def order(held: Cart, **more: Any) -> Order:
    fields: dict[str, Any] = {"number": "KK-23456789", "currency": "usd", "refunded": 0, "quote": quote(held, CATALOG)}
    return Order.model_construct(**dict.fromkeys(Order.model_fields) | fields | more)


def test_the_ways_back_to_what_was_ordered():
    held, at = cart("yame-sencha", "kyoto-hojicha"), datetime(2026, 3, 1, tzinfo=UTC)
    unpaid = {"session_id": "pi_1", "placed_at": at}
    on_its_way = checkout(held, status=Status.ON_ITS_WAY, **unpaid)
    failed = checkout(held, status=Status.FAILED, **unpaid)
    kept = order(held, session_id="cs_test_1", paid=5000, created_at=at)
    given_back = order(held, session_id="cs_test_2", paid=5000, created_at=at, refunded=500)
    names = "Yame Sencha, Kyoto Hojicha"
    day, total = "1 March 2026", presenting.written(on_its_way.quote.total, "usd")
    assert presenting.order_links([kept, given_back], [on_its_way, failed]) == [
        OrderLinkView(presenting.ON_ITS_WAY, "/complete?payment_intent=pi_1", day, total, names),
        OrderLinkView(presenting.FAILED, "/complete?payment_intent=pi_1", day, total, names),
        OrderLinkView("KK-23456789", "/complete?session=cs_test_1", day, "$50.00", names),
        OrderLinkView("KK-23456789", "/complete?session=cs_test_2", day, "$50.00", names, "Refunded $5.00"),
    ]


def test_a_plan_says_its_name_and_what_follows():
    plan = quote(Cart(plan="tea_club"), CATALOG)
    assert (presenting.plan_name(plan), presenting.follows(plan)) == ("Tea club", "$24.00 a month")
    goods = quote(cart("yame-sencha"), CATALOG)
    assert (presenting.plan_name(goods), presenting.follows(goods)) == ("", "")
    without_lines = plan.model_copy(update={"lines": ()})
    assert presenting.plan_name(without_lines) == ""
    assert presenting.each_time(1250, "week", "usd") == "$12.50 a week"
    assert presenting.each_time(6900, "month", "usd", 3) == "$69.00 every 3 months"


@pytest.mark.parametrize(
    ("term", "advantage"),
    [
        ({"price": 24000}, "2 months for nothing"),
        ({"price": 24000, "trial_days": 7}, "2 months for nothing"),  # as free as by every other term
        ({"price": 24000, "trial_days": 30}, "30 days free, 2 months for nothing"),
        ({"price": 28800}, ""),
        ({"price": 28800, "trial_days": 30}, "30 days free"),
        ({"price": 30000}, ""),
        ({"price": 28000}, "$8.00 less a year"),
        ({"price": 7000, "interval": "month", "every": 3}, "$2.00 less every 3 months"),
        ({"price": 4800, "interval": "month", "every": 3}, "1 month for nothing"),
        ({"price": 500, "interval": "week"}, ""),
    ],
)
def test_a_term_says_what_speaks_for_it_beside_the_first(term: dict[str, Any], advantage: str):
    plan = CATALOG.plans["tea_club"]
    other = plan.terms["yearly"].model_copy(update=term)
    plans = {"tea_club": plan.model_copy(update={"terms": plan.terms | {"yearly": other}})}
    first, shown = presenting.terms(Cart(plan="tea_club"), CATALOG.model_copy(update={"plans": plans}))
    assert (first.detail, shown.detail) == ("", advantage)


@pytest.mark.parametrize(
    ("held", "note"),
    [
        (Cart(plan="tea_club"), ""),
        (Cart(plan="tea_club", referral="SECONDCUP"), ""),
        (Cart(plan="tea_club", referral="SECONDCUP", member="gold"), "Its 14 days are within your 30."),
        (Cart(plan="tea_club", member="gold"), ""),
    ],
)
def test_a_referral_whose_days_do_not_count_says_so(held: Cart, note: str):
    assert presenting.referral_note(held, CATALOG) == note


def test_where_there_are_no_referrals_there_is_no_note():
    without = CATALOG.model_copy(update={"referrals": None})
    assert presenting.referral_note(Cart(plan="tea_club"), without) == ""


def test_moments():
    assert presenting.seconds_until(None) == 0
    assert presenting.seconds_until(now() + timedelta(seconds=90)) == 90, "rounded up: never too early"
    assert presenting.seconds_until(now() - timedelta(hours=1)) == 1, "it is the server that ends it"
    assert presenting.day(date(2026, 3, 1)) == "1 March"


def test_all_lines_of_an_order():
    held = cart("yame-sencha", "kyoto-hojicha", add_ons=frozenset({"gift_wrap"}), donation=300)
    assert presenting.order_lines(quote(held, CATALOG)) == [
        OrderLineView("Yame Sencha", 1, "$18.00"),
        OrderLineView("Kyoto Hojicha", 2, "$32.00"),
        OrderLineView("Gift wrap", 1, "$5.00"),
        OrderLineView("Trees for the tea hills", 1, "$3.00"),
    ]
