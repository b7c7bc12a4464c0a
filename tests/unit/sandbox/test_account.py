"""What is asked of an account as such, and what is not done of any resource."""

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
