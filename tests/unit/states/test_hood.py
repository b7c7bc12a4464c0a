"""The record of a watched checkout beside Stripe's own log of calls and the database: the same, and none missing."""

import asyncio
import json
import shlex
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from rxapp import recording
from rxapp.orders.records import Flow, Status
from rxapp.payments.local_stripe import Trouble
from rxapp.recording import Record, Step
from rxapp.sandbox.protocol.forms import decode
from rxapp.sandbox.protocol.request_log import masked
from rxapp.shop.pricing import Quote
from rxapp.states import hood
from rxapp.states.checkout import CheckoutState
from rxapp.states.hood import HoodState
from rxapp.states.joining import JoinState
from rxapp.states.step_words import view
from rxapp.visitor.cookie import new_cookie
from tests.faults.local_store import LocalStore
from tests.in_process import Client, Tab
from tests.unit.shop.addresses import NEW_YORK

Call = tuple[str, str, str | None, dict[str, Any], int]
LOST = 0  # the status of a call whose answer never came
BY_BROWSERS = ("/v1/payment_pages", "/confirm_in_browser")


class Watched:
    """A shopper at the checkout whose drawer is open."""

    def __init__(self, shop: LocalStore, tab: Tab) -> None:
        self.shop, self.tab, self.page = shop, tab, tab.state(CheckoutState)

    @property
    def id(self) -> str:
        return self.page._checkout_id

    async def begin(self, flow: Flow) -> "Watched":
        await self.tab.open_cart("yame-sencha")
        if flow == Flow.PAYMENT_INTENT:
            await self.tab.follow(CheckoutState, "choose_flow", flow=str(flow))
        checkout = await self.shop.services.ledger.checkout(self.id)
        self.record: Record = recording.watch(checkout)
        self.calls_before, self.revision_before = len(await self.shop.calls()), checkout.revision
        return self

    async def toggle(self, on: bool = True) -> None:
        await self.tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=on)

    async def sync(self) -> None:
        await self.tab.follow(CheckoutState, "sync")

    def steps(self, kind: str) -> list[Step]:
        return [step for step in self.record.since(0) if step.kind == kind]

    def called(self) -> list[Call]:
        return [
            (
                one.about["method"],
                one.about["path"],
                one.about["idempotency_key"] or None,
                masked(decode(one.about["sent"])),
                int(one.outcome) if one.outcome.isdecimal() else LOST,
            )
            for one in self.steps("stripe")
        ]

    async def called_at_stripe(self) -> list[Call]:
        """What Stripe itself has noted of the store's calls."""
        calls = (await self.shop.calls())[self.calls_before :]
        return [
            (
                call["method"],
                call["path"],
                call["idempotency_key"],
                call["params"],
                LOST if call["fault"] in ("answer_lost", "connection_reset") else call["status"],
            )
            for call in calls
            if not any(part in call["path"] for part in BY_BROWSERS)
        ]

    def amounts(self) -> list[int]:
        """What Stripe's answers say is due, where they say it."""
        shown = [one.about["answer_shown"] for one in self.steps("stripe") if "answer_shown" in one.about]
        return [said.get("amount_total", said.get("amount")) for said in shown if "error" not in said]

    def revised(self) -> list[tuple[int, int]]:
        """The revisions that the record has seen begin, and what each came to."""
        moved = [one.about for one in self.steps("transaction") if "revision" in one.about]
        return [(now["revision"][1], now["amount"]) for now in moved if now["revision"][0] != now["revision"][1]]

    async def revisions(self) -> list[tuple[int, int]]:
        """The same as the database has it."""
        rows = await self.shop.query(
            "SELECT revision, quote FROM revisions WHERE checkout_id = :id AND revision > :since ORDER BY revision",
            id=self.id,
            since=self.revision_before,
        )
        return [(row["revision"], Quote.model_validate(json.loads(row["quote"])).total) for row in rows]

    async def agrees(self) -> None:
        """Same calls, same order, same amounts; none missing."""
        assert self.called() == await self.called_at_stripe()
        assert self.revised() == await self.revisions()
        assert all(step.ended is not None for step in self.record.since(0))
        assert [view(step)["sentence"] for step in self.record.since(0) if not view(step)["sentence"]] == []


