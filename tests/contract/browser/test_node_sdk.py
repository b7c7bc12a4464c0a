"""The official Node SDK and its releases of former years run the scenarios that the Python SDK runs."""

import pytest

from tests.serving import ROOT

from .conftest import Node

SCENARIOS = ROOT / "tests" / "contract" / "sandbox" / "scenario.json"
# The packages, and what a release is too old to have.
RELEASES: dict[str, list[str]] = {
    "stripe-14": ["checkout.sessions.update"],
    "stripe-17": [],
    "stripe-18": [],
    "stripe-20": [],
    "stripe-22": [],
    "stripe": [],
}


@pytest.mark.parametrize("package", RELEASES)
def test_the_sdk_runs_every_scenario(node: Node, local_stripe: str, package: str) -> None:
    ran = node("scenario_runner.mjs", str(SCENARIOS), package, *RELEASES[package], STRIPE_ADDRESS=local_stripe)
    assert ran.returncode == 0, ran.stderr
