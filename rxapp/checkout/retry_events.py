"""`python -m rxapp.checkout.retry_events`: handles again what the store couldn't handle when Stripe reported it."""

import asyncio
import logging
import sys

from rxapp.checkout.services import Services, open_services
from rxapp.checkout.webhook_events import handle
from rxapp.orders.migrating import migrate
from rxapp.settings import settings

logger = logging.getLogger(__name__)


async def retry_events(store: Services) -> tuple[int, int]:
    """Handles every event that is still to be handled; one failure doesn't keep the others waiting.

    Returns:
        How many were handled, and how many failed again.
    """
    handled = failed = 0
    for event in await store.events.unhandled():
        try:
            handled += await handle_again(store, event.id)
        except Exception:
            logger.exception("event %s failed again", event.id)
            failed += 1
    return handled, failed


async def handle_again(store: Services, event_id: str) -> bool:
    """Handles an event that is still to be handled; once, however many ask for it at a time.

    Returns:
        False if it has been handled by now, or somebody else is at it.

    Raises:
        Exception: See `report`.
    """
    event = await store.events.take(event_id)
    if event:
        await handle(store, event)
    return event is not None


async def main() -> int:
    await asyncio.to_thread(migrate, settings.database)
    async with open_services(settings.database, settings.secret_key, settings.api_base, beside_the_store=True) as store:
        handled, failed = await retry_events(store)
    print(f"{handled} events handled, {failed} failed again")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
