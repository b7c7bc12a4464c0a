"""Every filter of a list gives those objects alone that have what is asked for, also once that has changed."""

from typing import Any

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import Trade

NEWEST = "2026-10-28.endive"
FILTERS: dict[str, tuple[str, ...]] = {
    "balance_transactions": ("currency", "source", "type"),
    "charges": ("customer", "payment_intent"),
    "checkout/sessions": ("customer", "payment_intent", "status", "subscription"),
    "customers": ("email",),
    "payment_intents": ("customer",),
    "payment_methods": ("customer", "type"),
    "prices": ("active", "currency", "type"),
    "products": ("active",),
    "promotion_codes": ("active", "code", "coupon", "customer"),
    "refunds": ("charge", "payment_intent"),
    "setup_intents": ("customer", "payment_method"),
    "shipping_rates": ("active", "currency"),
    "subscriptions": ("customer", "status"),
    "tax_rates": ("active", "inclusive"),
}
ELSEWHERE = {
    ("promotion_codes", "coupon"): ("promotion", "coupon"),
    ("shipping_rates", "currency"): ("fixed_amount", "currency"),
}


def value_of(path: str, field: str, object: dict[str, Any]) -> Any:
    value: Any = object
    for name in ELSEWHERE.get((path, field), (field,)):
        value = value[name]
    return value


async def others(caller: Caller) -> None:
    """One more of each kind that a day's trade has one of, otherwise in all that a list can be narrowed by."""
    ben = (await caller.made("/v1/customers", "email=ben@example.com"))["id"]
    product = (await caller.made("/v1/products", "name=Pot&active=false"))["id"]
    await caller.made("/v1/prices", f"product={product}&currency=eur&unit_amount=900&active=false")
    coupon = (await caller.made("/v1/coupons", "percent_off=10"))["id"]
    code = f"promotion[type]=coupon&promotion[coupon]={coupon}&customer={ben}&active=false"
    await caller.made("/v1/promotion_codes", code)
    await caller.made("/v1/tax_rates", "display_name=Tax&percentage=5&inclusive=false&active=false")
    rate = "display_name=Courier&type=fixed_amount&fixed_amount[amount]=900&fixed_amount[currency]=eur"
    courier = (await caller.made("/v1/shipping_rates", rate))["id"]
    await caller.made(f"/v1/shipping_rates/{courier}", "active=false")
    paying = f"amount=900&currency=eur&confirm=true&return_url=https://shop.example&customer={ben}"
    paid = await caller.made("/v1/payment_intents", f"{paying}&payment_method=pm_card_visa")
    await caller.made("/v1/refunds", f"payment_intent={paid['id']}&amount=100")
    await caller.made("/v1/payment_methods", f"type=card&card[token]=tok_visa&metadata[of]={ben}")
    monthly = "line_items[0][price_data][recurring][interval]=month&line_items[0][price_data][currency]=usd"
    club = f"{monthly}&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product_data][name]=Club"
    joining = f"mode=subscription&success_url=https://shop.example&customer={ben}&{club}&line_items[0][quantity]=1"
    await caller.control(f"pay/{(await caller.made('/v1/checkout/sessions', joining))['id']}")
    await caller.made("/v1/setup_intents", f"customer={ben}&payment_method=pm_card_visa")
    await caller.made("/v1/setup_intents")


async def test_each_filter_of_each_list_narrows_it(caller: Caller):
    await Trade(caller, NEWEST).made()
    await others(caller)
    for path, fields in FILTERS.items():
        everything = await caller.listed(f"/v1/{path}")
        for field in fields:
            values = {value_of(path, field, one) for one in everything}
            assert len(values) > 1, f"{path} by {field}: nothing to tell apart"
            for value in values - {None}:
                wanted = str(value).lower() if isinstance(value, bool) else value
                found = [one["id"] for one in await caller.listed(f"/v1/{path}", **{field: wanted})]
                assert found == [one["id"] for one in everything if value_of(path, field, one) == value], (path, field)


async def test_under_a_product_stand_the_prices_that_were_made_for_it_on_purpose(caller: Caller):
    tea = (await caller.made("/v1/products", "name=Tea"))["id"]
    kept = await caller.made("/v1/prices", f"product={tea}&currency=usd&unit_amount=900")
    inline = f"line_items[0][price_data][product]={tea}&line_items[0][price_data][currency]=usd"
    inline += "&line_items[0][price_data][unit_amount]=800&line_items[0][quantity]=1"
    await caller.made("/v1/checkout/sessions", f"mode=payment&success_url=https://shop.example&{inline}")
    assert len(await caller.listed("/v1/prices")) == 2
    assert [one["id"] for one in await caller.listed("/v1/prices", product=tea)] == [kept["id"]]


async def test_a_filter_goes_by_what_is_so_now(caller: Caller):
    async def ids(path: str, **filters: str) -> list[str]:
        return [one["id"] for one in await caller.listed(path, **filters)]

    card = (await caller.made("/v1/payment_methods", "type=card&card[token]=tok_visa"))["id"]
    ada = (await caller.made("/v1/customers", f"email=ada@example.com&payment_method={card}"))["id"]
    assert await ids(f"/v1/customers/{ada}/payment_methods") == [card], "it was attached at once"
    await caller.made(f"/v1/payment_methods/{card}/detach")
    assert await ids(f"/v1/customers/{ada}/payment_methods") == []
    await caller.made(f"/v1/customers/{ada}", "email=lovelace@example.com")
    assert await ids("/v1/customers", email="ada@example.com") == []
    assert await ids("/v1/customers", email="lovelace@example.com") == [ada]
    intent = (await caller.made("/v1/setup_intents"))["id"]
    await caller.made(f"/v1/setup_intents/{intent}", f"customer={ada}")
    assert await ids("/v1/setup_intents", customer=ada) == [intent]


async def test_subscriptions_of_every_status_may_be_asked_for(caller: Caller):
    await Trade(caller, NEWEST).made()
    first, *rest = await caller.listed("/v1/subscriptions")
    assert (await caller.call("DELETE", f"/v1/subscriptions/{first['id']}")).status_code == 200
    assert rest and len(await caller.listed("/v1/subscriptions", status="all")) == 1 + len(rest)
    assert [one["id"] for one in await caller.listed("/v1/subscriptions", status="canceled")] == [first["id"]]


async def test_a_promotion_code_is_found_however_it_is_written(caller: Caller):
    await Trade(caller, NEWEST).made()
    for written in ("SAVE", "save", "Save"):
        assert [one["code"] for one in await caller.listed("/v1/promotion_codes", code=written)] == ["SAVE"]
