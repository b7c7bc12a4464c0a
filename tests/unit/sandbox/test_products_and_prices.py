"""Products and their prices: what a price can be, whose lookup key it is, and what goes with what."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

PRODUCTS, PRICES = "/v1/products", "/v1/prices"
DOLLARS = "currency=usd&product_data[name]=Tea"
PRICE = f"{DOLLARS}&unit_amount=900"
MONTHLY = f"{PRICE}&recurring[interval]=month"


async def refused(caller: Caller, path: str, form: str) -> tuple[int, str | None, str | None]:
    answer = await caller.post(path, form)
    error = answer.json()["error"]
    return answer.status_code, error.get("param"), error.get("code")


@pytest.mark.parametrize(
    ("given", "whole", "exact"),
    [
        ("unit_amount=0", 0, "0"),
        ("unit_amount=900", 900, "900"),
        ("unit_amount=99999999", 99_999_999, "99999999"),
        ("unit_amount_decimal=900", 900, "900"),
        ("unit_amount_decimal=900.00", 900, "900"),
        ("unit_amount_decimal=0.5", None, "0.5"),
        ("unit_amount_decimal=0.50", None, "0.5"),
        ("unit_amount_decimal=0.000000000001", None, "0.000000000001"),
        ("unit_amount_decimal=1.123456789012", None, "1.123456789012"),
    ],
)
async def test_an_amount_is_whole_if_it_can_be_and_exact(
    caller: Caller, given: str, whole: int | None, exact: str
) -> None:
    price = await caller.made(PRICES, f"{DOLLARS}&{given}")
    assert (price["unit_amount"], price["unit_amount_decimal"]) == (whole, exact)


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        (DOLLARS, "unit_amount", "parameter_missing"),
        (f"{PRICE}&unit_amount_decimal=900", "unit_amount", "parameters_exclusive"),
        (f"{DOLLARS}&unit_amount=-1", "unit_amount", "parameter_invalid_integer"),
        (f"{DOLLARS}&unit_amount=100000000", "unit_amount", "amount_too_large"),
        (f"{DOLLARS}&unit_amount_decimal=99999999.5", "unit_amount", "amount_too_large"),
        (f"{DOLLARS}&unit_amount_decimal=-0.5", "unit_amount", "parameter_invalid_integer"),
        (f"{DOLLARS}&unit_amount_decimal=0.1234567890123", "unit_amount_decimal", None),
        (PRICE.replace("usd", "isk").replace("900", "950"), "unit_amount", None),
        (PRICE.replace("usd", "xyz"), "currency", None),
        ("currency=usd&unit_amount=900", "product", "parameter_missing"),
        (f"{PRICE}&product=tea", "product", "parameters_exclusive"),
        (f"{PRICE}&billing_scheme=tiered", "billing_scheme", None),
        (f"{MONTHLY}&recurring[usage_type]=metered", "recurring[usage_type]", None),
        *(
            (
                f"{PRICE}&recurring[interval]={interval}&recurring[interval_count]={count}",
                "recurring[interval_count]",
                None,
            )
            for interval, count in (("day", 1096), ("week", 157), ("month", 37), ("year", 4), ("month", 0), ("day", -1))
        ),
    ],
)
async def test_a_price_that_cannot_be_is_refused_at_its_parameter(
    caller: Caller, form: str, param: str, code: str | None
) -> None:
    await caller.made(PRODUCTS, "name=Tea&id=tea")
    assert await refused(caller, PRICES, form) == (400, param, code)
    assert await caller.listed(PRICES) == []


@pytest.mark.parametrize(("interval", "most"), [("day", 1095), ("week", 156), ("month", 36), ("year", 3)])
async def test_a_price_comes_again_after_three_years_at_most(caller: Caller, interval: str, most: int) -> None:
    form = f"{PRICE}&recurring[interval]={interval}"
    for count, shown in (("", 1), (f"&recurring[interval_count]={most}", most)):
        price = await caller.made(PRICES, f"{form}{count}")
        recurring = price["recurring"]
        assert (price["type"], recurring["interval"], recurring["interval_count"]) == ("recurring", interval, shown)
        assert recurring["usage_type"] == "licensed"


async def keys(caller: Caller, query: str) -> list[str]:
    answer = (await caller.call("GET", f"{PRICES}?{query}")).json()
    return [one["id"] for one in answer["data"]]


async def test_a_lookup_key_names_one_price_and_is_taken_over_where_that_is_asked_for(caller: Caller) -> None:
    first = (await caller.made(PRICES, f"{PRICE}&lookup_key=tea"))["id"]
    other = (await caller.made(PRICES, f"{PRICE}&lookup_key=pot"))["id"]
    for again in (f"{PRICE}&lookup_key=tea", f"{PRICE}&lookup_key=tea&transfer_lookup_key=false"):
        assert await refused(caller, PRICES, again) == (400, "lookup_key", "resource_already_exists")
    assert await keys(caller, "lookup_keys[]=tea") == [first]
    second = (await caller.made(PRICES, f"{PRICE}&lookup_key=tea&transfer_lookup_key=true"))["id"]
    assert await keys(caller, "lookup_keys[]=tea") == [second]
    assert (await caller.call("GET", f"{PRICES}/{first}")).json()["lookup_key"] is None
    assert await keys(caller, "lookup_keys[]=pot&lookup_keys[]=tea&lookup_keys[]=none") == [other, second]
    assert await keys(caller, "lookup_keys[]=pot&lookup_keys[]=tea&limit=1") == [other]
    await caller.made(f"{PRICES}/{second}", "lookup_key=cup")
    assert [await keys(caller, f"lookup_keys[]={key}") for key in ("tea", "cup")] == [[], [second]]


async def test_a_product_comes_with_its_price_or_a_price_with_its_product(caller: Caller) -> None:
    data = "default_price_data[currency]=usd&default_price_data[unit_amount]=900"
    product = await caller.made(PRODUCTS, f"name=Tea&{data}&default_price_data[recurring][interval]=week")
    price = (await caller.call("GET", f"{PRICES}/{product['default_price']}")).json()
    assert (price["product"], price["unit_amount"], price["recurring"]["interval"]) == (product["id"], 900, "week")
    made = await caller.made(PRICES, f"{PRICE}&product_data[id]=pot&product_data[metadata][a]=1")
    kept = (await caller.call("GET", f"{PRODUCTS}/pot")).json()
    assert (made["product"], kept["name"], kept["metadata"], kept["active"]) == ("pot", "Tea", {"a": "1"}, True)


async def test_an_id_of_ones_own_is_taken_once(caller: Caller) -> None:
    await caller.made(PRODUCTS, "name=Tea&id=tea")
    await caller.made("/v1/coupons", "percent_off=10&id=TEN")
    for id in ("tea", "TEN"):
        assert await refused(caller, PRODUCTS, f"name=Pot&id={id}") == (400, "id", "resource_already_exists")
    assert [one["name"] for one in await caller.listed(PRODUCTS)] == ["Tea"]


async def test_a_product_with_a_price_of_its_own_is_not_deleted(caller: Caller) -> None:
    tea, pot = [(await caller.made(PRODUCTS, f"name={name}"))["id"] for name in ("Tea", "Pot")]
    await caller.made(PRICES, f"product={tea}&currency=usd&unit_amount=900")
    kept = await caller.call("DELETE", f"{PRODUCTS}/{tea}")
    assert kept.status_code == 400 and "cannot be deleted" in kept.json()["error"]["message"]
    assert (await caller.call("DELETE", f"{PRODUCTS}/{pot}")).json() == {
        "id": pot,
        "object": "product",
        "deleted": True,
    }
    assert [one["id"] for one in await caller.listed(PRODUCTS)] == [tea]
    gone = await caller.call("DELETE", f"{PRODUCTS}/{pot}")
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "resource_missing")


async def test_lists_of_a_product_are_cleared_to_nothing_and_stay_lists(caller: Caller) -> None:
    product = await caller.made(PRODUCTS, "name=Tea&images[]=https://a.example/1&marketing_features[0][name]=Green")
    assert (product["images"], product["marketing_features"]) == (["https://a.example/1"], [{"name": "Green"}])
    path = f"{PRODUCTS}/{product['id']}"
    assert (await caller.made(path, "name=Sencha"))["images"] == product["images"]
    cleared = await caller.made(path, "images=&marketing_features=")
    assert (cleared["images"], cleared["marketing_features"], cleared["name"]) == ([], [], "Sencha")


async def test_a_product_says_when_it_was_changed(caller: Caller) -> None:
    product = await caller.made(PRODUCTS, "name=Tea")
    assert product["updated"] == product["created"]
    await caller.advance(60)
    changed = await caller.made(f"{PRODUCTS}/{product['id']}", "name=Sencha")
    assert (changed["created"], changed["updated"]) == (product["created"], product["created"] + 60)


async def test_what_a_product_usually_costs_can_be_another_price(caller: Caller) -> None:
    product = await caller.made(PRODUCTS, "name=Tea")
    price = await caller.made(PRICES, f"product={product['id']}&currency=usd&unit_amount=900")
    changed = await caller.made(f"{PRODUCTS}/{product['id']}", f"default_price={price['id']}")
    assert changed["default_price"] == price["id"]


@pytest.mark.parametrize(
    ("field", "values"), [("url", ("https://a.example", "https://b.example")), ("shippable", ("true", "false"))]
)
async def test_products_are_listed_by_more_than_whether_they_are_sold(
    caller: Caller, field: str, values: tuple[str, str]
) -> None:
    made: dict[str, Any] = {}
    for value in values:
        made[value] = (await caller.made(PRODUCTS, f"name=Tea&{field}={value}"))["id"]
    for value, id in made.items():
        assert [one["id"] for one in await caller.listed(PRODUCTS, **{field: value})] == [id]
