"""What the Attention page does for the merchant, each in one tab on a store in this process."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from rxapp.checkout import attention
from rxapp.checkout import services as running
from rxapp.checkout.placing import place
from rxapp.checkout.webhook_events import report
from rxapp.merchant import attention_state as words
from rxapp.merchant import writing
from rxapp.merchant.access import AccessState
from rxapp.merchant.attention_state import AttentionState
from rxapp.merchant.attention_writing import WHAT_AND_DO, event, stock
from rxapp.orders.attention import Attention, Counted, FailedEvent
from rxapp.orders.doubts import DoubtKind
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import FlagRow, now
from rxapp.orders.records import Checkout, Status
from rxapp.payments.failures import StripeUnavailable
from rxapp.payments.values import Event
from rxapp.shop.catalog import CATALOG
from rxapp.shop.refusal import BeingPaid, NotUnderstood
from tests.faults.local_store import LocalStore
from tests.in_process import Tab

SENCHA = "yame-sencha"


@pytest.fixture
def counting(shop: LocalStore, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    """A store with three tins of Sencha."""
    counted = {SENCHA: 3}
    books = Attention(shop.database, counted)
    services = replace(shop.services, attention=books, ledger=Ledger(shop.database, counted=counted))
    monkeypatch.setattr(running, "_current", services)
    return replace(shop, services=services)


@pytest.fixture
def nothing_takes_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stuck is so at once."""
    monkeypatch.setattr(attention, "STUCK", -timedelta(minutes=1))


async def opened(counter: Tab) -> AttentionState:
    await counter.call(AttentionState, "load")
    return counter.state(AttentionState)


async def failed_event(shop: LocalStore) -> None:
    paid = (await shop.paid("anna")).checkout.session_id
    await shop.fault("server_error", method="GET", path="/v1/checkout/sessions/*", times=3)
    with pytest.raises(StripeUnavailable):
        await report(shop.services, Event("evt_1", "checkout.session.completed", paid))


async def flagged(shop: LocalStore) -> str:
    """An order for which a dollar too little was paid."""
    form = await shop.opened("anna")
    found = await shop.services.sessions.retrieve(str(form.checkout.session_id))
    order = await shop.services.ledger.settle(form.checkout.id, replace(found, paid=True, amount=2200))
    assert order.flag
    return order.number


def test_of_every_doubt_is_said_what_it_is_and_what_to_do():
    assert set(WHAT_AND_DO) == set(DoubtKind)
    assert all(do.endswith(".") and not what.endswith(".") for what, do in WHAT_AND_DO.values())


ABOUT = {
    DoubtKind.UNKNOWN_REVISION: ("Nothing says what was asked", "Compare"),
    DoubtKind.OTHER_AMOUNT: ("Another amount", "Refund what is too much"),
    DoubtKind.OTHER_TRIAL: ("trial", "trial"),
    DoubtKind.OTHER_TERMS: ("charged later", "Change the subscription"),
    DoubtKind.CHANGED_SINCE: ("was changed after", "ask the shopper what was meant"),
    DoubtKind.PAID_WHILE_CLOSED: ("after its cart was closed", "Send it all the same"),
    DoubtKind.PAID_AGAIN: ("a second time", "Refund the second payment"),
    DoubtKind.SOLD_OUT: ("than there was", "Get more"),
    DoubtKind.EARLIER: ("older version", "Compare"),
}


@pytest.mark.parametrize("doubt", DoubtKind)
def test_what_is_said_of_a_doubt_is_about_that_one(doubt: DoubtKind):
    assert [part in said for part, said in zip(ABOUT[doubt], WHAT_AND_DO[doubt], strict=True)] == [True, True]


async def test_a_store_where_all_is_well_has_empty_lists(counter: Tab):
    page = await opened(counter)
    assert page.loaded
    assert (page.flagged, page.events, page.stuck, page.stock, page.corrections, page.waiting) == (
        [],
        [],
        [],
        [],
        [],
        0,
    )


