"""Webhooks in older versions of the API: the endpoint's own, else the account's."""

import json

import pytest

from rxapp.sandbox.versions.releases import NEWEST, OLDEST
from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.receiver import Receiver
from tests.unit.sandbox.test_versions import HOSTED, LAST, SESSIONS, speak
from tests.unit.sandbox.trade import Trade


@pytest.mark.parametrize("account", [LAST["acacia"], LAST["clover"], NEWEST])
@pytest.mark.parametrize("endpoint", [None, "2025-03-31.basil", NEWEST])
async def test_webhooks_come_in_the_endpoints_version_else_the_accounts(
    caller: Caller, receiver: Receiver, account: str, endpoint: str | None
) -> None:
    asked = f"&api_version={endpoint}" if endpoint else ""
    form = f"url=http://store/webhooks&enabled_events[]=checkout.session.completed{asked}"
    made = await speak(caller, account, "/v1/webhook_endpoints", form)
    assert made["api_version"] == endpoint
    session = await speak(caller, account, SESSIONS, HOSTED)
    await caller.control(f"pay/{session['id']}", {"email": "ada@example.com"})
    await caller.settled()
    [event] = [json.loads(request.content) for request in receiver.got]
    wanted = endpoint or account
    assert event["api_version"] == wanted
    shown = await speak(caller, wanted, f"{SESSIONS}/{session['id']}", method="GET")
    assert event["data"]["object"] == shown
    [kept] = await caller.listed("/v1/events", type="checkout.session.completed")
    assert kept["api_version"] == account


@pytest.mark.parametrize("endpoint", [None, NEWEST, LAST["clover"], LAST["acacia"]])
@pytest.mark.parametrize("account", [LAST["acacia"], NEWEST])
async def test_former_values_are_in_the_version_too(
    caller: Caller, receiver: Receiver, account: str, endpoint: str | None
) -> None:
    asked = f"&api_version={endpoint}" if endpoint else ""
    form = f"url=http://store/webhooks&enabled_events[]=customer.subscription.updated{asked}"
    await speak(caller, account, "/v1/webhook_endpoints", form)
    await Trade(caller, account).made()
    receiver.got.clear()
    await caller.advance(32 * 24 * 3600)
    events = [json.loads(request.content) for request in receiver.got if request.url.host == "store"]
    assert events
    for event in events:
        former, now = event["data"]["previous_attributes"], event["data"]["object"]
        if (endpoint or account) < "2025-03-31":
            assert former["current_period_end"] < now["current_period_end"] and "items" not in former
        else:
            [item] = former["items"]["data"]
            assert item["current_period_end"] < now["items"]["data"][0]["current_period_end"]
            assert "current_period_end" not in former


async def test_an_endpoint_cannot_ask_for_a_version_that_is_not_here(caller: Caller) -> None:
    error = (
        await caller.post("/v1/webhook_endpoints", "url=http://a/&enabled_events[]=*&api_version=2022-11-15")
    ).json()
    assert OLDEST in error["error"]["message"]
