"""The customer portal: sessions lead to a page on which a customer ends their subscriptions, as the shop allows it."""

from typing import Any

import pytest

from rxapp.sandbox.versions.releases import NEWEST, RELEASES
from tests.unit.sandbox.caller import ADDRESS, ANNA, BEN, Caller

CONFIGURATIONS, SESSIONS = "/v1/billing_portal/configurations", "/v1/billing_portal/sessions"
CANCEL = "features[subscription_cancel]"
MONTHLY = (
    "mode=subscription&success_url=https://shop.example/&line_items[0][quantity]=2"
    "&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900"
    "&line_items[0][price_data][product_data][name]=Tea+club&line_items[0][price_data][recurring][interval]=month"
)
MONTH = 31 * 24 * 3600


async def subscribed(caller: Caller, form: str = "") -> dict[str, Any]:
    """The subscription of a new customer."""
    customer = (await caller.made("/v1/customers", "email=anna@example.com"))["id"]
    session = await caller.made("/v1/checkout/sessions", f"{MONTHLY}&customer={customer}{form}")
    await caller.control(f"pay/{session['id']}")
    (subscription,) = await caller.listed("/v1/subscriptions", customer=customer)
    return subscription


async def opened(caller: Caller, customer: str, form: str = "") -> str:
    """The address of the page's calls."""
    session = await caller.made(SESSIONS, f"customer={customer}{form}")
    start = f"{ADDRESS}/p/session/"
    assert session["url"].startswith(f"{start}test_")
    return f"/v1/portal_pages/{session['url'].removeprefix(start)}"


async def asked(caller: Caller, path: str, **body: Any) -> dict[str, Any]:
    answer = await caller.http.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(caller: Caller, path: str, **body: Any) -> dict[str, Any]:
    answer = await caller.http.post(path, json=body)
    assert 400 <= answer.status_code < 500, answer.text
    return answer.json()["error"]


async def subscription_of(caller: Caller, id: str) -> dict[str, Any]:
    return (await caller.call("GET", f"/v1/subscriptions/{id}")).json()


class TestASession:
    async def test_leads_to_a_page_and_back(self, caller: Caller) -> None:
        customer = (await caller.made("/v1/customers"))["id"]
        session = await caller.made(SESSIONS, f"customer={customer}&return_url=https://shop.example/account&locale=de")
        (configuration,) = await caller.listed(CONFIGURATIONS)
        assert (session["customer"], session["return_url"]) == (customer, "https://shop.example/account")
        assert (session["configuration"], configuration["is_default"]) == (configuration["id"], True)
        page = await caller.http.get(session["url"])
        assert (page.status_code, '<html lang="de">' in page.text) == (200, True)
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        (told,) = await caller.listed("/v1/events", type="billing_portal.session.created")
        assert told["data"]["object"] == session

    @pytest.mark.parametrize(
        ("form", "code", "param"),
        [
            ("", "parameter_missing", "customer"),
            ("customer=cus_none", "resource_missing", "customer"),
            ("customer=CUSTOMER&configuration=bpc_none", "resource_missing", "configuration"),
            ("customer=CUSTOMER&return_url=shop", "url_invalid", "return_url"),
            ("customer=CUSTOMER&locale=xx", None, "locale"),
        ],
    )
    async def test_is_refused(self, caller: Caller, form: str, code: str | None, param: str) -> None:
        customer = (await caller.made("/v1/customers"))["id"]
        answer = await caller.post(SESSIONS, form.replace("CUSTOMER", customer))
        error = answer.json()["error"]
        assert (answer.status_code, error.get("code"), error["param"]) == (400, code, param)

    @pytest.mark.parametrize("waits", [[301], [300, 3601], [300, 3600, 3601]])
    async def test_ends_when_it_is_not_visited(self, caller: Caller, waits: list[int]) -> None:
        path = await opened(caller, (await caller.made("/v1/customers"))["id"])
        for wait in waits[:-1]:
            await caller.control("clock", {"seconds": wait})
            await asked(caller, path)
        await caller.control("clock", {"seconds": waits[-1]})
        assert (await refused(caller, path))["code"] == "session_expired"

    async def test_that_nobody_made_has_no_page_of_anybody(self, caller: Caller) -> None:
        assert (await refused(caller, "/v1/portal_pages/test_guessed"))["code"] == "resource_missing"


