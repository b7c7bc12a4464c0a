"""Runs scenario.json, which scenario.md explains."""

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import stripe

from .conftest import Account, Receiver

SCENARIOS = json.loads((Path(__file__).parent / "scenario.json").read_text())
_PLACEHOLDER = re.compile(r"\{([a-z_][\w.]*)\}")
_PREVIEW = "2025-03-31.basil; checkout_server_update_beta=v1;"

Calling = Callable[[Any, list[str], dict[str, Any], dict[str, Any], bool], Awaitable[Any]]


async def run(scenario: dict[str, Any], account: Account, receiver: Receiver, call: Calling) -> None:
    """Every step of a scenario; `call` is how the SDK is called, at once or awaited."""
    kept: dict[str, Any] = {"webhook_url": receiver.url, "account": account.name}
    for number, step in enumerate(scenario["steps"]):
        where = f"{scenario['name']}, step {number}: {step}"
        if "webhooks" in step:
            secret = _filled(step["secret"], kept)
            assert receiver.types(len(step["webhooks"]), secret) == step["webhooks"], where
            continue
        answer, error = await _answer(step, account, kept, call)
        if "error" in step:
            assert error is not None, f"{where}: {answer}"
            _compare(error, _filled(step["error"], kept), where)
            continue
        assert error is None, f"{where}: {error}"
        _compare(answer, _filled(step.get("expect", {}), kept), where)
        if "as" in step:
            kept[step["as"]] = answer


def at_once(client: stripe.StripeClient) -> Calling:
    """How the newest SDK is called where nothing is awaited."""

    async def call(
        path: str, arguments: list[str], params: dict[str, Any], options: dict[str, Any], every_page: bool
    ) -> Any:
        result = method(client, path)(*arguments, params=params, options=options)
        return [found.to_dict() for found in result.auto_paging_iter()] if every_page else result.to_dict()

    return call


def method(client: stripe.StripeClient, path: str) -> Any:
    """What a `call` of the scenario file is in the newest SDK."""
    target: Any = client.v1
    for name in path.split("."):
        target = getattr(target, name)
    return target


async def _answer(
    step: dict[str, Any], account: Account, kept: dict[str, Any], call: Calling
) -> tuple[Any, dict[str, Any] | None]:
    if "call" in step:
        return await _sdk(step, account, kept, call)
    body = _filled(step.get("body", {}), kept)
    if "browser" in step:
        response = account.browse(_filled(step["browser"], kept), body)
    else:
        path = f"/_sandbox/api/{account.name}/{_filled(step['control'], kept)}"
        response = account.raw("POST", path, json=body, headers={})
    answer = response.json()
    return (answer, None) if response.is_success else (None, {**answer["error"], "status": response.status_code})


async def _sdk(
    step: dict[str, Any], account: Account, kept: dict[str, Any], call: Calling
) -> tuple[Any, dict[str, Any] | None]:
    options = dict(step.get("options", {}))
    if options.pop("preview", False):
        options["stripe_version"] = _PREVIEW
    arguments = _filled(step.get("args", []), kept), _filled(step.get("params", {}), kept), _filled(options, kept)
    try:
        return await call(step["call"], *arguments, step.get("list", False)), None
    except stripe.StripeError as error:
        body: Any = error.json_body
        return None, {**body["error"], "status": error.http_status}


def _filled(value: Any, kept: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(child, kept) for key, child in value.items()}
    if isinstance(value, list):
        return [_filled(child, kept) for child in value]
    if not isinstance(value, str):
        return value
    whole = _PLACEHOLDER.fullmatch(value)
    if whole:
        return _at(kept, whole[1])
    return _PLACEHOLDER.sub(lambda match: str(_at(kept, match[1])), value)


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = len(value) if part == "length" else value[int(part) if isinstance(value, list) else part]
    return value


def _compare(answer: Any, expected: dict[str, Any], where: str) -> None:
    for path, wanted in expected.items():
        value = _at(answer, path)
        if isinstance(wanted, dict) and "matches" in wanted:
            assert re.search(wanted["matches"], value or ""), f"{where}: {path} is {value!r}"
        elif isinstance(wanted, dict) and "not" in wanted:
            assert value != wanted["not"], f"{where}: {path} is {value!r}"
        else:
            assert value == wanted, f"{where}: {path} is {value!r}, not {wanted!r}"
