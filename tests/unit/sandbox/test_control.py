"""The control API: what it shows, what it takes, and that it forgets all of one account and nothing of another."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import ANNA, BEN, Caller
from tests.unit.sandbox.trade import SHOP, item

PRODUCTS, SESSIONS, INTENTS = "/v1/products", "/v1/checkout/sessions", "/v1/payment_intents"
PAYING = f"amount=900&currency=usd&confirm=true&return_url={SHOP}&payment_method="
ELEMENTS = f"mode=payment&ui_mode=elements&return_url={SHOP}&{item()}"
CENTURY = 100 * 365 * 24 * 3600


async def answered(caller: Caller, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = await caller.http.request(method, f"/_sandbox/api/{caller.account}/{path}", json=body)
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()


async def shown(caller: Caller, path: str) -> Any:
    return await caller.control(path, method="GET")


async def test_the_latest_hundred_objects_are_shown_newest_first_and_by_kind(caller: Caller) -> None:
    for number in range(99):
        await caller.made(PRODUCTS, f"name={number}&id=tea{number}")
    await caller.made("/v1/customers", "name=Ada")
    await caller.made(PRODUCTS, "name=last&id=tea99")
    products = await shown(caller, "objects/kind:product")
    assert [one["id"] for one in products] == [f"tea{number}" for number in range(99, -1, -1)]
    everything = await shown(caller, "objects")
    assert len(everything) == 100
    assert [one["object"] for one in everything[:3]] == ["event", "product", "event"]
    assert await shown(caller, "objects/kind:coupon") == []


async def test_an_object_is_shown_with_what_is_kept_of_it_but_no_secrets(caller: Caller) -> None:
    session = await caller.made(SESSIONS, ELEMENTS)
    found = await shown(caller, f"objects/{session['id']}")
    assert found["object"] == session
    assert (found["inner"]["client_secret"], len(found["inner"]["items"])) == ("••••", 1)
    assert (await answered(caller.of(ANNA), "GET", "objects/none"))[0] == 404
    await caller.of(BEN).made(PRODUCTS, "name=Tea")
    assert (await answered(caller.of(BEN), "GET", f"objects/{session['id']}"))[0] == 404


async def test_accounts_are_told_in_a_few_numbers(caller: Caller) -> None:
    await caller.made(PRODUCTS, "name=Tea")
    await caller.control("faults", {"kind": "latency"})
    await caller.control("clock", {"seconds": 60})
    told = await shown(caller, "")
    assert (told["namespace"], told["advanced_seconds"], told["faults"]) == (ANNA, 60, 1)
    assert told["objects"] == {"event": 1, "product": 1}
    assert told["now"] == (await caller.made(PRODUCTS, "name=Pot"))["created"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("POST", "nothing", 404),
        ("GET", "reset", 404),
        ("POST", "requests", 404),
        ("DELETE", "objects", 404),
        ("POST", "resend/x", 404),
        ("POST", "resend/", 404),
        ("POST", "pay/cs_none", 404),
        ("POST", "end_debit/pi_none", 404),
    ],
)
async def test_what_it_cannot_do_is_refused(caller: Caller, method: str, path: str, status: int) -> None:
    await caller.made(PRODUCTS, "name=Tea")
    code, body = await answered(caller, method, path, {})
    assert (code, set(body)) == (status, {"error"})
    assert len(await caller.listed(PRODUCTS)) == 1


async def test_an_account_that_nobody_called_is_not_there(caller: Caller) -> None:
    for method, path in (("GET", ""), ("POST", "faults"), ("POST", "clock")):
        code, body = await answered(caller, method, path, {})
        assert code == 404 and ANNA in body["error"]["message"]
    assert (await caller.http.get("/_sandbox/api/")).json() == []


@pytest.mark.parametrize(
    ("path", "body", "param"),
    [
        *(("clock", {"seconds": seconds}, "seconds") for seconds in (-1, CENTURY + 1, "soon", 0.5)),
        ("clock", {}, "seconds"),
        ("faults", {}, "kind"),
        ("faults", {"kind": "earthquake"}, "kind"),
        ("faults", {"kind": "latency", "times": 0}, "times"),
        ("faults", {"kind": "latency", "skip": -1}, "skip"),
        *(("faults", {"kind": "latency", "seconds": seconds}, "seconds") for seconds in (-0.1, 3600.1)),
        ("faults", {"kind": "latency", "colour": "red"}, "colour"),
        ("end_debit/pi_1", {"failure": "no_reason"}, "failure"),
        ("reset", {"all": True}, "all"),
        ("version", {}, "version"),
    ],
)
async def test_a_value_that_cannot_be_is_refused_by_its_name(caller: Caller, path: str, body: Any, param: str) -> None:
    await caller.made(PRODUCTS, "name=Tea")
    code, refused = await answered(caller, "POST", path, body)
    assert (code, refused["error"]["param"]) == (400, param)
    told = await shown(caller, "")
    assert (told["advanced_seconds"], told["faults"], told["objects"]["product"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        *(("clock", {"seconds": seconds}) for seconds in (0, CENTURY)),
        *(("faults", {"kind": "latency", "seconds": seconds}) for seconds in (0, 3600)),
        ("faults", {"kind": "drop", "times": 1, "skip": 0, "event": "*"}),
        ("faults", {"kind": "server_error", "times": None, "should_retry": None}),
    ],
)
async def test_one_at_the_edge_is_taken(caller: Caller, path: str, body: Any) -> None:
    await caller.made(PRODUCTS, "name=Tea")
    await caller.control(path, body)


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        (b"{}", "text/plain", "takes JSON"),
        (b"{}", "application/x-www-form-urlencoded", "takes JSON"),
        (b"{}", None, "takes JSON"),
        (b"{", "application/json", "not JSON"),
        (b"[]", "application/json", "not a JSON object"),
    ],
)
async def test_what_a_foreign_page_could_send_does_nothing(
    caller: Caller, content: bytes, kind: str | None, says: str
) -> None:
    await caller.made(PRODUCTS, "name=Tea")
    headers = {"content-type": kind} if kind else {}
    answer = await caller.http.post(f"/_sandbox/api/{ANNA}/reset", content=content, headers=headers)
    assert answer.status_code == 400 and says in answer.json()["error"]["message"]
    assert len(await caller.listed(PRODUCTS)) == 1
    assert (
        await caller.http.post(f"/_sandbox/api/{ANNA}/reset", headers={"content-type": "application/json"})
    ).is_success


async def test_all_of_one_account_is_forgotten_and_nothing_of_another(caller: Caller) -> None:
    for account in (caller, caller.of(BEN)):
        await account.made("/v1/webhook_endpoints", f"url={SHOP}&enabled_events[]=*")
        await account.made(PRODUCTS, "name=Tea", "k")
        await account.made(SESSIONS, ELEMENTS)
        await account.control("faults", {"kind": "latency", "path": "/v1/x"})
        await account.control("clock", {"seconds": 60})
        await account.settled()
    forgotten = await caller.control("reset")
    assert (forgotten["objects"], forgotten["advanced_seconds"], forgotten["faults"]) == ({}, 0, 0)
    for path in ("objects", "requests", "deliveries", "faults"):
        assert await shown(caller, path) == [], path
        assert await shown(caller.of(BEN), path) != [], path
    ben = await shown(caller.of(BEN), "")
    assert (ben["advanced_seconds"], ben["faults"]) == (60, 1)
    for account, replayed in ((caller, None), (caller.of(BEN), "true")):
        again = await account.post(PRODUCTS, "name=Tea", "k")
        assert again.headers.get("idempotent-replayed") == replayed
    await caller.advance(2 * 24 * 3600)
    assert [event["type"] for event in await caller.listed("/v1/events")] == ["product.created"], "no timer is left"


async def test_faults_are_ended_one_by_one_or_all(caller: Caller) -> None:
    await caller.made(PRODUCTS, "name=Tea")
    ids = [(await caller.control("faults", {"kind": "latency", "path": "/v1/x"}))["id"] for _ in range(3)]
    await caller.control(f"faults/{ids[1]}", method="DELETE")
    assert [one["id"] for one in await shown(caller, "faults")] == [ids[0], ids[2]]
    await caller.control("faults/none", method="DELETE")
    assert len(await shown(caller, "faults")) == 2
    await caller.control("faults", method="DELETE")
    assert await shown(caller, "faults") == []


async def test_a_session_is_paid_with_what_is_said_and_a_decline_leaves_its_traces(caller: Caller) -> None:
    session = await caller.made(SESSIONS, ELEMENTS)
    path = f"pay/{session['id']}"
    nobody, refused = await answered(caller, "POST", path, {})
    assert (nobody, refused["error"]["param"]) == (400, "email")
    assert await caller.listed(INTENTS) == []
    said = {"email": "ada@example.com", "payment_method": "pm_card_chargeDeclinedLostCard"}
    status, declined = await answered(caller, "POST", path, said)
    assert (status, declined["error"]["decline_code"]) == (402, "lost_card")
    [intent] = await caller.listed(INTENTS)
    assert intent["last_payment_error"]["decline_code"] == "lost_card"
    assert [charge["status"] for charge in await caller.listed("/v1/charges")] == ["failed"]
    status, paid = await answered(caller, "POST", path, {"payment_method": None, "email": "bob@example.com"})
    assert (status, paid["status"], paid["customer_details"]["email"]) == (200, "complete", "bob@example.com")
    [_, charge] = (await caller.listed("/v1/charges"))[::-1]
    assert charge["payment_method_details"]["card"]["last4"] == "4242"


@pytest.mark.parametrize(
    ("form", "status"),
    [(f"{PAYING}pm_card_visa", "succeeded"), ("amount=900&currency=usd", "requires_payment_method")],
)
async def test_only_a_debit_that_is_under_way_can_be_ended(caller: Caller, form: str, status: str) -> None:
    intent = await caller.made(INTENTS, form)
    code, refused = await answered(caller, "POST", f"end_debit/{intent['id']}", {"failure": "no_account"})
    assert code == 400 and f"has a status of {status}" in refused["error"]["message"]
    assert (await caller.call("GET", f"{INTENTS}/{intent['id']}")).json() == intent


async def test_a_session_without_a_payment_has_no_debit_to_end(caller: Caller) -> None:
    session = await caller.made(SESSIONS, ELEMENTS)
    assert (await answered(caller, "POST", f"end_debit/{session['id']}", {}))[0] == 404
