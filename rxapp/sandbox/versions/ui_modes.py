"""2026-03-25.dahlia: new names for the ways in which a session is shown. Since basil the new ones are taken too."""

from __future__ import annotations

from typing import Any

from ..rules.shapes import Resource
from .change import Change, Find

_NOW = {"custom": "elements", "embedded": "embedded_page", "hosted": "hosted_page"}
_BEFORE = {now: before for before, now in _NOW.items()}


def _forward(values: dict[str, Any]) -> None:
    mode = values.get("ui_mode")
    if isinstance(mode, str) and mode in _NOW:
        values["ui_mode"] = _NOW[mode]


def _back(session: Resource, find: Find) -> None:
    session["ui_mode"] = _BEFORE.get(session["ui_mode"], session["ui_mode"])


CHANGE = Change(
    since="2026-03-25.dahlia",
    says="`ui_mode` of a session is `elements`, `embedded_page` or `hosted_page`, no longer `custom`, `embedded` or "
    "`hosted`",
    requests={"POST /v1/checkout/sessions": _forward},
    answers={"checkout.session": _back},
)
