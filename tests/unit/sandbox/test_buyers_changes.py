"""What a buyer can change of a session in the browser, and what is the shop's to change alone."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import ANNA, Caller
from tests.unit.sandbox.test_checkout_pages import HOSTED, SESSIONS, browse, opening
from tests.unit.sandbox.trade import SHOP, item

PREVIEW = {"stripe-version": "2026-10-28.endive; checkout_server_update_beta=v1"}
ELEMENTS = f"mode=payment&ui_mode=elements&return_url={SHOP}"
ADJUSTABLE = "&line_items[0][adjustable_quantity][enabled]=true"
NO_TAX_ID, NOT_THERE = "invalidTaxId", "shipping_address_invalid"
ROME = {"line1": "1 Main St", "city": "Rome", "state": "NY", "postal_code": "13440", "country": "US"}
SHIPS = "&shipping_address_collection[allowed_countries][]=US&shipping_address_collection[allowed_countries][]=CA"


async def opened(caller: Caller, form: str, **headers: str) -> tuple[str, dict[str, Any]]:
    """A session's id, and what opens it."""
    session = (await caller.call("POST", SESSIONS, form, **headers)).json()
    secret = session["client_secret"] or opening(session)["client_secret"]
    return session["id"], {"key": f"pk_test_{ANNA}", "client_secret": secret}


async def fetched(caller: Caller, id: str) -> dict[str, Any]:
    return (await caller.call("GET", f"{SESSIONS}/{id}?expand[]=line_items")).json()


async def lines(caller: Caller, id: str) -> list[tuple[str, int]]:
    return [(line["id"], line["quantity"]) for line in (await fetched(caller, id))["line_items"]["data"]]


@pytest.mark.parametrize(
    ("bounds", "quantity", "taken"),
    [
        (ADJUSTABLE, 5, True),
        (ADJUSTABLE, 99, True),
        (ADJUSTABLE, 100, False),
        (ADJUSTABLE, -1, False),
        ("", 3, False),
        (f"{ADJUSTABLE}&line_items[0][adjustable_quantity][minimum]=2", 2, True),
        (f"{ADJUSTABLE}&line_items[0][adjustable_quantity][minimum]=2", 1, False),
    ],
)
async def test_a_quantity_is_the_buyers_within_its_bounds(
    caller: Caller, bounds: str, quantity: int, taken: bool
) -> None:
    id, secret = await opened(caller, f"{HOSTED}{bounds}")
    [(line, before)] = await lines(caller, id)
    answer = await browse(
        caller, id, {**secret, "line_item": {"id": line, "quantity": quantity}}, 200 if taken else 400
    )
    assert taken or answer["error"]["param"] == "line_item"
    assert await lines(caller, id) == [(line, quantity if taken else before)]
    assert (await fetched(caller, id))["amount_total"] == 1800 * (quantity if taken else before)


async def test_an_item_goes_with_its_quantity_but_the_last_one_stays(caller: Caller) -> None:
    second = f"{item(900)}{ADJUSTABLE}".replace("[0]", "[1]")
    id, secret = await opened(caller, f"{HOSTED}{ADJUSTABLE}&{second}")
    (tea, _), (pot, two) = await lines(caller, id)
    await browse(caller, id, {**secret, "line_item": {"id": tea, "quantity": 0}})
    assert await lines(caller, id) == [(pot, two)]
    for wrong in ({"id": pot, "quantity": 0}, {"id": tea, "quantity": 1}, {"id": "li_none", "quantity": 1}):
        refused = await browse(caller, id, {**secret, "line_item": wrong}, 400)
        assert refused["error"]["param"] == "line_item"
    assert await lines(caller, id) == [(pot, two)]


CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "update_line_items": ("line_item", {"id": "{line}", "quantity": 3}),
    "update_discounts": ("promotion_code", {}),
    "update_shipping_details": ("shipping_address", {"name": "Eve", "address": ROME}),
}


