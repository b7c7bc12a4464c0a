"""Checkouts and orders, written out for the pages."""

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from babel.dates import format_date

from rxapp.orders.records import Checkout, Flow, Order, Status, flow_of
from rxapp.payments.values import Item
from rxapp.shop.cart import Cart, may_have
from rxapp.shop.catalog import Catalog, Plan, Term
from rxapp.shop.discounts import Deduction
from rxapp.shop.language import LOCALE
from rxapp.shop.money import percent_written, written
from rxapp.shop.plans import chosen_term, free_months, saving, slug, trial
from rxapp.shop.pricing import Quote
from rxapp.shop.shipping import QuoteShipping, not_offered
from rxapp.shop.stock import said_of, short
from rxapp.shop.taxes import QuoteTax
from rxapp.shop.words import say, sentences
from rxapp.states.views import (
    AddOnView,
    AmountView,
    LineView,
    OptionView,
    OrderLineView,
    OrderLinkView,
    SuggestionView,
)


def lines(
    quote: Quote, catalog: Catalog, left: Mapping[str, int], items: Mapping[str, Item] | None = None
) -> list[LineView]:
    """The products, in the order they were put in.

    Args:
        left: How many there are of those that are counted.
        items: The lines as Stripe knows them, where a payment form is open.
    """
    known, missing = items or {}, short(quote, left)
    return [
        LineView(
            slug=(slug := line.product),
            name=line.name,
            kind=catalog.by_slug[slug].kind if slug in catalog.by_slug else "",
            picture=catalog.by_slug[slug].drawing if slug in catalog.by_slug else "",
            quantity=line.quantity,
            unit=written(line.unit_amount, quote.currency),
            amount=written(line.amount, quote.currency),
            swap=_swap(slug, catalog) if slug in catalog.by_slug else "",
            stripe_item=known[line.key].id if line.adjustable and line.key in known else "",
            left="" if slug in missing else said_of(slug, left),
            short=missing.get(slug, ""),
            take=_take(left[slug]) if slug in missing else "",
        )
        for line in quote.lines
        if line.kind == "product"
    ]


def _take(left: int) -> str:
    """What can be had instead of more than there is: nothing but taking it out, where there is none."""
    return say("cart.take_left", left=left) if left else ""


def closed_because(quote: Quote, left: Mapping[str, int]) -> str:
    """Why nothing of this can be paid until the shopper has changed it; empty where it can."""
    missing = short(quote, left)
    if not missing:
        return ""
    some = any(left[slug] for slug in missing)
    return sentences(*missing.values(), say("cart.take_left_first") if some else say("cart.take_out_first"))


def stock(left: Mapping[str, int]) -> dict[str, str]:
    """What is said beside products of which few are left, or none."""
    return {slug: said for slug in left if (said := said_of(slug, left))}


def present(quote: Quote) -> str:
    """What comes along at no cost; empty where nothing does."""
    return next((line.name for line in quote.lines if line.kind == "present"), "")


def _swap(slug: str, catalog: Catalog) -> str:
    other = catalog.other_size(slug)
    if other is None:
        return ""
    more = other.price - catalog.by_slug[slug].price
    amount = written(abs(more), catalog.currency)
    difference = say("cart.costs_more", amount=amount) if more > 0 else say("cart.costs_less", amount=amount)
    return (
        say("cart.to_large", difference=difference) if other.large_of else say("cart.to_small", difference=difference)
    )


def suggestion(cart: Cart, catalog: Catalog, left: Mapping[str, int]) -> list[SuggestionView]:
    """One thing at most that goes with the cart, isn't in it, and can be had."""
    sold = (catalog.by_slug[line.slug] for line in cart.lines if line.slug in catalog.by_slug)
    wished = ((product, other) for product in sold for other in catalog.goes_with(product.slug))
    fitting = (pair for pair in wished if not cart.quantity_of(pair[1].slug) and left.get(pair[1].slug, 1))
    beside, missing = next(fitting, (None, None))
    if beside is None or missing is None:
        return []
    price = written(missing.price, catalog.currency)
    return [SuggestionView(missing.slug, missing.name, missing.drawing, price, beside.name)]


def add_ons(cart: Cart, catalog: Catalog) -> list[AddOnView]:
    """The add-ons this cart may have."""
    return [
        AddOnView(key, add_on.name, add_on.detail, written(add_on.price, catalog.currency), key in cart.add_ons)
        for key, add_on in catalog.add_ons.items()
        if may_have(cart, add_on)
    ]


