"""What an event says of before, where a part of an object was changed, and that an empty text clears what has parts."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_events import told

ROME = {"city": "Rome", "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}
ADA = "name=Ada&address[city]=Rome&shipping[name]=Ada&shipping[address][city]=Rome"
CARD = "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2034"
KEPT = {"customer": ("/v1/customers", ADA), "payment_method": ("/v1/payment_methods", CARD)}
FOOTER, MONTH = "invoice_settings[footer]", "card[exp_month]"


@pytest.mark.parametrize(
    ("kind", "form", "former"),
    [
        ("customer", f"{FOOTER}=Bye", {"invoice_settings": {"footer": None}}),
        ("customer", f"{FOOTER}=Bye&name=Ben", {"invoice_settings": {"footer": None}, "name": "Ada"}),
        ("customer", "address[city]=Oslo", {"address": {"city": "Rome"}}),
        ("customer", "address=", {"address": ROME}),
        ("customer", "shipping=", {"shipping": {"name": "Ada", "phone": None, "address": ROME}}),
        ("payment_method", "billing_details[name]=Ben", {"billing_details": {"name": None}}),
        ("payment_method", f"{MONTH}=11&card[exp_year]=2034", {"card": {"exp_month": 12}}),
    ],
)
async def test_what_was_otherwise_within_is_told(caller: Caller, kind: str, form: str, former: dict[str, Any]) -> None:
    path, given = KEPT[kind]
    id = (await caller.made(path, given))["id"]
    if kind == "payment_method":
        customer = (await caller.made("/v1/customers"))["id"]
        await caller.made(f"{path}/{id}/attach", f"customer={customer}")
    changed = await caller.made(f"{path}/{id}", form)
    event = (await told(caller))[-1]
    assert (event["type"], event["data"]["object"]) == (f"{kind}.updated", changed)
    assert event["data"]["previous_attributes"] == former
    cleared = form.removesuffix("=") if form.endswith("=") else None
    assert cleared is None or changed[cleared] is None


async def test_what_was_otherwise_in_a_portals_configuration_is_told(caller: Caller) -> None:
    path = "/v1/billing_portal/configurations"
    made = await caller.made(path, "features[subscription_cancel][enabled]=true")
    form = "features[subscription_cancel][enabled]=false&business_profile[headline]=Tea"
    changed = await caller.made(f"{path}/{made['id']}", form)
    event = (await told(caller))[-1]
    assert (event["type"], event["data"]["object"]) == ("billing_portal.configuration.updated", changed)
    former = event["data"]["previous_attributes"]
    assert former["features"] == {"subscription_cancel": {"enabled": True}}
    assert former["business_profile"] == {"headline": None}
