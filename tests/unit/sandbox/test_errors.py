"""Stripe's error bodies, each to the last member."""

import pytest

from rxapp.sandbox.rules import errors
from rxapp.sandbox.rules.errors import StripeError

DOCS = "https://stripe.com/docs/error-codes/"
KEYLESS = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
    "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details."
)
UNADDRESSED = (
    "Unrecognized request URL (GET: /v1/x). Please see https://stripe.com/docs or we can help at "
    "https://support.stripe.com/."
)
EMPTY = (
    "You passed an empty string for 'a[b]'. We assume empty values are an attempt to unset a parameter; however 'a[b]' "
    "cannot be unset. You should remove 'a[b]' from your request or supply a non-empty value."
)


def body(type: str, message: str, code: str = "", param: str = "", decline_code: str = "") -> dict[str, str]:
    members = {"message": message, "type": type, "code": code, "param": param, "decline_code": decline_code}
    members["doc_url"] = f"{DOCS}{code.replace('_', '-')}" if code else ""
    return {name: value for name, value in members.items() if value}


def invalid(message: str, code: str = "", param: str = "") -> dict[str, str]:
    return body("invalid_request_error", message, code, param)


@pytest.mark.parametrize(
    ("error", "status", "members"),
    [
        (errors.invalid("No."), 400, invalid("No.")),
        (errors.invalid("No.", param="a", code="b_c_d"), 400, invalid("No.", "b_c_d", "a")),
        (
            errors.missing_parameter("a[b]"),
            400,
            invalid("Missing required param: a[b].", "parameter_missing", "a[b]"),
        ),
        (
            errors.unknown_parameters(["a"]),
            400,
            invalid("Received unknown parameter: a", "parameter_unknown", "a"),
        ),
        (
            errors.unknown_parameters(["a", "b"]),
            400,
            invalid("Received unknown parameters: a, b", "parameter_unknown", "a"),
        ),
        (errors.empty_parameter("a[b]"), 400, invalid(EMPTY, "parameter_invalid_empty", "a[b]")),
        (
            errors.exclusive_parameters("a", "b"),
            400,
            invalid("You may only specify one of these parameters: a, b.", "parameters_exclusive", "a"),
        ),
        (
            errors.missing_resource("product", "tea"),
            404,
            invalid("No such product: 'tea'", "resource_missing", "id"),
        ),
        (
            errors.missing_resource("payment_method", "pm_1", "payment_method", status=400),
            400,
            invalid("No such PaymentMethod: 'pm_1'", "resource_missing", "payment_method"),
        ),
        *(
            (errors.missing_resource(kind, "x"), 404, invalid(f"No such {name}: 'x'", "resource_missing", "id"))
            for kind, name in (
                ("promotion_code", "promotion code"),
                ("webhook_endpoint", "webhook endpoint"),
                ("tax_rate", "tax rate"),
                ("checkout.session", "checkout.session"),
            )
        ),
        (
            errors.existing_resource("promotion_code"),
            400,
            invalid("Promotion code already exists.", "resource_already_exists", "id"),
        ),
        (errors.unknown_address("GET", "/v1/x"), 404, invalid(UNADDRESSED)),
        (errors.missing_key(), 401, invalid(KEYLESS)),
        (
            errors.card_error("card_declined", "No.", decline_code="lost_card", param="number"),
            402,
            body("card_error", "No.", "card_declined", "number", "lost_card"),
        ),
        (errors.card_error("expired_card", "No."), 402, body("card_error", "No.", "expired_card")),
    ],
)
def test_an_error_is_stripes_to_the_last_member(error: StripeError, status: int, members: dict[str, str]) -> None:
    assert (error.status, error.body, error.headers) == (status, members, {})


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("sk_live_0123456789abcd", "sk_live_**********abcd"),
        ("sk_live_01234", "sk_live_*1234"),
        ("sk_live_0123", "************"),
        ("abc", "***"),
    ],
)
def test_of_a_wrong_key_little_is_shown(key: str, shown: str) -> None:
    error = errors.invalid_key(key)
    assert (error.status, error.body) == (401, invalid(f"Invalid API Key provided: {shown}"))


def test_only_what_is_wrong_with_a_card_leaves_its_traces() -> None:
    assert errors.card_error("card_declined", "No.").keeps_changes
    assert not errors.invalid("No.").keeps_changes
    assert not StripeError(500, "No.").keeps_changes


def test_headers_go_along() -> None:
    assert StripeError(500, "No.", headers={"stripe-should-retry": "true"}).headers == {"stripe-should-retry": "true"}
