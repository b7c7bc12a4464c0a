"""Runs the scenario file with whichever release of the official Python SDK is found first; says what failed.

    PYTHONPATH=<folder of a release> python -m tests.contract.sandbox.former_sdk <address of a local Stripe> <call> …

Scenarios with a call that the release doesn't have are left out, if it is named.
"""

import asyncio
import json
import sys
from typing import Any
from uuid import uuid4

from .conftest import Account, Receiver
from .scenario_runner import SCENARIOS, run

VERSION = "2026-10-28.endive"  # the words of the scenarios are of the version that the newest release pins


def main() -> None:
    address, *missing = sys.argv[1:]
    played = [scenario for scenario in SCENARIOS if not _calls(scenario) & {*missing}]
    failures = [failure for scenario in played if (failure := _failure(scenario, address))]
    if failures:
        sys.exit("\n\n".join(failures))
    print(f"{len(played)} of {len(SCENARIOS)}")


def _calls(scenario: dict[str, Any]) -> set[str]:
    return {step["call"] for step in scenario["steps"] if "call" in step}


def _failure(scenario: dict[str, Any], address: str) -> str:
    account, receiver = Account(uuid4().hex, address), Receiver()
    client = account.client(stripe_version=VERSION)

    async def call(
        path: str, arguments: list[str], params: dict[str, Any], options: dict[str, Any], every_page: bool
    ) -> Any:
        result = _method(client, path)(*arguments, params=params, options=options)
        return [_plain(found) for found in result.auto_paging_iter()] if every_page else _plain(result)

    try:
        asyncio.run(run(scenario, account, receiver, call))
    except Exception as failure:
        return f"{scenario['name']}: {type(failure).__name__}: {failure}"
    finally:
        receiver.close()
        account.close()
    return ""


def _method(client: Any, path: str) -> Any:
    target = getattr(client, "v1", client)  # releases before 12.5 have no other
    for name in path.split("."):
        target = getattr(target, name)
    return target


def _plain(found: Any) -> Any:
    """What it is as JSON: the objects of the releases differ, their text doesn't."""
    return json.loads(str(found))


if __name__ == "__main__":
    main()