async def test_a_flagged_payment_says_what_differs_and_is_seen_to_with_a_note(shop: LocalStore, counter: Tab):
    number = await flagged(shop)
    page = await opened(counter)
    [one] = page.flagged
    assert (one.number, one.asked, one.taken) == (number, "$23.00", "$22.00")
    assert [reason.what for reason in one.reasons] == [WHAT_AND_DO[DoubtKind.OTHER_AMOUNT][0]]
    assert page.waiting == 1
    await counter.call(AttentionState, "see_to", number=number, seen=str(one.seen), note="  ")
    assert page.problems == {f"flag-{number}": words.NOTE_NEEDED} and page.waiting == 1
    await counter.call(AttentionState, "see_to", number=number, seen=str(one.seen), note=" asked for the dollar ")
    assert (page.problems, page.flagged, page.waiting) == ({}, [], 0)
    assert page.announcement == f"{number} is seen to."
    assert await shop.query("SELECT who, note FROM flags") == [{"who": "the merchant", "note": "asked for the dollar"}]


async def test_on_every_page_is_seen_how_much_waits(shop: LocalStore, counter: Tab):
    await counter.call(AccessState, "arrive")
    assert counter.state(AccessState).waiting == 0
    await flagged(shop)
    await counter.call(AccessState, "arrive")
    assert counter.state(AccessState).waiting == 1


async def test_of_several_reasons_all_are_shown_and_the_latest_counts(shop: LocalStore, counter: Tab):
    """What comes in after the page was read isn't marked as handled with it."""
    number = await flagged(shop)
    [order] = await shop.query("SELECT checkout_id FROM orders")
    [again] = await shop.query("SELECT session_id FROM checkouts")
    paid = await shop.services.sessions.retrieve(again["session_id"])
    second = replace(paid, id="cs_second", payment_intent_id="pi_second", paid=True, amount=1800)
    await shop.services.ledger.settle(order["checkout_id"], second)
    one, later = (flag["id"] for flag in await shop.query("SELECT id FROM flags ORDER BY id"))
    at = datetime(2030, 5, 1, 12, 30, tzinfo=UTC)
    moved = update(FlagRow).where(FlagRow.id == later).values(at=at)
    await shop.database.run(lambda session: session.execute(moved))
    page = await opened(counter)
    [shown] = page.flagged
    assert (shown.number, shown.seen, shown.when, shown.who) == (number, later, writing.moment(at), "")
    assert [reason.taken for reason in shown.reasons] == ["$22.00", "$18.00"]
    await counter.call(AttentionState, "see_to", number=number, seen=str(one), note="only the first")
    assert page.flagged and page.waiting == 1


async def test_a_failed_event_shows_why_and_is_handled_again(shop: LocalStore, counter: Tab):
    await failed_event(shop)
    page = await opened(counter)
    [one] = page.events
    assert (one.id, one.odd, page.waiting) == ("evt_1", False, 1)
    assert "StripeUnavailable" in one.failure and one.traceback.startswith("Traceback")
    await counter.call(AttentionState, "handle_again", event="evt_1")
    assert (page.events, page.announcement, page.busy, page.waiting) == ([], words.HANDLED, "", 0)
    assert len(await shop.query("SELECT number FROM orders")) == 1
    await counter.call(AttentionState, "handle_again", event="evt_1")
    assert page.announcement == words.NOT_AGAIN


@pytest.mark.parametrize(
    ("handler", "asks"), [("handle_again", "handle_again"), ("ask_stripe", "attention.ask_stripe")]
)
async def test_while_it_is_done_its_button_is_busy(
    shop: LocalStore, counter: Tab, monkeypatch: pytest.MonkeyPatch, handler: str, asks: str
):
    page = await opened(counter)
    page.problems, page.announcement = {"evt_1": words.FAILED_AGAIN}, words.HANDLED
    seen: list[tuple[object, ...]] = []

    async def look(*_given: object) -> None:
        seen.append((page.busy, page.problems, page.announcement))
        raise BeingPaid

    monkeypatch.setattr(f"rxapp.merchant.attention_state.{asks}", look)
    await counter.call(AttentionState, handler, **{"event" if handler == "handle_again" else "checkout": "evt_1"})
    assert (seen, page.busy, list(page.problems)) == ([("evt_1", {}, "")], "", ["evt_1"])


