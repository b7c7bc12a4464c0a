"""The page after the payment: an order, for the browser that paid it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update

from rxapp.checkout import changing
from rxapp.checkout.services import Services
from rxapp.orders.models import OrderRow, now
from rxapp.orders.records import Flow, Order
from rxapp.states import order
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.order import OrderState
from rxapp.states.presenting import full_day
from rxapp.visitor.cookie import cookie_for_socket
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.shop.addresses import HAWAII
from tests.unit.states.forms import leads_to


@pytest.fixture(autouse=True)
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sessions whose orders were looked for, one entry for each look; nothing is waited for between them."""
    looked: list[str] = []
    really = order.order_for

    async def order_for(store: Services, shopper: str, session_id: str) -> Order | None:
        looked.append(session_id)
        return await really(store, shopper, session_id)

    monkeypatch.setattr(order, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(order, "order_for", order_for)
    return looked


async def look(tab: Tab, address: str) -> Any:
    tab.at(address)
    return await tab.follow(OrderState, "load")


def shown(tab: Tab) -> OrderState:
    return tab.state(OrderState)


async def test_between_two_looks_it_waits(shop: LocalStore, looks: list[str], monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(order, "SECONDS_BETWEEN", 7)
    monkeypatch.setattr(order, "asyncio", SimpleNamespace(sleep=wait))
    assert await order._wait_for_order("anna", "cs_nowhere") is None
    assert (waited, looks) == ([7] * order.LOOKS, ["cs_nowhere"] * order.LOOKS)


async def test_who_paid_sees_the_order(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("gooseneck-kettle")
    await tab.call(CheckoutState, "set_destination", typed=HAWAII.model_dump())
    await tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=True)
    await tab.call(CheckoutState, "sync")
    await tab.call(CheckoutState, "place", revision=page.revision, amount=page.amount)
    assert await shop.confirm(page.client_secret, page.amount)
    await shop.report_all()
    session = page.client_secret.partition("_secret_")[0]
    wanted = await look(tab, f"/complete?session={session}")
    assert wanted is None, "the cart was read again by then"
    assert tab.state(CartState).loaded
    seen = shown(tab)
    [row] = await shop.query("SELECT * FROM orders")
    assert (seen.loaded, seen.found, seen.waiting) == (True, True, False)
    assert (seen.number, seen.email) == (row["number"], "anna@example.com")
    assert [(line.name, line.quantity, line.amount) for line in seen.lines] == [
        ("Gooseneck Kettle", 1, "$129.00"),
        ("Hojicha tasting tin", 1, "$0.00"),
        ("Gift wrap", 1, "$5.00"),
    ]
    assert [part.name for part in seen.deductions] == [part.name for part in page.deductions]
    assert (seen.subtotal, seen.discount) == (page.subtotal, page.discount)
    assert (seen.shipping_amount, seen.shipping_name) == ("$12.00", "Standard shipping")
    assert ([one.name for one in seen.taxes], seen.taxes_included) == (["General excise tax 4%"], [])
    assert "Honolulu" in seen.destination
    assert seen.total == page.total
    assert seen.paid_on
    assert (seen.plan, seen.trial_ends, seen.follows) == ("", "", "")


async def test_what_an_order_does_not_say_is_left_out(shop: LocalStore, tab: Tab):
    paid = await shop.paid(tab.shopper)
    await shop.report_all()
    unknown = update(OrderRow).values(email=None, destination=None, refunded=OrderRow.paid)
    await shop.database.run(lambda session: session.execute(unknown))
    await look(tab, f"/complete?session={paid.checkout.session_id}")
    seen = shown(tab)
    assert (seen.found, seen.email, seen.refunded, seen.all_refunded) == (True, "", "−$23.00", True)
    assert (seen.trial_ends, seen.due_later, seen.paid_here) == ("", "", "")


async def test_what_is_paid_is_not_shown_as_a_cart_any_more(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "place", revision=page.revision, amount=2300)
    id = page.client_secret.partition("_secret_")[0]
    assert await shop.confirm(page.client_secret, 2300)
    assert page.loaded
    await look(tab, f"/complete?session={id}")
    assert (shown(tab).found, page.loaded) == (True, False)


async def test_who_asks_before_stripe_has_reported_sees_it_too(shop: LocalStore, tab: Tab, looks: list[str]):
    paid = await shop.paid(tab.shopper)
    await look(tab, f"/complete?session={paid.checkout.session_id}")
    assert (shown(tab).found, shown(tab).total, len(looks)) == (True, "$23.00", 1)


async def test_an_intent_is_named_in_stripes_own_words(shop: LocalStore, tab: Tab):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    checkout = await shop.services.ledger.unfinished(tab.shopper)
    assert checkout
    await shop.services.ledger.choose_flow(checkout.id, None, Flow.PAYMENT_INTENT)
    page = await tab.open_cart()
    await tab.call(CheckoutState, "place", revision=page.revision, amount=2300)
    assert await shop.confirm(page.client_secret, 2300)
    id = page.client_secret.partition("_secret_")[0]
    await look(tab, f"/complete?payment_intent={id}&redirect_status=succeeded")
    assert shown(tab).found


@pytest.mark.parametrize("settled", [True, False])
async def test_somebody_elses_order_is_not_shown(shop: LocalStore, tab: Tab, settled: bool):
    paid = await shop.paid("anna")
    if settled:
        await shop.report_all()
    assert await look(tab, f"/complete?session={paid.checkout.session_id}") is None
    seen = shown(tab)
    assert (seen.loaded, seen.found, seen.waiting) == (True, False, False)
    assert (seen.number, seen.total, seen.lines, seen.email) == ("", "", [], "")
    anna = Tab("anna")
    await look(anna, f"/complete?session={paid.checkout.session_id}")
    assert (shown(anna).found, shown(anna).total) == (True, "$23.00"), "it is there, for her"


ADDRESSES = ["", "?session=", "?session=cs_test_nobodys", "?session=../../etc/passwd", f"?session={'x' * 3000}"]


@pytest.mark.parametrize("address", [*ADDRESSES, "?payment_intent=pi_1", "?redirect_status=succeeded"])
async def test_a_made_up_address_finds_nothing(shop: LocalStore, tab: Tab, looks: list[str], address: str):
    assert await look(tab, f"/complete{address}") is None
    assert (shown(tab).loaded, shown(tab).found, len(looks) < 2) == (True, False, True)


async def test_somebody_without_a_cookie_finds_nothing(shop: LocalStore, tab: Tab):
    paid = await shop.paid(tab.shopper)
    tab.at("/complete", cookie="")
    await look(tab, f"/complete?session={paid.checkout.session_id}")
    assert (shown(tab).loaded, shown(tab).found) == (True, False)


async def test_what_another_visit_showed_is_forgotten(shop: LocalStore, tab: Tab):
    paid = await shop.paid(tab.shopper)
    await look(tab, f"/complete?session={paid.checkout.session_id}")
    tab.at("/complete")
    await tab.call(OrderState, "load")
    assert (shown(tab).found, shown(tab).loaded, shown(tab).number) == (False, False, "")


@pytest.mark.parametrize("address", ["/complete?session=none", "/complete?session={paid}"])
async def test_what_it_showed_is_gone_before_the_next_order(shop: LocalStore, tab: Tab, address: str):
    paid = await shop.paid(tab.shopper)
    await look(tab, address.format(paid=paid.checkout.session_id))
    assert shown(tab).loaded
    await tab.call(OrderState, "forget")
    assert (shown(tab).loaded, shown(tab).found, shown(tab).number) == (False, False, "")


def test_every_page_but_its_own_forgets_it():
    from rxapp.rxapp import PAGES, app

    forget = [page.route for page in PAGES if OrderState.forget in app.get_load_events(f"/{page.route.strip('/')}")]
    assert forget == [page.route for page in PAGES if page.route != "/complete"]


async def test_who_did_not_pay_goes_back_to_the_cart_at_once(shop: LocalStore, tab: Tab, looks: list[str]):
    opened = await shop.opened(tab.shopper)
    assert leads_to(await look(tab, f"/complete?session={opened.checkout.session_id}")) == "/checkout?unpaid=1"
    assert len(looks) == 1


async def test_who_did_not_join_goes_back_to_the_plan(shop: LocalStore, tab: Tab):
    page = await tab.open_plan()
    session = page.client_secret.partition("_secret_")[0]
    assert leads_to(await look(tab, f"/complete?session={session}")) == "/tea-club/join?unpaid=1"


async def placed(shop: LocalStore, tab: Tab) -> str:
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "place", revision=1, amount=2300)
    return page.client_secret.partition("_secret_")[0]


async def test_a_payment_on_its_way_is_waited_for_so_often(shop: LocalStore, tab: Tab, looks: list[str]):
    session = await placed(shop, tab)
    assert await look(tab, f"/complete?session={session}") is None
    seen = shown(tab)
    assert (seen.loaded, seen.waiting, seen.found) == (True, True, False)
    assert looks == [session] * (1 + 15)
    assert (await shop.services.ledger.unfinished(tab.shopper)) is not None


async def test_an_order_that_comes_while_it_is_waited_for_is_shown(
    shop: LocalStore, tab: Tab, looks: list[str], monkeypatch: pytest.MonkeyPatch
):
    session = await placed(shop, tab)

    looking = order.order_for

    async def pays_meanwhile(store: Services, shopper: str, session_id: str) -> Order | None:
        if len(looks) == 3:
            assert await shop.confirm(tab.state(CheckoutState).client_secret, 2300)
        return await looking(store, shopper, session_id)

    monkeypatch.setattr(order, "order_for", pays_meanwhile)
    await look(tab, f"/complete?session={session}")
    assert (shown(tab).found, shown(tab).waiting, len(looks)) == (True, False, 4)


@pytest.mark.parametrize(("status", "reopened"), [("failed", True), ("succeeded", False), ("FAILED", False)])
async def test_where_the_address_says_that_it_failed_stripe_is_asked(
    shop: LocalStore, tab: Tab, status: str, reopened: bool
):
    session = await placed(shop, tab)
    wanted = await look(tab, f"/complete?session={session}&redirect_status={status}")
    assert (leads_to(wanted) == "/checkout?unpaid=1") == reopened
    checkout = await shop.services.ledger.unfinished(tab.shopper)
    assert checkout and checkout.status == ("open" if reopened else "placing")


async def test_a_failed_payment_that_stripe_cannot_be_asked_about_is_waited_for(shop: LocalStore, tab: Tab):
    session = await placed(shop, tab)
    await shop.fault("server_error", method="GET", times=None, should_retry=False)
    assert await look(tab, f"/complete?session={session}&redirect_status=failed") is None
    assert shown(tab).waiting


async def test_a_failed_payment_that_the_bank_still_asks_about_is_waited_for(shop: LocalStore, tab: Tab):
    session = await placed(shop, tab)
    secret = tab.state(CheckoutState).client_secret
    assert await shop.confirmation(secret, 2300, "pm_card_authenticationRequired")
    assert await look(tab, f"/complete?session={session}&redirect_status=failed") is None
    assert shown(tab).waiting


async def test_an_order_that_joined_a_plan_says_what_follows(shop: LocalStore, tab: Tab):
    page = await tab.open_plan()
    await tab.call(JoinState, "place", revision=1, amount=0)
    assert await shop.confirm(page.client_secret, 0)
    session = page.client_secret.partition("_secret_")[0]
    await look(tab, f"/complete?session={session}")
    seen = shown(tab)
    assert (seen.found, seen.plan, seen.follows, seen.total) == (True, "Tea club", "$24.00 a month", "$0.00")
    assert not tab.state(JoinState).loaded, "the next visit of that page begins anew"
    assert (seen.due_later, seen.refunded, seen.all_refunded) == ("$24.00", "", False)
    assert seen.trial_ends == full_day(now() + timedelta(days=7)) and "Portland" in seen.destination
    again = Tab(tab.shopper)
    joined = await again.open_plan()
    assert joined.joined == f"/complete?session={session}"
    assert (joined.client_secret, joined.loaded, joined.problems) == ("", True, {})


async def test_what_is_bought_is_no_longer_in_the_cart(shop: LocalStore, tab: Tab):
    paid = await shop.paid(tab.shopper)
    await tab.call(CartState, "load")
    await look(tab, f"/complete?session={paid.checkout.session_id}")
    assert tab.state(CartState).count == 0
    assert await changing.current(shop.services, tab.shopper) is None


@pytest.mark.parametrize("page", [CheckoutState, JoinState])
async def test_the_tab_that_paid_is_told_so_though_its_cookie_went(shop: LocalStore, tab: Tab, page: Any):
    paid: Any = await (tab.open_cart("yame-sencha") if page is CheckoutState else tab.open_plan())
    await tab.call(page, "place", revision=paid.revision, amount=paid.amount)
    assert await shop.confirm(paid.client_secret, paid.amount)
    address = f"/complete?session={paid.client_secret.partition('_secret_')[0]}"
    for who, told in ((tab, True), (Tab(), False)):
        who.at(address, cookie=cookie_for_socket("sh_of_a_new_cookie"))
        await who.follow(OrderState, "load")
        seen = who.state(OrderState)
        assert (seen.loaded, seen.found, seen.lines, seen.email, seen.number) == (True, False, [], "", "")
        assert seen.paid_here.startswith("KK-") == told
    tab.at("/complete?session=cs_test_another", cookie=cookie_for_socket("sh_of_a_new_cookie"))
    await tab.follow(OrderState, "load")
    assert tab.state(OrderState).paid_here == ""


@pytest.mark.parametrize("kept", ["session=cs_1", "payment_intent=pi_1&redirect_status=failed"])
async def test_a_secret_that_was_brought_back_is_taken_out_of_the_address(shop: LocalStore, tab: Tab, kept: str):
    tab.at(f"/complete?{order.SECRET}=pi_1_secret_x&{kept}")
    assert leads_to(await tab.call(OrderState, "load")) == f"/complete?{kept}"
    tab.at(f"/complete?{kept}")
    assert leads_to(await tab.call(OrderState, "load")) == "", "it is looked for there"
