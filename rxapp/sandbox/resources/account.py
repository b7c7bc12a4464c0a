"""The account of a key, which third parties ask for first. Nothing of it can be changed."""

from __future__ import annotations

import hashlib

import stripe
from stripe import params as p

from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from .call import Call, Route

_account = shape(stripe.Account, absent={"company", "deleted", "groups", "individual", "metadata", "tos_acceptance"})
_business_profile = shape(stripe.Account.BusinessProfile, absent={"monthly_estimated_revenue"})
_branding = shape(stripe.Account.Settings.Branding)
_card_payments = shape(stripe.Account.Settings.CardPayments, absent={"decline_on"})
_payments = shape(stripe.Account.Settings.Payments)
_NAME, _ID_LENGTH = "LOCAL STRIPE", 16


def _retrieve(call: Call, params: p.AccountRetrieveParams) -> Resource:
    found = call.store.connection.execute("SELECT created FROM namespaces WHERE name = ?", (call.namespace,))
    (created,) = found.fetchone()
    digest = hashlib.blake2b(call.namespace.encode(), digest_size=_ID_LENGTH // 2).hexdigest()
    return _account(
        id=f"acct_{digest}",
        object="account",
        business_profile=_business_profile(name=call.namespace),
        capabilities={"card_payments": "active"},
        charges_enabled=True,
        controller={"type": "account"},
        country="US",
        created=created,
        default_currency="usd",
        details_submitted=True,
        external_accounts={
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/accounts/acct_{digest}/external",
        },
        future_requirements=_nothing_due(),
        metadata={},
        payouts_enabled=False,
        requirements=_nothing_due(),
        settings=_settings(),
        type="standard",
    )


def _nothing_due() -> Resource:
    lists = ("alternatives", "currently_due", "errors", "eventually_due", "past_due", "pending_verification")
    return {**{name: [] for name in lists}, "current_deadline": None, "disabled_reason": None}


def _settings() -> Resource:
    return {
        "branding": _branding(),
        "card_payments": _card_payments(),
        "dashboard": {"display_name": _NAME, "timezone": "Etc/UTC"},
        "payments": _payments(statement_descriptor=_NAME),
    }


ROUTES = [Route("GET", "/v1/account", _retrieve, Parameters(p.AccountRetrieveParams))]
