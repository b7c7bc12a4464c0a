"""Answers of Stripe as they are read: nothing is made of the parts that nobody looks at.

The SDK makes an object of every part of an answer, which costs more than a change of the cart and its transaction.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import stripe


class Answer:
    """An object in an answer, whose fields are attributes as the SDK has them."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def __getattr__(self, name: str) -> Any:
        try:
            return _read(self._fields[name])
        except KeyError:
            raise AttributeError(name) from None

    def to_dict(self) -> dict[str, Any]:
        return dict(self._fields)


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return Answer(cast("dict[str, Any]", value))
    return [_read(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


def as_it_comes(client: stripe.StripeClient) -> Callable[..., Awaitable[stripe.StripeResponse]]:
    """The SDK's own call that makes nothing of an answer."""
    return cast("Any", client).raw_request_async


def read(response: stripe.StripeResponse) -> Answer:
    return Answer(cast("dict[str, Any]", response.data))