@pytest.fixture(autouse=True)
def nobody_watches_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "_records", {})


@pytest.fixture
def tab(client: Client) -> Tab:
    """Of the browser whose cookie the client has."""
    client.http.cookies["kettle_cart"] = new_cookie().partition(";")[0].partition("=")[2]
    return Tab(client.shopper)


@pytest.fixture(params=Flow)
async def watched(request: pytest.FixtureRequest, shop: LocalStore, tab: Tab) -> Watched:
    return await Watched(shop, tab).begin(request.param)


async def test_a_toggle(watched: Watched):
    await watched.toggle()
    await watched.sync()
    await watched.agrees()
    [(_, total)] = await watched.revisions()
    assert watched.amounts() == [total]
    titles = [view(step)["title"] for step in watched.record.since(0)]
    before = watched.revision_before
    assert titles[:3] == ["set add on", "change ahead", f"revision {before} → {before + 1}"]
    assert f"synced {before} → {before + 1}" in titles


async def test_what_a_write_needs_besides(watched: Watched):
    await watched.tab.call(CheckoutState, "set_destination", typed=NEW_YORK.model_dump())
    await watched.sync()
    await watched.tab.follow(CheckoutState, "sign_in", member="gold")
    await watched.sync()
    await watched.agrees()
    paths = {path for _method, path, *_ in watched.called()}
    assert "/v1/customers" in paths
    assert ("/v1/tax_rates" in paths) == (watched.page.flow == Flow.CHECKOUT_SESSION)


async def test_a_burst_of_ten(watched: Watched):
    for turn in range(10):
        await watched.toggle(on=turn % 2 == 0)
    await watched.toggle()
    await watched.sync()
    await watched.sync()
    await watched.agrees()
    writes = [call for call in watched.called() if call[0] == "POST"]
    assert len(writes) <= 3
    synced = [one.about["synced_revision"] for one in watched.steps("transaction") if one.name == "finish_write"]
    assert sum(after - before for before, after in synced) == 11
    assert watched.amounts()[-1] == watched.page.amount
    carried = [view(one)["sentence"] for one in watched.steps("transaction") if one.name == "finish_write"]
    assert any("one write carried" in sentence for sentence in carried)


async def test_a_refused_code(watched: Watched):
    await watched.tab.call(CheckoutState, "apply_code", code="FIRSTFLUSH")
    await watched.agrees()
    assert (watched.called(), watched.revised()) == ([], [])
    refused = [step for step in watched.record.since(0) if step.outcome == "refused"]
    assert {step.kind for step in refused} == {"handler", "use_case", "transaction"}
    for step in refused:
        assert "That code ended on 1 June." in view(step)["sentence"]


async def test_a_lost_answer(watched: Watched):
    assert watched.shop.services.local_stripe
    await watched.shop.services.local_stripe.be(Trouble.ANSWER_LOST, watched.page._session_id)
    await watched.toggle()
    await watched.sync()
    await watched.agrees()
    lost, again = [one for one in watched.steps("stripe") if one.about["method"] == "POST"]
    assert lost.outcome == "APIConnectionError"
    assert (again.about["tries"], again.about["replayed"]) == (2, True)
    assert "Try 2 with the same key" in view(again)["sentence"]
    assert view(lost)["failed"] and not view(again)["failed"]


async def test_a_payment(watched: Watched):
    shop, page = watched.shop, watched.page
    await watched.toggle()
    await watched.sync()
    await watched.tab.follow(CheckoutState, "place", revision=page.revision, amount=page.amount)
    assert await shop.confirm(page.client_secret, page.amount)
    await shop.report_all()
    await watched.agrees()
    moved = [one.about["status"] for one in watched.steps("transaction") if "status" in one.about]
    assert Status.PLACING in moved
    [order] = await shop.query("SELECT number, total, paid, currency, flag FROM orders")
    settled = [one.about for one in watched.steps("transaction") if one.name == "settle"]
    assert settled and all({name: about[name] for name in order} == order for about in settled)
    assert "webhook" in {step.kind for step in watched.record.since(0)}