@pytest.mark.parametrize("permission", CHANGES)
@pytest.mark.parametrize("who", ["client_only", "server_only"])
async def test_what_the_server_keeps_for_itself_no_browser_changes(caller: Caller, permission: str, who: str) -> None:
    coupon = (await caller.made("/v1/coupons", "percent_off=10"))["id"]
    await caller.made("/v1/promotion_codes", f"promotion[type]=coupon&promotion[coupon]={coupon}&code=SAVE")
    form = f"{ELEMENTS}&{item()}{ADJUSTABLE}{SHIPS}&allow_promotion_codes=true&permissions[{permission}]={who}"
    id, secret = await opened(caller, form, **PREVIEW)
    before = await fetched(caller, id)
    [(line, _)] = await lines(caller, id)
    param, value = CHANGES[permission]
    given: Any = "SAVE" if param == "promotion_code" else value
    if param == "line_item":
        given = {**value, "id": line}
    answer = await browse(caller, id, {**secret, param: given}, 200 if who == "client_only" else 400)
    if who == "server_only":
        assert answer["error"]["param"] == param and "by its server" in answer["error"]["message"]
        assert await fetched(caller, id) == before
    else:
        assert await fetched(caller, id) != before
    shown = (await browse(caller, f"{id}/init", secret))["permissions"]
    others = set(CHANGES) - {permission}
    assert shown == {permission: who, **dict.fromkeys(others, "client_only")}


@pytest.mark.parametrize("typed", ["SAVE", ""])
async def test_where_no_codes_are_taken_none_is(caller: Caller, typed: str) -> None:
    id, secret = await opened(caller, HOSTED)
    refused = await browse(caller, id, {**secret, "promotion_code": typed}, 400)
    assert (refused["error"]["param"], refused["error"].get("code")) == ("promotion_code", None)


async def optional(caller: Caller, more: str = "") -> tuple[str, str, dict[str, Any]]:
    """The price of what can be taken along, two at least, and a session."""
    price = (await caller.made("/v1/prices", "currency=usd&unit_amount=500&product_data[name]=Cup"))["id"]
    form = f"{HOSTED}&optional_items[0][price]={price}&optional_items[0][quantity]=2{more}"
    return price, *await opened(caller, form)


async def test_what_can_be_taken_along_comes_and_goes(caller: Caller) -> None:
    price, id, secret = await optional(caller)
    page = await browse(caller, f"{id}/init", secret)
    [offer] = page["session"]["optionalItems"]
    assert (offer["priceId"], offer["name"], offer["quantity"], offer["isSelected"]) == (price, "Cup", 2, False)
    assert (offer["adjustableQuantity"], offer["unitAmount"]["amount"]) == (None, "$5.00")
    for wanted, has, total in ((1, 2, 4600), (3, 3, 5100), (0, 0, 3600), (2, 2, 4600)):
        page = await browse(caller, id, {**secret, "optional_item": {"price": price, "quantity": wanted}})
        [tea, *taken] = page["session"]["lineItems"]
        assert [(line["name"], line["quantity"]) for line in taken] == ([("Cup", has)] if has else [])
        assert [line["isRemovable"] for line in (tea, *taken)] == [False, *[True] * len(taken)]
        assert page["session"]["optionalItems"][0]["isSelected"] is bool(has)
        assert page["session"]["total"]["total"]["minorUnitsAmount"] == total
    refused = await browse(caller, id, {**secret, "optional_item": {"price": "price_1", "quantity": 1}}, 400)
    assert (refused["error"]["param"], refused["error"]["code"]) == ("optional_item", "resource_missing")


@pytest.mark.parametrize(
    ("bounds", "shown"),
    [
        ("[enabled]=true", {"minimum": 0, "maximum": 99}),
        ("[enabled]=true&optional_items[0][adjustable_quantity][maximum]=5", {"minimum": 0, "maximum": 5}),
        ("[enabled]=true&optional_items[0][adjustable_quantity][minimum]=2", {"minimum": 2, "maximum": 99}),
        ("[enabled]=false", None),
    ],
)
async def test_how_many_can_be_taken_along_is_shown(caller: Caller, bounds: str, shown: Any) -> None:
    _, id, secret = await optional(caller, f"&optional_items[0][adjustable_quantity]{bounds}")
    [offer] = (await browse(caller, f"{id}/init", secret))["session"]["optionalItems"]
    assert offer["adjustableQuantity"] == shown


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("ada@example.com", None),
        *(
            (wrong, "invalidEmail")
            for wrong in ("ada", "@example.com", "ada@", "ada@example", "ada@.com", "a da@b.example")
        ),
    ],
)
async def test_an_email_address_has_to_look_like_one(caller: Caller, email: str, code: str | None) -> None:
    id, secret = await opened(caller, HOSTED)
    answer = await browse(caller, id, {**secret, "email": email}, 400 if code else 200)
    assert (answer["error"]["code"] if code else answer["session"]["email"]) == (code or email)
    cleared = await browse(caller, id, {**secret, "email": None})
    assert cleared["session"]["email"] is None


