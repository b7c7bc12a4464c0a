"""Stripe: whose the keys are, what the account may, where its webhooks go, what time it is there."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

from rxapp.doctor.finding import Finding, fine, unsure, wrong
from rxapp.payments.account import Account, Accounts, Endpoint
from rxapp.payments.failures import StripeFailure, StripeRefused
from rxapp.payments.sessions import Sessions
from rxapp.payments.values import Terms
from rxapp.payments.webhooks import TOLERANCE_SECONDS
from rxapp.settings import Settings
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import Catalog
from rxapp.shop.pricing import quote

PATH = "/webhooks/stripe"
LATE_SECONDS = 5.0
KEYS = "https://dashboard.stripe.com/apikeys"
ENDPOINTS = "https://dashboard.stripe.com/webhooks"
PREVIEWS = "Nothing: their totals are the same. To have them, ask Stripe for server updates of discounts and trials."


async def stripe_findings(
    settings: Settings, accounts: Accounts, sessions: Sessions, catalog: Catalog, now: datetime | None = None
) -> AsyncIterator[Finding]:
    """Everything that only Stripe can say; nothing but the keys where it doesn't know them.

    Args:
        now: What this machine's clock says; the present unless a test says otherwise.
    """
    try:
        account = await accounts.current()
    except StripeRefused as refused:
        yield wrong("Keys", f"Stripe refuses the secret key: {refused}", f"Copy it again from {KEYS}")
        return
    except StripeFailure:
        yield wrong("Keys", "Stripe gives no answer", "Look whether this machine reaches api.stripe.com.")
        return
    yield _keys(settings, account)
    yield clock(account, now or datetime.now(UTC))
    if settings.mode != "live":
        yield await previews(sessions, catalog, settings.origin)
    yield await webhooks(settings, accounts)


def _keys(settings: Settings, account: Account) -> Finding:
    said = f"{account.name} ({account.id}), {'live' if settings.mode == 'live' else 'test'} mode"
    if settings.mode == "live" and not account.takes_payments:
        return wrong("Keys", f"{said}: it may not take payments yet", "Finish the account in Stripe's dashboard.")
    return fine("Keys", said)


def clock(account: Account, now: datetime) -> Finding:
    """Whether this machine knows the time: signed webhooks are believed for five minutes."""
    if account.asked_at is None:
        return unsure("Clock", "Stripe's answer didn't tell the time", "Compare this machine's with any other.")
    apart = abs((now - account.asked_at).total_seconds())
    cure = "Let this machine keep its clock by the network: timedatectl set-ntp true"
    if apart > TOLERANCE_SECONDS:
        return wrong("Clock", f"{apart:.0f} s from Stripe's: every webhook would be refused", cure)
    if apart > LATE_SECONDS:
        return unsure("Clock", f"{apart:.0f} s from Stripe's", cure)
    return fine("Clock", "agrees with Stripe's")


async def previews(sessions: Sessions, catalog: Catalog, origin: str) -> Finding:
    """Whether the account may send discounts and trials to an open session: tried on sessions that end at once."""
    try:
        for cart in _carts(catalog):
            await _try(sessions, cart, catalog, origin)
    except StripeFailure as failure:
        return unsure("Previews", f"could not be tried: {failure}", "Run this again.")
    refused = sorted(subject for subject, allowed in sessions.previews.items() if not allowed)
    if refused:
        return unsure("Previews", f"this account may not update {' and '.join(refused)} of an open session", PREVIEWS)
    return fine("Previews", f"the account may update {' and '.join(sorted(sessions.previews))} of an open session")


def _carts(catalog: Catalog) -> list[Cart]:
    """One of goods from which something comes off, and one that joins the first plan."""
    of_one = [Cart(lines=(CartLine(slug=product.slug, quantity=1),)) for product in catalog.products]
    goods = [cart for cart in of_one if quote(cart, catalog).discount][:1]
    return [*goods, *(Cart(plan=key, destination=catalog.demo_address) for key in list(catalog.plans)[:1])]


async def _try(sessions: Sessions, cart: Cart, catalog: Catalog, origin: str) -> None:
    terms = Terms(checkout_id="doctor", revision=1, quote=quote(cart, catalog))
    key = f"doctor:{datetime.now(UTC).timestamp()}:{cart.plan}"
    session = await sessions.create(terms, f"{origin}/complete", key)
    try:
        await sessions.update(session.id, terms, session.items, f"{key}:update")
    finally:
        with suppress(StripeFailure):
            await sessions.expire(session.id)


async def webhooks(settings: Settings, accounts: Accounts) -> Finding:
    """Whether Stripe reports what is paid, to this store's address, and the store can tell that it is Stripe."""
    wanted = f"{settings.origin}{PATH}"
    if not settings.webhook_secret:
        return unsure(
            "Webhooks",
            "STRIPE_WEBHOOK_SECRET isn't set: orders are confirmed as shoppers come back, or by asking",
            f"On this machine: stripe listen --forward-to {wanted.partition('://')[2]} prints one.",
        )
    try:
        endpoints = await accounts.endpoints()
    except StripeFailure:
        return unsure("Webhooks", "this key may not say where they go", f"Look at {ENDPOINTS}: {wanted}")
    ours = next((one for one in endpoints if one.url.rstrip("/") == wanted), None)
    if ours is None:
        cure = f"Add {wanted} at {ENDPOINTS}, unless `stripe listen` forwards them."
        return (wrong if settings.mode == "live" else unsure)("Webhooks", f"none go to {wanted}", cure)
    return _endpoint(ours)


def _endpoint(ours: Endpoint) -> Finding:
    if not ours.enabled:
        return wrong("Webhooks", f"{ours.url} is disabled", f"Enable it at {ENDPOINTS}")
    if ours.missing:
        cure = f"Add at {ENDPOINTS}: {', '.join(sorted(ours.missing))}"
        return wrong("Webhooks", f"{len(ours.missing)} kinds of events don't go to {ours.url}", cure)
    return fine("Webhooks", f"go to {ours.url}")
