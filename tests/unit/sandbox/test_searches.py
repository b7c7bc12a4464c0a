"""Searches in Stripe's language, docs.stripe.com/search."""

from typing import Any
from urllib.parse import urlencode

import pytest

from rxapp.sandbox.rules.search_queries import parse
from tests.unit.sandbox.caller import Caller


async def search(caller: Caller, resource: str, query: str, version: str = "", **more: str) -> dict[str, Any]:
    path = f"/v1/{resource}/search?{urlencode({'query': query, **more})}"
    return (await caller.call("GET", path, **({"stripe-version": version} if version else {}))).json()


@pytest.fixture
async def people(caller: Caller) -> None:
    await caller.made("/v1/customers", "name=Ada Lovelace&email=ada@example.com&metadata[plan]=club&metadata[seats]=3")
    await caller.made("/v1/customers", "name=Ben O'Hara&email=ben@example.com&phone=123")
    await caller.made("/v1/customers", "name=Anna&email=Anna@example.org&metadata[plan]=free")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email:'ada@example.com'", "Ada"),
        ('email:"ADA@EXAMPLE.COM"', "Ada"),
        ("email~'example.com'", "Ben Ada"),
        ("name~'lovelace'", "Ada"),
        ('name:"Ben O\'Hara"', "Ben"),
        (r"name:'Ben O\'Hara'", "Ben"),
        ("metadata['plan']:'club'", "Ada"),
        ('metadata["plan"]:"club" OR metadata["plan"]:"free"', "Anna Ada"),
        ("-metadata['plan']:'club'", "Anna Ben"),
        ("metadata['plan']:null", "Ben"),
        ("-metadata['plan']:null", "Anna Ada"),
        ("metadata['seats']:3", "Ada"),
        ("phone:'123' AND name~'ben'", "Ben"),
        ("phone:'123' name~'ada'", ""),
        ("phone:null", "Anna Ada"),
        ("created>1", "Anna Ben Ada"),
        ("created<=1 OR email:'anna@example.org'", "Anna"),
    ],
)
async def test_customers_are_found(caller: Caller, people: None, query: str, found: str) -> None:
    result = await search(caller, "customers", query)
    assert (result["object"], result["url"]) == ("search_result", "/v1/customers/search")
    assert [customer["name"].split()[0] for customer in result["data"]] == found.split()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "empty"),
        ("ada@example.com", "no condition"),
        ("email:ada", "quotation marks"),
        ("email:'a' AND name:'b' OR name:'c'", "combined"),
        ("address:'a'", "unsupported search field"),
        ("metadata:'a'", "unsupported search field"),
        ("created>'soon'", "no number"),
        ("email:'a' AND (name:'b')", "no condition"),
        ("email:'a' AND", "no condition"),
        ("email:'a'name:'b'", "parted"),
    ],
)
async def test_what_is_no_query_says_why(caller: Caller, query: str, says: str) -> None:
    error = (await search(caller, "customers", query))["error"]
    assert (error["type"], error["param"]) == ("invalid_request_error", "query") and says in error["message"]


async def test_a_query_is_needed(caller: Caller) -> None:
    answer = await caller.call("GET", "/v1/customers/search")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "parameter_missing")


async def test_pages_follow_each_other(caller: Caller) -> None:
    made = [(await caller.made("/v1/customers", f"name=N{number}"))["id"] for number in range(5)]
    seen, page = [], {}
    while True:
        result = await search(caller, "customers", "name~'n'", limit="2", **page)
        seen += [customer["id"] for customer in result["data"]]
        assert result["has_more"] == (result["next_page"] is not None)
        if not result["has_more"]:
            break
        page = {"page": result["next_page"]}
    assert seen == made[::-1]
    assert "error" in await search(caller, "customers", "name~'n'", page="x")


