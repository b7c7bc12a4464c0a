"""Stripe's error bodies, with Stripe's literal types, codes and texts."""

from __future__ import annotations

from typing import Any

_OBJECT_NAMES = {
    "payment_method": "PaymentMethod",
    "promotion_code": "promotion code",
    "webhook_endpoint": "webhook endpoint",
    "tax_rate": "tax rate",
}


class StripeError(Exception):
    """An answer other than 200.

    Attributes:
        status: HTTP status.
        body: The `error` member of the answer.
        headers: Headers beside the usual ones.
        keeps_changes: Whether what the call wrote stays. A declined card leaves its traces, a refused parameter none.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        decline_code: str | None = None,
        keeps_changes: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps_changes = keeps_changes
        self.headers = headers or {}
        self.body: dict[str, Any] = {"message": message, "type": type}
        if code:
            self.body["code"] = code
            self.body["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param:
            self.body["param"] = param
        if decline_code:
            self.body["decline_code"] = decline_code


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> StripeError:
    """A request that Stripe understands and refuses."""
    return StripeError(400, message, code=code, param=param)


def missing_parameter(param: str) -> StripeError:
    """A required parameter is not there."""
    return invalid(f"Missing required param: {param}.", param=param, code="parameter_missing")


def unknown_parameters(params: list[str]) -> StripeError:
    """Parameters that the call does not have, each with its full path."""
    plural = "s" if len(params) > 1 else ""
    message = f"Received unknown parameter{plural}: {', '.join(params)}"
    return invalid(message, param=params[0], code="parameter_unknown")


def empty_parameter(param: str) -> StripeError:
    """An empty text where nothing can be unset."""
    message = (
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; "
        f"however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty value."
    )
    return invalid(message, param=param, code="parameter_invalid_empty")


def exclusive_parameters(first: str, second: str) -> StripeError:
    """Two parameters of which only one can be given."""
    message = f"You may only specify one of these parameters: {first}, {second}."
    return invalid(message, param=first, code="parameters_exclusive")


def missing_resource(kind: str, id: str, param: str = "id", *, status: int = 404) -> StripeError:
    """404 for the object that is addressed, 400 for one that a parameter refers to."""
    name = _OBJECT_NAMES.get(kind, kind)
    return StripeError(status, f"No such {name}: '{id}'", code="resource_missing", param=param)


def existing_resource(kind: str) -> StripeError:
    """An id of the caller's own that is taken."""
    return invalid(f"{kind.replace('_', ' ').capitalize()} already exists.", param="id", code="resource_already_exists")


def absent_address(method: str, path: str) -> StripeError:
    """An address that Stripe has, and this server has not."""
    return StripeError(404, f"The local Stripe does not do `{method} {path}`.")


def unknown_address(method: str, path: str) -> StripeError:
    """An address that nobody has."""
    message = (
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/."
    )
    return StripeError(404, message)


def missing_key() -> StripeError:
    """No key at all."""
    message = (
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer "
        "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for "
        "details."
    )
    return StripeError(401, message)


def invalid_key(key: str) -> StripeError:
    """Any key but a secret test key. Most of it is masked."""
    shown = f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}" if len(key) > 12 else "*" * len(key)
    return StripeError(401, f"Invalid API Key provided: {shown}")


def card_error(code: str, message: str, *, decline_code: str | None = None, param: str | None = None) -> StripeError:
    """What is wrong with a card. What the call wrote until then stays."""
    return StripeError(
        402, message, type="card_error", code=code, decline_code=decline_code, param=param, keeps_changes=True
    )