async def test_what_was_said_of_another_visit_is_gone(counter: Tab):
    page = await opened(counter)
    page.problems, page.announcement, page.busy = {"evt_1": words.AWAY}, words.HANDLED, "evt_1"
    await counter.call(AttentionState, "look_again")
    assert page.problems and page.announcement and page.busy, "that a page looks again takes nothing away"
    await opened(counter)
    assert (page.problems, page.announcement, page.busy) == ({}, "", "")


async def test_one_that_fails_again_says_so_beside_it(shop: LocalStore, counter: Tab):
    await failed_event(shop)
    page = await opened(counter)
    await shop.fault("server_error", method="GET", path="/v1/checkout/sessions/*", times=3)
    await counter.call(AttentionState, "handle_again", event="evt_1")
    assert (page.problems, page.announcement, page.busy) == ({"evt_1": words.FAILED_AGAIN}, "", "")
    assert len(page.events) == 1


async def test_what_nobody_understands_is_put_aside(shop: LocalStore, counter: Tab):
    await shop.services.events.keep_odd('["?"]')
    page = await opened(counter)
    [one] = page.events
    assert one.odd and (one.type, one.traceback) == ("Not understood", '["?"]')
    await counter.call(AttentionState, "put_aside", event=one.id)
    assert (page.events, page.waiting, page.announcement, page.problems) == ([], 0, "", {})
    await counter.call(AttentionState, "put_aside", event=one.id)
    assert page.announcement == words.NOT_AGAIN


def test_of_a_product_is_said_how_many_are_held_and_how_many_sold():
    said = stock(Counted(product=SENCHA, left=3, held=1, sold=2), CATALOG)
    assert (said.name, said.left, said.taken) == ("Yame Sencha", 3, "1 held by payments under way, 2 sold")


def test_of_a_failure_the_last_line_says_what_went_wrong():
    kept = FailedEvent(id="evt_1", type="x", session_id=None, received_at=now(), handled_at=None, failure=None)
    assert (event(kept).type, event(kept).failure) == ("x", "Whoever handled it never came back.")
    told = event(kept.model_copy(update={"failure": f"Traceback\n{'x' * 9000}\nValueError: no\n"}))
    assert told.failure == "ValueError: no"
    assert len(told.traceback) == 4000 and told.traceback.endswith("ValueError: no")


@pytest.mark.usefixtures("nothing_takes_time")
async def test_stripe_is_asked_how_a_payment_ended(shop: LocalStore, counter: Tab):
    paid = (await shop.paid("anna")).checkout
    form = await shop.opened("ben")
    await place(shop.services, "ben", form.checkout.id, form.checkout.revision, 2300)
    page = await opened(counter)
    [placed] = await shop.query("SELECT placed_at FROM checkouts WHERE id = :id", id=paid.id)
    assert page.stuck[0].when == writing.moment(datetime.fromisoformat(placed["placed_at"]))
    assert [(one.id, one.what, one.total) for one in page.stuck] == [
        (paid.id, "Yame Sencha", "$23.00"),
        (form.checkout.id, "Yame Sencha", "$23.00"),
    ]
    await counter.call(AttentionState, "ask_stripe", checkout=paid.id)
    assert page.announcement == words.ENDS[Status.PAID]
    await counter.call(AttentionState, "ask_stripe", checkout=form.checkout.id)
    assert (page.announcement, page.stuck, page.waiting) == (words.ENDS[Status.OPEN], [], 0)


@pytest.mark.usefixtures("nothing_takes_time")
async def test_where_stripe_or_the_bank_does_not_say_it_stays(shop: LocalStore, counter: Tab):
    form = await shop.opened("anna")
    await place(shop.services, "anna", form.checkout.id, form.checkout.revision, 2300)
    assert await shop.confirmation(form.client_secret, 2300, "pm_card_authenticationRequired")
    page = await opened(counter)
    await counter.call(AttentionState, "ask_stripe", checkout=form.checkout.id)
    assert page.problems == {form.checkout.id: words.BANK}
    await shop.fault("server_error", method="GET", times=3)
    await counter.call(AttentionState, "ask_stripe", checkout=form.checkout.id)
    assert page.problems == {form.checkout.id: words.AWAY}
    assert len(page.stuck) == 1


