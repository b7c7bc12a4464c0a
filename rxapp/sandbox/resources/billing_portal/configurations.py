"""What a customer may do in the portal. An account has one from the start; here it lets subscriptions be ended."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import stripe
from stripe.params import billing_portal as p

from ...rules import identifiers, metadata
from ...rules.fields import taken
from ...rules.shapes import Resource, shape
from ...store import Record
from .. import events, pagination
from ..call import Call
from ..crud import Collection

KIND = "billing_portal.configuration"
_CONFIGURATIONS = Collection(KIND, "/v1/billing_portal/configurations", param="configuration")
_configuration = shape(stripe.billing_portal.Configuration)
_business_profile = shape(stripe.billing_portal.Configuration.BusinessProfile)
_FEATURES: Resource = {
    "customer_update": {"allowed_updates": [], "enabled": False},
    "invoice_history": {"enabled": False},
    "payment_method_update": {"enabled": False, "payment_method_configuration": None},
    "subscription_cancel": {
        "cancellation_reason": {"enabled": False, "feedback_options": None, "options": []},
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_pause": {
        "duration": {"interval_options": [{"interval": "month", "interval_count": 1}], "type": "interval_options"},
        "enabled": False,
    },
    "subscription_update": {
        "billing_cycle_anchor": None,
        "default_allowed_updates": [],
        "enabled": False,
        "products": None,
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    },
}
_REASONS = (
    "too_expensive", "missing_features", "switched_service", "unused", "customer_service", "too_complex",
    "low_quality", "other",
)  # fmt: skip
_FROM_THE_START: Resource = {
    "features": {
        "subscription_cancel": {
            "cancellation_reason": {"enabled": True, "options": [*_REASONS]},
            "enabled": True,
            "mode": "at_period_end",
        }
    }
}


def _create(call: Call, params: p.ConfigurationCreateParams) -> Resource:
    return _add(call, params, is_default=False)


def _add(call: Call, params: Mapping[str, Any], *, is_default: bool) -> Resource:
    configuration = _configuration(
        id=identifiers.new("bpc", 23, start="1"),
        object=KIND,
        active=True,
        business_profile=_business_profile(),
        created=call.now,
        features=deepcopy(_FEATURES),
        is_default=is_default,
        livemode=False,
        login_page={"enabled": False, "url": None},
        metadata=metadata.merged(None, params.get("metadata")),
        updated=call.now,
    )
    _apply(configuration, params)
    call.objects.add(configuration, lookup="default" if is_default else None)
    return configuration


def _apply(configuration: Resource, params: Mapping[str, Any]) -> None:
    configuration.update(taken(params, ("default_return_url", "name")))
    configuration["business_profile"].update(taken(params.get("business_profile", {}), _business_profile()))
    _take(configuration["features"], params.get("features", {}))
    for product in configuration["features"]["subscription_update"]["products"] or ():
        product["adjustable_quantity"] = {
            "enabled": False, "maximum": None, "minimum": 1, **product.get("adjustable_quantity", {}),
        }  # fmt: skip


def _take(kept: Resource, given: Mapping[str, Any]) -> None:
    """Takes over what is given of features, and of what they have within."""
    for name, value in given.items():
        if isinstance(kept[name], dict):
            _take(kept[name], value)
        elif value == "":
            kept[name] = [] if isinstance(kept[name], list) else None
        else:
            kept[name] = value


def _change(call: Call, record: Record, params: p.ConfigurationUpdateParams) -> None:
    _apply(record.object, params)
    record.object["updated"] = call.now


def of_account(call: Call) -> Resource:
    """The configuration that an account has from the start."""
    found = call.objects.looked_up(KIND, "default")
    if found:
        return found[0].object
    made = _add(call, _FROM_THE_START, is_default=True)
    events.note(call, f"{KIND}.created", made)
    return made


ROUTES = [
    _CONFIGURATIONS.creation(_create, p.ConfigurationCreateParams),
    _CONFIGURATIONS.listing(p.ConfigurationListParams, pagination.by("active", "is_default")),
    _CONFIGURATIONS.retrieval(p.ConfigurationRetrieveParams),
    _CONFIGURATIONS.update(p.ConfigurationUpdateParams, ("active",), change=_change),
]
