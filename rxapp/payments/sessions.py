"""Checkout Sessions: the calls that make one, and keep it at what `goods` or `plans` say of a quote.

A shopper who signs in while the form is open: the guide "Update the customer during checkout" gives the open session a
`customer`, and the form keeps what was typed. No version of the SDK knows that parameter yet, so an account may refuse
it as unknown; then a session of the customer's own takes the place of the guest's. Nothing documented takes a customer
off again or puts another in their place, so that signing out replaces the session as well.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import stripe

from rxapp.payments import goods, plans
from rxapp.payments.answers import as_it_comes, read
from rxapp.payments.client import ask
from rxapp.payments.failures import CustomerFixed, NewOneNeeded, StripeRefused, TrialFixed
from rxapp.payments.flow import metadata_of, refuse_unless_open
from rxapp.payments.previews import PREVIEW_VERSION, Preview
from rxapp.payments.tax_rates import TaxRates
from rxapp.payments.values import Item, Payment, Terms

LIST_LIMIT = 100
WITH_ITEMS = ["line_items"]
INTENT = "payment_intent"  # it alone knows whether a bank is asking


class Sessions:
    """The session calls of one Stripe account."""

    def __init__(self, client: stripe.StripeClient, preview_version: str = PREVIEW_VERSION) -> None:
        self._sessions, self._as_it_comes = client.v1.checkout.sessions, as_it_comes(client)
        self._tax_rates = TaxRates(client)
        self._preview_version = preview_version
        self._discounts = Preview("discounts", ("discounts", "permissions"), "they are folded into the prices")
        self._trials = Preview("trials", ("subscription_data",), "another one begins a new session")

    @property
    def previews(self) -> dict[str, bool]:
        """What is a preview at Stripe, and whether this account may do it as far as that was tried."""
        return {preview.subject: preview.allowed for preview in (self._discounts, self._trials)}

    async def create(self, terms: Terms, return_url: str, idempotency_key: str) -> Payment:
        """See `PaymentFlow`. Stripe puts the session's id into the address.

        Where the order goes can't be said at the creation, so a second call says it.
        """
        payment = await self._new(terms, f"{return_url}?session={{CHECKOUT_SESSION_ID}}", idempotency_key)
        if terms.quote.destination is None:
            return payment
        address = {"collected_information": goods.collected(terms.quote.destination), "expand": WITH_ITEMS}
        try:
            return await self._update(payment.id, address, {"idempotency_key": f"{idempotency_key}:address"})
        except StripeRefused:
            ended = await self.retrieve(payment.id)
            if ended.status == "open":
                raise
            return ended  # the answer to its creation was lost, and came again by its key when it had ended

    async def _new(self, terms: Terms, return_url: str, idempotency_key: str) -> Payment:
        if terms.quote.recurring:
            params = plans.create_params(terms, return_url)
            return await self._create(terms, params, {"idempotency_key": idempotency_key})
        tax_rates = await self._tax_rates.ids(terms.quote.taxes)

        async def send(folds: bool, options: stripe.RequestOptions) -> Payment:
            return await self._create(terms, goods.create_params(terms, return_url, tax_rates, folds=folds), options)

        return await self._as_discounts_may_be_sent(send, idempotency_key)

    async def update(self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str) -> Payment:
        """See `PaymentFlow`."""
        tax_rates = await self._tax_rates.ids(terms.quote.taxes)

        async def send(folds: bool, options: stripe.RequestOptions) -> Payment:
            params = goods.update_params(terms, known, tax_rates, folds=folds) | _of_every_write(terms)
            return await self._update(payment_id, params, options)

        try:
            if terms.quote.recurring:
                return await self._update_plan(payment_id, terms, known, idempotency_key)
            return await self._as_discounts_may_be_sent(send, idempotency_key)
        except NewOneNeeded:
            raise
        except StripeRefused as refused:
            if refused.param == "customer":
                raise CustomerFixed from refused
            if not refused.param:
                refuse_unless_open(await self.retrieve(payment_id))
            raise

    async def retrieve(self, payment_id: str) -> Payment:
        """See `PaymentFlow`. The line items come along, the intent, and a plan's subscription."""
        expanded: stripe.params.checkout.SessionRetrieveParams = {"expand": [*WITH_ITEMS, INTENT, plans.SUBSCRIPTION]}
        return await self._parsed(await ask(lambda: self._sessions.retrieve_async(payment_id, expanded)))

    async def expire(self, payment_id: str) -> None:
        """See `PaymentFlow`."""
        await ask(lambda: self._sessions.expire_async(payment_id))

    async def _as_discounts_may_be_sent(
        self, send: Callable[[bool, stripe.RequestOptions], Awaitable[Payment]], idempotency_key: str
    ) -> Payment:
        if self._discounts.allowed:
            try:
                return await send(False, self._previewing(idempotency_key))
            except StripeRefused as refused:
                if "tax_rates" in refused.param:
                    self._tax_rates.forget()
                if not self._discounts.refused_by(refused):
                    raise
        return await send(True, {"idempotency_key": f"{idempotency_key}:folded"})

    async def _update_plan(
        self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str
    ) -> Payment:
        async def send(same_trial: bool, options: stripe.RequestOptions) -> Payment:
            params = plans.update_params(terms, known, same_trial=same_trial) | _of_every_write(terms)
            return await self._update(payment_id, params, options)

        if self._trials.allowed:
            try:
                return await send(False, self._previewing(idempotency_key))
            except StripeRefused as refused:
                if not self._trials.refused_by(refused):
                    raise
        held = await self.retrieve(payment_id)
        refuse_unless_open(held)
        if held.trial_days != terms.quote.trial_days:
            raise TrialFixed
        return await send(True, {"idempotency_key": f"{idempotency_key}:same_trial"})

    async def _create(self, terms: Terms, params: dict[str, Any], options: stripe.RequestOptions) -> Payment:
        written = cast("stripe.params.checkout.SessionCreateParams", params | _of_every_write(terms))
        return await self._parsed(await ask(lambda: self._sessions.create_async(written, options)))

    async def _update(self, payment_id: str, params: dict[str, Any], options: stripe.RequestOptions) -> Payment:
        """The call that each change costs: its answer is taken as it comes."""
        where = f"/v1/checkout/sessions/{payment_id}"
        answer = await ask(lambda: self._as_it_comes("post", where, **params, **options))
        return await self._parsed(read(answer))

    def _previewing(self, idempotency_key: str) -> stripe.RequestOptions:
        return {"idempotency_key": idempotency_key, "stripe_version": self._preview_version}

    async def _parsed(self, session: Any) -> Payment:
        items = list(session.line_items.data)
        if session.line_items.has_more:  # an expanded list holds the first ten
            page = await ask(lambda: self._sessions.line_items.list_async(session.id, {"limit": LIST_LIMIT}))
            items = list(page.data)
        return parse(session, items)