THERE, NOTHING, OVER = {Status.PAID, Status.FLAGGED}, {Status.OPEN}, {Status.EXPIRED, Status.ABANDONED, Status.FAILED}


@pytest.mark.parametrize("status", Status)
async def test_money_is_said_to_be_there_only_where_it_is(
    shop: LocalStore, counter: Tab, monkeypatch: pytest.MonkeyPatch, status: Status
):
    checkout = (await shop.opened("anna")).checkout

    async def ended(*_given: object) -> Checkout:
        return checkout.model_copy(update={"status": status})

    monkeypatch.setattr("rxapp.merchant.attention_state.attention.ask_stripe", ended)
    await counter.call(AttentionState, "ask_stripe", checkout=checkout.id)
    said = counter.state(AttentionState).announcement
    assert said.startswith("Stripe has the money") == (status in THERE)
    assert said.startswith("Nothing was paid") == (status in NOTHING)
    assert (said == words.OVER) == (status in OVER)


async def test_stock_is_corrected_with_a_note(counting: LocalStore, counter: Tab):
    page = await opened(counter)
    [one] = page.stock
    assert (one.product, one.name, one.left) == (SENCHA, "Yame Sencha", 3)
    await counter.call(AttentionState, "correct", product=SENCHA, was="3", to="12", note="a box came in")
    assert (page.stock[0].left, page.problems) == (12, {})
    [said] = page.corrections
    assert (said.what, said.note) == ("Yame Sencha: 12, where it was 3", "a box came in")
    assert re.search(r"UTC|, the merchant$", said.when)


async def test_what_has_changed_meanwhile_is_shown_with_the_refusal(counting: LocalStore, counter: Tab):
    page = await opened(counter)
    await counting.services.attention.correct(SENCHA, 5, 3, "a colleague was quicker")
    await counter.call(AttentionState, "correct", product=SENCHA, was="3", to="9", note="x")
    assert page.problems == {SENCHA: "There are 5 by now, no longer 3. Please look again."}
    assert (page.stock[0].left, [one.note for one in page.corrections]) == (5, ["a colleague was quicker"])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"to": "-1"}, words.NUMBER_NEEDED),
        ({"to": "many"}, words.NUMBER_NEEDED),
        ({"to": ""}, words.NUMBER_NEEDED),
        ({"to": "1.5"}, words.NUMBER_NEEDED),
        ({"note": ""}, words.NOTE_NEEDED),
        ({"was": "2"}, "There are 3 by now, no longer 2. Please look again."),
    ],
)
async def test_what_can_not_be_is_said_beside_the_product(
    counting: LocalStore, counter: Tab, wrong: dict[str, object], says: str
):
    page = await opened(counter)
    await counter.call(AttentionState, "correct", **{"product": SENCHA, "was": "3", "to": "9", "note": "x"} | wrong)
    assert (page.problems, page.stock[0].left, page.corrections) == ({SENCHA: says}, 3, [])


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        ("see_to", {"number": None, "seen": 1, "note": 3}),
        ("put_aside", {"event": ["x"]}),
        ("correct", {"product": 1, "was": 3, "to": 4, "note": None}),
        ("correct", {"product": SENCHA, "was": 3, "to": "4", "note": "x"}),
        ("handle_again", {"event": {}}),
        ("ask_stripe", {"checkout": 7}),
        ("ask_stripe", {"checkout": "co_of_nobody"}),
    ],
)
async def test_what_no_page_sends_changes_nothing(
    counting: LocalStore, counter: Tab, handler: str, payload: dict[str, object]
):
    await counter.call(AttentionState, handler, **payload)
    page = counter.state(AttentionState)
    assert list(page.problems.values()) == [NotUnderstood.sentence], "and not that something failed"
    assert (page.stock[0].left, page.announcement) == (3, "")
