"""An endpoint: one named interaction with its body, its answer, and everything that is the same for all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rxapp.api.answers import OwnAddress
from rxapp.api.errors import NOT_JSON, Problem, answer, malformed, problem_of
from rxapp.api.request import address_of
from rxapp.checkout.services import Services, services
from rxapp.checkout.shopper import new_cookie, shopper_in
from rxapp.payments.failures import StripeFailure
from rxapp.settings import settings
from rxapp.shop.refusal import Refusal

BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Call:
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


Handler = Callable[[Call, Any], Awaitable[BaseModel]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A row of the route table. What it takes and gives is read from the handler's own types.

    Attributes:
        gives_cookie: Whether a caller without a cart cookie gets one, and with it a cart.
    """

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    gives_cookie: bool = False

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def takes(self) -> type[BaseModel]:
        """The body of a POST, the query parameters of a GET."""
        _call, takes, *_answer = get_type_hints(self.handler).values()
        return takes

    @property
    def gives(self) -> type[BaseModel]:
        return get_type_hints(self.handler)["return"]

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
        answered = await self.handler(_call(request, given or cookie), asked)
        response = JSONResponse(answered.model_dump(mode="json"), headers={"cache-control": "no-store"})
        if given:
            response.headers.append("set-cookie", given)
        return response

    async def _asked(self, request: Request) -> BaseModel:
        try:
            if self.method == "GET":
                return self.takes.model_validate(dict(request.query_params))
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                raise NOT_JSON  # a form of another site can't send JSON
            return self.takes.model_validate_json(await request.body())
        except ValidationError as error:
            raise malformed(error) from error


def _call(request: Request, cookie: str) -> Call:
    authorization, origin = request.headers.get("authorization", ""), request.headers.get("origin", "")
    return Call(
        store=services(),
        shopper=shopper_in(cookie),
        client_secret=authorization[len(BEARER) :].strip() if authorization.lower().startswith(BEARER) else "",
        origin=origin if origin in settings.allowed_origins else settings.origin,
        address=address_of(request.scope),
    )
