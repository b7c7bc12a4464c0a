"""Memberships over HTTP: one's own alone, by the cart cookie, and nothing of a stranger's."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.assembled.requests import ADDRESS, become_member
from tests.faults.local_store import LocalStore
from tests.in_process import Client, refusal

PLAN = {"plan": "tea_club"}
MakeClient = Callable[[], Client]


async def joined(shop: LocalStore, client: Client) -> dict[str, Any]:
    """The membership of somebody who has just joined, yearly."""
    await become_member(shop, client)
    [one] = await listed(client)
    return one


async def listed(client: Client) -> list[dict[str, Any]]:
    return (await client.http.get("/api/plans/memberships")).json()["memberships"]


async def test_a_membership_is_listed_left_and_taken_up_again(shop: LocalStore, client: Client):
    one = await joined(shop, client)
    assert (one["plan"], one["status"], one["amount"], one["interval"]) == ("tea_club", "trialing", 24000, "year")
    assert one["destination"]["city"] == ADDRESS["destination"]["city"]
    assert one["period_ends"] == one["trial_ends"] and one["order"].startswith("KK-")
    assert "sub_" not in str(one) and "cs_" not in str(one)
    for _ in range(2):
        [left] = (await client.done("/api/plans/leave", PLAN))["memberships"]
        assert left == one | {"leaves": one["trial_ends"]}
    for _ in range(2):
        assert (await client.done("/api/plans/stay", PLAN))["memberships"] == [one]
    assert len(await shop.calls("POST", "/v1/subscriptions/*")) == 2


async def test_a_stranger_sees_nothing_and_ends_nothing(shop: LocalStore, client: Client, make_client: MakeClient):
    annas = await joined(shop, client)
    stranger, nobody = make_client(), make_client()
    await stranger.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    for other in (stranger, nobody):
        assert await listed(other) == []
        for path in ("leave", "stay"):
            assert refusal(await other.post(f"/api/plans/{path}", PLAN)) == (422, "refused")
            wrong = PLAN | {"order": annas["order"]}
            assert refusal(await other.post(f"/api/plans/{path}", wrong)) == (400, "malformed")
    assert await listed(client) == [annas]
    assert await shop.calls("POST", "/v1/subscriptions/*") == []


@pytest.mark.parametrize("cookie", ["kettle_cart=sh_1", "kettle_cart=InNoXzEi.forged"])
async def test_a_forged_cookie_is_in_nothing(client: Client, cookie: str):
    for path in ("leave", "stay"):
        answer = await client.post(f"/api/plans/{path}", PLAN, headers={"cookie": cookie})
        assert refusal(answer) == (422, "refused")


async def test_stripe_that_does_not_answer_is_a_503_and_nothing_is_claimed(shop: LocalStore, client: Client):
    one = await joined(shop, client)
    await shop.fault("server_error", path="/v1/subscriptions/*", times=None, should_retry=False)
    assert refusal(await client.post("/api/plans/leave", PLAN)) == (503, "payment_service_unavailable")
    assert await listed(client) == [one], "as it was known last"
    await shop.no_faults()
    assert (await client.done("/api/plans/leave", PLAN))["memberships"][0]["leaves"]
