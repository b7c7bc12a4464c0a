"""Older versions of the API: which there are, what they call differently, and who speaks which."""

import json
from pathlib import Path
from typing import Any

import pytest

from rxapp import sandbox
from rxapp.sandbox.app import create_sandbox
from rxapp.sandbox.rules.errors import StripeError
from rxapp.sandbox.store import Store
from rxapp.sandbox.versions import changes
from rxapp.sandbox.versions.added_fields import FIELDS
from rxapp.sandbox.versions.added_parameters import PARAMETERS, VALUES
from rxapp.sandbox.versions.releases import NEWEST, OLDEST, RELEASES
from rxapp.sandbox.versions.version import named
from tests.unit.sandbox.caller import ANNA, Caller, running
from tests.unit.sandbox.trade import Trade, item

SESSIONS, INTENTS, CODES = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/promotion_codes"
BETA = "; checkout_server_update_beta=v1;"
LAST = {
    "acacia": "2025-02-24.acacia",
    "basil": "2025-08-27.basil",
    "clover": "2026-02-25.clover",
    "dahlia": "2026-08-26.dahlia",
}
HOSTED = f"mode=payment&success_url=https://shop.example/&{item()}"


@pytest.mark.parametrize("release", RELEASES)
def test_every_release_is_spoken_with_betas_and_without(release: str) -> None:
    assert (named(release).release, named(release).preview) == (release, False)
    assert (named(release + BETA).release, named(release + BETA).preview) == (release, True)
    assert not named(f"{release};other_beta=v2").preview
    assert named(release).is_newest == (release == NEWEST)
    preview = named(f"{release[:10]}.preview")
    assert preview.preview and preview.is_newest == (release == NEWEST)


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("2022-11-15", OLDEST),
        ("2020-08-27", OLDEST),
        ("2023-08-16; a_beta=v1", OLDEST),
        ("2025-03-31", NEWEST),
        ("2025-03-31.clover", NEWEST),
        ("2025-09-30.acacia", NEWEST),
        ("2025-04-01.basil", NEWEST),
        ("2026-11-25.endive", NEWEST),
        ("2099-01-01", NEWEST),
        ("2025-04-01.preview", NEWEST),
        ("2025-03-31.basil, 2025-03-31.basil", NEWEST),
        ("2025-3-31.basil", NEWEST),
        ("x2025-03-31.basil", NEWEST),
        ("latest", NEWEST),
        ("", NEWEST),
    ],
)
def test_a_version_that_never_was_or_is_too_old_is_refused_with_a_sentence(version: str, why: str) -> None:
    with pytest.raises(StripeError) as refused:
        named(version)
    message = str(refused.value)
    assert message.startswith(f"Invalid Stripe API version: {version}. ") and message.endswith(f"{why}.")


def test_previews_of_months_to_come_are_the_newest() -> None:
    assert named("2026-11-18.preview").is_newest


def test_tables_and_changes_name_releases_that_there_are() -> None:
    named_there = {*FIELDS, *PARAMETERS, *VALUES, *(change.since for change in changes.CHANGES)}
    assert named_there <= set(RELEASES)
    assert [change.since for change in changes.CHANGES] == sorted(change.since for change in changes.CHANGES)


def test_every_module_of_a_change_is_listed() -> None:
    folder = Path(changes.__file__).parent
    changing = {path.stem for path in folder.glob("*.py") if "= Change(" in path.read_text()}
    assert changing == {name for name in vars(changes) if name in changing}


def test_the_readme_lists_the_releases_and_the_changes_in_their_order() -> None:
    readme = (Path(sandbox.__file__).parent / "README.md").read_text()
    section = readme.split("\n## Versions\n")[1].split("\n## ")[0]
    listed = section.split("\nAny other")[0]
    assert [name for name in listed.split("`") if name[:2] == "20"] == [*RELEASES]
    rows = [line for line in section.splitlines() if line.startswith("| 20")]
    assert rows == [f"| {change.since} | {change.says} |" for change in changes.CHANGES]


async def speak(caller: Caller, version: str, path: str, form: str = "", method: str = "POST") -> Any:
    answer = await caller.call(method, path, form, **{"stripe-version": version})
    return answer.json()


