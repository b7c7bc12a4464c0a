"""Webhooks: to whom, in which order, how often, when again, and when no more. Time moves only when it is advanced."""

import asyncio
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import stripe

from tests.unit.sandbox.caller import BEN, Caller
from tests.unit.sandbox.receiver import FORWARD_SECRET, Outcome, Receiver

SHOP, OTHER, STORE = "http://shop/hooks", "http://other/hooks", "http://store/webhooks"
WAITS = (1, 5, 30, 120, 600, 3600)  # seconds between the tries
YEAR = 365 * 24 * 3600
EVENT = "payment_intent.created"
PAYMENT = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
REFUSED: list[Outcome] = [500]


async def endpoint(caller: Caller, url: str = SHOP, *types: str) -> dict[str, Any]:
    wanted = "&".join(f"enabled_events[]={type}" for type in types or ("*",))
    return await caller.made("/v1/webhook_endpoints", f"url={quote(url, safe='')}&{wanted}")


async def one_event(caller: Caller) -> None:
    await caller.made("/v1/payment_intents", "amount=1000&currency=usd")
    await caller.settled()


async def pays(caller: Caller) -> None:
    await caller.made(
        "/v1/payment_intents",
        "amount=1000&currency=usd&confirm=true&return_url=https://shop.example/&payment_method=pm_card_visa",
    )
    await caller.settled()


async def latest(caller: Caller) -> dict[str, Any]:
    return (await caller.control("deliveries", method="GET"))[0]


async def refused_so_often(caller: Caller, receiver: Receiver, tries: int) -> dict[str, Any]:
    """An endpoint that has refused one event so many times."""
    shop = await endpoint(caller)
    receiver.outcomes[SHOP] = REFUSED
    await one_event(caller)
    for wait in WAITS[: tries - 1]:
        await caller.advance(wait)
    assert len(receiver.got) == tries
    return shop


async def test_a_refused_event_is_tried_again_at_its_times_and_then_given_up(caller: Caller, receiver: Receiver):
    await refused_so_often(caller, receiver, 1)
    for tries, wait in enumerate(WAITS, start=1):
        assert (await latest(caller))["state"] == "pending"
        await caller.advance(wait - 1)
        assert len(receiver.got) == tries, f"{wait} seconds have not passed"
        await caller.advance(1)
        assert len(receiver.got) == tries + 1
    given_up = await latest(caller)
    assert (given_up["state"], given_up["attempts"], given_up["status"]) == ("failed", 7, 500)
    await caller.advance(YEAR)
    assert len(receiver.got) == 7


@pytest.mark.parametrize("tries", range(1, 7))
async def test_an_event_that_is_accepted_is_not_sent_again(caller: Caller, receiver: Receiver, tries: int):
    await refused_so_often(caller, receiver, tries)
    receiver.outcomes[SHOP] = [200]
    await caller.advance(WAITS[tries - 1])
    accepted = await latest(caller)
    assert (accepted["state"], accepted["attempts"], accepted["status"]) == ("delivered", tries + 1, 200)
    await caller.advance(YEAR)
    assert len(receiver.got) == tries + 1


@pytest.mark.parametrize("status", [200, 201, 204, 299])
async def test_any_success_accepts(caller: Caller, receiver: Receiver, status: int):
    await endpoint(caller)
    receiver.outcomes[SHOP] = [status]
    await one_event(caller)
    assert (await latest(caller))["state"] == "delivered"


@pytest.mark.parametrize(
    ("outcome", "status", "noted"),
    [
        *((status, status, "as it was told") for status in (199, 300, 302, 400, 404, 410, 429, 500, 503)),
        (httpx.ConnectError, None, "ConnectError: as it was told"),
        (httpx.ReadTimeout, None, "ReadTimeout: as it was told"),
    ],
)
async def test_everything_else_is_tried_again(
    caller: Caller, receiver: Receiver, outcome: Outcome, status: int | None, noted: str
):
    await endpoint(caller)
    receiver.outcomes[SHOP] = [outcome, 200]
    await one_event(caller)
    refused = await latest(caller)
    assert (refused["state"], refused["status"], refused["answer"]) == ("pending", status, noted)
    await caller.advance(WAITS[0])
    assert (await latest(caller))["state"] == "delivered"


