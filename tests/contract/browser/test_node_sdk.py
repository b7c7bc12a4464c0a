"""The official Node SDK runs the scenarios that the Python SDK runs."""

from tests.serving import ROOT

from .conftest import Node

SCENARIOS = ROOT / "tests" / "contract" / "sandbox" / "scenario.json"


def test_the_sdk_runs_every_scenario(node: Node, local_stripe: str) -> None:
    ran = node("scenario_runner.mjs", str(SCENARIOS), STRIPE_ADDRESS=local_stripe)
    assert ran.returncode == 0, ran.stderr
