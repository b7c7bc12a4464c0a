"""Lists: page by page in both directions, filtered, and what is refused."""

from typing import Any

import pytest

from rxapp.sandbox.resources.pagination import page_of
from rxapp.sandbox.rules.errors import StripeError
from tests.unit.sandbox.caller import BEN, Caller

PRODUCTS = "/v1/products"


async def five(caller: Caller) -> None:
    """Products `1` to `5`; the even ones aren't sold any more."""
    await caller.of(BEN).made(PRODUCTS, "name=Ben&id=of_ben")
    for number in range(1, 6):
        await caller.made(PRODUCTS, f"name=Tea&id={number}&active={str(number % 2 == 1).lower()}")


async def page(caller: Caller, query: str) -> tuple[str, bool]:
    answer = (await caller.call("GET", f"{PRODUCTS}?{query}")).json()
    assert (answer["object"], answer["url"]) == ("list", PRODUCTS)
    return "".join(product["id"] for product in answer["data"]), answer["has_more"]


PAGES = [
    ("", "54321", False),
    ("limit=5", "54321", False),
    ("limit=4", "5432", True),
    ("limit=1", "5", True),
    ("limit=100", "54321", False),
    ("limit=2&starting_after=5", "43", True),
    ("limit=2&starting_after=3", "21", False),
    ("limit=2&starting_after=1", "", False),
    ("limit=2&ending_before=1", "32", True),
    ("limit=2&ending_before=3", "54", False),
    ("limit=3&ending_before=3", "54", False),
    ("ending_before=5", "", False),
    ("active=true", "531", False),
    ("active=false&limit=1", "4", True),
    ("active=true&starting_after=4", "31", False),
    ("active=true&limit=1&ending_before=1", "3", True),
]


@pytest.mark.parametrize(("query", "ids", "has_more"), PAGES)
async def test_a_page_of_a_list(caller: Caller, query: str, ids: str, has_more: bool):
    await five(caller)
    assert await page(caller, query) == (ids, has_more)


async def test_ten_come_at_once_unless_it_is_said(caller: Caller):
    for number in range(11):
        await caller.made(PRODUCTS, f"name={number}")
    answer = (await caller.call("GET", PRODUCTS)).json()
    assert ([product["name"] for product in answer["data"]], answer["has_more"]) == (
        [str(number) for number in range(10, 0, -1)],
        True,
    )


REFUSED = [
    ("limit=0", "limit", "parameter_invalid_integer", "This value must be greater than or equal to 1."),
    (
        "limit=101",
        "limit",
        "parameter_invalid_integer",
        "This value must be less than or equal to 100 (it currently is '101').",
    ),
    (
        "starting_after=5&ending_before=1",
        "ending_before",
        "parameters_exclusive",
        "You may only specify one of these parameters: ending_before, starting_after.",
    ),
    ("starting_after=none", "starting_after", "resource_missing", "No such product: 'none'"),
    ("ending_before=of_ben", "ending_before", "resource_missing", "No such product: 'of_ben'"),
]


@pytest.mark.parametrize(("query", "param", "code", "message"), REFUSED)
async def test_a_page_that_there_is_none_of(caller: Caller, query: str, param: str, code: str, message: str):
    await five(caller)
    answer = await caller.call("GET", f"{PRODUCTS}?{query}")
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error["code"], error["message"]) == (400, param, code, message)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("created={1}", "2"),
        ("created[gt]={1}", "3"),
        ("created[gte]={1}", "32"),
        ("created[lt]={1}", "1"),
        ("created[lte]={1}", "21"),
        ("created[gte]={1}&created[lt]={2}", "2"),
        ("created[gt]={2}", ""),
    ],
)
async def test_lists_are_narrowed_by_time(caller: Caller, condition: str, found: str):
    times = []
    for number in range(1, 4):
        times.append((await caller.made(PRODUCTS, f"name=Tea&id={number}"))["created"])
        await caller.advance(100)
    assert (await page(caller, condition.format(*times)))[0] == found


async def test_events_are_narrowed_by_one_type_or_by_several(caller: Caller):
    await caller.made(
        "/v1/payment_intents",
        "amount=1000&currency=usd&confirm=true&return_url=https://shop.example/&payment_method=pm_card_visa",
    )
    charged, paid = "charge.succeeded", "payment_intent.succeeded"

    async def types(query: str) -> list[str]:
        return [event["type"] for event in (await caller.call("GET", f"/v1/events?{query}")).json()["data"]]

    assert await types(f"type={charged}") == [charged]
    assert await types(f"types[]={charged}&types[]={paid}") == [paid, charged]
    assert await types("type=charge.*") == [charged]
    assert await types("type=refund.created") == []


ITEMS = [{"id": id} for id in "abcde"]


@pytest.mark.parametrize(
    ("params", "ids", "has_more"),
    [
        ({}, "abcde", False),
        ({"limit": 5}, "abcde", False),
        ({"limit": 4}, "abcd", True),
        ({"limit": 2, "starting_after": "b"}, "cd", True),
        ({"limit": 2, "starting_after": "c"}, "de", False),
        ({"starting_after": "e"}, "", False),
        ({"limit": 2, "ending_before": "d"}, "bc", True),
        ({"limit": 2, "ending_before": "c"}, "ab", False),
        ({"limit": 9, "ending_before": "c"}, "ab", False),
        ({"ending_before": "a"}, "", False),
    ],
)
def test_a_page_of_a_part_of_an_object_in_its_own_order(params: dict[str, Any], ids: str, has_more: bool) -> None:
    part = page_of("/v1/x", ITEMS, params)
    assert part == {"object": "list", "url": "/v1/x", "has_more": has_more, "data": [{"id": id} for id in ids]}


@pytest.mark.parametrize("cursor", ["starting_after", "ending_before"])
def test_a_part_that_there_is_none_of(cursor: str) -> None:
    with pytest.raises(StripeError) as refused:
        page_of("/v1/x", ITEMS, {cursor: "f"})
    body = refused.value.body
    assert (body["message"], body["param"], body["code"]) == ("No such item: 'f'", cursor, "resource_missing")