async def test_every_bar_has_a_file_that_is_there_and_a_call_to_repeat(watched: Watched):
    from tests.serving import ROOT

    await watched.toggle()
    await watched.sync()
    await watched.tab.call(CheckoutState, "apply_code", code="FIRSTFLUSH")
    for step in watched.record.since(0):
        shown = view(step)
        assert (ROOT / shown["file"]).exists(), shown["file"]
        assert shown["curl"].startswith("curl ")


async def copied(watched: Watched, kind: str, name: str, http: httpx.AsyncClient) -> httpx.Response:
    """Does what was copied as curl from the latest step of this name."""
    step = [step for step in watched.record.since(0) if (step.kind, step.name) == (kind, name)][-1]
    curl, address, *options = shlex.split(view(step)["curl"].replace("\\\n", " "))
    assert (curl, options[:2]) == ("curl", ["-b", "kettle_cart=$CART_COOKIE"])
    if len(options) == 2:
        return await http.get(address)
    assert options[2:5] == ["-H", "Content-Type: application/json", "-d"]
    return await http.post(address, json=json.loads(options[5]))


async def test_what_is_copied_does_the_same_over_http(watched: Watched, client: Client):
    page = watched.page
    await watched.toggle()
    await watched.sync()
    await watched.tab.follow(CheckoutState, "open_form")
    for kind, name in (
        ("handler", "SetAddOn"),
        ("use_case", "change_ahead"),
        ("use_case", "sync"),
        ("use_case", "open_session"),
    ):
        answer = await copied(watched, kind, name, client.http)
        assert (answer.status_code, answer.json()["amount_total"]) == (200, page.amount), (name, answer.text)
    await watched.tab.call(CheckoutState, "place", revision=page.revision, amount=page.amount)
    await watched.tab.follow(CheckoutState, "release")
    answer = await copied(watched, "use_case", "place", client.http)
    assert (answer.status_code, answer.json()["status"]) == (200, "placing"), answer.text
    answer = await copied(watched, "use_case", "release", client.http)
    assert (answer.status_code, answer.json()["status"]) == (200, "open"), answer.text
    flow = Flow.CHECKOUT_SESSION if page.flow == Flow.PAYMENT_INTENT else Flow.PAYMENT_INTENT
    await watched.tab.follow(CheckoutState, "choose_flow", flow=str(flow))
    answer = await copied(watched, "use_case", "choose_flow", client.http)
    assert answer.status_code == 200, answer.text


async def test_what_is_copied_where_a_plan_is_joined_names_its_session(shop: LocalStore, tab: Tab, client: Client):
    page = await tab.open_plan()
    watched = Watched(shop, tab)
    watched.record = recording.watch(await shop.services.ledger.checkout(page._checkout_id))
    await tab.call(JoinState, "choose_term", key="yearly")
    await tab.follow(JoinState, "sync")
    for kind, name in (("handler", "ChooseTerm"), ("use_case", "sync")):
        answer = await copied(watched, kind, name, client.http)
        assert answer.status_code == 200, (name, answer.text)


async def test_no_secret_is_in_what_is_shown(watched: Watched):
    await watched.toggle()
    await watched.sync()
    shown = json.dumps([view(step) for step in watched.record.since(0)])
    assert '"$STRIPE_SECRET_KEY:"' in json.loads(json.dumps(shown)).replace('\\"', '"')
    for secret in (f"sk_test_{watched.shop.account}", watched.page.client_secret, watched.tab.cookie):
        assert secret not in shown


async def test_while_nobody_watches_nothing_is_kept(watched: Watched):
    recording.look_away(watched.id)
    await watched.toggle()
    await watched.sync()
    assert watched.record.since(0) == []
    assert not recording.watching()


