"""A new session from the parameters of its creation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import stripe

from ...rules import currencies, fields, identifiers, metadata, payment_method_types
from ...rules.errors import exclusive_parameters, invalid, missing_parameter
from ...rules.shapes import Resource, shape
from ...store import Record
from ..call import Call
from . import amounts, discounts, line_items, questions, shipping

KIND = "checkout.session"
_session = shape(
    stripe.checkout.Session,
    absent={
        "branding_settings", "excluded_payment_method_types", "line_items", "name_collection", "optional_items",
        "phone_number_collection", "presentment_details", "redirect_on_completion", "return_url", "tax_id_collection",
    },
)  # fmt: skip
_DAY = 24 * 3600
_HALF_HOUR = 30 * 60

# Shown as they were given.
_AS_GIVEN = (
    "adaptive_pricing", "after_expiration", "allow_promotion_codes", "allowed_payment_method_types",
    "billing_address_collection", "branding_settings", "cancel_url", "client_reference_id",
    "customer_account", "customer_email", "excluded_payment_method_types", "integration_identifier", "locale",
    "optional_items", "origin_context", "payment_method_options", "phone_number_collection",
    "redirect_on_completion", "return_url", "shipping_address_collection",
    "submit_type", "success_url", "tax_id_collection", "wallet_options",
)  # fmt: skip
_NOT_WITH_ELEMENTS = (
    "after_expiration", "branding_settings", "cancel_url", "custom_fields", "custom_text", "origin_context",
    "submit_type", "success_url",
)  # fmt: skip
_ONLY_IN_MODE = {
    "payment_intent_data": "payment",
    "shipping_options": "payment",
    "invoice_creation": "payment",
    "subscription_data": "subscription",
    "payment_method_collection": "subscription",
    "setup_intent_data": "setup",
}
_FORMER_UI_MODES = {"custom": "elements", "embedded": "embedded_page", "hosted": "hosted_page"}


def refuse_former(values: dict[str, Any]) -> None:
    """Says what became of what later versions of the API took away or gave another name."""
    payment_method_types.refuse_former(values)
    ui_mode = values.get("ui_mode")
    new = _FORMER_UI_MODES.get(ui_mode) if isinstance(ui_mode, str) else None
    if new is not None:
        message = (
            "Invalid ui_mode: must be one of elements, embedded_page, form, or hosted_page. "
            f"`{values['ui_mode']}` is called `{new}` since API version 2026-03-25.dahlia."
        )
        raise invalid(message, param="ui_mode")


def create(call: Call, params: dict[str, Any]) -> Record:
    """Makes and stores a session.

    Raises:
        StripeError: 400 for parameters that don't go together, or a total that cannot be charged.
    """
    mode, ui_mode = params.get("mode"), params.get("ui_mode", "hosted_page")
    if mode is None:
        mode = _mode_of_items(params)
    _check_together(call, params, mode, ui_mode)
    id = identifiers.checkout_session()
    inner = _inner(params, identifiers.client_secret(id))
    session = Record(0, _blank(call, params, id, mode, ui_mode), inner, None)
    _set_page(call, session, params)
    _set_customer(call, session, params)
    _set_items(call, session, params)
    session.object["payment_method_types"] = payment_method_types.offered(
        params, session.object["currency"], subscribes=mode == "subscription"
    )
    session.inner["discount"] = discounts.resolve(
        call, params.get("discounts"), session.object["customer"], session.object["currency"]
    )
    shipping.set_options(call, session, params.get("shipping_options", ()))
    amounts.recompute(session)
    if mode == "setup" or amounts.has_trial(session):
        session.object["payment_status"] = "no_payment_required"
    record = call.objects.add(session.object, session.inner)
    call.timers.set(call.namespace, record.id, record.object["expires_at"])
    return record


def _mode_of_items(params: dict[str, Any]) -> str:
    recurring = any("recurring" in item.get("price_data", {}) for item in params.get("line_items", ()))
    return "subscription" if recurring else "payment"


def _blank(call: Call, params: dict[str, Any], id: str, mode: str, ui_mode: str) -> Resource:
    """The session before its items."""
    session = _session(
        id=id,
        object=KIND,
        automatic_tax=_automatic_tax(params.get("automatic_tax")),
        created=call.now,
        consent_collection=questions.consent_shown(params.get("consent_collection")),
        custom_fields=questions.fields_shown(params.get("custom_fields", ())),
        custom_text={
            name: params.get("custom_text", {}).get(name) or None
            for name in ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        },
        customer_creation=_customer_creation(params, mode),
        discounts=[],
        expires_at=_expires_at(call, params.get("expires_at")),
        invoice_creation=_invoice_creation(params.get("invoice_creation")) if mode == "payment" else None,
        livemode=False,
        metadata=metadata.merged(None, params.get("metadata")),
        mode=mode,
        payment_method_collection=params.get(
            "payment_method_collection", "always" if mode == "subscription" else "if_required"
        ),
        payment_method_types=["card"],
        payment_status="unpaid",
        permissions=_permissions(call, params.get("permissions")),
        saved_payment_method_options=questions.saving_shown(params.get("saved_payment_method_options")),
        shipping_options=[],
        status="open",
        ui_mode=ui_mode,
    )
    session.update(fields.taken(params, _AS_GIVEN))
    if "name_collection" in params:
        session["name_collection"] = questions.names_shown(params["name_collection"])
    if params.get("phone_number_collection") is None:
        session["phone_number_collection"] = {"enabled": False}
    return session


def _set_page(call: Call, session: Record, params: dict[str, Any]) -> None:
    """A hosted page has an address, which brings its secret along; the others are opened with the secret alone."""
    secret = session.inner["client_secret"]
    if session.object["ui_mode"] == "hosted_page":
        opening = urlencode({"key": f"pk_test_{call.namespace}", "client_secret": secret})
        session.object["url"] = f"{call.origin}/c/pay/{session.id}#{opening}"
    else:
        session.object["client_secret"] = secret
    if session.object["ui_mode"] == "embedded_page":
        session.object["redirect_on_completion"] = params.get("redirect_on_completion", "always")


def is_secret(session: Record, given: str) -> bool:
    """Whether a browser's secret is that of the session."""
    return given in (session.inner.get("client_secret"), session.object["client_secret"])


