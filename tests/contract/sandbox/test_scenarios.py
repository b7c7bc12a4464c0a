"""The scenario file by the official Python SDK, at once and awaited, against a real server."""

from typing import Any

import pytest
import stripe

from .conftest import Account, Receiver
from .scenario_runner import SCENARIOS, at_once, method, run

BY_NAME = [pytest.param(scenario, id=scenario["name"]) for scenario in SCENARIOS]


@pytest.mark.parametrize("scenario", BY_NAME)
async def test_the_sdk_runs_the_scenario(scenario: dict[str, Any], account: Account, receiver: Receiver) -> None:
    await run(scenario, account, receiver, at_once(account.client()))


@pytest.mark.parametrize("scenario", BY_NAME)
async def test_the_sdk_runs_the_scenario_awaited(
    scenario: dict[str, Any], account: Account, receiver: Receiver
) -> None:
    http = stripe.HTTPXClient()
    client = account.client(http_client=http)

    async def call(
        path: str, arguments: list[str], params: dict[str, Any], options: dict[str, Any], every_page: bool
    ) -> Any:
        result = await method(client, f"{path}_async")(*arguments, params=params, options=options)
        if every_page:
            return [found.to_dict() async for found in result.auto_paging_iter()]
        return result.to_dict()

    await run(scenario, account, receiver, call)
    await http.close_async()