class TestTheCustomer:
    async def test_sees_their_own_subscriptions(self, caller: Caller) -> None:
        mine, other = await subscribed(caller), await subscribed(caller)
        page = await asked(caller, await opened(caller, mine["customer"]))
        (shown,) = page["subscriptions"]
        assert (shown["id"], shown["items"]) == (mine["id"], [{"name": "Tea club", "quantity": 2, "unit_amount": 900}])
        assert (page["email"], shown["card"]["last4"]) == ("anna@example.com", "4242")
        assert other["id"] not in str(page)

    async def test_ends_one_with_its_period_and_takes_it_back(self, caller: Caller) -> None:
        mine = await subscribed(caller)
        path = await opened(caller, mine["customer"])
        page = await asked(caller, f"{path}/cancel", subscription=mine["id"], feedback="too_expensive")
        now = await subscription_of(caller, mine["id"])
        assert (page["subscriptions"][0]["cancel_at_period_end"], now["cancel_at_period_end"]) == (True, True)
        details = now["cancellation_details"]
        assert (details["feedback"], details["reason"]) == ("too_expensive", "cancellation_requested")
        await asked(caller, f"{path}/renew", subscription=mine["id"])
        assert (await subscription_of(caller, mine["id"]))["cancel_at_period_end"] is False
        assert len(await caller.listed("/v1/events", type="customer.subscription.updated")) == 2

    async def test_finds_it_ended_after_its_period(self, caller: Caller) -> None:
        mine = await subscribed(caller)
        await asked(caller, f"{await opened(caller, mine['customer'])}/cancel", subscription=mine["id"])
        await caller.control("clock", {"seconds": MONTH})
        path = await opened(caller, mine["customer"])
        assert (await asked(caller, path))["subscriptions"][0]["status"] == "canceled"
        for wish in ("cancel", "renew"):
            assert (await refused(caller, f"{path}/{wish}", subscription=mine["id"]))["param"] == "subscription"

    async def test_ends_one_at_once_where_the_shop_says_so(self, caller: Caller) -> None:
        mine = await subscribed(caller)
        said = f"{CANCEL}[enabled]=true&{CANCEL}[mode]=immediately"
        at_once = (await caller.made(CONFIGURATIONS, said))["id"]
        path = await opened(caller, mine["customer"], f"&configuration={at_once}")
        assert (await asked(caller, path))["cancels"] == "immediately"
        page = await asked(caller, f"{path}/cancel", subscription=mine["id"], feedback="other")
        assert page["subscriptions"][0]["status"] == "canceled"
        now = await subscription_of(caller, mine["id"])
        assert (now["status"], now["cancellation_details"]["feedback"]) == ("canceled", "other")
        assert len(await caller.listed("/v1/events", type="customer.subscription.deleted")) == 1

    async def test_ends_none_where_the_shop_does_not_want_it(self, caller: Caller) -> None:
        mine = await subscribed(caller)
        kept = (await caller.made(CONFIGURATIONS, "features[invoice_history][enabled]=true"))["id"]
        path = await opened(caller, mine["customer"], f"&configuration={kept}")
        assert (await asked(caller, path))["cancels"] is None
        assert (await refused(caller, f"{path}/cancel", subscription=mine["id"]))["type"] == "invalid_request_error"
        assert (await subscription_of(caller, mine["id"]))["cancel_at_period_end"] is False

    @pytest.mark.parametrize("wish", ["cancel", "renew"])
    async def test_has_no_say_in_anothers(self, caller: Caller, wish: str) -> None:
        mine, other = await subscribed(caller), await subscribed(caller)
        elsewhere = await subscribed(caller.of(BEN))
        path = await opened(caller, mine["customer"])
        for id in (other["id"], elsewhere["id"], "sub_none"):
            assert (await refused(caller, f"{path}/{wish}", subscription=id))["code"] == "resource_missing"
        assert (await subscription_of(caller, other["id"]))["cancel_at_period_end"] is False