@pytest.mark.parametrize(
    ("version", "given", "shown"),
    [
        (LAST["acacia"], "embedded", "embedded"),
        ("2025-03-31.basil", "custom", "custom"),
        ("2025-03-31.basil", "elements", "custom"),
        (LAST["basil"], "embedded", "embedded"),
        (LAST["clover"], "custom", "custom"),
        (LAST["clover"], "embedded_page", "embedded"),
        ("2026-03-25.dahlia", "elements", "elements"),
        (NEWEST, "embedded_page", "embedded_page"),
    ],
)
async def test_ways_to_show_a_session_have_the_names_of_the_version(
    caller: Caller, version: str, given: str, shown: str
) -> None:
    form = f"mode=payment&ui_mode={given}&return_url=https://shop.example/&{item()}"
    assert (await speak(caller, version, SESSIONS, form))["ui_mode"] == shown


@pytest.mark.parametrize(
    ("version", "given", "says"),
    [
        (LAST["acacia"], "custom", "2025-03-31.basil"),
        (LAST["clover"], "form", "2026-03-25.dahlia"),
        ("2026-03-25.dahlia", "custom", "elements"),
        (NEWEST, "hosted", "hosted_page"),
    ],
)
async def test_other_names_are_refused_with_a_sentence(caller: Caller, version: str, given: str, says: str) -> None:
    form = f"mode=payment&ui_mode={given}&return_url=https://shop.example/&{item()}"
    error = (await speak(caller, version, SESSIONS, form))["error"]
    assert error["param"] == "ui_mode" and says in error["message"]


@pytest.mark.parametrize("version", [OLDEST, LAST["basil"], LAST["clover"], LAST["dahlia"]])
async def test_ways_to_pay_could_be_given_before_endive(caller: Caller, version: str) -> None:
    types = "payment_method_types[0]=card&payment_method_types[1]=klarna"
    session = await speak(caller, version, SESSIONS, f"{HOSTED}&{types}")
    assert session["payment_method_types"] == ["card"] and "allowed_payment_method_types" not in session
    intent = await speak(caller, version, INTENTS, f"amount=900&currency=usd&{types}")
    assert (intent["payment_method_types"], intent["automatic_payment_methods"]) == (["card"], None)
    changed = await speak(caller, version, f"{INTENTS}/{intent['id']}", "payment_method_types[0]=card")
    assert changed["payment_method_types"] == ["card"]
    both = f"amount=900&currency=usd&{types}&automatic_payment_methods[enabled]=true"
    assert (await speak(caller, version, INTENTS, both))["error"]["code"] == "parameters_exclusive"
    others = await speak(caller, version, INTENTS, "amount=900&currency=usd&payment_method_types[]=klarna")
    assert "must leave one of them" in others["error"]["message"]


@pytest.mark.parametrize("version", ["2024-04-10", LAST["basil"], LAST["clover"], LAST["dahlia"]])
async def test_so_could_those_that_do_not_end_at_once(caller: Caller, version: str) -> None:
    types = "&".join(f"payment_method_types[]={name}" for name in ("amazon_pay", "us_bank_account"))
    session = await speak(caller, version, SESSIONS, f"{HOSTED}&{types}")
    intent = await speak(caller, version, INTENTS, f"amount=900&currency=usd&{types}")
    assert session["payment_method_types"] == intent["payment_method_types"] == ["amazon_pay", "us_bank_account"]
    paying = "payment_method=pm_usBankAccount_success"
    assert (await speak(caller, version, f"{INTENTS}/{intent['id']}/confirm", paying))["status"] == "processing"


@pytest.mark.parametrize(
    ("path", "form", "param"),
    [
        (SESSIONS, f"{HOSTED}&payment_method_types[]=card&payment_method_types[]=amazon_pay", "payment_method_types"),
        (INTENTS, "amount=900&currency=usd&payment_method_types[]=amazon_pay", "payment_method_types"),
        (INTENTS, "amount=900&currency=usd&payment_method_data[type]=amazon_pay", "payment_method_data[type]"),
        ("/v1/payment_methods", "type=amazon_pay", "type"),
    ],
)
async def test_the_one_that_redirects_came_later_than_the_oldest(
    caller: Caller, path: str, form: str, param: str
) -> None:
    error = (await speak(caller, OLDEST, path, form))["error"]
    assert (error["param"], "2024-04-10" in error["message"]) == (param, True)
    assert "error" not in await speak(caller, "2024-04-10", path, form)


