"""The fields of objects that a day's trade doesn't make, or shows in no list: from their release on, and not before."""

from typing import Any

import pytest

from rxapp.sandbox.versions.releases import RELEASES
from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_version_fields import shown

PREVIEW, FEATURES = "payment_method_preview", "features"
PAID = "&payment_method=pm_card_visa&return_url=https://shop.example/"
SINCE = {
    "account": {
        "business_profile.minority_owned_business_designation": "2025-04-30.basil",
        "business_profile.specified_commercial_transactions_act_url": "2026-09-30.endive",
    },
    "balance_transaction": {"balance_type": "2025-05-28.basil"},
    "billing_portal.configuration": {
        f"{FEATURES}.subscription_update.schedule_at_period_end": "2024-10-28.acacia",
        "name": "2025-08-27.basil",
        f"{FEATURES}.subscription_update.trial_update_behavior": "2025-09-30.clover",
        f"{FEATURES}.payment_method_update.payment_method_configuration": "2025-11-17.clover",
        f"{FEATURES}.subscription_update.billing_cycle_anchor": "2025-12-15.clover",
        f"{FEATURES}.subscription_cancel.cancellation_reason.feedback_options": "2026-08-26.dahlia",
    },
    "billing_portal.session": {"customer_account": "2025-12-15.clover"},
    "confirmation_token": {
        f"{PREVIEW}.allow_redisplay": "2024-04-10",
        f"{PREVIEW}.card.generated_from": "2024-04-10",
        "payment_method_options": "2024-06-20",
        f"{PREVIEW}.customer": "2024-06-20",
        f"{PREVIEW}.card.regulated_status": "2024-12-18.acacia",
        f"{PREVIEW}.billing_details.tax_id": "2025-04-30.basil",
        f"{PREVIEW}.customer_account": "2025-12-15.clover",
        "metadata": "2026-08-26.dahlia",
    },
}
ROWS = [(kind, path, since) for kind, paths in SINCE.items() for path, since in paths.items()]


async def made(caller: Caller, kind: str, version: str) -> dict[str, Any]:
    """One of the kind, as a version shows it."""
    asking = {"stripe-version": version}
    match kind:
        case "account":
            answer = await caller.call("GET", "/v1/account", **asking)
        case "balance_transaction":
            await caller.made("/v1/payment_intents", f"amount=900&currency=usd&confirm=true{PAID}")
            answer = await caller.call("GET", "/v1/balance_transactions", **asking)
        case "billing_portal.configuration":
            form = "features[invoice_history][enabled]=true"
            answer = await caller.call("POST", "/v1/billing_portal/configurations", form, **asking)
        case "billing_portal.session":
            customer = (await caller.made("/v1/customers"))["id"]
            answer = await caller.call("POST", "/v1/billing_portal/sessions", f"customer={customer}", **asking)
        case _:
            typed = {"payment_method": "pm_card_visa", "return_url": "https://shop.example/"}
            id = (await caller.browse("/v1/confirmation_tokens", typed))["id"]
            answer = await caller.call("GET", f"/v1/confirmation_tokens/{id}", **asking)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(("kind", "path", "since"), ROWS)
async def test_a_field_is_there_from_its_release_on(caller: Caller, kind: str, path: str, since: str) -> None:
    before = RELEASES[RELEASES.index(since) - 1]
    assert (kind, path) not in shown([await made(caller, kind, before)])
    assert (kind, path) in shown([await made(caller, kind, since)])