def added(quote: Quote) -> list[AmountView]:
    """The add-ons that are on and the donation, as lines of the summary."""
    return [
        AmountView(line.key.removeprefix("add_on:"), line.name, written(line.amount, quote.currency))
        for line in quote.lines
        if line.kind not in ("product", "present")
    ]


def shipping(checkout: Checkout, catalog: Catalog) -> list[OptionView]:
    """The ways to ship, in the catalogue's order whichever is chosen."""
    quote = checkout.quote
    in_order = sorted(quote.shipping_options, key=lambda way: list(catalog.shipping).index(way.key))
    return [
        OptionView(way.key, way.name, _way(way, quote.currency), _price(way, quote.currency), way == quote.shipping)
        for way in in_order
    ]


def _way(way: QuoteShipping, currency: str) -> str:
    """How long it takes, and how it would be free if it isn't yet."""
    if way.free_over is None or not way.amount:
        return way.detail
    free_over = say("amounts.free_over", amount=written(way.free_over, currency))
    return say("written.list").join(filter(None, [way.detail, free_over]))


def _price(way: QuoteShipping, currency: str) -> str:
    return written(way.amount, currency) if way.amount else say("amounts.free")


def destination(quote: Quote) -> dict[str, str]:
    """Where the order goes, by the parts of its address; `place` is what it is called in short. Empty until then."""
    where = quote.destination
    return {**where.model_dump(), "place": where.place} if where else {}


def taxes(quote: Quote) -> list[AmountView]:
    """The taxes that come on top of the prices."""
    return [
        AmountView(tax.key, _named(tax, "amounts.tax"), written(tax.amount, quote.currency))
        for tax in quote.taxes
        if not tax.inclusive
    ]


def taxes_included(quote: Quote) -> list[AmountView]:
    """The taxes that the prices have in them."""
    return [
        AmountView(tax.key, _named(tax, "amounts.tax_included"), written(tax.amount, quote.currency))
        for tax in quote.taxes
        if tax.inclusive
    ]


def _named(tax: QuoteTax, sentence: str) -> str:
    return say(sentence, tax=tax.name, percent=percent_written(tax.percent))


def shipping_note(cart: Cart, catalog: Catalog) -> str:
    """Why another way is taken than the chosen one; empty otherwise."""
    return not_offered(cart.shipping, cart.destination, catalog)


def deductions(quote: Quote) -> list[AmountView]:
    """What the discount is made of."""
    return [_deduction(part, quote.currency) for part in quote.deductions]


def _deduction(part: Deduction, currency: str) -> AmountView:
    return AmountView(part.key, part.name, written(-part.amount, currency), part.why)


def discount(quote: Quote) -> str:
    """The whole discount with its minus sign; empty when there is none."""
    return written(-quote.discount, quote.currency) if quote.discount else ""


def donation(cart: Cart, catalog: Catalog) -> str:
    """The donation as the shopper may edit it; empty when there is none."""
    return written(cart.donation, catalog.currency) if cart.donation else ""


def parts(quote: Quote) -> dict[str, str]:
    """The names of all that the total is made of; the control that brings a part about is in its key."""
    named = {part.key: part.name for part in (*quote.lines, *quote.deductions, *quote.taxes)}
    return named | {f"shipping:{way.key}": way.name for way in quote.shipping_options[:1]}


def others(before: Mapping[str, str], after: Mapping[str, str], used: str) -> list[str]:
    """A sentence for each part that has joined or left without the shopper's having used its control."""
    changes = [
        ("amounts.joined", after.keys() - before.keys(), after),
        ("amounts.left", before.keys() - after.keys(), before),
    ]
    return [
        say(how, part=names[key])
        for how, keys, names in changes
        for key in names
        if key in keys and used not in key.split(":")
    ]


UNPAID = "unpaid"
NOT_PAID = say("checkout.not_paid")
MONEY_NEVER_CAME = say("checkout.money_never_came")
ON_ITS_WAY, FAILED = say("order.on_its_way"), say("order.not_paid")


def order_page(session_id: str) -> str:
    """The address of a payment's order, named as Stripe names it when it sends the shopper back."""
    parameter = "payment_intent" if flow_of(session_id) == Flow.PAYMENT_INTENT else "session"
    return f"/complete?{parameter}={session_id}"


def order_links(orders: Iterable[Order], under_way: Iterable[Checkout] = ()) -> list[OrderLinkView]:
    """The ways back to orders, after those whose money is still on its way."""
    unpaid = [_unpaid_link(checkout) for checkout in under_way]
    return unpaid + [
        OrderLinkView(
            number=order.number,
            address=order_page(order.session_id),
            day=full_day(order.created_at),
            total=written(order.paid, order.currency),
            what=_all_of(order.quote),
            refunded=_refunded(order),
        )
        for order in orders
    ]


