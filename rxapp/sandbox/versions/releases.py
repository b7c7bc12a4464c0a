"""The releases of Stripe's API that are spoken here, and what `Stripe-Version` may say."""

from __future__ import annotations

import re

from ..rules.errors import StripeError, invalid

RELEASES = (
    "2023-10-16", "2024-04-10", "2024-06-20",
    "2024-09-30.acacia", "2024-10-28.acacia", "2024-11-20.acacia", "2024-12-18.acacia", "2025-01-27.acacia",
    "2025-02-24.acacia",
    "2025-03-31.basil", "2025-04-30.basil", "2025-05-28.basil", "2025-06-30.basil", "2025-07-30.basil",
    "2025-08-27.basil",
    "2025-09-30.clover", "2025-10-29.clover", "2025-11-17.clover", "2025-12-15.clover", "2026-01-28.clover",
    "2026-02-25.clover",
    "2026-03-25.dahlia", "2026-04-22.dahlia", "2026-05-27.dahlia", "2026-06-24.dahlia", "2026-07-29.dahlia",
    "2026-08-26.dahlia",
    "2026-09-30.endive", "2026-10-28.endive",
)  # fmt: skip
OLDEST, NEWEST = RELEASES[0], RELEASES[-1]
_DATES = {release[:10] for release in RELEASES}
_VERSION = re.compile(r"(\d{4}-\d{2}-\d{2}(?:\.[a-z]+)?)(?:; ?\w+=v\d+)*;?")
_PREVIEW = ".preview"
_DYNAMIC_UPDATES = "checkout_server_update_beta=v1"


def release_of(version: str) -> str:
    """The release that a `Stripe-Version` names, without the betas behind it.

    Raises:
        StripeError: 400 for one that there never was, or from before the oldest here.
    """
    found = _VERSION.fullmatch(version)
    if found is None or not _exists(found[1]):
        raise _unknown(version, found)
    return found[1]


def asks_for_preview(version: str) -> bool:
    """Whether a `Stripe-Version` names the dynamic-update preview, or is a preview itself."""
    return _DYNAMIC_UPDATES in version or version.endswith(_PREVIEW)


def _exists(release: str) -> bool:
    """Every release has a preview; those of the months to come are taken for the newest."""
    date = release[:10]
    return release in RELEASES or (release.endswith(_PREVIEW) and (date in _DATES or date > NEWEST))


def _unknown(version: str, found: re.Match[str] | None) -> StripeError:
    if found is not None and found[1][:10] < OLDEST:
        return invalid(f"Invalid Stripe API version: {version}. The local Stripe goes back to {OLDEST}.")
    return invalid(f"Invalid Stripe API version: {version}. There is none of this name; the newest is {NEWEST}.")
