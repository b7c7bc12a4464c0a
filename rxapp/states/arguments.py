"""What comes from a browser besides changes of the cart. Reflex passes on anything, whatever the annotations say."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import Field, StrictInt, StrictStr, TypeAdapter, ValidationError

from rxapp.orders.records import Flow
from rxapp.payments.local_stripe import Trouble
from rxapp.shop.entry import LONGEST_TEXT
from rxapp.shop.refusal import NotUnderstood

Value = TypeVar("Value")

_SESSION_ID = re.compile(r"(cs|pi)_[A-Za-z0-9_]{1,250}")
_DIGITS = re.compile(r"[0-9]{1,9}")
_text: TypeAdapter[str] = TypeAdapter(Annotated[StrictStr, Field(max_length=LONGEST_TEXT)])
_number: TypeAdapter[int] = TypeAdapter(StrictInt)
_flow: TypeAdapter[Flow] = TypeAdapter(Flow)
_trouble: TypeAdapter[Trouble] = TypeAdapter(Trouble)


def text(value: Any) -> str:
    """A short text.

    Raises:
        NotUnderstood: It is something else.
    """
    return _parsed(_text, value)


def number(value: Any) -> int:
    """A whole number.

    Raises:
        NotUnderstood: It is something else.
    """
    return _parsed(_number, value)


def typed_number(value: Any) -> int | None:
    """The whole number that somebody typed; None for anything else, which no change takes."""
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value.strip()) else None


def flow(value: Any) -> Flow:
    """A way to be paid.

    Raises:
        NotUnderstood: It is something else.
    """
    return _parsed(_flow, value)


def trouble(value: Any) -> Trouble:
    """How Stripe is to be.

    Raises:
        NotUnderstood: It is something else.
    """
    return _parsed(_trouble, value)


def one_of(choices: Mapping[str, str], value: Any) -> str:
    """What a name stands for.

    Raises:
        NotUnderstood: It is none of them.
    """
    try:
        return choices[text(value)]
    except KeyError:
        raise NotUnderstood from None


def session_id(value: str) -> str:
    """A session's or an intent's id in an address; empty if it can't be one."""
    return value if _SESSION_ID.fullmatch(value) else ""


def _parsed(adapter: TypeAdapter[Value], value: Any) -> Value:
    try:
        return adapter.validate_python(value)
    except ValidationError:
        raise NotUnderstood from None