async def test_each_try_is_the_same_event_signed_with_the_endpoints_secret(caller: Caller, receiver: Receiver):
    shop = await refused_so_often(caller, receiver, 7)
    other = await endpoint(caller, OTHER)
    assert len({request.content for request in receiver.got}) == 1
    [event] = {event.id for event in receiver.events(SHOP, shop["secret"])}
    assert [one["id"] for one in await caller.listed("/v1/events", type=EVENT)] == [event]
    for wrong in (other["secret"], FORWARD_SECRET):
        with pytest.raises(stripe.SignatureVerificationError):
            receiver.events(SHOP, wrong)
    headers = receiver.got[0].headers
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["user-agent"] == "Stripe/1.0 (+https://stripe.com/docs/webhooks)"


async def test_events_come_in_their_order_and_one_at_a_time(caller: Caller, receiver: Receiver):
    shop = await endpoint(caller)
    await pays(caller)
    await one_event(caller)
    assert receiver.types(SHOP, shop["secret"]) == [*PAYMENT, EVENT]
    assert receiver.most_at_once == 1


async def test_a_refused_event_does_not_keep_the_others_waiting(caller: Caller, receiver: Receiver):
    shop = await endpoint(caller)
    receiver.outcomes[SHOP] = [200, 500, 200]
    await pays(caller)
    assert receiver.types(SHOP, shop["secret"]) == PAYMENT
    await caller.advance(WAITS[0])
    assert receiver.types(SHOP, shop["secret"]) == [*PAYMENT, "charge.succeeded"]


async def test_an_address_that_does_not_answer_does_not_keep_another_waiting(caller: Caller, receiver: Receiver):
    slow, quick = await endpoint(caller, SHOP), await endpoint(caller, OTHER)
    receiver.held[SHOP] = asyncio.Event()
    await caller.made(
        "/v1/payment_intents",
        "amount=1000&currency=usd&confirm=true&return_url=https://shop.example/&payment_method=pm_card_visa",
    )
    async with asyncio.timeout(30):
        while len(receiver.events(OTHER, quick["secret"])) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert receiver.types(OTHER, quick["secret"]) == PAYMENT
    assert receiver.types(SHOP, slow["secret"]) == PAYMENT[:1]
    receiver.held[SHOP].set()
    await caller.settled()
    assert receiver.types(SHOP, slow["secret"]) == PAYMENT


@pytest.mark.parametrize(
    ("types", "got"),
    [
        (("*",), PAYMENT),
        (("charge.succeeded",), ["charge.succeeded"]),
        (("payment_intent.succeeded",), ["payment_intent.succeeded"]),
        (("charge.failed", "payment_intent.created"), ["payment_intent.created"]),
        (("customer.created",), []),
    ],
)
async def test_an_endpoint_gets_what_it_wants(
    caller: Caller, receiver: Receiver, types: tuple[str, ...], got: list[str]
):
    shop = await endpoint(caller, SHOP, *types)
    await pays(caller)
    assert receiver.types(SHOP, shop["secret"]) == got
    counts = {event["type"]: event["pending_webhooks"] for event in await caller.listed("/v1/events")}
    assert {type for type in PAYMENT if counts[type] == 1} == set(got)


@pytest.mark.parametrize("how", ["disabled", "deleted"])
async def test_an_endpoint_that_is_gone_gets_nothing_new(caller: Caller, receiver: Receiver, how: str):
    shop = await endpoint(caller)
    await gone(caller, shop, how)
    await one_event(caller)
    assert receiver.got == []
    assert [event["pending_webhooks"] for event in await caller.listed("/v1/events")] == [0]
    assert await caller.control("deliveries", method="GET") == []
    if how == "disabled":
        await caller.made(f"/v1/webhook_endpoints/{shop['id']}", "disabled=false")
        await one_event(caller)
        assert receiver.types(SHOP, shop["secret"]) == [EVENT], "the new one, and not what it missed"
        assert [event["pending_webhooks"] for event in await caller.listed("/v1/events")] == [1, 0]


async def gone(caller: Caller, shop: dict[str, Any], how: str) -> None:
    if how == "disabled":
        await caller.made(f"/v1/webhook_endpoints/{shop['id']}", "disabled=true")
    else:
        assert (await caller.call("DELETE", f"/v1/webhook_endpoints/{shop['id']}")).json()["deleted"]