@pytest.mark.parametrize(
    ("path", "form"), [(SESSIONS, HOSTED), (INTENTS, "amount=900&currency=usd"), (f"{INTENTS}/pi_1/confirm", "")]
)
async def test_since_endive_they_are_refused_with_stripes_code(caller: Caller, path: str, form: str) -> None:
    error = (await speak(caller, NEWEST, path, f"{form}&payment_method_types[]=card"))["error"]
    assert (error["code"], error["param"]) == ("payment_method_types_no_longer_supported", "payment_method_types")


async def test_since_endive_those_that_are_allowed_are_offered(caller: Caller) -> None:
    session = await speak(caller, NEWEST, SESSIONS, f"{HOSTED}&allowed_payment_method_types[]=card")
    assert (session["allowed_payment_method_types"], session["payment_method_types"]) == (["card"], ["card"])
    intent = await speak(caller, NEWEST, INTENTS, "amount=900&currency=usd&allowed_payment_method_types[]=card")
    assert (intent["allowed_payment_method_types"], intent["payment_method_types"]) == (["card"], ["card"])


@pytest.mark.parametrize("version", [OLDEST, LAST["acacia"], LAST["basil"]])
async def test_a_promotion_code_had_its_whole_coupon(caller: Caller, version: str) -> None:
    product = (await speak(caller, version, "/v1/products", "name=Tea"))["id"]
    coupon = await speak(
        caller, version, "/v1/coupons", f"percent_off=10&duration=once&applies_to[products][]={product}"
    )
    code = await speak(caller, version, CODES, f"coupon={coupon['id']}&code=SAVE")
    assert code["coupon"] == coupon and "promotion" not in code
    path = f"{CODES}/{code['id']}?expand[]=coupon.applies_to"
    assert (await speak(caller, version, path, method="GET"))["coupon"]["applies_to"] == {"products": [product]}
    listed = await speak(caller, version, f"{CODES}?expand[]=data.coupon.applies_to", method="GET")
    assert listed["data"][0]["coupon"]["applies_to"] == {"products": [product]}
    newest = await speak(caller, NEWEST, f"{CODES}/{code['id']}", method="GET")
    assert newest["promotion"] == {"type": "coupon", "coupon": coupon["id"]} and "coupon" not in newest
    refused = await speak(caller, version, CODES, f"promotion[type]=coupon&promotion[coupon]={coupon['id']}")
    assert refused["error"]["code"] == "parameter_unknown"


@pytest.mark.parametrize(
    ("version", "mode"), [(OLDEST, None), ("2025-06-30.basil", "classic"), ("2025-09-30.clover", "flexible")]
)
async def test_subscriptions_are_billed_as_the_version_has_it(caller: Caller, version: str, mode: str | None) -> None:
    await Trade(caller, version).made()
    for subscription in (await speak(caller, version, "/v1/subscriptions", method="GET"))["data"]:
        assert subscription.get("billing_mode", {"type": None})["type"] == mode


async def test_subscriptions_had_periods_and_one_discount(caller: Caller) -> None:
    await Trade(caller, LAST["acacia"]).made()
    subscriptions = (await speak(caller, LAST["acacia"], "/v1/subscriptions", method="GET"))["data"]
    newest = (await speak(caller, NEWEST, "/v1/subscriptions", method="GET"))["data"]
    for then, now in zip(subscriptions, newest, strict=True):
        [item_now] = now["items"]["data"]
        assert then["current_period_end"] == item_now["current_period_end"] > then["current_period_start"]
        assert "current_period_end" not in then["items"]["data"][0]
    discounts = [subscription["discount"] for subscription in subscriptions]
    assert [discount and discount["coupon"]["percent_off"] for discount in discounts] == [None, 12.5]


async def test_captures_were_synchronous_by_default(caller: Caller) -> None:
    paying = "amount=900&currency=usd&payment_method=pm_card_visa&confirm=true&return_url=https://shop.example/"
    for version, method in ((OLDEST, "automatic"), ("2024-04-10", "automatic_async")):
        assert (await speak(caller, version, INTENTS, paying))["capture_method"] == method
    assert (await speak(caller, OLDEST, INTENTS, f"{paying}&capture_method=manual"))["capture_method"] == "manual"