def return_url(session: Record) -> str | None:
    """Where the buyer goes from the page that takes the payment, with the placeholder for the session's id."""
    return session.object.get("return_url") or session.object["success_url"]


def _inner(params: dict[str, Any], secret: str) -> Resource:
    return {
        "client_secret": secret,
        "items": [],
        "optional_items": [],
        "discount": None,
        "shipping_rates": [],
        "shipping_rate": None,
        "payment_intent_data": params.get("payment_intent_data", {}),
        "subscription_data": params.get("subscription_data", {}),
        "setup_intent_data": params.get("setup_intent_data", {}),
        "buyer": {},
        "last_payment_error": None,
        "payment_intent": None,
        "setup_intent": None,
    }


def _set_customer(call: Call, session: Record, params: dict[str, Any]) -> None:
    if "customer" in params and "customer_email" in params:
        raise exclusive_parameters("customer", "customer_email")
    if "customer" in params:
        set_customer(call, session, params["customer"])
    elif email := params.get("customer_email"):
        session.object["customer_details"] = customer_details({"email": email})


def set_customer(call: Call, session: Record, id: str) -> None:
    """Makes a session that of a customer, with what is known of them."""
    customer = call.objects.refer("customer", id, "customer").object
    session.object.update(
        customer=customer["id"],
        customer_creation=None,
        customer_details=customer_details({name: customer.get(name) for name in ("email", "name", "phone", "address")}),
    )


def customer_details(known: Resource) -> Resource:
    """A session's `customer_details`."""
    names = ("address", "business_name", "email", "individual_name", "name", "phone")
    return {**{name: known.get(name) for name in names}, "tax_exempt": "none", "tax_ids": known.get("tax_ids") or []}


def _set_items(call: Call, session: Record, params: dict[str, Any]) -> None:
    mode = session.object["mode"]
    if mode == "setup":
        if "line_items" in params:
            raise invalid("You can not pass `line_items` in `setup` mode.", param="line_items")
        session.object["currency"] = currencies.checked(params.get("currency", "usd"), "currency")
        return
    if "line_items" not in params:
        raise missing_parameter("line_items")
    entries = line_items.resolve(call, (), params["line_items"], mode=mode)
    session.inner["items"] = entries
    session.object["currency"] = entries[0]["item"]["currency"]
    if params.get("currency", session.object["currency"]).lower() != session.object["currency"]:
        raise invalid("The currency of the line items differs from the currency of the session.", param="currency")
    for position, item in enumerate(params.get("optional_items", ())):
        price = call.objects.refer("price", item["price"], f"optional_items[{position}][price]").object
        entry = line_items.of_price(call, price, item["quantity"])
        session.inner["optional_items"].append({**entry, "adjustable_quantity": item.get("adjustable_quantity")})


