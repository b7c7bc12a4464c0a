"""`make doctor`: looks at everything the store needs, says what to do, and ends with 1 if something is wrong."""

import asyncio
import sys
from collections.abc import AsyncIterator

import httpx

from rxapp.doctor import machine, surroundings
from rxapp.doctor.finding import Finding, fine
from rxapp.doctor.stripe_account import stripe_findings
from rxapp.payments.account import Accounts
from rxapp.payments.client import build_client
from rxapp.payments.http import HttpClient
from rxapp.payments.sessions import Sessions
from rxapp.settings import Settings, settings
from rxapp.shop.catalog import CATALOG


def main() -> None:
    """Prints a line for each thing as soon as it is known."""
    findings = [_told(one) for one in (machine.python(), machine.node(), machine.port(settings))]
    findings += [_told(one) for one in (surroundings.folder(settings), surroundings.redis(settings))]
    findings += asyncio.run(_asked(settings))
    sys.exit(1 if any(one.state == "wrong" for one in findings) else 0)


async def _asked(settings: Settings) -> list[Finding]:
    findings = [_told(await surroundings.database(settings))]
    async with httpx.AsyncClient() as http:
        findings += [_told(await surroundings.https(settings, http))]
    return findings + [_told(one) async for one in _of_stripe(settings)]


async def _of_stripe(settings: Settings) -> AsyncIterator[Finding]:
    if settings.sandbox_is_ours_to_run:
        yield fine("Keys", "none: the store runs on its own local Stripe")
        return
    http = HttpClient(settings.api_base)
    try:
        client = build_client(settings.secret_key, settings.api_base, http)
        async for finding in stripe_findings(settings, Accounts(client), Sessions(client), CATALOG):
            yield finding
    finally:
        await http.close_async()


def _told(finding: Finding) -> Finding:
    sys.stdout.write(f"{finding}\n")
    sys.stdout.flush()
    return finding


if __name__ == "__main__":
    main()
