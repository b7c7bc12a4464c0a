"""An endpoint: one named interaction with its body, its answer, and everything that is the same for all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, Self, get_type_hints

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rxapp.api.answers import OwnAddress
from rxapp.api.errors import NOT_JSON, Problem, answer, malformed, problem_of
from rxapp.api.middleware.request import address_of, sends_json
from rxapp.checkout.services import Services, services
from rxapp.payments.failures import StripeFailure
from rxapp.settings import settings
from rxapp.shop.refusal import Refusal
from rxapp.visitor.cookie import new_cookie, shopper_in

BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, from where, and with what proof.

    Attributes:
        shopper: From the signed cart cookie; None without one.
        client_secret: From the Authorization header; empty without one.
        origin: The store's address in this caller's browser; always one of ours.
        address: Where the request came from, for the rate limits.
    """

    store: Services
    shopper: str | None
    client_secret: str
    origin: str
    address: str


Handler = Callable[[Caller, Any], Awaitable[BaseModel]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A row of the route table.

    Attributes:
        about: What the documentation says of it: a summary, then more.
        takes: The body of a POST, the query parameters of a GET.
        gives_cookie: Whether a caller without a cart cookie gets one, and with it a cart.
    """

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    name: str
    about: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    gives_cookie: bool = False

    @classmethod
    def of(cls, method: Literal["GET", "POST"], path: str, handler: Handler, *, gives_cookie: bool = False) -> Self:
        """The endpoint of a handler, whose own name, types and docstring say the rest."""
        _call, takes, gives = get_type_hints(handler).values()
        return cls(method, path, handler, handler.__name__, str(handler.__doc__), takes, gives, gives_cookie)

    @property
    def route(self) -> OwnAddress:
        return OwnAddress(self.path, self._serve, methods=[self.method], name=self.name)

    async def _serve(self, request: Request) -> Response:
        try:
            return await self._answer(request)
        except Problem as problem:
            return answer(problem)
        except (Refusal, StripeFailure) as error:
            return answer(problem_of(error))

    async def _answer(self, request: Request) -> Response:
        asked = await self._asked(request)
        cookie = request.headers.get("cookie", "")
        given = new_cookie() if self.gives_cookie and shopper_in(cookie) is None else ""
        answered = await self.handler(_caller(request, given or cookie), asked)
        response = JSONResponse(answered.model_dump(mode="json"), headers={"cache-control": "no-store"})
        if given:
            response.headers.append("set-cookie", given)
        return response

    async def _asked(self, request: Request) -> BaseModel:
        try:
            if self.method == "GET":
                return self.takes.model_validate(dict(request.query_params))
            if not sends_json(request):
                raise NOT_JSON
            return self.takes.model_validate_json(await request.body())
        except ValidationError as error:
            raise malformed(error) from error


def _caller(request: Request, cookie: str) -> Caller:
    authorization, origin = request.headers.get("authorization", ""), request.headers.get("origin", "")
    return Caller(
        store=services(),
        shopper=shopper_in(cookie),
        client_secret=authorization[len(BEARER) :].strip() if authorization.lower().startswith(BEARER) else "",
        origin=origin if origin in settings.allowed_origins else settings.origin,
        address=address_of(request.scope),
    )