class TestAConfiguration:
    async def test_shows_what_was_given_and_has_the_rest_off(self, caller: Caller) -> None:
        product = "features[subscription_update][products][0]"
        made = await caller.made(
            CONFIGURATIONS,
            f"{CANCEL}[enabled]=true&{CANCEL}[cancellation_reason][enabled]=true"
            f"&{CANCEL}[cancellation_reason][options][0]=unused&business_profile[headline]=Hello"
            f"&features[subscription_update][enabled]=true&{product}[product]=prod_1&{product}[prices][0]=price_1",
        )
        features = made["features"]
        assert features["subscription_cancel"]["cancellation_reason"]["options"] == ["unused"]
        assert (made["business_profile"]["headline"], made["active"], made["is_default"]) == ("Hello", True, False)
        assert features["subscription_update"]["products"][0]["adjustable_quantity"]["enabled"] is False
        assert [name for name, feature in features.items() if feature["enabled"]] == [
            "subscription_cancel",
            "subscription_update",
        ]

    async def test_can_be_changed_and_no_longer_used(self, caller: Caller) -> None:
        made = await caller.made(CONFIGURATIONS, "features[invoice_history][enabled]=true&metadata[a]=1")
        path = f"{CONFIGURATIONS}/{made['id']}"
        changed = await caller.made(path, f"{CANCEL}[enabled]=true&active=false&metadata[a]=")
        assert (
            changed["features"]["invoice_history"]["enabled"] and changed["features"]["subscription_cancel"]["enabled"]
        )
        assert (changed["metadata"], changed["active"]) == ({}, False)
        customer = (await caller.made("/v1/customers"))["id"]
        answer = await caller.post(SESSIONS, f"customer={customer}&configuration={made['id']}")
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, "configuration")
        assert [one["id"] for one in await caller.listed(CONFIGURATIONS, active="false")] == [made["id"]]
        assert await caller.listed(CONFIGURATIONS, is_default="true") == []

    async def test_of_the_account_is_made_once(self, caller: Caller) -> None:
        customer = (await caller.made("/v1/customers"))["id"]
        both = [(await caller.made(SESSIONS, f"customer={customer}"))["configuration"] for _ in range(2)]
        assert both[0] == both[1]
        assert len(await caller.listed("/v1/events", type="billing_portal.configuration.created")) == 1

    async def test_starts_with_features_of_its_own(self, caller: Caller) -> None:
        await caller.made(CONFIGURATIONS, f"{CANCEL}[enabled]=true&features[customer_update][enabled]=true")
        second = await caller.made(CONFIGURATIONS, "features[invoice_history][enabled]=true")
        assert [name for name, feature in second["features"].items() if feature["enabled"]] == ["invoice_history"]


SINCE = {
    "features.subscription_update.schedule_at_period_end": "2024-10-28.acacia",
    "name": "2025-08-27.basil",
    "features.subscription_update.trial_update_behavior": "2025-09-30.clover",
    "features.payment_method_update.payment_method_configuration": "2025-11-17.clover",
    "features.subscription_update.billing_cycle_anchor": "2025-12-15.clover",
    "features.subscription_cancel.cancellation_reason.feedback_options": "2026-08-26.dahlia",
    "features.subscription_pause.duration": "2026-10-28.endive",
}
"""By the changelog of stripe-node."""


def holds(node: Any, path: str) -> bool:
    for name in path.split("."):
        if not isinstance(node, dict) or name not in node:
            return False
        node = node[name]
    return True


@pytest.mark.parametrize("release", RELEASES)
async def test_each_release_shows_what_it_knew(caller: Caller, release: str) -> None:
    asking = {"stripe-version": release}
    customer = (await caller.made("/v1/customers"))["id"]
    form = f"customer={customer}&expand[]=configuration"
    session = (await caller.call("POST", SESSIONS, form, **asking)).json()
    for path, since in SINCE.items():
        assert holds(session["configuration"], path) is (release >= since), path
    assert ("customer_account" in session) is (release >= "2025-12-15.clover")
    pauses = holds(session["configuration"], "features.subscription_pause.enabled")
    assert pauses is (release == RELEASES[0] or release == NEWEST)


async def test_one_account_knows_nothing_of_another(caller: Caller) -> None:
    made = await caller.made(CONFIGURATIONS, f"{CANCEL}[enabled]=true")
    customer = (await caller.of(BEN).made("/v1/customers"))["id"]
    answer = await caller.of(BEN).post(SESSIONS, f"customer={customer}&configuration={made['id']}")
    assert (caller.account, answer.status_code) == (ANNA, 400)


async def test_the_way_back_is_the_sessions_else_the_configurations(caller: Caller) -> None:
    said = f"{CANCEL}[enabled]=true&default_return_url=https://shop.example/usual"
    usual = (await caller.made(CONFIGURATIONS, said))["id"]
    customer = (await caller.made("/v1/customers"))["id"]
    for form, back in (
        (f"&configuration={usual}", "https://shop.example/usual"),
        (f"&configuration={usual}&return_url=https://shop.example/now", "https://shop.example/now"),
        ("", None),
    ):
        session = await caller.made(SESSIONS, f"customer={customer}{form}")
        assert session["return_url"] == back
        path = f"/v1/portal_pages/{session['url'].rpartition('/')[2]}"
        assert (await asked(caller, path))["return_url"] == back


