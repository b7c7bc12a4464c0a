"""Every "no" of the endpoints: a status, a code for programs, a sentence for people; never Stripe's own words."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rxapp.api.answers import refused
from rxapp.payments.failures import StripeFailure
from rxapp.shop.refusal import PaymentServiceUnavailable, Refusal

LONGEST_MESSAGE = 300
AMOUNT = re.compile(r"(^|_)(cents|amount|price|total|subtotal|tax)$")


class ErrorDetail(BaseModel):
    model_config = ConfigDict(frozen=True)

    code: str
    message: str


class ErrorAnswer(BaseModel):
    """What every refusal looks like."""

    model_config = ConfigDict(frozen=True)

    error: ErrorDetail


@dataclass(frozen=True)
class Problem(Exception):
    """A request that can't be served.

    Attributes:
        status: The HTTP status.
        code: For programs; never changes its meaning.
        message: One sentence that may be shown.
    """

    status: int
    code: str
    message: str


# One for both, so that an answer never says whether somebody else's session exists.
NOT_FOUND = Problem(404, "not_found", "There is no such checkout here.")
NOT_JSON = Problem(415, "not_json", "Please send JSON, with the header Content-Type: application/json.")

# By the code of a refusal; what isn't here was refused by a rule of the shop.
STATUS: dict[str, int] = {
    "out_of_stock": 409,
    "being_paid": 409,
    "finished": 409,
    "changed_meanwhile": 409,
    "session_ended": 409,
    "too_many_changes": 429,
    "too_many_codes": 429,
    "too_many_tokens": 429,
    "token_refused": 401,
    "busy": 503,
    "payment_service_unavailable": 503,
    "payment_service_refused": 503,
    "totals_disagree": 503,
}
BY_A_RULE = 422

STATUSES = {
    400: "Malformed: the message names the field.",
    403: "Sent by a page of another site.",
    404: "No such checkout, or not this caller's.",
    409: "Finished, being paid, sold out, or changed in the meantime.",
    413: "Larger than any request needs to be.",
    415: "Not JSON.",
    422: "Refused by a rule of the shop, or by the payment service; the cart is as it was.",
    429: "Too often.",
    503: "The payment service or the database can't be reached at the moment.",
}


def problem_of(error: Refusal | StripeFailure) -> Problem:
    """What a failure means to whoever asked."""
    refusal = error if isinstance(error, Refusal) else PaymentServiceUnavailable()
    return Problem(STATUS.get(refusal.code, BY_A_RULE), refusal.code, refusal.message)


def answer(problem: Problem) -> Response:
    """The HTTP answer that says it."""
    return refused(problem.status, problem.code, problem.message, {"cache-control": "no-store"})


async def http_error(_request: Request, error: Exception) -> Response:
    """What Starlette and the middleware refuse, in the same shape."""
    assert isinstance(error, HTTPException), "it is registered for no other"
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    return refused(error.status_code, code, error.detail, error.headers)


def malformed(error: ValidationError) -> Problem:
    """What is wrong with what was sent."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])[:LONGEST_MESSAGE]
    if first["type"] == "extra_forbidden" and AMOUNT.search(str(first["loc"][-1])):
        return Problem(400, "amount_not_accepted", f"{where}: amounts are computed by the store and can't be sent.")
    message = f"{where}: {first['msg']}" if where else first["msg"]
    return Problem(400, "malformed", message[:LONGEST_MESSAGE])
