"""What each backward-incompatible change does to the parameters of each call it is about, without any call."""

from typing import Any

import pytest

from rxapp.sandbox.rules.errors import StripeError
from rxapp.sandbox.versions.changes import CHANGES
from rxapp.sandbox.versions.releases import NEWEST, RELEASES
from rxapp.sandbox.versions.version import named
from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_versions import HOSTED, LAST, SESSIONS, speak

PRODUCTS, PRODUCT = "POST /v1/products", "POST /v1/products/{}"
INTENTS, INTENT, CONFIRM = (f"POST /v1/payment_intents{more}" for more in ("", "/{}", "/{}/confirm"))
SETUPS, SETUP = "POST /v1/setup_intents", "POST /v1/setup_intents/{}"
SESSION, SUBSCRIPTION = "POST /v1/checkout/sessions", "POST /v1/subscriptions/{}"
CODES, CODE, A_CODE, ALL_CODES = (
    *("POST /v1/promotion_codes", "POST /v1/promotion_codes/{}"),
    *("GET /v1/promotion_codes/{}", "GET /v1/promotion_codes"),
)
CUSTOMERS, CUSTOMER, PRICES = "POST /v1/customers", "POST /v1/customers/{}", "POST /v1/prices"
FEATURES = [{"name": "Green"}]
COUPON = ["coupon.applies_to", "promotion.coupon", "couponed", "customer"]
COUPON_NOW = ["promotion.coupon.applies_to", "promotion.coupon", "couponed", "customer"]
TYPES, TYPES_NOW = {"payment_method_types": ["card"]}, {"allowed_payment_method_types": ["card"]}

# The first release that has a change, a call, what was sent, and what that is now.
FORWARD: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    *(("2024-04-10", call, {"features": FEATURES}, {"marketing_features": FEATURES}) for call in (PRODUCTS, PRODUCT)),
    ("2024-04-10", PRODUCTS, {"name": "Tea"}, {"name": "Tea"}),
    ("2024-04-10", INTENTS, {}, {"capture_method": "automatic"}),
    ("2024-04-10", INTENTS, {"capture_method": "manual"}, {"capture_method": "manual"}),
    ("2024-04-10", SESSION, {"mode": "payment"}, {"payment_intent_data": {"capture_method": "automatic"}}),
    *(("2024-04-10", SESSION, {"mode": mode}, {"payment_intent_data": None}) for mode in ("setup", "subscription")),
    ("2025-09-30.clover", SESSION, {"mode": "payment"}, {"subscription_data": None}),
    (
        "2025-09-30.clover",
        SESSION,
        {"mode": "subscription", "subscription_data": {"description": "Club"}},
        {"subscription_data": {"description": "Club", "billing_mode": {"type": "classic"}}},
    ),
    (
        "2025-09-30.clover",
        SESSION,
        {"mode": "subscription", "subscription_data": {"billing_mode": {"type": "flexible"}}},
        {"subscription_data": {"billing_mode": {"type": "flexible"}}},
    ),
    ("2025-09-30.clover", CODES, {"coupon": "TEN"}, {"promotion": {"type": "coupon", "coupon": "TEN"}, "coupon": None}),
    *(("2025-09-30.clover", call, {"expand": COUPON}, {"expand": COUPON_NOW}) for call in (CODES, CODE, A_CODE)),
    (
        "2025-09-30.clover",
        ALL_CODES,
        {"expand": [f"data.{path}" for path in COUPON]},
        {"expand": [f"data.{path}" for path in COUPON_NOW]},
    ),
    *(
        ("2026-03-25.dahlia", SESSION, {"ui_mode": former}, {"ui_mode": now})
        for former, now in (
            *(("custom", "elements"), ("embedded", "embedded_page"), ("hosted", "hosted_page")),
            *(("elements", "elements"), ("sideways", "sideways")),
        )
    ),
    *(("2026-09-30.endive", call, TYPES, TYPES_NOW) for call in (SESSION, INTENTS, INTENT, CONFIRM, SETUPS, SETUP)),
    ("2026-09-30.endive", SUBSCRIPTION, {"billing_cycle_anchor": "now"}, {"billing_cycle_anchor": {"type": "now"}}),
    ("2026-09-30.endive", SUBSCRIPTION, {"billing_cycle_anchor": ""}, {"billing_cycle_anchor": ""}),
]
# And what was never here: what was sent, and the parameter that is named.
REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("2025-03-31.basil", PRICES, {"recurring": {"aggregate_usage": "sum"}}, "recurring[aggregate_usage]"),
    *(
        ("2025-03-31.basil", call, {name: "x"}, name)
        for call in (CUSTOMERS, CUSTOMER, SUBSCRIPTION)
        for name in ("coupon", "promotion_code")
    ),
    (
        "2026-07-29.dahlia",
        SESSION,
        {"line_items": [{}, {"dynamic_tax_rates": ["txr_1"]}]},
        "line_items[1][dynamic_tax_rates]",
    ),
]


