"""2025-03-31.basil: where a session is shipped to stands in `collected_information` only."""

from __future__ import annotations

from ..rules.shapes import Resource
from .change import Change, Find

_NEVER_SET = dict.fromkeys(("carrier", "phone", "tracking_number"))


def _back(session: Resource, find: Find) -> None:
    information = session["collected_information"]
    details = information and information["shipping_details"]
    if details:
        information["shipping_details"] = details = {**details, **_NEVER_SET}
    session["shipping_details"] = details


CHANGE = Change(
    since="2025-03-31.basil",
    says="`shipping_details` of a session moved to `collected_information`, without `carrier`, `phone` and "
    "`tracking_number`",
    answers={"checkout.session": _back},
)
