"""Sessions of the portal: an address at which one customer sees to their subscriptions for a while."""

from __future__ import annotations

import stripe
from stripe.params import billing_portal as p

from ...rules import identifiers
from ...rules.errors import invalid, missing_parameter
from ...rules.shapes import Resource, shape
from ..call import Call
from ..crud import Collection
from . import configurations

KIND = "billing_portal.session"
_SESSIONS = Collection(KIND, "/v1/billing_portal/sessions")
_session = shape(stripe.billing_portal.Session, absent={"after_expiration"})
_START = "1"
_ID_LENGTH = 23
UNUSED_SECONDS = 300
"""Until it is visited; Stripe says no more than that sessions are short-lived."""


def _create(call: Call, params: p.SessionCreateParams) -> Resource:
    if "customer" not in params:
        raise missing_parameter("customer")
    customer = call.objects.refer("customer", params["customer"], "customer")
    configuration = _configuration(call, params)
    token = identifiers.random_text(_ID_LENGTH)
    session = _session(
        id=f"bps_{_START}{token}",
        object=KIND,
        configuration=configuration["id"],
        created=call.now,
        customer=customer.id,
        livemode=False,
        locale=params.get("locale"),
        return_url=params.get("return_url") or configuration["default_return_url"],
        url=f"{call.origin}/p/session/test_{token}",
    )
    call.objects.add(session, {"until": call.now + UNUSED_SECONDS})
    return session


def _configuration(call: Call, params: p.SessionCreateParams) -> Resource:
    if "configuration" not in params:
        return configurations.of_account(call)
    found = call.objects.refer(configurations.KIND, params["configuration"], "configuration").object
    if not found["active"]:
        raise invalid(f"The portal configuration {found['id']} is inactive.", param="configuration")
    return found


def id_of(token: str) -> str:
    """The session that the last part of an address means."""
    return f"bps_{_START}{token.removeprefix('test_')}"


ROUTES = [_SESSIONS.creation(_create, p.SessionCreateParams)]
