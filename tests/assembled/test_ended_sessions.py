"""Whatever became of a session, every way in leads on: to a fresh form in its place, once, or to the order."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from rxapp.checkout import opening
from rxapp.checkout import services as running
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.orders.records import Checkout, Flow
from rxapp.shop.refusal import BeingPaid, Finished, SessionEnded
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from tests.assembled.requests import ENDPOINT, OF_A_CHECKOUT, OF_A_PLAN, OF_AN_INTENT, OF_THE_COOKIE, begun, body_for
from tests.faults.local_store import ORIGIN, LocalStore
from tests.in_process import Client, Tab, refusal
from tests.thoroughness import a_few_of
from tests.unit.states.handlers import HANDLERS, Row, ready

ORDERS_OF = "SELECT * FROM orders WHERE flag IS NULL AND shopper = :shopper"
Accounts = Callable[[], LocalStore]


@pytest.fixture(autouse=True)
def nobody_waits_for_another_tab(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))
    yield


async def ended(shop: LocalStore, checkout: Checkout) -> None:
    """It expires, or is cancelled; nobody has reported it."""
    assert checkout.session_id
    await shop.services.payments(checkout.flow).expire(checkout.session_id)


async def ended_and_reported(shop: LocalStore, checkout: Checkout) -> None:
    await ended(shop, checkout)
    await shop.report_all()
    assert (await shop.services.ledger.checkout(checkout.id)).session_id is None


async def replaced(shop: LocalStore, checkout: Checkout) -> None:
    """And another tab has got the new one."""
    await ended_and_reported(shop, checkout)
    await open_session(shop.services, checkout.id, ORIGIN)


async def completed(shop: LocalStore, checkout: Checkout) -> None:
    """It is paid in another tab, and the webhook is lost."""
    assert checkout.session_id
    secret = (await shop.services.payments(checkout.flow).retrieve(checkout.session_id)).client_secret
    total = checkout.quote.total
    await place(shop.services, checkout.shopper, checkout.id, checkout.revision, total)
    assert await shop.confirm(secret, total)


async def completed_and_reported(shop: LocalStore, checkout: Checkout) -> None:
    await completed(shop, checkout)
    await shop.report_all()


Fate = Callable[[LocalStore, Checkout], Awaitable[None]]
FATES: list[Fate] = [ended, ended_and_reported, replaced, completed, completed_and_reported]
PAID = (completed, completed_and_reported)


@pytest.fixture
def accounts(shop: LocalStore, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    """One store that goes from one account at Stripe to the next, each with nothing in it."""

    def another() -> LocalStore:
        next_one = shop.with_new_account()
        monkeypatch.setattr(running, "_current", next_one.services)
        return next_one

    return another


async def is_paid(shop: LocalStore, shopper: str, client_secret: str, amount: int) -> None:
    """What stands on the form can be paid, and becomes the order."""
    checkout = await shop.services.ledger.checkout_of_session(client_secret.partition("_secret_")[0])
    assert checkout
    assert await shop.confirm(client_secret, amount, email=None if checkout.cart.member else "anna@example.com")
    await shop.report_all()
    assert len(await shop.query(ORDERS_OF, shopper=shopper)) == 1


async def payments_begun(shop: LocalStore) -> int:
    """How many sessions and intents were made for forms."""
    made = [call for call in await shop.calls("POST") if call["path"].endswith(("/sessions", "/payment_intents"))]
    return len([call for call in made if call["status"] == 200])


async def the_checkout(shop: LocalStore, shopper: str, plan: str = "") -> Checkout:
    checkout = await shop.services.ledger.unfinished(shopper, plan)
    assert checkout
    return checkout


# The pages


def leads_to(wanted: Any) -> str:
    arguments = {str(name): str(value) for name, value in getattr(wanted, "args", ())}
    return arguments.get("path", "").strip('"')


ROWS = [
    (row, flow)
    for row in HANDLERS
    for flow in (Flow if row.state is CheckoutState else [Flow.CHECKOUT_SESSION])
    if row.state in (CheckoutState, JoinState)
]


class Form:
    """The payment form of a page as its component works: brought to the cart first, then Pay is pressed."""

    def __init__(self, tab: Tab, row: Row) -> None:
        self.tab, self.kind = tab, row.state
        self.page: Any = tab.state(row.state)

    async def press_pay(self) -> Any:
        if self.page.revision != self.page.synced_revision and (on := await self.tab.follow(self.kind, "sync")):
            return on
        return await self.tab.follow(self.kind, "place", revision=self.page.revision, amount=self.page.amount)


@pytest.mark.parametrize(("row", "flow"), ROWS, ids=str)
async def test_every_handler_of_a_page_leads_on(accounts: Accounts, row: Row, flow: Flow):
    for fate in a_few_of(FATES, ROWS.index((row, flow))):
        await _leads_on(accounts(), Tab(), row, flow, fate)


async def _leads_on(shop: LocalStore, tab: Tab, row: Row, flow: Flow, fate: Fate) -> None:
    await ready(shop, tab, row)
    page: Any = tab.state(row.state)
    if flow == Flow.PAYMENT_INTENT:
        await tab.follow(CheckoutState, "choose_flow", flow=flow)
    await tab.follow(row.state, "sync")
    before = await payments_begun(shop)
    await fate(shop, await the_checkout(shop, tab.shopper, "tea_club" if row.state is JoinState else ""))
    seen = {"revision": page.revision, "amount": page.amount} if row.name == "place" else {}
    form = Form(tab, row)

    on = await tab.follow(row.state, row.name, **row.payload | seen)

    if fate in PAID:
        if row.name == "load" and fate is completed_and_reported:
            assert page.empty if row.state is CheckoutState else page.joined
        else:
            assert (leads_to(on) or leads_to(await form.press_pay())).startswith("/complete?")
        assert page.refusal["message"] in ("", BeingPaid.sentence, Finished.sentence)
        assert len(await shop.query(ORDERS_OF, shopper=tab.shopper)) == 1
        return
    if not page.empty:
        if not page.placing:
            await form.press_pay()
        if not page.placing:
            await form.press_pay()
        assert page.placing == page.revision, page.refusal
        await is_paid(shop, tab.shopper, page.client_secret, page.amount)
    assert page.refusal["message"] in ("", SessionEnded.sentence)
    assert not (set(page.problems.values()) | set(page.stuck.values()))
    another_kind = row.name == "choose_flow" and flow == Flow.CHECKOUT_SESSION and fate is replaced
    assert await payments_begun(shop) - before <= 1 + another_kind


# HTTP


def flows_of(path: str) -> list[Flow]:
    if path in OF_AN_INTENT:
        return [Flow.PAYMENT_INTENT]
    return [Flow.CHECKOUT_SESSION] if path in OF_A_PLAN | OF_THE_COOKIE else list(Flow)


ASKED = [(path, flow) for path in [*OF_A_CHECKOUT, *OF_THE_COOKIE] for flow in flows_of(path)]


@pytest.mark.parametrize(("path", "flow"), ASKED)
async def test_every_endpoint_leads_on(accounts: Accounts, make_client: Callable[[], Client], path: str, flow: Flow):
    for fate in a_few_of(FATES, ASKED.index((path, flow))):
        for named in {True, path not in OF_A_PLAN | OF_AN_INTENT | OF_THE_COOKIE and path.startswith("/api/")}:
            await _answer_leads_on(accounts(), make_client(), path, flow, named, fate)


async def _answer_leads_on(shop: LocalStore, client: Client, path: str, flow: Flow, named: bool, fate: Fate) -> None:
    opened = await begun(shop, client, path if path not in OF_THE_COOKIE else "/api/plans/set-referral")
    if flow == Flow.PAYMENT_INTENT and path not in OF_AN_INTENT:
        await client.done("/api/checkout/choose-flow", {"flow": flow})
        opened = await client.done("/api/checkout/open")
    before = await payments_begun(shop)
    plan = "tea_club" if path in OF_A_PLAN | OF_THE_COOKIE else ""
    await fate(shop, await the_checkout(shop, client.shopper, plan))

    answer = await client.ask(ENDPOINT[path].method, path, body_for(path, opened, named=named))
    if answer.status_code != 200:
        code = answer.json()["error"]["code"]
        paid = {"finished", "being_paid", "session_ended", "not_found", "refused"}
        assert code in (paid if fate in PAID else {"session_ended"}), answer.text

    # what the documentation says to do then
    again = await client.done("/api/checkout/open", {"checkout_session_id": opened["id"]})
    if fate in PAID:
        assert (again["status"], again["client_secret"]) == ("paid", "")
        assert len(await shop.query(ORDERS_OF, shopper=client.shopper)) == 1
    elif again["lines"]:
        seen = {"revision": again["revision"], "amount": again["amount_total"], "checkout_session_id": again["id"]}
        if again["status"] == "open":
            await client.done("/api/checkout/place", seen)
        await is_paid(shop, client.shopper, again["client_secret"], again["amount_total"])
    another_kind = path == "/api/checkout/choose-flow" and flow == Flow.CHECKOUT_SESSION and fate is replaced
    assert await payments_begun(shop) - before <= 1 + another_kind


WRAPPING = "/api/checkout/set-add-on"
CHANGES = {
    WRAPPING: {"key": "gift_wrap", "on": True},
    "/api/checkout/set-quantity": {"slug": "yame-sencha", "quantity": 2},
    "/update-custom-amount": {"product_id": "gift_wrap"},
}


@pytest.mark.parametrize("path", CHANGES)
async def test_a_change_says_that_its_session_has_ended_and_is_kept(shop: LocalStore, client: Client, path: str):
    opened = await client.opened()
    await ended(shop, await the_checkout(shop, client.shopper))
    answer = await client.post(path, CHANGES[path] | {"checkout_session_id": opened["id"]})
    assert refusal(answer) == (409, SessionEnded.code)
    again = await client.done("/api/checkout/open")
    assert (again["revision"], again["id"] != opened["id"]) == (opened["revision"] + 1, True)
    assert again["amount_total"] > opened["amount_total"]


BRINGING: list[tuple[str, dict[str, Any]]] = [
    ("/api/checkout/open", {}),
    ("/api/checkout/sync", {}),
    ("/api/checkout/choose-flow", {"flow": "checkout_session"}),  # the one there is
    ("/api/checkout/end-offers", {}),
    ("/api/plans/join", {"plan": "tea_club"}),
]


@pytest.mark.parametrize(("path", "body"), BRINGING)
async def test_what_is_asked_next_brings_stripe_to_what_it_did_not_hear_of(
    shop: LocalStore, client: Client, path: str, body: dict[str, Any]
):
    plan = path == "/api/plans/join"
    opened = await (client.done(path, body) if plan else client.opened())
    which = {"checkout_session_id": opened["id"]}
    change, wanted = ("/api/plans/set-referral", {"code": "SECONDCUP"}) if plan else (WRAPPING, CHANGES[WRAPPING])
    await shop.fault("server_error", method="POST", times=None, should_retry=False)
    assert refusal(await client.post(change, which | wanted)) == (503, "payment_service_unavailable")
    await shop.no_faults()
    again = await client.done(path, body)
    assert again["revision"] == again["synced_revision"] == opened["revision"] + 1
    assert again["id"] == opened["id"]


async def test_signing_in_goes_on_though_a_customers_session_has_to_be_another_one(shop: LocalStore, client: Client):
    await client.opened()
    await client.done("/api/checkout/sign-in", {"member": "gold"})
    other = await client.done("/api/checkout/sign-in", {"member": "silver"})
    assert other["id"] is None, "it is opened again, for somebody else"


@pytest.mark.parametrize("flow", Flow)
async def test_what_the_bank_still_asks_is_withdrawn_by_whoever_gives_up(shop: LocalStore, client: Client, flow: Flow):
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    await client.done("/api/checkout/choose-flow", {"flow": flow.value})
    opened = await client.done("/api/checkout/open")
    await client.done("/api/checkout/place", {"revision": opened["revision"], "amount": opened["amount_total"]})
    card = "pm_card_authenticationRequired"
    assert await shop.confirmation(opened["client_secret"], opened["amount_total"], card)
    released = await client.done("/api/checkout/release")
    assert (released["status"], released["id"]) == ("open", None), "a late yes can pay for nothing"
