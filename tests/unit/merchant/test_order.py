"""One order behind the counter: all that is known of it, and giving money back by the form."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from rxapp.checkout import giving_back
from rxapp.checkout.giving_back import Reason
from rxapp.checkout.placing import place
from rxapp.merchant.order_words import REASONS, WHY_NOT, WHY_NOT_ELSE, at_stripe, changed
from rxapp.merchant.sale_state import SaleState
from rxapp.merchant.sales_state import ON_A_PAGE, SalesState, looked_for
from rxapp.orders.models import OrderRow
from rxapp.orders.records import Flow, Order
from rxapp.orders.refund_book import REFUNDED_MEANWHILE
from rxapp.payments.values import Refund
from rxapp.settings import settings
from rxapp.shop.catalog import CATALOG
from rxapp.shop.refusal import AlreadyRefunding, NotUnderstood
from rxapp.states.checkout import CheckoutState
from rxapp.states.order import OrderState
from rxapp.states.orders import OrdersState
from tests.faults.local_store import LocalStore
from tests.in_process import MODES, Tab
from tests.unit.shop.addresses import BERLIN, NEW_YORK

REASON = "requested_by_customer"


async def ordered(shop: LocalStore, shopper: str = "anna") -> Order:
    """An order of two revisions, paid and reported."""
    opened = await shop.opened(shopper)
    await shop.toggled(shopper, opened.checkout.id)
    checkout = await shop.synced(opened.checkout.id)
    await place(shop.services, shopper, checkout.id, checkout.revision, checkout.quote.total)
    assert await shop.confirm(opened.client_secret, checkout.quote.total)
    await shop.report_all()
    order = await shop.services.ledger.order(shopper, str(checkout.session_id))
    assert order
    return order


@pytest.fixture
async def order(shop: LocalStore, counter: Tab) -> Order:
    """The order that the merchant looks at."""
    order = await ordered(shop)
    counter.at(f"/merchant/order?number={order.number}")
    await counter.call(SaleState, "load")
    return order


async def given_back(counter: Tab, amount: str, reason: str = REASON) -> SaleState:
    await counter.call(SaleState, "ask", form={"amount": amount, "reason": reason})
    await counter.call(SaleState, "refund")
    return counter.state(SaleState)


async def at_stripe_now(shop: LocalStore) -> list[tuple[int, str | None]]:
    return [(one.amount, one.reason) for one in (await shop.stripe.v1.refunds.list_async()).data]


async def test_everything_that_is_known_of_it(counter: Tab, order: Order):
    page = counter.state(SaleState)
    assert (page.found, page.number, page.standing, page.email) == (True, order.number, "Paid", "anna@example.com")
    assert [line.name for line in page.lines] == ["Yame Sencha", "Gift wrap"]
    assert (page.subtotal, page.total, page.left, page.left_typed) == ("$23.00", "$28.00", "$28.00", "28.00")
    assert page.payment == order.payment_intent_id and page.payment and page.payment in page.at_stripe
    told = [step.what for step in page.history]
    assert told.index("Paid") < told.index("Placing") < told.index("Revision 2") < told.index("Revision 1")
    assert any(step.detail == "Webhook, handled" for step in page.history)
    [second] = [step for step in page.history if step.what == "Revision 2"]
    assert (second.detail, second.total) == ("Gift wrap", "$28.00")


AS_ON_THE_RECEIPT = (
    *("number", "lines", "subtotal", "discount", "deductions", "shipping_name", "shipping_amount"),
    *("taxes", "taxes_included", "destination", "total", "email"),
)


async def test_the_merchant_reads_what_the_shopper_reads(shop: LocalStore, counter: Tab, tab: Tab):
    never = set(AS_ON_THE_RECEIPT)
    for there in (NEW_YORK, BERLIN):
        page = await tab.open_cart("gooseneck-kettle")
        await tab.call(CheckoutState, "set_destination", typed=there.model_dump())
        await tab.call(CheckoutState, "apply_code", code="WELCOME10")
        await tab.follow(CheckoutState, "sync")
        await tab.call(CheckoutState, "place", revision=page.revision, amount=page.amount)
        assert await shop.confirm(page.client_secret, page.amount)
        tab.at(f"/complete?session={page.client_secret.partition('_secret_')[0]}")
        await tab.follow(OrderState, "load")
        receipt = tab.state(OrderState)
        counter.at(f"/merchant/order?number={receipt.number}")
        await counter.call(SaleState, "load")
        seen = counter.state(SaleState)
        assert {name: getattr(seen, name) for name in AS_ON_THE_RECEIPT} == {
            name: getattr(receipt, name) for name in AS_ON_THE_RECEIPT
        }
        assert (seen.flag, seen.standing) == ("", "Paid")
        never -= {name for name in AS_ON_THE_RECEIPT if getattr(seen, name)}
        tab.at("/checkout")
    assert never == set(), "each was seen once at least"


async def test_an_order_that_needs_a_person_says_why_and_what_was_really_paid(shop: LocalStore, counter: Tab):
    form = await shop.opened("anna")
    paid = await shop.services.sessions.retrieve(str(form.checkout.session_id))
    made = await shop.services.ledger.settle(form.checkout.id, replace(paid, paid=True, amount=2200))
    counter.at(f"/merchant/order?number={made.number}")
    await counter.call(SaleState, "load")
    page = counter.state(SaleState)
    assert (page.flag, page.standing, page.tone, page.total) == (made.flag, "Needs you", "flagged", "$22.00")
    await counter.call(SalesState, "load")
    [row] = counter.state(SalesState).sales
    assert (row.number, row.standing, row.total) == (made.number, "Needs you", "$22.00")


async def test_a_row_of_the_list_says_who_by_email_or_else_by_name(shop: LocalStore, counter: Tab, order: Order):
    await counter.call(SalesState, "load")
    [row] = counter.state(SalesState).sales
    assert (row.number, row.what, row.who, row.total) == (
        *(order.number, "Yame Sencha, Gift wrap"),
        *("anna@example.com", "$28.00"),
    )
    await shop.database.run(lambda session: session.execute(update(OrderRow).values(email=None)))
    await counter.call(SalesState, "look_again")
    [row] = counter.state(SalesState).sales
    assert order.destination and row.who == order.destination.name


@pytest.mark.parametrize("number", ["", "KK-NONE", "x" * 500, "'; --"])
async def test_no_such_order(counter: Tab, order: Order, number: str):
    counter.at(f"/merchant/order?number={number}")
    await counter.call(SaleState, "load")
    page = counter.state(SaleState)
    assert (page.loaded, page.found, page.number, page.history) == (True, False, "", [])
    assert await given_back(counter, "1") and page.problem == NotUnderstood.sentence


async def test_a_part_is_given_back_and_the_shopper_sees_it(shop: LocalStore, counter: Tab, order: Order, tab: Tab):
    page = await given_back(counter, "$5.00", "duplicate")
    assert (page.said, page.problem, page.asking, page.left) == ("$5.00 is given back.", "", "", "$23.00")
    assert page.standing == "Partly refunded"
    [refund] = page.refunds
    assert (refund.amount, refund.standing, refund.reason) == ("−$5.00", "Refunded", REASONS[Reason.DUPLICATE])
    assert await at_stripe_now(shop) == [(500, "duplicate")]
    shopper = Tab("anna")
    shopper.at(f"/complete?session={order.session_id}")
    await shopper.follow(OrderState, "load")
    receipt = shopper.state(OrderState)
    assert (receipt.total, receipt.refunded, receipt.all_refunded) == ("$28.00", "−$5.00", False)
    await shopper.call(OrdersState, "load")
    assert [one.refunded for one in shopper.state(OrdersState).orders] == ["Refunded $5.00"]
    page = await given_back(counter, "23")
    assert (page.left, page.standing) == ("", "Refunded")
    await shopper.follow(OrderState, "load")
    assert receipt.all_refunded and receipt.refunded == "−$28.00"


READ = {
    "28.01": "Please type an amount up to $28.00, which is what is left.",
    "0": "Please type an amount up to $28.00, which is what is left.",
    "5,50": "$5.50",
    "": "28.00",
    "-5": "28.00",
    "five": "28.00",
}


@pytest.mark.parametrize("typed", READ)
async def test_what_is_no_amount_to_give_back_is_refused_in_words(
    shop: LocalStore, counter: Tab, order: Order, typed: str
):
    page = await given_back(counter, typed)
    assert READ[typed] in page.problem
    assert (page.asking, await at_stripe_now(shop)) == ("", [])


WRONG: list[Any] = [None, 1, "x", [], {}, {"amount": 5, "reason": REASON}, {"amount": "5"}, {"reason": REASON}]


@pytest.mark.parametrize("form", [*WRONG, {"amount": "5", "reason": "because"}, {"amount": "5", "reason": []}])
async def test_what_is_no_form_is_refused(shop: LocalStore, counter: Tab, order: Order, form: Any):
    await counter.call(SaleState, "ask", form=form)
    await counter.call(SaleState, "refund")
    page = counter.state(SaleState)
    assert (page.problem, page.asking, await at_stripe_now(shop)) == (NotUnderstood.sentence, "", [])


async def test_it_is_asked_once_before_money_is_given_back(shop: LocalStore, counter: Tab, order: Order):
    await counter.call(SaleState, "refund")
    await counter.call(SaleState, "ask", form={"amount": "5", "reason": REASON})
    page = counter.state(SaleState)
    assert page.asking == "Give $5.00 of $28.00 back to the customer?"
    await counter.call(SaleState, "keep")
    await counter.call(SaleState, "refund")
    assert (page.asking, await at_stripe_now(shop)) == ("", [])


async def test_pressed_many_times_it_is_given_back_once(shop: LocalStore, counter: Tab, order: Order):
    await counter.call(SaleState, "ask", form={"amount": "5", "reason": REASON})
    await asyncio.gather(*(counter.call(SaleState, "refund") for _ in range(5)))
    await counter.call(SaleState, "refund")
    assert await at_stripe_now(shop) == [(500, REASON)]
    assert len(await shop.calls("POST", "/v1/refunds")) == 1, "while it is given back nobody asks again"


async def test_while_it_is_given_back_the_page_is_busy_and_stays_as_it_is(
    shop: LocalStore, counter: Tab, order: Order, monkeypatch: pytest.MonkeyPatch
):
    page = counter.state(SaleState)
    really = giving_back.refund
    seen: list[tuple[bool, str, list[str]]] = []

    async def slow(*asked: Any) -> Any:
        done = await really(*asked)
        await counter.call(SaleState, "look_again")
        seen.append((page.busy, page.left, [one.standing for one in page.refunds]))
        return done

    monkeypatch.setattr(giving_back, "refund", slow)
    await given_back(counter, "5")
    assert seen == [(True, "$28.00", [])], "what was seen when it was asked for"
    assert (page.busy, page.left) == (False, "$23.00")


async def test_what_was_said_of_one_refund_is_gone_with_the_next_question(shop: LocalStore, counter: Tab, order: Order):
    page = await given_back(counter, "5")
    assert page.said
    await counter.call(SaleState, "ask", form={"amount": "5", "reason": REASON})
    assert page.said == "" and page.asking
    await counter.call(SaleState, "ask", form={"amount": "five", "reason": REASON})
    assert (page.asking, page.said) == ("", ""), "and so is the question"
    await counter.call(SaleState, "ask", form={"amount": "5", "reason": REASON})
    assert page.problem == ""


async def test_an_answer_that_is_lost_is_said_and_pressing_again_goes_on(shop: LocalStore, counter: Tab, order: Order):
    shop.wire.answers_to_lose = 3
    page = await given_back(counter, "5")
    assert page.said == "Stripe gave no answer. The refund of $5.00 is written down, and goes on by itself."
    assert [one.standing for one in page.refunds] == ["No answer yet"]
    page = await given_back(counter, "5")
    assert page.said == "$5.00 is given back." and await at_stripe_now(shop) == [(500, REASON)]


async def test_the_second_of_two_merchants_is_told(shop: LocalStore, counter: Tab, order: Order):
    other = Tab()
    other.at(f"/merchant/order?number={order.number}", cookie=counter.cookie)
    await other.call(SaleState, "load")
    for tab in (counter, other):
        await tab.call(SaleState, "ask", form={"amount": "28", "reason": REASON})
    await asyncio.gather(counter.call(SaleState, "refund"), other.call(SaleState, "refund"))
    said = sorted([counter.state(SaleState).problem, other.state(SaleState).problem])
    assert said[0] == "" and said[1] in (AlreadyRefunding.sentence, REFUNDED_MEANWHILE)
    assert await at_stripe_now(shop) == [(2800, REASON)]


@pytest.mark.parametrize("failure", [*WHY_NOT, "unknown", None])
async def test_a_refund_that_fails_comes_back_with_a_sentence(
    shop: LocalStore, counter: Tab, order: Order, failure: str | None
):
    made = {"id": "re_1", "payment_intent_id": order.payment_intent_id, "amount": 2800, "currency": "usd"}
    said = {"status": "failed", "reason": None, "failure": failure, "reference": None, "unsent": False}
    await shop.services.refund_book.note(Refund(**made | said))
    await counter.call(SaleState, "look_again")
    page = counter.state(SaleState)
    [refund] = page.refunds
    assert refund.said == f"{WHY_NOT.get(failure or '', WHY_NOT_ELSE)} Nothing was given back."
    assert (page.left, page.standing) == ("$28.00", "Paid")


@pytest.mark.parametrize("mode", MODES, indirect=True)
def test_the_way_to_stripe_is_that_of_the_mode(mode: str):
    paid: Any = type("Paid", (), {"payment_intent_id": "pi_1", "session_id": "cs_1", "subscription_id": None})()
    assert (
        at_stripe(paid, settings)
        == {
            "local": "/_sandbox/#/kettleandkiln/objects/pi_1",
            "test": "https://dashboard.stripe.com/test/payments/pi_1",
            "live": "https://dashboard.stripe.com/payments/pi_1",
        }[mode]
    )


async def test_what_a_revision_changed(shop: LocalStore, order: Order):
    story = await shop.services.sales.story(order.number)
    assert story and story.flow == Flow.CHECKOUT_SESSION
    first, second = [one.quote for one in story.revisions]
    assert changed(second, first) == "without Gift wrap"
    assert changed(first, first) == "Nothing that the shopper sees"


@pytest.mark.parametrize(
    ("text", "products", "amount"),
    [
        ("sencha", {"product:yame-sencha", "product:yame-sencha-large"}, None),
        ("WRAP", {"add_on:gift_wrap"}, None),
        ("tea club", {"plan:tea_club"}, None),
        ("23", set(), 2300),
        ("$23.00", set(), 2300),
        ("5,50", set(), 550),
        ("KK-23456789", set(), None),
    ],
)
def test_what_is_meant_by_what_is_typed(text: str, products: set[str], amount: int | None):
    looked = looked_for(text, CATALOG)
    assert (looked.text, set(looked.products), looked.amount) == (text, products, amount)


async def test_every_page_of_a_long_list_goes_on_where_the_one_before_it_ended(
    shop: LocalStore, counter: Tab, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rxapp.merchant.sales_state.ON_A_PAGE", 1)
    for shopper in ("anna", "ben", "cleo", "dora"):
        await shop.paid(shopper)
    await shop.report_all()
    page, seen = counter.state(SalesState), list[str]()
    await counter.call(SalesState, "load")
    for _ in range(4):
        seen += [one.number for one in page.sales]
        await counter.call(SalesState, "older")
    assert len(set(seen)) == 4
    back = [[one.number for one in page.sales]]
    for _ in range(3):
        await counter.call(SalesState, "newer")
        back.append([one.number for one in page.sales])
    assert back == [[number] for number in seen[::-1]]


async def test_a_list_goes_on_from_page_to_page_and_back(
    shop: LocalStore, counter: Tab, monkeypatch: pytest.MonkeyPatch
):
    from rxapp.merchant import sales_state

    assert ON_A_PAGE == 25
    monkeypatch.setattr(sales_state, "ON_A_PAGE", 1)
    first, second = [(await ordered(shop, shopper)).number for shopper in ("anna", "ben")]
    page = counter.state(SalesState)

    async def after(handler: str, **payload: Any) -> tuple[list[str], bool, bool]:
        await counter.call(SalesState, handler, **payload)
        return [one.number for one in page.sales], page.earlier, page.more

    assert await after("load") == ([second], False, True)
    assert await after("older") == ([first], True, False)
    assert await after("older") == ([first], True, False)
    assert await after("look_again") == ([first], True, False), "who looks at a later page is left there"
    assert await after("newer") == ([second], False, True)
    assert await after("search", text=f" {first}\n") == ([first], False, False), "as it is pasted"
    assert await after("choose", standing="flagged") == ([], False, False)
    for elsewhere in ({"search": {"text": ""}}, {"choose": {"standing": "all"}}):
        [(handler, asked)] = elsewhere.items()
        await after("load")
        assert await after("older") == ([first], True, False)
        assert await after(handler, **asked) == ([second], False, True), "what is looked for begins at its first page"
    await after("search", text="nobody")
    for wrong in (None, 1, [], "x" * 201):
        assert (await after("search", text=wrong))[0] == [] and page.problem == NotUnderstood.sentence
    for wrong in (None, 1, "unheard of"):
        assert (await after("choose", standing=wrong))[0] == [] and page.problem == NotUnderstood.sentence
    assert await after("load") == ([second], False, True) and page.problem == ""
