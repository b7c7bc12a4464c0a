"""The portal's `subscription_pause` ended with 2024-04-10 and came back with 2026-10-28.endive."""

from __future__ import annotations

from ..rules.shapes import Resource
from .change import Change, Find

_KIND = "billing_portal.configuration"


def _show(configuration: Resource, find: Find) -> None:
    configuration["features"]["subscription_pause"] = {"enabled": False}


def _hide(configuration: Resource, find: Find) -> None:
    del configuration["features"]["subscription_pause"]


ENDED = Change(
    since="2024-04-10",
    says="`features.subscription_pause` of the portal's configurations ended",
    answers={_KIND: _show},
)
RETURNED = Change(
    since="2026-10-28.endive",
    says="`features.subscription_pause` of the portal's configurations came back",
    answers={_KIND: _hide},
)