async def test_products_had_features(caller: Caller) -> None:
    product = await speak(caller, OLDEST, "/v1/products", "name=Tea&features[0][name]=Green")
    assert product["features"] == [{"name": "Green"}]
    newest = await speak(caller, NEWEST, f"/v1/products/{product['id']}", method="GET")
    assert newest["marketing_features"] == [{"name": "Green"}] and "features" not in newest


async def test_a_sessions_shipping_details_stood_at_the_top(caller: Caller) -> None:
    await Trade(caller, LAST["acacia"]).made()
    details = [
        session["shipping_details"]
        for session in (await speak(caller, LAST["acacia"], SESSIONS, method="GET"))["data"]
        if session["shipping_details"]
    ]
    assert [(one["name"], one["address"]["city"], one["carrier"]) for one in details] == [("Ada", "Rome", None)]


@pytest.mark.parametrize(
    ("version", "path", "form", "param"),
    [
        (LAST["acacia"], "/v1/customers", "coupon=TEN", "coupon"),
        (OLDEST, "/v1/prices", "currency=usd&recurring[aggregate_usage]=sum", "recurring[aggregate_usage]"),
        (LAST["dahlia"], "/v1/subscriptions/sub_1", "billing_cycle_anchor=now", "billing_cycle_anchor"),
        (LAST["basil"], SESSIONS, "line_items[0][dynamic_tax_rates][]=txr_1", "line_items[0][dynamic_tax_rates]"),
    ],
)
async def test_what_never_was_here_is_refused_with_a_sentence(
    caller: Caller, version: str, path: str, form: str, param: str
) -> None:
    error = (await speak(caller, version, path, form))["error"]
    assert (error["param"], error["message"]) == (param, f"The local Stripe does not do `{param}`.")


@pytest.mark.parametrize(
    ("version", "path", "form", "param", "since"),
    [
        (LAST["clover"], SESSIONS, "integration_identifier=x", "integration_identifier", "2026-03-25.dahlia"),
        (OLDEST, SESSIONS, "optional_items[0][price]=p", "optional_items", "2025-03-31.basil"),
        (LAST["acacia"], "/v1/customers", "business_name=x", "business_name", "2025-09-30.clover"),
        (
            LAST["dahlia"],
            SESSIONS,
            "line_items[1][price_data][product_data][tax_details][tax_code]=x&line_items[0][quantity]=1",
            "line_items[1][price_data][product_data][tax_details]",
            "2026-09-30.endive",
        ),
        (LAST["dahlia"], f"{SESSIONS}/cs_1", "payment_intent_data[description]=x", "payment_intent_data", NEWEST),
    ],
)
async def test_parameters_of_later_versions_are_unknown(
    caller: Caller, version: str, path: str, form: str, param: str, since: str
) -> None:
    error = (await speak(caller, version, path, form))["error"]
    assert (error["code"], error["param"]) == ("parameter_unknown", param)
    assert error["message"] == f"Received unknown parameter: {param}. It is there since API version {since}."


async def test_values_of_later_versions_are_unknown(caller: Caller) -> None:
    error = (await speak(caller, OLDEST, SESSIONS, f"{HOSTED}&submit_type=subscribe"))["error"]
    assert error["message"] == "Invalid submit_type: `subscribe` is there since API version 2024-11-20.acacia."
    assert "error" not in await speak(caller, "2024-11-20.acacia", SESSIONS, f"{HOSTED}&submit_type=subscribe")


async def test_line_items_can_be_updated_since_basil(caller: Caller) -> None:
    trade = Trade(caller, "2025-03-31.basil")
    session = await trade.ask(SESSIONS, f"mode=payment&{trade.elements}&{item()}")
    assert (await trade.ask(f"{SESSIONS}/{session['id']}", item(500)))["amount_total"] == 1000


@pytest.mark.parametrize(("text", "taken"), [("True", True), ("False", False), ("true", True), ("false", False)])
async def test_booleans_as_pythons_sdk_sent_them(caller: Caller, text: str, taken: bool) -> None:
    assert (await speak(caller, LAST["acacia"], "/v1/products", f"name=Tea&active={text}"))["active"] is taken