def _check_together(call: Call, params: dict[str, Any], mode: str, ui_mode: str) -> None:
    for name, only in _ONLY_IN_MODE.items():
        if name in params and mode != only:
            raise invalid(f"You can not pass `{name}` in `{mode}` mode.", param=name)
    if "allow_promotion_codes" in params and "discounts" in params:
        raise exclusive_parameters("allow_promotion_codes", "discounts")
    if mode == "setup" and "submit_type" in params:
        raise invalid("You can not pass `submit_type` in `setup` mode.", param="submit_type")
    _check_ui_mode(call, params, ui_mode)
    _check_permissions(params, ui_mode)
    check_trial(call, params.get("subscription_data", {}), "subscription_data")


def _check_ui_mode(call: Call, params: dict[str, Any], ui_mode: str) -> None:
    if ui_mode in ("elements", "form"):
        refused = _NOT_WITH_ELEMENTS if ui_mode == "elements" else ("success_url", "cancel_url")
        # The browser's half of optional items exists, but an ordinary account cannot set them for elements.
        refused = refused if call.preview else (*refused, "optional_items")
        for name in refused:
            if name in params:
                raise invalid(f"You can not set `{name}` when `ui_mode` is `{ui_mode}`.", param=name)
    elif ui_mode == "embedded_page":
        for name in ("success_url", "cancel_url"):
            if name in params:
                raise invalid(f"`{name}` is not allowed when `ui_mode` is `embedded_page`.", param=name)
        if "return_url" not in params and params.get("redirect_on_completion") != "never":
            raise missing_parameter("return_url")
    elif "success_url" not in params:
        raise missing_parameter("success_url")
    elif "return_url" in params:
        raise invalid("`return_url` is not allowed when `ui_mode` is `hosted_page`.", param="return_url")


def _check_permissions(params: dict[str, Any], ui_mode: str) -> None:
    permissions = params.get("permissions")
    if not permissions:
        return
    if ui_mode not in ("elements", "embedded_page"):
        raise invalid(f"You can not set `permissions` when `ui_mode` is `{ui_mode}`.", param="permissions")
    if "update_shipping_details" in permissions and ui_mode != "elements":
        param = "permissions[update_shipping_details]"
        raise invalid("You can only set `update_shipping_details` when `ui_mode` is `elements`.", param=param)
    if permissions.get("update_shipping_details") == "server_only" and "shipping_address_collection" not in params:
        raise missing_parameter("shipping_address_collection")


def check_trial(call: Call, data: dict[str, Any], param: str) -> None:
    """A trial lasts a number of days or until a time, not both."""
    if data.get("trial_period_days") and data.get("trial_end"):
        raise exclusive_parameters(f"{param}[trial_end]", f"{param}[trial_period_days]")
    if data.get("trial_period_days") is not None and not 1 <= data["trial_period_days"] <= 730:
        raise invalid("The trial period must be between 1 and 730 days.", param=f"{param}[trial_period_days]")
    if data.get("trial_end") and data["trial_end"] < call.now + 2 * _DAY:
        raise invalid("The `trial_end` date has to be at least 2 days in the future.", param=f"{param}[trial_end]")


def _expires_at(call: Call, given: int | None) -> int:
    if given is None:
        return call.now + _DAY
    if given < call.now + _HALF_HOUR:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise invalid(message, param="expires_at")
    if given > call.now + _DAY:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise invalid(message, param="expires_at")
    return given


def _automatic_tax(given: dict[str, Any] | None) -> Resource:
    enabled = bool(given and given["enabled"])
    return {
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": "complete" if enabled else None,
    }


def _customer_creation(params: dict[str, Any], mode: str) -> str | None:
    if "customer" in params:
        return None
    return params.get("customer_creation", "always" if mode == "subscription" else "if_required")


def _invoice_creation(given: dict[str, Any] | None) -> Resource:
    names = ("account_tax_ids", "custom_fields", "description", "footer", "issuer", "metadata", "rendering_options")
    data = (given or {}).get("invoice_data", {})
    return {
        "enabled": bool(given and given["enabled"]),
        "invoice_data": {name: data.get(name) or None for name in names},
    }


def _permissions(call: Call, given: dict[str, Any] | None) -> Resource | None:
    if given is None:
        return None
    nested = given.get("update", {})
    shown: Resource = {
        "update_shipping_details": given.get("update_shipping_details")
        or nested.get("shipping_details")
        or "client_only"
    }
    if call.preview:
        shown["update_discounts"] = given.get("update_discounts", "client_only")
        shown["update_line_items"] = given.get("update_line_items") or nested.get("line_items") or "client_only"
    return shown
