"""Whose mistake it was: a value that our own code got wrong is our failure, one that can't be is the caller's."""

from typing import Any

import httpx
from pydantic import BaseModel
from starlette.applications import Starlette

from rxapp.api.endpoints.endpoint import Caller, Endpoint
from rxapp.checkout.services import Services
from tests.contract.api.conftest import Client


class Amount(BaseModel):
    amount: int


async def breaks(_call: Caller, _body: Amount) -> Amount:
    wrong: Any = "not a number"
    return Amount.model_validate({"amount": wrong})


async def test_what_our_own_code_got_wrong_is_not_the_callers_mistake(store: Services):
    app = Starlette(routes=[Endpoint.of("POST", "/breaks", breaks).route])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://store") as client:
        assert (await client.post("/breaks", json={"amount": 1})).status_code == 500
        assert (await client.post("/breaks", json={"amount": "one"})).status_code == 400


async def test_a_revision_that_no_cart_can_have_is_malformed(client: Client):
    await client.opened("yame-sencha")
    for path, more in (("undo", {}), ("place", {"amount": 2300})):
        answer = await client.post(f"/api/checkout/{path}", {"revision": 10**30} | more)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed")
