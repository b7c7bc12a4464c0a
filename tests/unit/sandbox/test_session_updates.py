"""What a server changes of an open session: what that leaves, and what it is refused."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import SHOP, item

SESSIONS, NOON, DAY = "/v1/checkout/sessions", 1_900_000_000, 24 * 3600
ELEMENTS = f"mode=payment&ui_mode=elements&return_url={SHOP}&{item()}"
HOSTED = f"mode=payment&success_url={SHOP}&{item()}"
CLUB = f"mode=subscription&ui_mode=elements&return_url={SHOP}&{item()}"
CLUB += "&line_items[0][price_data][recurring][interval]=month"
PREVIEW = {"stripe-version": "2026-10-28.endive; checkout_server_update_beta=v1"}
RATE = "display_name=Post&type=fixed_amount&fixed_amount[amount]={}&fixed_amount[currency]={}"
TRIAL = "subscription_data[trial_period_days]"
END = "subscription_data[trial_end]"


async def begun(caller: Caller, form: str = ELEMENTS) -> str:
    return f"{SESSIONS}/{(await caller.made(SESSIONS, form))['id']}"


async def changed(caller: Caller, path: str, form: str, **headers: str) -> dict[str, Any]:
    answer = await caller.call("POST", path, form, **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(caller: Caller, path: str, form: str, **headers: str) -> tuple[str | None, str | None]:
    """The parameter and the code of a refusal that changes nothing."""
    before = (await caller.call("GET", path)).json()
    answer = await caller.call("POST", path, f"metadata[half]=done&{form}", **headers)
    assert answer.status_code == 400, answer.text
    assert (await caller.call("GET", path)).json() == before
    error = answer.json()["error"]
    return error.get("param"), error.get("code")


async def rate(caller: Caller, amount: int = 500, currency: str = "usd") -> str:
    return (await caller.made("/v1/shipping_rates", RATE.format(amount, currency)))["id"]


def options(*ids: str) -> str:
    return "&".join(f"shipping_options[{number}][shipping_rate]={id}" for number, id in enumerate(ids))


async def test_up_to_five_ways_of_shipping_and_the_first_is_chosen(caller: Caller) -> None:
    path = await begun(caller)
    rates = [await rate(caller, amount) for amount in (500, 400, 300, 200, 100, 0)]
    session = await changed(caller, path, options(*rates[:5]))
    assert [one["shipping_rate"] for one in session["shipping_options"]] == rates[:5]
    assert (session["shipping_cost"]["shipping_rate"], session["amount_total"]) == (rates[0], 4100)
    assert await refused(caller, path, options(*rates)) == ("shipping_options", None)
    cleared = await changed(caller, path, "shipping_options=")
    assert (cleared["shipping_options"], cleared["shipping_cost"], cleared["amount_total"]) == ([], None, 3600)


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ("[shipping_rate]={inactive}", "[shipping_rate]"),
        ("[shipping_rate]={euros}", ""),
        ("[shipping_rate]={good}&[shipping_rate_data][display_name]=Post", "[shipping_rate]"),
        ("[shipping_rate]=shr_none", "[shipping_rate]"),
        ("[shipping_rate_data][display_name]=Post", "[shipping_rate_data][fixed_amount]"),
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
async def test_a_way_of_shipping_that_cannot_be_is_refused_at_its_place(
    caller: Caller, form: str, param: str, at_once: bool
) -> None:
    made = {"inactive": await rate(caller), "euros": await rate(caller, 500, "eur"), "good": await rate(caller)}
    await caller.made(f"/v1/shipping_rates/{made['inactive']}", "active=false")
    second = "&".join(f"shipping_options[1]{part}" for part in form.format(**made).split("&"))
    form = f"shipping_options[0][shipping_rate]={made['good']}&{second}"
    if at_once:
        error = (await caller.post(SESSIONS, f"{ELEMENTS}&{form}")).json()["error"]
        assert error["param"] == f"shipping_options[1]{param}"
    else:
        assert (await refused(caller, await begun(caller), form))[0] == f"shipping_options[1]{param}"


@pytest.mark.parametrize(
    ("session", "form", "param", "preview"),
    [
        (CLUB, "shipping_options[0][shipping_rate]=shr_1", "shipping_options", False),
        (CLUB, "payment_intent_data[description]=Tea", "payment_intent_data", False),
        (HOSTED, "payment_intent_data[description]=Tea", "payment_intent_data", False),
        (HOSTED, "collected_information[shipping_details][name]=Ada", "collected_information", False),
        (ELEMENTS, f"{TRIAL}=7", "subscription_data", True),
        (ELEMENTS, item().replace("usd", "eur"), "line_items", False),
        (ELEMENTS, "line_items=", "line_items", False),
        (ELEMENTS, "discounts[0][coupon]=NONE", "discounts[0][coupon]", True),
        (CLUB, f"{TRIAL}=731", TRIAL, True),
        (CLUB, f"{END}={NOON + 2 * DAY - 1}", END, True),
        (CLUB, f"{END}={NOON + 9 * DAY}&{TRIAL}=9", END, True),
    ],
)
async def test_what_does_not_go_with_a_session_changes_nothing_of_it(
    caller: Caller, session: str, form: str, param: str, preview: bool
) -> None:
    address = "&collected_information[shipping_details][address][line1]=1"
    address += "&collected_information[shipping_details][address][country]=US"
    path = await begun(caller, session)
    more = address if form.startswith("collected") else ""
    assert (await refused(caller, path, form + more, **(PREVIEW if preview else {})))[0] == param


@pytest.mark.parametrize("end", ["expire", "pay"])
async def test_what_is_no_longer_open_is_not_changed(caller: Caller, end: str) -> None:
    path = await begun(caller)
    id = path.rpartition("/")[2]
    await (caller.made(f"{path}/expire") if end == "expire" else caller.control(f"pay/{id}", {"email": "a@b.example"}))
    status = {"expire": "expired", "pay": "complete"}[end]
    for verb, address, form in (("updated", path, "metadata[a]=1"), ("expired", f"{path}/expire", "")):
        message = (
            f'Only Checkout Sessions with a status in ["open"] can be {verb}. This Checkout Session has a status of '
        )
        answer = await caller.post(address, form)
        assert (answer.status_code, answer.json()["error"]["message"]) == (400, f"{message}`{status}`.")


async def test_an_item_that_is_given_again_keeps_what_is_not_said(caller: Caller) -> None:
    tax = (await caller.made("/v1/tax_rates", "display_name=VAT&percentage=20&inclusive=true"))["id"]
    form = f"{ELEMENTS}&line_items[0][metadata][sku]=tea&line_items[0][tax_rates][]={tax}"
    form += "&line_items[0][adjustable_quantity][enabled]=true"
    made = await caller.made(SESSIONS, f"{form}&expand[]=line_items.data.taxes")
    [before] = made["line_items"]["data"]
    path, again = f"{SESSIONS}/{made['id']}", f"line_items[0][id]={before['id']}"
    expand = "expand[]=line_items.data.taxes"

    async def item_after(more: str) -> dict[str, Any]:
        [line] = (await changed(caller, path, f"{again}{more}&{expand}"))["line_items"]["data"]
        return line

    assert await item_after("") == before
    more = await item_after("&line_items[0][quantity]=3&line_items[0][metadata][size]=small")
    assert (more["quantity"], more["metadata"]) == (3, {"sku": "tea", "size": "small"})
    assert (more["price"], more["adjustable_quantity"], len(more["taxes"])) == (
        before["price"], before["adjustable_quantity"], 1,
    )  # fmt: skip
    fewer = await item_after("&line_items[0][adjustable_quantity][enabled]=false&line_items[0][tax_rates]=")
    assert (fewer["adjustable_quantity"], fewer["taxes"], fewer["quantity"]) == (None, [], 3)
    price = "line_items[0][price_data]"
    dearer = await item_after(f"&{price}[currency]=usd&{price}[unit_amount]=2000&{price}[product_data][name]=Pot")
    assert (dearer["id"], dearer["description"], dearer["price"]["unit_amount"]) == (before["id"], "Pot", 2000)


@pytest.mark.parametrize(
    ("first", "then", "data"),
    [
        (f"{TRIAL}=7", f"{END}={NOON + 9 * DAY}", {"trialEnd": NOON + 9 * DAY, "trialPeriodDays": 9}),
        (f"{END}={NOON + 9 * DAY}", f"{TRIAL}=7", {"trialEnd": NOON + 7 * DAY, "trialPeriodDays": 7}),
        (
            f"{END}={NOON + 9 * DAY}",
            f"{END}={NOON + 9 * DAY + 1}",
            {"trialEnd": NOON + 9 * DAY + 1, "trialPeriodDays": 10},
        ),
        (f"{TRIAL}=7", f"{TRIAL}=", None),
        (f"{END}={NOON + 9 * DAY}", f"{END}=", None),
        (f"{TRIAL}=7", "metadata[a]=1", {"trialEnd": NOON + 7 * DAY, "trialPeriodDays": 7}),
    ],
)
async def test_a_trial_is_of_days_or_until_a_time_the_latest_counts(
    caller: Caller, first: str, then: str, data: dict[str, int] | None
) -> None:
    session = await caller.made(SESSIONS, CLUB)
    path = f"{SESSIONS}/{session['id']}"
    trial = await changed(caller, path, first, **PREVIEW)
    assert (trial["amount_total"], trial["payment_status"]) == (0, "no_payment_required")
    after = await changed(caller, path, then, **PREVIEW)
    assert (after["amount_total"] > 0, after["payment_status"] == "unpaid") == (data is None, data is None)
    page = await caller.browse(f"/v1/payment_pages/{session['id']}/init", {"client_secret": session["client_secret"]})
    assert page["session"]["recurring"]["trial"] == data


async def test_what_is_said_of_the_payment_is_merged_and_cleared(caller: Caller) -> None:
    path = await begun(caller, f"{ELEMENTS}&payment_intent_data[metadata][a]=1&payment_intent_data[description]=Tea")
    await changed(caller, path, "payment_intent_data[metadata][b]=2&payment_intent_data[statement_descriptor]=TEA")
    await changed(caller, path, "payment_intent_data[description]=")
    await caller.control(f"pay/{path.rpartition('/')[2]}", {"email": "ada@example.com"})
    [intent] = await caller.listed("/v1/payment_intents")
    assert (intent["metadata"], intent["description"]) == ({"a": "1", "b": "2"}, None)
    assert intent["statement_descriptor"] == "TEA"


async def test_with_the_preview_discounts_are_shown_where_they_are_expanded(caller: Caller) -> None:
    coupon = (await caller.made("/v1/coupons", "percent_off=10"))["id"]
    path = await begun(caller)
    plain = await changed(caller, path, f"discounts[0][coupon]={coupon}", **PREVIEW)
    assert "discounts" not in plain and plain["amount_total"] == 3240
    expanded = await changed(caller, path, "metadata[a]=1&expand[]=discounts", **PREVIEW)
    assert [one["coupon"] for one in expanded["discounts"]] == [coupon]
    assert [one["coupon"] for one in (await changed(caller, path, "metadata[a]=2"))["discounts"]] == [coupon]
    cleared = await changed(caller, path, "discounts=&expand[]=discounts", **PREVIEW)
    assert (cleared["discounts"], cleared["amount_total"]) == ([], 3600)


async def test_sessions_are_found_by_whose_they_are(caller: Caller) -> None:
    ada, bob = [(await caller.made("/v1/customers", f"email={name}@example.com"))["id"] for name in ("ada", "bob")]
    hers = [await begun(caller, f"{ELEMENTS}&{who}") for who in (f"customer={ada}", "customer_email=ada@example.com")]
    his = await begun(caller, f"{ELEMENTS}&customer={bob}")
    nobodys = await begun(caller)
    for filters, paths in (
        ({"customer_details[email]": "ada@example.com"}, hers[::-1]),
        ({"customer_details[email]": "bob@example.com"}, [his]),
        ({"customer": ada}, hers[:1]),
        ({"status": "open"}, [nobodys, his, *hers[::-1]]),
        ({"customer_details[email]": "eve@example.com"}, []),
    ):
        found = await caller.listed(SESSIONS, **filters)
        assert [f"{SESSIONS}/{one['id']}" for one in found] == paths, filters


async def test_the_items_of_a_session_are_a_list_in_their_own_order(caller: Caller) -> None:
    more = "&".join(item(amount).replace("[0]", f"[{number}]") for number, amount in enumerate((900, 800, 700)))
    path = await begun(caller, ELEMENTS.replace(item(), more))
    items = f"{path}/line_items"
    everything = (await caller.call("GET", items)).json()
    assert (everything["url"], everything["has_more"]) == (items, False)
    assert [line["amount_total"] for line in everything["data"]] == [1800, 1600, 1400]
    second = everything["data"][1]["id"]
    for query, amounts, has_more in (
        ("limit=2", [1800, 1600], True),
        (f"starting_after={second}", [1400], False),
        (f"ending_before={second}", [1800], False),
    ):
        page = (await caller.call("GET", f"{items}?{query}")).json()
        assert ([line["amount_total"] for line in page["data"]], page["has_more"]) == (amounts, has_more)
    taxes = (await caller.call("GET", f"{items}?expand[]=data.taxes&expand[]=data.discounts")).json()["data"]
    assert [(line["taxes"], line["discounts"]) for line in taxes] == [([], [])] * 3
    assert "taxes" not in everything["data"][0] and "discounts" not in everything["data"][0]
