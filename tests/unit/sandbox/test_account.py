"""What is asked of an account as such, and what is not done of any resource."""

import pytest

from tests.unit.sandbox.caller import Caller


async def test_an_account_is_the_same_each_time_and_no_others(caller: Caller) -> None:
    first = (await caller.call("GET", "/v1/account")).json()
    await caller.advance(100)
    again = (await caller.call("GET", "/v1/account")).json()
    other = (await caller.of("another_account").call("GET", "/v1/account")).json()
    assert first == again
    assert first["id"].startswith("acct_") and first["id"] != other["id"]
    assert (first["object"], first["charges_enabled"], first["country"]) == ("account", True, "US")
    assert first["settings"]["dashboard"]["display_name"]


@pytest.mark.parametrize("name", ["charges", "customers", "payment_intents", "prices", "products", "subscriptions"])
async def test_searches_say_that_they_are_not_done(caller: Caller, name: str) -> None:
    answer = await caller.call("GET", f"/v1/{name}/search?query=metadata['a']:'b'&limit=3")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["param"] == "query" and "does not do searches" in error["message"]