@pytest.mark.parametrize("fixed", ["&customer_email=ada@example.com", "&customer={customer}"])
async def test_an_email_address_that_the_shop_knows_stays(caller: Caller, fixed: str) -> None:
    customer = (await caller.made("/v1/customers", "email=ada@example.com"))["id"]
    id, secret = await opened(caller, HOSTED + fixed.format(customer=customer))
    for other in ("eve@example.com", None):
        assert (await browse(caller, id, {**secret, "email": other}, 400))["error"]["param"] == "email"
    page = await browse(caller, id, {**secret, "email": "ada@example.com"})
    assert (page["session"]["email"], page["email_is_fixed"]) == ("ada@example.com", True)


async def test_what_a_buyer_says_is_shown_until_it_is_cleared(caller: Caller) -> None:
    id, secret = await opened(caller, HOSTED + SHIPS)
    tax_id = {"taxId": {"type": "eu_vat", "value": "DE1"}, "businessName": "Engines"}
    given, shown = {"name": "Ada", "address": ROME}, {"name": "Ada", "address": {**ROME, "line2": None}}
    said = {
        "phone_number": ("phoneNumber", "123", "123"),
        "individual_name": ("nameCollection", "Ada", {"individualName": "Ada", "businessName": None}),
        "business_name": ("nameCollection", "Engines", {"individualName": None, "businessName": "Engines"}),
        "tax_id_info": ("taxIdInfo", tax_id, tax_id),
        "billing_address": ("billingAddress", given, shown),
        "shipping_address": ("shippingAddress", given, shown),
    }  # fmt: skip
    for name, (field, typed, seen) in said.items():
        assert (await browse(caller, id, {**secret, name: typed}))["session"][field] == seen
        assert (await browse(caller, f"{id}/init", secret))["session"][field] == seen
        assert (await browse(caller, id, {**secret, name: None}))["session"][field] is None


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        ({"tax_id_info": {"taxId": {"type": "eu_vat", "value": " "}, "businessName": ""}}, "tax_id_info", NO_TAX_ID),
        ({"shipping_option": "shr_none"}, "shipping_option", "resource_missing"),
        ({"shipping_address": {"name": "", "address": {**ROME, "country": "FR"}}}, "shipping_address", NOT_THERE),
        ({"shipping_address": {"name": "", "address": {}}}, "shipping_address", NOT_THERE),
        ({"currency": "usd"}, "currency", "parameter_unknown"),
        ({"amount_total": 1}, "amount_total", "parameter_unknown"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_by_its_name(
    caller: Caller, body: dict[str, Any], param: str, code: str
) -> None:
    id, secret = await opened(caller, HOSTED + SHIPS)
    before = await fetched(caller, id)
    refused = await browse(caller, id, {**secret, "email": "ada@example.com", **body}, 400)
    assert (refused["error"]["param"], refused["error"]["code"]) == (param, code)
    assert await fetched(caller, id) == before
    assert (await browse(caller, f"{id}/init", secret))["session"]["email"] is None, "all of it or nothing"
    assert await browse(caller, id, {**secret, "shipping_address": {"name": "", "address": {"country": "CA"}}})


async def test_a_way_of_shipping_is_chosen_by_the_buyer(caller: Caller) -> None:
    rates = "&".join(
        f"shipping_options[{number}][shipping_rate_data][display_name]=W{number}"
        f"&shipping_options[{number}][shipping_rate_data][fixed_amount][amount]={amount}"
        f"&shipping_options[{number}][shipping_rate_data][fixed_amount][currency]=usd"
        for number, amount in enumerate((500, 900))
    )
    id, secret = await opened(caller, f"{HOSTED}&{rates}")
    [first, second] = (await fetched(caller, id))["shipping_options"]
    for chosen, total in ((second, 4500), (first, 4100)):
        page = await browse(caller, id, {**secret, "shipping_option": chosen["shipping_rate"]})
        assert page["session"]["shipping"]["shippingOption"]["id"] == chosen["shipping_rate"]
        session = await fetched(caller, id)
        assert (session["amount_total"], session["shipping_cost"]["shipping_rate"]) == (total, chosen["shipping_rate"])
        assert session["shipping_cost"]["amount_total"] == chosen["shipping_amount"]
