"""Opening the payment form: one payment for a cart, and a sentence when there can be none."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from rxapp.checkout import opening
from rxapp.checkout.changing import change
from rxapp.checkout.customers import customer_of
from rxapp.checkout.opening import NOT_OPENED, open_session
from rxapp.checkout.stripe_refusals import TOO_SMALL
from rxapp.orders.records import Flow, Status
from rxapp.shop.changes import AddProduct, RemoveProduct, SignIn
from rxapp.shop.refusal import BeingPaid, PaymentServiceUnavailable, Refusal
from tests.faults.local_store import ORIGIN, LocalStore, refusal
from tests.unit.checkout.conftest import Waits

BOTH_WAYS = pytest.mark.parametrize("flow", Flow)
CREATES = ("/v1/checkout/sessions", "/v1/payment_intents")


@BOTH_WAYS
async def test_a_new_payment_is_what_the_cart_says(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    payment = await shop.services.payments(flow).retrieve(str(form.checkout.session_id))
    assert (payment.amount, payment.revision, payment.checkout_id) == (2300, form.checkout.revision, form.checkout.id)
    assert (form.client_secret, form.checkout.flow) == (payment.client_secret, flow)
    assert (form.checkout.session_count, form.checkout.in_step, form.checkout.customer_id) == (1, True, None)
    kept = {key: (item.unit_amount, item.quantity) for key, item in form.checkout.stripe_items.items()}
    assert kept == ({"product:yame-sencha": (1800, 1)} if flow == Flow.CHECKOUT_SESSION else {})


async def test_the_bank_sends_the_shopper_back_to_where_they_came_from(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    await open_session(shop.services, checkout.id, "https://shop.example")
    [created] = await shop.calls("POST", "/v1/checkout/sessions")
    assert created["params"]["return_url"] == "https://shop.example/complete?session={CHECKOUT_SESSION_ID}"


async def test_for_an_empty_cart_nothing_is_opened(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    empty = await change(shop.services, "anna", checkout.id, RemoveProduct(slug="yame-sencha"))
    form = await open_session(shop.services, checkout.id, ORIGIN)
    assert (form.checkout, form.client_secret) == (empty, "")


@pytest.mark.parametrize("status", [Status.PAID, Status.EXPIRED, Status.ABANDONED, Status.FLAGGED])
async def test_for_what_is_over_nothing_is_opened(shop: LocalStore, status: Status):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    await shop.services.ledger.move(checkout.id, status, "a test says so")
    form = await open_session(shop.services, checkout.id, ORIGIN)
    assert (form.checkout.status, form.client_secret) == (status, "")


async def test_a_session_that_nobody_heard_of_and_that_has_ended_makes_way_for_another(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    shop.wire.answers_to_lose = 3
    with pytest.raises(PaymentServiceUnavailable):
        await open_session(shop.services, checkout.id, ORIGIN)
    sessions = shop.stripe.v1.checkout.sessions
    [lost] = (await sessions.list_async()).data
    await sessions.expire_async(lost.id)
    form = await open_session(shop.services, checkout.id, ORIGIN)
    opened = await shop.services.sessions.retrieve(str(form.checkout.session_id))
    assert (opened.status, opened.amount, opened.id != lost.id) == ("open", 2300, True)
    assert form.client_secret == opened.client_secret


FAILURES = [
    (refusal(code="amount_too_small", param="amount"), TOO_SMALL),
    (refusal(code="amount_too_large", param="amount"), NOT_OPENED),
    (refusal(status=401), NOT_OPENED),
    (refusal(status=500, type="api_error"), PaymentServiceUnavailable.sentence),
]


@BOTH_WAYS
@pytest.mark.parametrize(("answer", "message"), FAILURES)
async def test_what_stripe_does_not_open(
    shop: LocalStore, flow: Flow, answer: httpx.Response, message: str, caplog: pytest.LogCaptureFixture
):
    shop = shop.with_new_account(flow)
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))

    async def refuse(request: httpx.Request) -> httpx.Response | None:
        return answer if request.method == "POST" and request.url.path in CREATES else None

    shop.wire.meanwhile = refuse
    with pytest.raises(Refusal) as refused:
        await open_session(shop.services, checkout.id, ORIGIN)
    assert (refused.value.control, refused.value.message) == ("checkout", message)
    assert ("Stripe refused to open a payment" in caplog.text) == (message != PaymentServiceUnavailable.sentence)
    after = await shop.services.ledger.checkout(checkout.id)
    assert (after.session_id, after.session_count, after.cart) == (None, 0, checkout.cart)
    shop.wire.meanwhile = None
    assert (await open_session(shop.services, checkout.id, ORIGIN)).client_secret


@BOTH_WAYS
@pytest.mark.parametrize(
    ("code", "status", "replaced"), [("resource_missing", 404, True), ("", 404, False), ("", 401, False)]
)
async def test_a_payment_that_cannot_be_read(shop: LocalStore, flow: Flow, code: str, status: int, replaced: bool):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")

    async def refuse(request: httpx.Request) -> httpx.Response | None:
        reads = request.method == "GET" and request.url.path.endswith(str(form.checkout.session_id))
        return refusal(code=code, status=status) if reads else None

    shop.wire.meanwhile = refuse
    if replaced:
        again = await open_session(shop.services, form.checkout.id, ORIGIN)
        assert again.client_secret not in ("", form.client_secret)
        assert again.checkout.session_count == 2
    else:
        with pytest.raises(Refusal, match=NOT_OPENED):
            await open_session(shop.services, form.checkout.id, ORIGIN)
        assert (await shop.services.ledger.checkout(form.checkout.id)).session_id == form.checkout.session_id


@BOTH_WAYS
async def test_whoever_comes_second_gives_way(shop: LocalStore, flow: Flow):
    """The slower worker's payment is ended, so that there is never a second way to pay."""
    shop = shop.with_new_account(flow)
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    quicker: list[opening.Opened] = []

    async def the_other_is_first(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and request.url.path in CREATES and not quicker:
            shop.wire.meanwhile = None
            await shop.toggled("anna", checkout.id)
            quicker.append(await open_session(shop.another_worker(), checkout.id, ORIGIN))
        return None

    shop.wire.meanwhile = the_other_is_first
    slower = await open_session(shop.services, checkout.id, ORIGIN)
    assert slower.client_secret == quicker[0].client_secret
    assert slower.checkout.session_id == quicker[0].checkout.session_id
    ended = await shop.calls("POST", "*/expire" if flow == Flow.CHECKOUT_SESSION else "*/cancel")
    assert len(ended) == 1
    assert str(slower.checkout.session_id) not in ended[0]["path"]


async def test_whoever_comes_second_when_it_is_over_has_nothing_to_open(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))

    async def it_is_given_up(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and request.url.path in CREATES:
            await shop.services.ledger.move(checkout.id, Status.ABANDONED, "a test says so")
        return None

    shop.wire.meanwhile = it_is_given_up
    form = await open_session(shop.services, checkout.id, ORIGIN)
    assert (form.checkout.status, form.client_secret) == (Status.ABANDONED, "")
    assert len(await shop.calls("POST", "*/expire")) == 1, "nothing can be paid there either"


async def test_a_payment_of_another_tab_is_waited_for(shop: LocalStore, instead_of_waiting: Waits):
    form = await shop.opened("anna")
    placed = await shop.services.ledger.place(form.checkout.id, form.checkout.revision, 2300)
    waits = 0

    async def the_other_tab_gives_up(_seconds: float) -> None:
        nonlocal waits
        waits += 1
        if waits == 2:
            await shop.services.ledger.release(placed.id, placed.placed_at, "declined")

    instead_of_waiting(opening, the_other_tab_gives_up)
    again = await open_session(shop.services, form.checkout.id, ORIGIN)
    assert (again.checkout.status, again.client_secret, waits) == (Status.OPEN, form.client_secret, 2)
    assert timedelta(seconds=1) < opening.PAYMENT_LASTS < timedelta(minutes=1)


async def test_what_is_paid_again_while_its_form_is_opened_stays_shut(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch
):
    """A tab that was taken for lost comes back just then, and presses Pay once more."""
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))
    at = (await shop.opened("anna")).checkout
    ledger = shop.services.ledger
    placed = await ledger.place(at.id, at.revision, 2300)

    async def pays_again(request: httpx.Request) -> None:
        if request.method == "GET" and request.url.path.endswith(str(at.session_id)):
            shop.wire.meanwhile = None
            await ledger.release(at.id, placed.placed_at, "declined")
            await ledger.place(at.id, at.revision, 2300)

    shop.wire.meanwhile = pays_again
    with pytest.raises(BeingPaid):
        await open_session(shop.services, at.id, ORIGIN)
    assert (await ledger.checkout(at.id)).status == Status.PLACING


async def test_a_guest_is_no_customer_and_a_member_is_the_one_that_was_kept_first(shop: LocalStore):
    guest = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    assert await customer_of(shop.services, guest) is None
    gold = await change(shop.services, "anna", guest.id, SignIn(member="gold"))
    workers = [shop.another_worker() for _ in range(3)]
    made = await asyncio.gather(*(customer_of(worker, gold) for worker in workers))
    assert len(set(made)) == 1
    asked = len(await shop.calls("POST", "/v1/customers"))
    assert await customer_of(shop.services, gold) == made[0]
    assert len(await shop.calls("POST", "/v1/customers")) == asked
    params = (await shop.calls("POST", "/v1/customers"))[0]["params"]
    assert params == {
        "name": "Gold member",
        "email": "gold@example.com",
        "metadata": {"shopper": "anna", "member": "gold"},
    }
    nobody = replace(shop.services, catalog=shop.services.catalog.model_copy(update={"members": {}}))
    assert await customer_of(nobody, gold) is None
