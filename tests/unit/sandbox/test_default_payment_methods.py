"""What a customer usually pays with, which has to be theirs."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

CUSTOMERS, METHODS = "/v1/customers", "/v1/payment_methods"
DEFAULT = "invoice_settings[default_payment_method]"
KNOWN = f"payment_method=pm_card_visa&{DEFAULT}=pm_card_visa"


async def kept(caller: Caller, customer: str) -> str:
    return (await caller.made(f"{METHODS}/pm_card_mastercard/attach", f"customer={customer}"))["id"]


def default_of(customer: dict[str, Any]) -> str | None:
    return customer["invoice_settings"]["default_payment_method"]


async def test_a_test_name_given_twice_is_one_card(caller: Caller) -> None:
    customer = await caller.made(CUSTOMERS, KNOWN)
    (card,) = await caller.listed(METHODS, customer=customer["id"])
    assert default_of(customer) == card["id"]
    await caller.made(f"{CUSTOMERS}/{customer['id']}", f"expand[]={DEFAULT.replace('[', '.').rstrip(']')}")


async def test_it_can_be_changed_and_cleared(caller: Caller) -> None:
    customer = await caller.made(CUSTOMERS, KNOWN)
    other = await kept(caller, customer["id"])
    path = f"{CUSTOMERS}/{customer['id']}"
    assert [default_of(await caller.made(path, f"{DEFAULT}={said}")) for said in (other, "")] == [other, None]


@pytest.mark.parametrize("which", ["pm_card_visa", "pm_none", "another's"])
@pytest.mark.parametrize("path", [CUSTOMERS, "of a customer"])
async def test_it_has_to_be_theirs(caller: Caller, which: str, path: str) -> None:
    made = await caller.made(CUSTOMERS, KNOWN)
    said = await kept(caller, made["id"]) if which == "another's" else which
    other = await caller.made(CUSTOMERS)
    answer = await caller.post(CUSTOMERS if path == CUSTOMERS else f"{CUSTOMERS}/{other['id']}", f"{DEFAULT}={said}")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, "resource_missing", DEFAULT)
    assert error["message"].startswith(f"The customer does not have a payment method with the ID {said}.")


async def test_a_card_that_is_no_longer_theirs_is_no_default(caller: Caller) -> None:
    customer = await caller.made(CUSTOMERS, KNOWN)
    await caller.made(f"{METHODS}/{default_of(customer)}/detach")
    now = (await caller.call("GET", f"{CUSTOMERS}/{customer['id']}")).json()
    assert default_of(now) is None
    (told,) = await caller.listed("/v1/events", type="customer.updated")
    former = {"invoice_settings": {"default_payment_method": default_of(customer)}}
    assert told["data"]["previous_attributes"] == former


async def test_another_card_leaves_the_default(caller: Caller) -> None:
    customer = await caller.made(CUSTOMERS, KNOWN)
    await caller.made(f"{METHODS}/{await kept(caller, customer['id'])}/detach")
    now = (await caller.call("GET", f"{CUSTOMERS}/{customer['id']}")).json()
    assert default_of(now) == default_of(customer)