def before(release: str) -> str:
    return RELEASES[RELEASES.index(release) - 1]


@pytest.mark.parametrize(("since", "call", "sent", "now"), FORWARD)
def test_what_was_sent_before_is_what_is_sent_now(
    since: str, call: str, sent: dict[str, Any], now: dict[str, Any]
) -> None:
    given = {**sent}
    forward = named(before(since)).forward(call, given)
    assert {name: forward.get(name) for name in now} == now
    assert given == sent, "what was sent stays as it is, for whoever asks later what that was"


@pytest.mark.parametrize(("since", "call", "sent", "param"), REFUSED)
def test_what_never_was_here_is_refused_by_its_name(since: str, call: str, sent: dict[str, Any], param: str) -> None:
    with pytest.raises(StripeError) as refused:
        named(before(since)).forward(call, sent)
    assert (refused.value.body["param"], str(refused.value)) == (param, f"The local Stripe does not do `{param}`.")


def test_every_call_of_every_change_is_tried() -> None:
    tried = {(since, call) for since, call, *_ in (*FORWARD, *REFUSED)}
    assert tried == {(change.since, call) for change in CHANGES for call in change.requests}


@pytest.mark.parametrize("call", sorted({call for change in CHANGES for call in change.requests}))
def test_after_the_last_change_of_a_call_all_is_left_as_it_is(call: str) -> None:
    last = max(change.since for change in CHANGES if call in change.requests)
    sent = {"mode": "payment", "features": FEATURES, "ui_mode": "custom", "coupon": "TEN", "expand": COUPON}
    assert named(last).forward(call, sent) == sent


@pytest.mark.parametrize("both", [{"enabled": "true"}, {"enabled": "True"}])
def test_ways_to_pay_and_automatic_ones_were_exclusive(both: dict[str, str]) -> None:
    with pytest.raises(StripeError) as refused:
        named(LAST["dahlia"]).forward(INTENTS, {**TYPES, "automatic_payment_methods": both})
    assert refused.value.body["code"] == "parameters_exclusive"
    off = {**TYPES, "automatic_payment_methods": {"enabled": "false"}}
    assert named(LAST["dahlia"]).forward(INTENTS, off)["allowed_payment_method_types"] == ["card"]


async def test_the_log_shows_what_was_sent(caller: Caller) -> None:
    form = f"{HOSTED}&ui_mode=hosted&payment_method_types[]=card"
    await speak(caller, LAST["clover"], SESSIONS, form)
    [call] = await caller.control("requests", method="GET")
    assert (call["params"]["ui_mode"], call["params"]["payment_method_types"]) == ("hosted", ["card"])
    assert "payment_intent_data" not in call["params"]


@pytest.mark.parametrize("asked", [LAST["acacia"], LAST["clover"]])
async def test_an_event_stays_as_it_happened_whoever_looks_at_it(caller: Caller, asked: str) -> None:
    session = await speak(caller, NEWEST, SESSIONS, HOSTED)
    await caller.control(f"pay/{session['id']}", {"email": "ada@example.com"})
    for event in (await speak(caller, NEWEST, "/v1/events", method="GET"))["data"]:
        then = await speak(caller, asked, f"/v1/events/{event['id']}", method="GET")
        assert (then["data"], then["api_version"]) == (event["data"], NEWEST)


async def test_a_browsers_first_call_sets_no_version(caller: Caller) -> None:
    key = {"key": f"pk_test_{caller.account}"}
    await caller.http.post("/v1/payment_methods", json={**key, "type": "amazon_pay"})
    await speak(caller, LAST["clover"], SESSIONS, method="GET")
    assert (await caller.call("GET", SESSIONS)).headers["stripe-version"] == LAST["clover"]


@pytest.mark.parametrize("version", [LAST["acacia"], "2025-03-31.basil", LAST["basil"], NEWEST])
@pytest.mark.parametrize("param", ["billing_thresholds", "items[0][billing_thresholds]"])
async def test_thresholds_are_done_in_no_version(caller: Caller, version: str, param: str) -> None:
    error = (await speak(caller, version, "/v1/subscriptions/sub_1", f"{param}="))["error"]
    assert error["message"] == f"The local Stripe does not do `{param}`."


SHOWN = {"elements": "custom", "embedded_page": "embedded", "hosted_page": "hosted", "form": "form"}


@pytest.mark.parametrize(("now", "before"), SHOWN.items())
async def test_every_way_to_show_a_session_has_a_name_in_every_version(caller: Caller, now: str, before: str) -> None:
    form = f"ui_mode={now}&{'success' if now == 'hosted_page' else 'return'}_url=https://shop.example/"
    session = await speak(caller, NEWEST, SESSIONS, f"{HOSTED.replace('success_url=https://shop.example/', form)}")
    for version in RELEASES:
        shown = await speak(caller, version, f"{SESSIONS}/{session['id']}", method="GET")
        assert shown["ui_mode"] == (before if version < "2026-03-25" else now), version