async def test_metadata_that_looks_like_an_object_is_left_alone(caller: Caller) -> None:
    form = "name=Tea&metadata[object]=discount&metadata[source]=here"
    product = await speak(caller, LAST["basil"], "/v1/products", form)
    assert product["metadata"] == {"object": "discount", "source": "here"}


async def test_a_declined_intent_in_an_error_is_in_the_version_too(caller: Caller) -> None:
    paying = (
        "amount=900&currency=usd&payment_method=pm_card_chargeDeclined&confirm=true&return_url=https://shop.example"
    )
    error = (await speak(caller, LAST["acacia"], INTENTS, f"{paying}&return_url=https://shop.example/"))["error"]
    assert error["payment_intent"]["invoice"] is None and "customer_account" not in error["payment_intent"]


async def test_the_first_call_sets_the_accounts_version(caller: Caller) -> None:
    await speak(caller, f"2025-03-31.basil{BETA}", SESSIONS, HOSTED)
    plain = await caller.call("GET", SESSIONS)
    assert plain.headers["stripe-version"] == "2025-03-31.basil"
    assert plain.json()["data"][0]["ui_mode"] == "hosted"
    [newest] = (await speak(caller, NEWEST, SESSIONS, method="GET"))["data"]
    assert newest["ui_mode"] == "hosted_page"
    assert (await caller.call("GET", SESSIONS)).headers["stripe-version"] == "2025-03-31.basil"
    other = await caller.of("another_account").call("GET", SESSIONS)
    assert other.headers["stripe-version"] == NEWEST


async def test_the_control_api_sets_it_before_any_call_and_after(caller: Caller) -> None:
    assert (await caller.control("version", {"version": LAST["clover"]}))["api_version"] == LAST["clover"]
    assert (await caller.made(SESSIONS, HOSTED))["ui_mode"] == "hosted"
    await caller.control("version", {"version": NEWEST})
    assert (await caller.made(SESSIONS, HOSTED))["ui_mode"] == "hosted_page"
    answer = await caller.http.post(f"/_sandbox/api/{ANNA}/version", json={"version": "2022-11-15"})
    assert answer.status_code == 400 and OLDEST in answer.text
    strange = await caller.http.post("/_sandbox/api/no-name/version", json={"version": NEWEST})
    assert strange.status_code == 404


async def test_it_is_forgotten_with_everything_else(caller: Caller) -> None:
    await caller.control("version", {"version": LAST["clover"]})
    assert (await caller.control("reset"))["api_version"] == NEWEST
    await speak(caller, LAST["dahlia"], SESSIONS, method="GET")
    assert (await caller.call("GET", SESSIONS)).headers["stripe-version"] == LAST["dahlia"]


async def test_it_outlives_the_process_and_a_file_of_before(tmp_path: Path) -> None:
    file = tmp_path / "stripe.db"
    store = Store(file)
    store.open()
    store.connection.execute("ALTER TABLE namespaces DROP COLUMN api_version")
    store.connection.execute("INSERT INTO namespaces (name, created) VALUES (?, 1)", (ANNA,))
    store.close()
    for wanted in (NEWEST, LAST["clover"]):
        local = create_sandbox(file)
        async with local.running():
            overview: Any = json.loads(local._control.answer(_request("GET", "")).body)  # pyright: ignore[reportPrivateUsage]
            assert overview[0]["api_version"] == wanted
            local._control.answer(_request("POST", f"{ANNA}/version"))  # pyright: ignore[reportPrivateUsage]


def _request(method: str, path: str) -> Any:
    from rxapp.sandbox.protocol.exchange import Request

    body = json.dumps({"version": LAST["clover"]}).encode()
    return Request(method, f"/_sandbox/api/{path}", b"", {"content-type": "application/json"}, body, "http://here")


async def test_the_version_of_an_account_outlives_a_restart(caller: Caller, tmp_path: Path) -> None:
    first = "2025-03-31.basil"
    await caller.call("GET", INTENTS, **{"stripe-version": first})
    async with running(create_sandbox(tmp_path / "stripe.db")) as again:
        await again.call("GET", INTENTS, **{"stripe-version": "2026-02-25.clover"})
        assert (await again.call("GET", INTENTS)).headers["stripe-version"] == first
