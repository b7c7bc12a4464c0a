"""Puts what was paid, never sent and refunded back on the shelf: `python -m rxapp.checkout.refunding KK-…`.

Stripe's dashboard does as well: a refund of all of it with `unsent` = `true` in its metadata, which a webhook reports.
"""

import asyncio
import logging
import sys
from collections.abc import Sequence

from rxapp.checkout.services import Services, open_services
from rxapp.orders.migrating import migrate
from rxapp.payments.failures import StripeFailure
from rxapp.payments.values import Refund
from rxapp.settings import settings

logger = logging.getLogger(__name__)


async def refund_reported(store: Services, refund_id: str) -> bool:
    """Looks at a refund at Stripe and takes note of it, see `take_note`.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    return await take_note(store, await store.refunds.retrieve(refund_id))


async def charge_refunded(store: Services, charge_id: str) -> None:
    """The same for all refunds of a charge.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    for refund in await store.refunds.of_charge(charge_id):
        await take_note(store, refund)


async def take_note(store: Services, refund: Refund) -> bool:
    """Writes down what Stripe says of a refund; if it is of all and for something unsent, that can be sold again.

    Returns:
        Whether anything was put back.
    """
    await store.refund_book.note(refund)
    if not (refund.unsent and refund.payment_intent_id):
        return False
    put_back = await store.returns.put_back(refund.payment_intent_id)
    if put_back:
        logger.info("refund %s: what %s had paid for is back on the shelf", refund.id, refund.payment_intent_id)
    return put_back


async def refund_unsent(store: Services, number: str) -> str:
    """Gives the money of an order back that was not sent, and puts its goods back on the shelf. Safe to repeat.

    Returns:
        What came of it, for the merchant.

    Raises:
        StripeFailure: Stripe couldn't be asked, or has given all of it back already.
    """
    order = await store.returns.order(number)
    if order is None or order.payment_intent_id is None:
        return f"{number}: there is no such order, or nothing was paid for it"
    refund = await store.refunds.give_back(order.payment_intent_id, f"order:{number}:unsent")
    put_back = await refund_reported(store, refund.id)
    return f"{number}: refunded{', and back on the shelf' if put_back else ''}"


async def main(numbers: Sequence[str]) -> int:
    await asyncio.to_thread(migrate, settings.database)
    failed = 0
    async with open_services(settings.database, settings.secret_key, settings.api_base, beside_the_store=True) as store:
        for number in numbers:
            try:
                said = await refund_unsent(store, number)
            except StripeFailure as failure:
                failed += 1
                said = f"{number}: not refunded, {failure}"
            print(said)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
