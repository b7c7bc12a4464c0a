"""`python -m tests.on_stripe`: the marked browser tests on Stripe's own test mode, where its keys are set.

Tests take away every STRIPE_… that is set, so that none of them can reach Stripe by mistake. These get theirs under
another name.
"""

import os
import subprocess
import sys
from collections.abc import Mapping

from rxapp.settings import Settings, load_settings

HANDED_ON = "TEST_MODE_"
GIVEN = {name.removeprefix(HANDED_ON): value for name, value in os.environ.items() if name.startswith(HANDED_ON)}
COMMAND = (sys.executable, "-m", "pytest", "-m", "on_stripe")


def why_not(settings: Settings) -> str:
    """Why these tests can't be run with these settings; empty if they can."""
    if settings.mode == "live":
        return "STRIPE_SECRET_KEY is a live key, and tests pay. Set those of the test mode."
    if settings.mode == "local":
        return "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY of Stripe's test mode are not set."
    return ""


def handed_on(settings: Settings) -> Mapping[str, str]:
    """The keys, under the names that the tests look for."""
    keys = {
        "STRIPE_SECRET_KEY": settings.secret_key,
        "STRIPE_PUBLISHABLE_KEY": settings.publishable_key,
    }
    return {f"{HANDED_ON}{name}": value for name, value in keys.items()}


def main() -> int:
    """Runs them, or says why not; that is no failure."""
    settings = load_settings()
    if reason := why_not(settings):
        print(f"Skipped the tests on Stripe's test mode: {reason}")
        return 0
    return subprocess.run(COMMAND, env=os.environ | handed_on(settings), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