async def test_a_configuration_says_when_it_was_changed(caller: Caller) -> None:
    made = await caller.made(CONFIGURATIONS, f"{CANCEL}[enabled]=true")
    await caller.control("clock", {"seconds": 60})
    changed = await caller.made(f"{CONFIGURATIONS}/{made['id']}", "name=Ours")
    assert changed["updated"] - made["updated"] >= 60 and changed["created"] == made["created"]


@pytest.mark.parametrize("asks", [True, False])
async def test_reasons_are_asked_for_where_the_shop_wants_them(caller: Caller, asks: bool) -> None:
    reason = f"{CANCEL}[cancellation_reason]"
    said = f"{CANCEL}[enabled]=true&{reason}[enabled]={str(asks).lower()}&{reason}[options][0]=unused"
    configuration = (await caller.made(CONFIGURATIONS, said))["id"]
    path = await opened(caller, (await caller.made("/v1/customers"))["id"], f"&configuration={configuration}")
    assert (await asked(caller, path))["reasons"] == (["unused"] if asks else [])


async def test_the_latest_subscription_stands_first_with_all_that_its_buyer_asks(caller: Caller) -> None:
    first = await subscribed(caller)
    weekly = MONTHLY.replace("=month", "=week").replace("usd", "jpy").replace("Tea+club", "Pots")
    form = f"{weekly}&customer={first['customer']}&subscription_data[trial_period_days]=7"
    await caller.control(f"pay/{(await caller.made('/v1/checkout/sessions', form))['id']}")
    page = await asked(caller, await opened(caller, first["customer"]))
    newest, oldest = page["subscriptions"]
    assert (oldest["id"], oldest["currency"], oldest["divisor"], oldest["interval"]) == (
        first["id"],
        "usd",
        100,
        "month",
    )
    assert (newest["currency"], newest["divisor"], newest["interval"], newest["intervalCount"]) == ("jpy", 1, "week", 1)
    assert (newest["status"], newest["items"][0]["name"]) == ("trialing", "Pots")
    assert newest["trial_end"] == newest["period_end"] and oldest["trial_end"] is None
    assert oldest["period_end"] == first["items"]["data"][0]["current_period_end"]


async def test_what_a_subscription_is_of_has_a_name_though_its_product_is_gone(caller: Caller) -> None:
    names: list[str] = []
    customer = (await caller.made("/v1/customers", "email=anna@example.com"))["id"]
    for nickname in ("", "&nickname=Usual"):
        data = MONTHLY.replace("[product_data][name]=Tea+club", "[product]={}")
        product = (await caller.made("/v1/products", "name=Tea"))["id"]
        price = f"currency=usd&unit_amount=900&recurring[interval]=month&product={product}{nickname}"
        price = (await caller.made("/v1/prices", price))["id"]
        start = data.partition("&line_items[0][price_data]")[0]
        form = f"{start}&line_items[0][price]={price}&customer={customer}"
        await caller.control(f"pay/{(await caller.made('/v1/checkout/sessions', form))['id']}")
        await caller.made(f"/v1/prices/{price}", "active=false")
        names.append("Usual" if nickname else price)
        store = caller.sandbox._store.objects(caller.account)  # pyright: ignore[reportPrivateUsage]
        store.delete(store.get("product", product))
    page = await asked(caller, await opened(caller, customer))
    assert [one["items"][0]["name"] for one in page["subscriptions"]] == names[::-1]


@pytest.mark.parametrize(
    ("feature", "name", "value"),
    [("customer_update", "allowed_updates", "email"), ("subscription_update", "default_allowed_updates", "price")],
)
async def test_a_list_that_is_cleared_is_an_empty_list(caller: Caller, feature: str, name: str, value: str) -> None:
    path = f"features[{feature}]"
    made = await caller.made(CONFIGURATIONS, f"{path}[enabled]=true&{path}[{name}][]={value}")
    assert made["features"][feature][name] == [value]
    changed = await caller.made(f"{CONFIGURATIONS}/{made['id']}", f"{path}[{name}]=")
    assert changed["features"][feature][name] == []