async def test_the_drawer_is_told_what_is_new_and_nothing_twice(watched: Watched):
    tab, state = watched.tab, watched.tab.state(HoodState)
    await watched.toggle()
    await tab.call(HoodState, "look", seen=0)
    first = [step["id"] for step in state.steps]
    assert first and state.looks == 1
    await watched.sync()
    await tab.call(HoodState, "look", seen=state.seen)
    assert state.steps and state.looks == 2
    looking = asyncio.create_task(tab.call(HoodState, "look", seen=state.seen))
    await watched.tab.call(CheckoutState, "apply_code", code="FIRSTFLUSH")
    await looking
    assert [step["outcome"] for step in state.steps] == ["refused"] * 3
    await tab.call(HoodState, "close")
    assert not recording.watching()
    assert (state.steps, state.since, state.seen, state._watched) == ([], 0, 0, "")


async def test_a_tab_looks_once_at_a_time(watched: Watched):
    state = watched.tab.state(HoodState)
    await watched.toggle()
    await watched.tab.call(HoodState, "look", seen=0)
    looking = [asyncio.create_task(watched.tab.call(HoodState, "look", seen=state.seen)) for _ in range(3)]
    await asyncio.sleep(0)
    await watched.toggle(on=False)
    await asyncio.gather(*looking)
    assert state.looks == 2


async def test_steps_that_follow_closely_are_told_together(watched: Watched, monkeypatch: pytest.MonkeyPatch):
    await watched.tab.call(HoodState, "look", seen=0)
    state = watched.tab.state(HoodState)
    waited: list[float] = []

    async def toggles(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 1:
            await watched.toggle(on=False)

    monkeypatch.setattr(hood, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": toggles}))
    await watched.toggle()
    before = state.seen
    await watched.tab.call(HoodState, "look", seen=before)
    assert waited == [hood.GATHER_SECONDS]
    assert [one["title"] for one in state.steps].count("set add on") == 2


async def test_a_drawer_that_has_just_been_opened_waits_for_what_comes_next(shop: LocalStore, tab: Tab):
    """It has heard that nothing has happened yet, and asks from there on."""
    page = await tab.open_cart("yame-sencha")
    await tab.call(HoodState, "look", seen=0)
    record = recording.record_of(page._checkout_id)
    state = tab.state(HoodState)
    assert record and (state.steps, state.since, state.seen) == ([], 0, record.began)


async def test_the_drawer_is_about_the_page_that_it_is_on(shop: LocalStore, tab: Tab):
    goods, plan = await tab.open_cart("yame-sencha"), await tab.open_plan()
    paid = await shop.paid(tab.shopper + " before")
    assert goods._checkout_id != plan._checkout_id
    for place, watched in {
        "/checkout": goods._checkout_id,
        "/tea-club/join": plan._checkout_id,
        f"/complete?session={goods._session_id}": goods._checkout_id,
        f"/complete?session={paid.checkout.session_id}": "",
    }.items():
        tab.at(place)
        await tab.call(HoodState, "look", seen=0)
        assert tab.state(HoodState)._watched == watched, place


async def test_somebody_elses_checkout_is_not_shown(shop: LocalStore, watched: Watched):
    paid = await shop.paid("sh_somebody_else")
    stranger = Tab()
    stranger.at(f"/complete?session={paid.checkout.session_id}")
    await stranger.call(HoodState, "look", seen=0)
    assert stranger.state(HoodState).steps == []
    assert recording.record_of(paid.checkout.id) is None


@pytest.mark.parametrize("mode", ["live"], indirect=True)
async def test_where_payments_are_real_nothing_is_watched(mode: str, shop: LocalStore, tab: Tab):
    await tab.open_cart("yame-sencha")
    await tab.call(HoodState, "look", seen=0)
    assert (tab.state(HoodState).looks, recording.watching()) == (0, False)


async def test_what_was_watched_is_forgotten_a_minute_after_the_last_look(watched: Watched, monkeypatch: Any):
    monkeypatch.setattr(watched.record, "until", 0.0)
    other = await watched.shop.opened("sh_ben")
    recording.watch(other.checkout)
    assert recording.record_of(watched.id) is None
    recording.look_away(other.checkout.id)
