"""Idempotency keys: what is given again, what is refused, and what makes two calls different calls."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from rxapp.sandbox.app import create_sandbox
from rxapp.sandbox.protocol import idempotency
from tests.unit.sandbox.caller import BEN, Caller, running

PRODUCTS, DAY, NOON = "/v1/products", 24 * 3600, 1_900_000_000
CARD = "amount=1000&currency=usd&confirm=true&return_url=https://shop.example/&payment_method="


async def names(caller: Caller) -> list[str]:
    return [product["name"] for product in await caller.listed(PRODUCTS)]


async def test_the_same_call_again_is_the_same_answer_and_done_once(caller: Caller):
    first = await caller.post(PRODUCTS, "name=Tea&description=Green", "k")
    again = await caller.post(PRODUCTS, "description=Green&name=Tea", "k")
    assert (again.status_code, again.content) == (200, first.content)
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert again.headers["original-request"] == first.headers["request-id"] != again.headers["request-id"]
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"] == "k"
    assert await names(caller) == ["Tea"]


@pytest.mark.parametrize("key", [None, ""])
async def test_without_a_key_every_call_is_its_own(caller: Caller, key: str | None):
    for _ in range(2):
        answer = await caller.post(PRODUCTS, "name=Tea", key)
        assert "idempotency-key" not in answer.headers
    assert await names(caller) == ["Tea", "Tea"]


OTHERS = [
    pytest.param("/v1/customers", "name=Tea", id="another path"),
    pytest.param("/v1/products/tea", "name=Tea", id="a path below"),
    pytest.param(PRODUCTS, "name=Pot", id="another value"),
    pytest.param(PRODUCTS, "name=Tea&active=true", id="one more"),
    pytest.param(PRODUCTS, "description=Tea", id="another name"),
    pytest.param(PRODUCTS, "", id="nothing"),
    pytest.param(f"{PRODUCTS}?description=Tea", "name=Tea", id="one more in the address"),
]


@pytest.mark.parametrize(("path", "form"), OTHERS)
async def test_another_call_with_the_key_is_refused_and_does_nothing(caller: Caller, path: str, form: str):
    await caller.made(PRODUCTS, "name=Pot&id=tea")
    first = await caller.post(PRODUCTS, "name=Tea", "k")
    refused = await caller.post(path, form, "k")
    assert refused.status_code == 400
    error = refused.json()["error"]
    assert (error["type"], error.get("code"), error["message"]) == (
        "idempotency_error",
        None,
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using "
        "a key other than 'k' if you meant to execute a different request.",
    )
    assert "idempotent-replayed" not in refused.headers
    assert (await names(caller), await caller.listed("/v1/customers")) == (["Tea", "Pot"], [])
    assert (await caller.post(PRODUCTS, "name=Tea", "k")).content == first.content, "the first answer stays"


async def test_two_objects_of_one_kind_are_two_calls(caller: Caller):
    for id in ("tea", "pot"):
        await caller.made(PRODUCTS, f"name=Old&id={id}")
    assert (await caller.post("/v1/products/tea", "name=New", "k")).status_code == 200
    assert (await caller.post("/v1/products/pot", "name=New", "k")).status_code == 400
    assert await names(caller) == ["Old", "New"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_other_methods_take_no_notice_of_keys(caller: Caller, method: str):
    product = await caller.made(PRODUCTS, "name=Tea", "k")
    answer = await caller.call(method, f"/v1/products/{product['id']}", key="k")
    assert answer.status_code == 200
    assert answer.json() != product or method == "GET"
    assert not {"idempotency-key", "idempotent-replayed"} & set(answer.headers)


async def test_every_account_has_keys_of_its_own(caller: Caller):
    ben = caller.of(BEN)
    first = await caller.made(PRODUCTS, "name=Tea", "k")
    other = await ben.made(PRODUCTS, "name=Pot", "k")
    assert first["id"] != other["id"]
    assert (await names(caller), await names(ben)) == (["Tea"], ["Pot"])


@pytest.mark.parametrize("form", ["name=Tea", "name=Pot"])
async def test_while_the_first_call_goes_on_its_key_is_in_use(caller: Caller, held: asyncio.Event, form: str):
    await caller.fault("latency")
    first = asyncio.create_task(caller.post(PRODUCTS, "name=Tea", "k"))
    for _ in range(20):
        await asyncio.sleep(0)
    refused = await caller.post(PRODUCTS, form, "k")
    error = refused.json()["error"]
    assert (refused.status_code, error["type"], error["code"]) == (
        409,
        "invalid_request_error",
        "idempotency_key_in_use",
    )
    assert error["message"] == (
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
        "twice, and the other request is still going through): k. Please try again later."
    )
    assert (await caller.post(PRODUCTS, "name=Cup", "another")).status_code == 200
    assert (await caller.of(BEN).post(PRODUCTS, "name=Tea", "k")).status_code == 200
    held.set()
    made = (await first).json()
    assert (await caller.made(PRODUCTS, "name=Tea", "k"))["id"] == made["id"]
    assert await names(caller) == ["Tea", "Cup"]


@pytest.mark.parametrize("wrong", ["", "name=Tea&colour=green", "name=Tea&active=yes"])
async def test_what_never_began_keeps_no_key(caller: Caller, wrong: str):
    refused = await caller.post(PRODUCTS, wrong, "k")
    assert refused.status_code == 400
    assert refused.json()["error"]["type"] == "invalid_request_error"
    assert (await caller.post(PRODUCTS, "name=Tea", "k")).status_code == 200


@pytest.mark.parametrize("kind", ["server_error", "rate_limit", "lock_timeout"])
async def test_a_call_that_stripe_could_not_take_is_carried_out_by_the_next_try(caller: Caller, kind: str):
    await caller.fault(kind)
    assert (await caller.post(PRODUCTS, "name=Tea", "k")).status_code in (429, 500)
    answer = await caller.post(PRODUCTS, "name=Tea", "k")
    assert (answer.status_code, answer.headers.get("idempotent-replayed")) == (200, None)
    assert await names(caller) == ["Tea"]


async def test_a_refusal_of_what_was_begun_is_given_again_though_it_would_be_none_now(caller: Caller):
    price = "product=tea&currency=usd&unit_amount=1800"
    refused = await caller.post("/v1/prices", price, "k")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "resource_missing")
    await caller.made(PRODUCTS, "name=Tea&id=tea")
    again = await caller.post("/v1/prices", price, "k")
    assert (again.status_code, again.content) == (400, refused.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert await caller.listed("/v1/prices") == []
    assert (await caller.post("/v1/prices", price, "another")).status_code == 200


async def test_a_declined_card_is_declined_once(caller: Caller):
    declined = [await caller.post("/v1/payment_intents", f"{CARD}pm_card_chargeDeclined", "k") for _ in range(2)]
    assert [answer.status_code for answer in declined] == [402, 402]
    assert declined[0].content == declined[1].content
    assert (len(await caller.listed("/v1/payment_intents")), len(await caller.listed("/v1/charges"))) == (1, 1)


async def test_after_a_failure_of_ours_the_key_is_free(caller: Caller, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise RuntimeError("a bug in the local Stripe")

    with monkeypatch.context() as patch:
        patch.setattr("rxapp.sandbox.rules.metadata.merged", broken)
        failed = await caller.post(PRODUCTS, "name=Tea", "k")
    assert (failed.status_code, failed.json()["error"]["type"]) == (500, "api_error")
    assert (await caller.post(PRODUCTS, "name=Tea", "k")).status_code == 200
    assert await names(caller) == ["Tea"]


@pytest.mark.parametrize(("length", "status"), [(1, 200), (255, 200), (256, 400)])
async def test_a_key_has_at_most_255_characters(caller: Caller, length: int, status: int):
    answer = await caller.post(PRODUCTS, "name=Tea", "k" * length)
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["error"]["message"] == "Idempotency keys cannot be longer than 255 characters."


async def test_replies_outlive_a_restart(caller: Caller, tmp_path: Path):
    first = await caller.post(PRODUCTS, "name=Tea", "k")
    async with running(create_sandbox(tmp_path / "stripe.db")) as restarted:
        again = await restarted.post(PRODUCTS, "name=Tea", "k")
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")


@pytest.mark.parametrize(("age", "kept"), [(0, True), (DAY, True), (DAY + 1, False)])
async def test_replies_are_forgotten_after_a_day(caller: Caller, monkeypatch: pytest.MonkeyPatch, age: int, kept: bool):
    now = SimpleNamespace(time=lambda: NOON)
    monkeypatch.setattr(idempotency, "time", now)
    for account in (caller, caller.of(BEN)):
        await account.made(PRODUCTS, "name=Tea", "k")
    now.time = lambda: NOON + age
    caller.sandbox._api.prune(caller.account)  # pyright: ignore[reportPrivateUsage]
    for account, is_kept in ((caller, kept), (caller.of(BEN), True)):
        again = await account.post(PRODUCTS, "name=Tea", "k")
        assert (again.headers.get("idempotent-replayed") == "true") is is_kept
