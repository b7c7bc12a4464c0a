"""How long a text may be, which addresses of the web are taken, and what an email address looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from .errors import invalid

Check = Callable[[str, str], None]
"""Refuses a text; the second is the path of its parameter."""

Texts = dict[str, Any]
"""Names within names. At the end the `Check` of a text; `*` stands for every other name."""

_LONGEST = 5000
_SHOWN = 10
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_DANGEROUS = frozenset(("about", "blob", "data", "file", "javascript", "vbscript"))
# Metadata has limits of its own, with words of their own.
_FREE_KEYS = "metadata"


def longest(characters: int) -> Check:
    """A text of up to so many characters."""

    def check(value: str, param: str) -> None:
        if len(value) > characters:
            shown = f"{value[:_SHOWN]}...{value[-_SHOWN:]}"
            raise invalid(f"Invalid string: {shown}; must be at most {characters} characters", param=param)

    return check


_usual = longest(_LONGEST)


def email(characters: int) -> Check:
    """An email address of up to so many characters."""
    long = longest(characters)

    def check(value: str, param: str) -> None:
        long(value, param)
        if value and not _EMAIL.fullmatch(value):
            raise invalid(f"Invalid email address: {value}", param=param, code="email_invalid")

    return check


def web(value: str, param: str) -> None:
    """An address of the web."""
    if _scheme(value, param) not in ("http", "https", ""):
        raise invalid("Not a valid URL", param=param, code="url_invalid")


def link(value: str, param: str) -> None:
    """An address of the web or of an app on a telephone."""
    if _scheme(value, param) in _DANGEROUS:
        raise invalid("Not a valid URL", param=param, code="url_invalid")


def _scheme(value: str, param: str) -> str:
    """The scheme; an empty text has none, and clears."""
    if value == "":
        return ""
    _usual(value, param)
    try:
        parts = urlsplit(value)
    except ValueError:
        raise invalid("Not a valid URL", param=param, code="url_invalid") from None
    if not parts.scheme or (not parts.netloc and parts.scheme not in _DANGEROUS):
        message = "Invalid URL: An explicit scheme (such as https) must be provided."
        raise invalid(message, param=param, code="url_invalid")
    return parts.scheme.lower()


def texts(**paths: Check) -> Texts:
    """Checks by path, with `__` between names."""
    tree: Texts = {}
    for path, check in paths.items():
        branch = tree
        *names, last = path.split("__")
        for name in names:
            branch = branch.setdefault(name, {})
        branch[last] = check
    return tree


def check_all(values: Any, tree: Any, path: str = "") -> None:
    """Refuses the first text that is too long, or no address where it has to be one."""
    if isinstance(values, str):
        (tree if callable(tree) else _usual)(values, path)
    elif isinstance(values, list):
        for position, value in enumerate(values):
            check_all(value, tree, f"{path}[{position}]")
    elif isinstance(values, dict):
        branch: Texts = tree if isinstance(tree, dict) else {}
        for name, value in values.items():
            within = branch.get(name) or branch.get("*")
            # Most texts are short and like any other: each call pays for this.
            usual = within is None and type(value) is str and len(value) <= _LONGEST
            if not usual and name != _FREE_KEYS:
                check_all(value, within, f"{path}[{name}]" if path else name)
