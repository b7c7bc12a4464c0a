"""What comes from a browser, parsed once. Reflex passes on whatever a socket sent, whatever the annotations say."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt, StrictStr, TypeAdapter, ValidationError

from rxapp.orders.records import Flow
from rxapp.shop.refusal import Refusal

LONGEST_TEXT, MOST_TEXTS = 200, 10
NOT_UNDERSTOOD = "That didn't work. Please reload the page and try again."
WHOLE_NUMBER = "Please use a whole number from 1 to 10."

_SESSION_ID = re.compile(r"(cs|pi)_[A-Za-z0-9_]{1,250}")
_short = Annotated[StrictStr, Field(max_length=LONGEST_TEXT)]
_text: TypeAdapter[str] = TypeAdapter(_short)
_texts: TypeAdapter[dict[str, str]] = TypeAdapter(Annotated[dict[_short, _short], Field(max_length=MOST_TEXTS)])
_switch: TypeAdapter[bool] = TypeAdapter(StrictBool)
_flow: TypeAdapter[Flow] = TypeAdapter(Flow)
_number: TypeAdapter[int] = TypeAdapter(StrictInt)


def text(value: Any) -> str:
    """A short text.

    Raises:
        Refusal: It is something else.
    """
    return _parsed(_text, value, "checkout", NOT_UNDERSTOOD)


def texts(value: Any) -> dict[str, str]:
    """A few short texts by name, as a form sends them.

    Raises:
        Refusal: It is something else.
    """
    return _parsed(_texts, value, "checkout", NOT_UNDERSTOOD)


def switch(value: Any) -> bool:
    """On or off.

    Raises:
        Refusal: It is something else.
    """
    return _parsed(_switch, value, "checkout", NOT_UNDERSTOOD)


def number(value: Any, control: str = "checkout", message: str = NOT_UNDERSTOOD) -> int:
    """A whole number.

    Raises:
        Refusal: It is something else; shown next to `control`.
    """
    return _parsed(_number, value, control, message)


def flow(value: Any) -> Flow:
    """A way to be paid.

    Raises:
        Refusal: It is something else.
    """
    return _parsed(_flow, value, "checkout", NOT_UNDERSTOOD)


def one_of(choices: Mapping[str, str], value: Any) -> str:
    """What a name stands for.

    Raises:
        Refusal: It is none of them.
    """
    try:
        return choices[text(value)]
    except KeyError:
        raise Refusal("checkout", NOT_UNDERSTOOD) from None


def control(value: Any) -> str:
    """The control that a call came from, to say a refusal beside it."""
    try:
        return text(value)
    except Refusal:
        return "checkout"


def session_id(value: str) -> str:
    """A session's or an intent's id in an address; empty if it can't be one."""
    return value if _SESSION_ID.fullmatch(value) else ""


def _parsed(adapter: TypeAdapter[Any], value: Any, control: str, message: str) -> Any:
    try:
        return adapter.validate_python(value)
    except ValidationError:
        raise Refusal(control, message) from None