@pytest.mark.parametrize("how", ["disabled", "deleted"])
@pytest.mark.parametrize("tries", [1, 3, 6])
async def test_an_endpoint_that_is_gone_when_a_try_is_due_gets_no_more(
    caller: Caller, receiver: Receiver, how: str, tries: int
):
    """docs.stripe.com/webhooks#automatic-retries."""
    shop = await refused_so_often(caller, receiver, tries)
    neighbour = await endpoint(caller, SHOP)  # another one at the same address keeps nothing alive
    await gone(caller, shop, how)
    await caller.advance(YEAR)
    assert len(receiver.got) == tries
    given_up = await latest(caller)
    assert (given_up["state"], given_up["attempts"]) == ("failed", tries)
    assert given_up["answer"] == "the endpoint is disabled or deleted"
    await gone(caller, neighbour, how)
    if how == "disabled":
        await caller.made(f"/v1/webhook_endpoints/{shop['id']}", "disabled=false")
        await caller.advance(YEAR)
        assert len(receiver.got) == tries, "given up is given up"


async def test_an_endpoint_that_is_enabled_again_before_the_next_try_gets_it(caller: Caller, receiver: Receiver):
    shop = await refused_so_often(caller, receiver, 2)
    receiver.outcomes[SHOP] = [200]
    await gone(caller, shop, "disabled")
    await caller.made(f"/v1/webhook_endpoints/{shop['id']}", "disabled=false")
    await caller.advance(WAITS[1])
    assert (len(receiver.got), (await latest(caller))["state"]) == (3, "delivered")


async def test_a_store_of_its_own_gets_every_event_of_every_account_with_one_secret(
    forwarding: Caller, receiver: Receiver
):
    shop = await endpoint(forwarding, SHOP, "charge.succeeded")
    await pays(forwarding)
    await one_event(forwarding.of(BEN))
    assert receiver.types(STORE, FORWARD_SECRET) == [*PAYMENT, EVENT]
    assert receiver.types(SHOP, shop["secret"]) == ["charge.succeeded"]
    receiver.outcomes[STORE] = [500, 200]
    await one_event(forwarding)
    await forwarding.advance(WAITS[0])
    assert receiver.types(STORE, FORWARD_SECRET)[-2:] == [EVENT] * 2


@pytest.mark.parametrize("tries", [1, 7])
async def test_a_delivery_is_sent_again_when_asked_whatever_became_of_it(
    caller: Caller, receiver: Receiver, tries: int
):
    shop = await refused_so_often(caller, receiver, tries)
    receiver.outcomes[SHOP] = [200]
    sequence = (await latest(caller))["sequence"]
    for count in (1, 2):
        await caller.control(f"resend/{sequence}")
        await caller.settled()
        assert receiver.types(SHOP, shop["secret"]) == [EVENT] * (tries + count)
        assert (await latest(caller))["state"] == "delivered"
    answer = await caller.http.post(f"/_sandbox/api/{caller.account}/resend/{sequence + 1}", json={})
    assert answer.status_code == 404


async def test_what_is_given_up_and_refused_once_more_stays_given_up(caller: Caller, receiver: Receiver):
    await refused_so_often(caller, receiver, 7)
    await caller.control(f"resend/{(await latest(caller))['sequence']}")
    await caller.advance(YEAR)
    assert (len(receiver.got), (await latest(caller))["state"]) == (8, "failed")


async def test_the_clock_of_one_account_makes_nothing_due_in_another(caller: Caller, receiver: Receiver):
    await refused_so_often(caller, receiver, 1)
    ben = caller.of(BEN)
    await one_event(ben)
    await ben.advance(YEAR)
    assert len(receiver.got) == 1
    await caller.advance(WAITS[0])
    assert len(receiver.got) == 2


@pytest.mark.parametrize(
    ("fault", "at_once", "later"),
    [
        ({"kind": "duplicate", "event": "charge.*"}, [PAYMENT[0], PAYMENT[1], PAYMENT[1], PAYMENT[2]], []),
        ({"kind": "drop", "event": "charge.*"}, [PAYMENT[0], PAYMENT[2]], []),
        ({"kind": "reorder", "event": "*", "times": None}, PAYMENT[::-1], []),
        ({"kind": "delay", "event": "charge.*", "seconds": 60}, [PAYMENT[0], PAYMENT[2]], [PAYMENT[1]]),
    ],
)
async def test_webhooks_come_as_the_fault_says(
    caller: Caller, receiver: Receiver, fault: dict[str, Any], at_once: list[str], later: list[str]
):
    shop = await endpoint(caller)
    await caller.control("faults", fault)
    await pays(caller)
    assert receiver.types(SHOP, shop["secret"]) == at_once
    await caller.advance(59)
    assert receiver.types(SHOP, shop["secret"]) == at_once
    await caller.advance(1)
    assert receiver.types(SHOP, shop["secret"]) == at_once + later
    await caller.advance(YEAR)
    assert receiver.types(SHOP, shop["secret"]) == at_once + later


