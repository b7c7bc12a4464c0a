"""`POST /api/merchant/sign-in` and `/sign-out`: a cookie is set over HTTP, which a socket can't do."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from rxapp.api.errors import NOT_JSON, answer, malformed, problem_of
from rxapp.api.middleware.request import address_of, sends_json
from rxapp.shop.refusal import TokenRefused, TooManyTokens
from rxapp.visitor.merchant_cookie import FILES, PATH, is_token, merchant_cookie, no_merchant_cookie
from rxapp.visitor.rate_limits import rate_limits

LONGEST_TOKEN = 500


class Token(BaseModel):
    """What somebody sends who would like to be the merchant."""

    model_config = ConfigDict(strict=True, extra="forbid")

    token: str = Field(max_length=LONGEST_TOKEN)


async def sign_in(request: Request) -> Response:
    """204 with the cookie for the merchant's token, 401 for any other, 429 for too many of those."""
    if not sends_json(request):
        return answer(NOT_JSON)
    try:
        given = Token.model_validate_json(await request.body())
    except ValidationError as error:
        return answer(malformed(error))
    try:
        async with rate_limits.guessing_token(address_of(request.scope)):
            if not is_token(given.token.strip()):
                raise TokenRefused
    except (TokenRefused, TooManyTokens) as refusal:
        return answer(problem_of(refusal))
    return _with_cookies(merchant_cookie)


async def sign_out(_request: Request) -> Response:
    """204, and the browser has no such cookie any more."""
    return _with_cookies(no_merchant_cookie)


def _with_cookies(header: Callable[[str], str]) -> Response:
    response = Response(status_code=204, headers={"cache-control": "no-store"})
    for path in (PATH, FILES):
        response.headers.append("set-cookie", header(path))
    return response