def _of_every_write(terms: Terms) -> dict[str, Any]:
    """What a session of goods and one of a plan are both written with, at the creation and at every update."""
    return {"expand": WITH_ITEMS, "customer": terms.customer_id}  # none sends nothing


def parse(session: Any, items: list[Any]) -> Payment:
    """Reads Stripe's answer once into what the store uses."""
    metadata = metadata_of(session)
    details = session.customer_details
    intent = session.payment_intent
    return Payment(
        id=session.id,
        client_secret=session.client_secret or "",
        status="expired" if _money_never_came(session) else session.status,
        paid=session.status == "complete" and session.payment_status != "unpaid",
        asking=_is_asking(intent),
        amount=session.amount_total,
        currency=session.currency,
        checkout_id=metadata.get("checkout", ""),
        revision=int(metadata.get("revision", 0)),
        payment_intent_id=getattr(intent, "id", intent),
        email=details.email if details else None,
        items={key: _item_of(item) for item in items if (key := _key_of(item))},
        **plans.parsed(session),
        customer_id=getattr(session.customer, "id", session.customer),
        failed=session.status == "open" and _has_failed(intent),
    )


def _is_asking(intent: Any) -> bool:
    return getattr(intent, "status", None) == "requires_action"


def _has_failed(intent: Any) -> bool:
    return not _is_asking(intent) and getattr(intent, "last_payment_error", None) is not None


def _money_never_came(session: Any) -> bool:
    """A way to pay that takes days completes a session, and can't be tried again with it where it fails."""
    unpaid = session.status == "complete" and session.payment_status == "unpaid"
    return unpaid and getattr(session.payment_intent, "status", None) in ("requires_payment_method", "canceled")


def _item_of(item: Any) -> Item:
    recurring = item.price.recurring
    recurs = f"{recurring.interval_count} {recurring.interval}" if recurring else ""
    return Item(item.id, item.price.unit_amount, item.quantity, recurs)


def _key_of(item: Any) -> str:
    """The key we gave a line; empty in a session that isn't ours."""
    return item.metadata.to_dict().get("key", "") if item.metadata else ""