async def test_deliveries_are_shown_newest_first_and_without_secrets(caller: Caller, receiver: Receiver):
    await endpoint(caller)
    await pays(caller)
    shown = await caller.control("deliveries", method="GET")
    assert [delivery["type"] for delivery in shown] == PAYMENT[::-1]
    assert all("secret" not in delivery and delivery["url"] == SHOP for delivery in shown)


async def test_another_account_sends_nothing_again(caller: Caller, receiver: Receiver) -> None:
    await refused_so_often(caller, receiver, 1)
    await caller.of(BEN).listed("/v1/products")  # an account begins with its first call
    sequence = (await latest(caller))["sequence"]
    answer = await caller.http.post(f"/_sandbox/api/{BEN}/resend/{sequence}", json={})
    assert answer.status_code == 404


async def test_a_redirect_is_no_success_and_not_followed(caller: Caller, receiver: Receiver) -> None:
    await endpoint(caller)
    receiver.outcomes[SHOP], receiver.location = [302], OTHER
    await one_event(caller)
    assert [str(request.url) for request in receiver.got] == [SHOP]
    assert ((await latest(caller))["state"], (await latest(caller))["status"]) == ("pending", 302)


@pytest.mark.parametrize(("length", "kept"), [(0, 0), (500, 500), (501, 500), (100_000, 500)])
async def test_of_a_long_answer_the_beginning_is_kept(
    caller: Caller, receiver: Receiver, length: int, kept: int
) -> None:
    await endpoint(caller)
    receiver.text = "x" * length
    await one_event(caller)
    assert (await latest(caller))["answer"] == "x" * kept


async def test_when_it_was_tried_and_when_it_is_due_are_told_apart(caller: Caller, receiver: Receiver) -> None:
    await refused_so_often(caller, receiver, 3)
    refused = await latest(caller)
    now = (await caller.control("", method="GET"))["now"]
    assert (refused["attempted"], refused["due"]) == (now, now + WAITS[2])


async def test_a_fault_waits_for_an_event_that_somebody_gets(caller: Caller, receiver: Receiver) -> None:
    await caller.listed("/v1/products")
    await caller.control("faults", {"kind": "drop"})
    await one_event(caller)
    assert len(await caller.control("faults", method="GET")) == 1, "nobody was to get that event"
    shop = await endpoint(caller)
    for _ in range(2):
        await one_event(caller)
    assert receiver.types(SHOP, shop["secret"]) == [EVENT]
    assert [one["state"] for one in await caller.control("deliveries", method="GET")] == ["delivered", "dropped"]


async def test_delays_add_up(caller: Caller, receiver: Receiver) -> None:
    await endpoint(caller)
    for seconds in (60, 40):
        await caller.control("faults", {"kind": "delay", "seconds": seconds})
    await one_event(caller)
    for seconds, sent in ((99, 0), (1, 1)):
        await caller.advance(seconds)
        assert len(receiver.got) == sent


async def test_an_endpoint_that_moves_gets_what_is_new_where_it_is_now(caller: Caller, receiver: Receiver) -> None:
    shop = await endpoint(caller)
    moved = await caller.made(f"/v1/webhook_endpoints/{shop['id']}", f"url={quote(OTHER, safe='')}")
    assert (moved["url"], "secret" in moved) == (OTHER, False)
    await one_event(caller)
    assert receiver.types(OTHER, shop["secret"]) == [EVENT]
    assert receiver.types(SHOP, shop["secret"]) == []


async def test_the_secret_of_an_endpoint_is_shown_once(caller: Caller) -> None:
    shop = await endpoint(caller)
    path = "/v1/webhook_endpoints"
    assert shop["secret"].startswith("whsec_")
    changed = await caller.made(f"{path}/{shop['id']}", "description=Hooks")
    fetched = (await caller.call("GET", f"{path}/{shop['id']}")).json()
    for shown in (changed, fetched, *await caller.listed(path)):
        assert shown["id"] == shop["id"] and "secret" not in shown


async def test_every_endpoint_gets_it_however_many_there_are(caller: Caller, receiver: Receiver) -> None:
    urls = [f"{SHOP}/{number}" for number in range(12)]
    secrets = [(await endpoint(caller, url))["secret"] for url in urls]
    await one_event(caller)
    assert [receiver.types(url, secret) for url, secret in zip(urls, secrets, strict=True)] == [[EVENT]] * 12
    assert (await caller.listed("/v1/events"))[0]["pending_webhooks"] == 12
