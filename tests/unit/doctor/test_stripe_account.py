"""What the doctor says of Stripe: the keys, the clock, the previews, the webhooks."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from pydantic import SecretStr

from rxapp.doctor.finding import Finding
from rxapp.doctor.stripe_account import PATH, clock, stripe_findings
from rxapp.payments.account import WANTED_EVENTS, Account, Accounts
from rxapp.payments.sessions import Sessions
from rxapp.settings import Settings
from rxapp.shop.catalog import CATALOG
from tests.faults.local_store import LocalStore, local_store, refusal

SHOP = "https://shop.example"
TEST = {"stripe_secret_key": SecretStr("sk_test_1"), "stripe_publishable_key": "pk_test_1"}
LIVE = {
    "stripe_secret_key": SecretStr("sk_live_1"),
    "stripe_publishable_key": "pk_live_1",
    "stripe_webhook_secret": SecretStr("whsec_1"),
    "public_url": SHOP,
}


@pytest.fixture
async def shop(tmp_path: Path, template: Path) -> AsyncIterator[LocalStore]:
    async with local_store(tmp_path, template) as opened:
        yield opened


def _asks_who(request: httpx.Request) -> bool:
    return request.url.path == "/v1/account"


async def findings(shop: LocalStore, **given: Any) -> dict[str, Finding]:
    settings = Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]
    found = stripe_findings(settings, Accounts(shop.stripe), Sessions(shop.stripe), CATALOG)
    return {one.subject: one async for one in found}


async def test_a_test_account_that_may_do_everything(shop: LocalStore):
    account = await shop.stripe.v1.accounts.retrieve_current_async()

    async def with_the_time(request: httpx.Request) -> httpx.Response | None:
        date = format_datetime(datetime.now(UTC), usegmt=True)
        return httpx.Response(200, json=account.to_dict(), headers={"Date": date}) if _asks_who(request) else None

    shop.wire.meanwhile = with_the_time
    found = await findings(shop, **TEST)
    assert {subject: one.state for subject, one in found.items() if one.state != "fine"} == {"Webhooks": "unsure"}
    assert "test mode" in found["Keys"].said
    assert "stripe listen --forward-to localhost:3000/webhooks/stripe" in found["Webhooks"].cure
    left = (await shop.stripe.v1.checkout.sessions.list_async()).data
    assert left and all(one.status == "expired" for one in left), "what was tried has ended"


@pytest.mark.parametrize(("param", "subject"), [("discounts", "discounts"), ("subscription_data", "trials")])
async def test_what_the_account_may_not_update(shop: LocalStore, param: str, subject: str):
    async def refuse(request: httpx.Request) -> httpx.Response | None:
        updates = request.url.path.startswith("/v1/checkout/sessions/cs_")
        if updates and f"{param}[" in unquote(request.content.decode()):
            return refusal("parameter_unknown", param)
        return None

    shop.wire.meanwhile = refuse
    found = (await findings(shop, **TEST))["Previews"]
    assert (found.state, f"may not update {subject} " in found.said) == ("unsure", True)


async def test_that_a_session_can_not_be_ended_says_nothing_of_previews(shop: LocalStore):
    """It ends by itself."""

    async def refuse(request: httpx.Request) -> httpx.Response | None:
        return refusal("resource_missing") if request.url.path.endswith("/expire") else None

    shop.wire.meanwhile = refuse
    assert (await findings(shop, **TEST))["Previews"].state == "fine"


async def test_previews_are_not_tried_where_payments_are_real(shop: LocalStore):
    assert "Previews" not in await findings(shop, **LIVE)
    assert not await shop.calls("POST", "/v1/checkout/sessions*")


async def test_a_key_that_stripe_does_not_know_is_all_that_is_said(shop: LocalStore):
    async def nobody(_request: httpx.Request) -> httpx.Response:
        return refusal(message="Invalid API Key provided: sk_test_*1", status=401)

    shop.wire.meanwhile = nobody
    found = await findings(shop, **TEST)
    assert (list(found), found["Keys"].state) == (["Keys"], "wrong")
    assert "Invalid API Key" in found["Keys"].said


async def test_a_stripe_that_does_not_answer(shop: LocalStore):
    async def nothing(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no way there", request=request)

    shop.wire.meanwhile = nothing
    found = await findings(shop, **TEST)
    assert (list(found), found["Keys"].state) == (["Keys"], "wrong")
    assert "api.stripe.com" in found["Keys"].cure


async def test_an_account_that_may_not_take_money_yet(shop: LocalStore):
    def not_yet(answer: dict[str, Any]) -> None:
        if answer["object"] == "account":
            answer["charges_enabled"] = False

    shop.wire.retouch = not_yet
    assert (await findings(shop, **LIVE))["Keys"].state == "wrong"
    assert (await findings(shop, **TEST))["Keys"].state == "fine"


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "fine"), (-4, "fine"), (30, "unsure"), (-301, "wrong"), (301, "wrong")]
)
def test_the_clock(seconds: int, state: str):
    now = datetime.now(UTC)
    account = Account("acct_1", "Kettle & Kiln", takes_payments=True, asked_at=now + timedelta(seconds=seconds))
    assert clock(account, now).state == state
    assert clock(replace(account, asked_at=None), now).state == "unsure"


async def endpoint(shop: LocalStore, url: str = f"{SHOP}{PATH}", events: Any = ("*",)) -> str:
    made = await shop.stripe.v1.webhook_endpoints.create_async({"url": url, "enabled_events": list(events)})
    return made.id


async def test_webhooks_that_come_here(shop: LocalStore):
    await endpoint(shop, "https://another.example/webhooks/stripe", ["charge.succeeded"])
    await endpoint(shop)
    await endpoint(shop, "https://a-third.example/webhooks/stripe", ["charge.succeeded"])
    assert (await findings(shop, **LIVE))["Webhooks"].state == "fine"


async def test_every_event_that_the_store_acts_upon_is_enough(shop: LocalStore):
    await endpoint(shop, events=sorted(WANTED_EVENTS))
    assert (await findings(shop, **LIVE))["Webhooks"].state == "fine"


@pytest.mark.parametrize("missing", sorted(WANTED_EVENTS))
async def test_an_event_that_does_not_come_is_named(shop: LocalStore, missing: str):
    await endpoint(shop, events=sorted(WANTED_EVENTS - {missing}))
    found = (await findings(shop, **LIVE))["Webhooks"]
    assert (found.state, found.cure.endswith(f": {missing}")) == ("wrong", True)


async def test_a_disabled_endpoint(shop: LocalStore):
    id = await endpoint(shop)
    await shop.stripe.v1.webhook_endpoints.update_async(id, {"disabled": True})
    assert (await findings(shop, **LIVE))["Webhooks"].state == "wrong"


async def test_webhooks_that_go_nowhere(shop: LocalStore):
    assert (await findings(shop, **LIVE))["Webhooks"].state == "wrong"
    test = TEST | {"stripe_webhook_secret": SecretStr("whsec_1")}
    assert (await findings(shop, **test))["Webhooks"].state == "unsure", "stripe listen may forward them"


@pytest.mark.parametrize(
    ("path", "subject", "said"),
    [
        ("/v1/webhook_endpoints", "Webhooks", "may not say where they go"),
        ("/v1/checkout/sessions", "Previews", "could not be tried"),
    ],
)
async def test_what_the_key_may_not_do_is_no_fault_of_the_store(shop: LocalStore, path: str, subject: str, said: str):
    async def no(request: httpx.Request) -> httpx.Response | None:
        return refusal(status=403) if request.url.path == path else None

    shop.wire.meanwhile = no
    found = await findings(shop, **TEST | {"stripe_webhook_secret": SecretStr("whsec_1")})
    assert (found[subject].state, said in found[subject].said, bool(found[subject].cure)) == ("unsure", True, True)


async def test_an_endpoint_with_a_slash_at_its_end_is_the_same(shop: LocalStore):
    await endpoint(shop, f"{SHOP}{PATH}/")
    assert (await findings(shop, **LIVE))["Webhooks"].state == "fine"