async def test_each_resource_is_searched_by_its_own_fields(caller: Caller) -> None:
    product = await caller.made("/v1/products", "name=Sencha&metadata[leaf]=green&active=false")
    form = f"currency=usd&unit_amount=900&product={product['id']}&lookup_key=monthly&recurring[interval]=month"
    price = await caller.made("/v1/prices", form)
    paying = "amount=900&currency=usd&payment_method=pm_card_mastercard&confirm=true&return_url=https://a.example"
    intent = await caller.made("/v1/payment_intents", f"{paying}&metadata[order]=7")
    items = f"line_items[0][price]={price['id']}&line_items[0][quantity]=1&subscription_data[metadata][user]=3"
    session = await caller.made("/v1/checkout/sessions", f"mode=subscription&success_url=https://a.example&{items}")
    await caller.control(f"pay/{session['id']}", {"email": "mira@example.com"})
    for resource, query, id in (
        ("products", "active:'false' AND metadata['leaf']:'green'", product["id"]),
        ("prices", "active:'true' AND lookup_key:'monthly' AND type:'recurring'", price["id"]),
        ("payment_intents", "status:'succeeded' AND metadata['order']:'7' AND amount>500", intent["id"]),
        ("charges", "payment_method_details.card.brand:'mastercard' AND refunded:'false'", intent["latest_charge"]),
    ):
        assert [one["id"] for one in (await search(caller, resource, query))["data"]] == [id]
    [subscription] = (await search(caller, "subscriptions", "metadata['user']:'3'"))["data"]
    assert subscription["status"] == "active"


async def test_what_is_found_is_expanded_and_of_the_callers_version(caller: Caller) -> None:
    product = await caller.made("/v1/products", "name=Sencha&default_price_data[currency]=usd"
                                "&default_price_data[unit_amount]=900&marketing_features[0][name]=Green")  # fmt: skip
    query = "name:'sencha'"
    [expanded] = (await search(caller, "products", query, **{"expand[]": "data.default_price"}))["data"]
    assert expanded["default_price"]["id"] == product["default_price"]
    [former] = (await search(caller, "products", query, "2023-10-16"))["data"]
    assert former["features"] == [{"name": "Green"}] and "marketing_features" not in former


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("amount>900", False),
        ("amount>899.5", True),
        ("amount>=900", True),
        ("amount>=901", False),
        ("amount<900", False),
        ("amount<901", True),
        ("amount<=900", True),
        ("amount<=899", False),
        ("-amount<900", True),
        ("amount:900", True),
        ("amount:'90'", False),
        ("status>5", False),
        ("status~'CCEED'", True),
        ("status:'succeed'", False),
        ("metadata['a']~'1'", True),
        ("amount>800 status:'failed'", False),
        ("amount>800 OR status:'failed'", True),
        ("amount>1000 or status:'failed'", False),
        ("customer:null amount:900", True),
        ("-customer:null", False),
        ("customer>5", False),
    ],
)
def test_each_comparison_at_its_edge(query: str, found: bool) -> None:
    intent = {"amount": 900, "status": "succeeded", "customer": None, "metadata": {"a": "x1"}}
    fields = frozenset(("amount", "status", "customer", "metadata"))
    assert parse(query, fields, "payment_intents").finds(intent) is found


# docs.stripe.com/search#supported-query-fields-for-each-resource
SEARCHED = {
    "charges": "amount billing_details.address.postal_code created currency customer disputed metadata "
    "payment_method_details.card.brand payment_method_details.card.exp_month payment_method_details.card.exp_year "
    "payment_method_details.card.fingerprint payment_method_details.card.last4 refunded status",
    "customers": "created email metadata name phone",
    "payment_intents": "amount created currency customer metadata status",
    "prices": "active currency lookup_key metadata product type",
    "products": "active created description metadata name shippable url",
    "subscriptions": "canceled_at created metadata status",
}


@pytest.mark.parametrize("resource", SEARCHED)
async def test_every_field_that_stripe_lists_is_searched_by(caller: Caller, resource: str) -> None:
    for field in SEARCHED[resource].split():
        condition = "metadata['a']:'x'" if field == "metadata" else f"{field}:'x'"
        assert (await search(caller, resource, condition))["data"] == []


async def test_no_other_field_is_searched_by(caller: Caller) -> None:
    for resource in SEARCHED:
        error = (await search(caller, resource, "object:'x'"))["error"]
        assert f"fields-for-{resource.replace('_', '-')}" in error["message"]