def _refunded(order: Order) -> str:
    return say("orders.refunded", amount=written(order.refunded, order.currency)) if order.refunded else ""


def _unpaid_link(checkout: Checkout) -> OrderLinkView:
    quote = checkout.quote
    assert checkout.session_id and checkout.placed_at, "it was confirmed"
    return OrderLinkView(
        number=ON_ITS_WAY if checkout.status == Status.ON_ITS_WAY else FAILED,
        address=order_page(checkout.session_id),
        day=full_day(checkout.placed_at),
        total=written(quote.total, quote.currency),
        what=_all_of(quote),
    )


def _all_of(quote: Quote) -> str:
    return say("written.list").join(line.name for line in quote.lines)


def checkout_page(checkout: Checkout) -> str:
    """The address where an unfinished checkout is gone on with."""
    return f"/{slug(checkout.plan)}/join" if checkout.plan else "/checkout"


def full_day(moment: date) -> str:
    """A day of any year."""
    return format_date(moment, say("written.full_day"), locale=LOCALE)


def day(moment: date) -> str:
    """A day within a year from now, as people say it."""
    return format_date(moment, say("written.day"), locale=LOCALE)


def each_time(amount: int, interval: str, currency: str, every: int = 1) -> str:
    """What comes again and again, such as `$24.00 a month`; `amount` in minor units."""
    return say("plan.each_time", amount=written(amount, currency), often=often(interval, every))


def often(interval: str, every: int = 1) -> str:
    """How often something comes, such as `a month` or `every 3 months`."""
    return say(f"plan.{interval}", count=every)


def price_of(term: Term, currency: str) -> str:
    """What a plan costs by a term, such as `$240.00 a year`."""
    return each_time(term.price, term.interval, currency, term.every)


def prices(plan: Plan, currency: str) -> str:
    """What a plan costs by each of its terms, such as `$24.00 a month, or $240.00 a year`."""
    return say("plan.or_price").join(price_of(term, currency) for term in plan.terms.values())


def terms(cart: Cart, catalog: Catalog) -> list[OptionView]:
    """The ways to pay for the plan that this cart joins."""
    plan = catalog.plans[cart.plan]
    chosen = chosen_term(cart, plan)
    return [
        OptionView(
            key, one.name, _advantage(one, plan, catalog.currency), price_of(one, catalog.currency), one == chosen
        )
        for key, one in plan.terms.items()
    ]


def _advantage(term: Term, plan: Plan, currency: str) -> str:
    """What speaks for a term: how long it is free, where that isn't what the plan says, and what it saves."""
    own = term.trial_days if term.trial_days != plan.trial_days else None
    free = say("plan.days_free", days=own) if own else ""
    return say("written.list").join(filter(None, [free, _saved(term, plan, currency)]))


def _saved(term: Term, plan: Plan, currency: str) -> str:
    if found := free_months(term, plan):
        return say("plan.months_free", count=found)
    less = saving(term, plan)
    if not less:
        return ""
    return say("plan.less", amount=written(less, currency), often=often(term.interval, term.every))


def follows(quote: Quote) -> str:
    """What a plan costs after its trial; empty for goods."""
    recurring = quote.recurring
    if recurring is None:
        return ""
    return each_time(recurring.amount, recurring.interval, quote.currency, recurring.every)


def due_later(quote: Quote) -> str:
    """The first amount that a plan costs; empty for goods."""
    return written(quote.recurring.amount, quote.currency) if quote.recurring else ""


def plan_name(quote: Quote) -> str:
    """What is joined; empty for goods."""
    return quote.lines[0].name if quote.recurring and quote.lines else ""


def referral_note(cart: Cart, catalog: Catalog) -> str:
    """What becomes of a referral code whose days are not the ones that count."""
    days, counted = catalog.referrals.trial_days if catalog.referrals else 0, trial(cart, catalog).days
    return say("join.days_within", days=days, counted=counted) if cart.referral and days < counted else ""


def seconds_until(moment: datetime | None) -> int:
    """How long it is until a moment, one second at least; 0 for none. A browser's clock may be hours off."""
    return max(1, math.ceil((moment - datetime.now(UTC)).total_seconds())) if moment else 0


def order_lines(quote: Quote) -> list[OrderLineView]:
    """All lines of a finished order."""
    return [
        OrderLineView(line.name, line.quantity, written(line.amount, quote.currency), line.kind == "present")
        for line in quote.lines
    ]
