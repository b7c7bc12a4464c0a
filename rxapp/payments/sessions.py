"""Checkout Sessions: what a quote looks like at Stripe, and the calls that keep a session at it.

The rules of updating (whole array of line items with their ids, at most one discount, `""` clears) are those of
Stripe's guides "Dynamically update payment amounts" and "Dynamically update discounts", and of the update call.

A shopper who signs in while the form is open: the guide "Update the customer during checkout" gives the open session a
`customer`, and the form keeps what was typed. No version of the SDK knows that parameter yet, so an account may refuse
it as unknown; then a session of the customer's own takes the place of the guest's. Nothing documented takes a customer
off again or puts another in their place, so that signing out replaces the session as well.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

import stripe

from rxapp.payments import trials
from rxapp.payments.client import API_VERSION, ask
from rxapp.payments.failures import CustomerFixed, NewOneNeeded, StripeRefused, TrialFixed
from rxapp.payments.flow import Item, StripePayment, Terms, metadata_of, refuse_unless_open
from rxapp.payments.folding import folded
from rxapp.payments.tax_rates import TaxRates
from rxapp.shop.cart import AT_LEAST, AT_MOST
from rxapp.shop.catalog import CATALOG
from rxapp.shop.destination import Destination
from rxapp.shop.money import written
from rxapp.shop.pricing import Quote, QuoteLine
from rxapp.shop.shipping import QuoteShipping

logger = logging.getLogger(__name__)

# The dynamic updates of discounts are a preview, asked for by this addition to the version.
PREVIEW_VERSION = f"{API_VERSION}; checkout_server_update_beta=v1;"
# Stripe has no code for it. https://github.com/stripe/stripe-python/issues/664
NOT_ADMITTED = "You do not have permission to pass this beta header"

COUPON_NAME_LIMIT = 40
LIST_LIMIT = 100
WITH_ITEMS = ["line_items"]
INTENT = "payment_intent"  # it alone knows whether a bank is asking


class Sessions:
    """The session calls of one Stripe account."""

    def __init__(self, client: stripe.StripeClient, preview_version: str = PREVIEW_VERSION) -> None:
        self._sessions = client.v1.checkout.sessions
        self._tax_rates = TaxRates(client)
        self._preview_version = preview_version
        self._folds = False  # until Stripe refuses this account to update discounts, which is a preview
        self._trials_are_fixed = False  # until it refuses to update a trial, which is another

    async def create(self, terms: Terms, return_url: str, idempotency_key: str) -> StripePayment:
        """See `PaymentFlow`. Stripe puts the session's id into the address.

        Where the order goes can't be said at the creation, so a second call says it.
        """
        return_url = f"{return_url}?session={{CHECKOUT_SESSION_ID}}"
        if terms.quote.recurring:
            params = trials.create_params(terms, return_url)
            return await self._create(terms, params, {"idempotency_key": idempotency_key})
        tax_rates = await self._tax_rates.ids(terms.quote.taxes)

        async def send(folds: bool) -> StripePayment:
            params = create_params(
                terms.quote,
                checkout_id=terms.checkout_id,
                revision=terms.revision,
                return_url=return_url,
                tax_rates=tax_rates,
                folds=folds,
            )
            return await self._create(terms, params, self._options(idempotency_key, folds))

        payment = await self._as_the_account_may(send)
        if terms.quote.destination is None:
            return payment
        address = {"collected_information": _collected(terms.quote.destination), "expand": WITH_ITEMS}
        return await self._send_update(payment.id, address, {"idempotency_key": f"{idempotency_key}:address"})

    async def update(
        self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str
    ) -> StripePayment:
        """See `PaymentFlow`."""
        tax_rates = await self._tax_rates.ids(terms.quote.taxes)

        async def send(folds: bool) -> StripePayment:
            params = update_params(
                terms.quote,
                checkout_id=terms.checkout_id,
                revision=terms.revision,
                known=known,
                tax_rates=tax_rates,
                folds=folds,
            )
            params |= _of_every_write(terms)
            return await self._send_update(payment_id, params, self._options(idempotency_key, folds))

        try:
            if terms.quote.recurring:
                return await self._update_plan(payment_id, terms, known, idempotency_key)
            return await self._as_the_account_may(send)
        except NewOneNeeded:
            raise
        except StripeRefused as refused:
            if refused.param == "customer":
                raise CustomerFixed from refused
            if not refused.param:
                refuse_unless_open(await self.retrieve(payment_id))
            raise

    async def retrieve(self, payment_id: str) -> StripePayment:
        """See `PaymentFlow`. The line items come along, the intent, and a plan's subscription."""
        expanded: stripe.params.checkout.SessionRetrieveParams = {"expand": [*WITH_ITEMS, INTENT, trials.SUBSCRIPTION]}
        return await self._parsed(await ask(lambda: self._sessions.retrieve_async(payment_id, expanded)))

    async def expire(self, payment_id: str) -> None:
        """See `PaymentFlow`."""
        await ask(lambda: self._sessions.expire_async(payment_id))

    async def _as_the_account_may(self, send: Callable[[bool], Awaitable[StripePayment]]) -> StripePayment:
        if not self._folds:
            try:
                return await send(False)
            except StripeRefused as refused:
                if "tax_rates" in refused.param:
                    self._tax_rates.forget()
                if not _lacks_the_preview(refused, "discounts", "permissions"):
                    raise
                self._folds = True
                logger.warning("this account may not update discounts: they are folded into the prices from now on")
        return await send(True)

    async def _update_plan(
        self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str
    ) -> StripePayment:
        async def send(same_trial: bool, options: stripe.RequestOptions) -> StripePayment:
            params = trials.update_params(terms, known, same_trial=same_trial) | _of_every_write(terms)
            return await self._send_update(payment_id, params, options)

        if not self._trials_are_fixed:
            try:
                return await send(False, self._options(idempotency_key, False))
            except StripeRefused as refused:
                if not _lacks_the_preview(refused, "subscription_data"):
                    raise
                self._trials_are_fixed = True
                logger.warning("this account may not update trials: another one begins a new session from now on")
        held = await self.retrieve(payment_id)
        refuse_unless_open(held)
        if held.trial_days != terms.quote.trial_days:
            raise TrialFixed
        return await send(True, {"idempotency_key": f"{idempotency_key}:same_trial"})

    async def _create(self, terms: Terms, params: dict[str, Any], options: stripe.RequestOptions) -> StripePayment:
        written = cast("stripe.params.checkout.SessionCreateParams", params | _of_every_write(terms))
        return await self._parsed(await ask(lambda: self._sessions.create_async(written, options)))

    async def _send_update(
        self, payment_id: str, params: dict[str, Any], options: stripe.RequestOptions
    ) -> StripePayment:
        written = cast("stripe.params.checkout.SessionUpdateParams", params)
        return await self._parsed(await ask(lambda: self._sessions.update_async(payment_id, written, options)))

    def _options(self, idempotency_key: str, folds: bool) -> stripe.RequestOptions:
        if folds:
            return {"idempotency_key": f"{idempotency_key}:folded"}
        return {"idempotency_key": idempotency_key, "stripe_version": self._preview_version}

    async def _parsed(self, session: Any) -> StripePayment:
        items = list(session.line_items.data)
        if session.line_items.has_more:  # an expanded list holds the first ten
            page = await ask(lambda: self._sessions.line_items.list_async(session.id, {"limit": LIST_LIMIT}))
            items = list(page.data)
        return parse(session, items)


def _lacks_the_preview(refused: StripeRefused, *parameters: str) -> bool:
    unknown = refused.code == "parameter_unknown" and refused.param.startswith(parameters)
    return unknown or NOT_ADMITTED in str(refused)


def parse(session: Any, items: list[Any]) -> StripePayment:
    """Reads Stripe's answer once into what the store uses."""
    metadata = metadata_of(session)
    details = session.customer_details
    intent = session.payment_intent
    return StripePayment(
        id=session.id,
        client_secret=session.client_secret or "",
        status=session.status,
        paid=session.status == "complete" and session.payment_status != "unpaid",
        asking=getattr(intent, "status", None) == "requires_action",
        amount=session.amount_total,
        currency=session.currency,
        checkout_id=metadata.get("checkout", ""),
        revision=int(metadata.get("revision", 0)),
        payment_intent_id=getattr(intent, "id", intent),
        email=details.email if details else None,
        items={key: Item(item.id, item.price.unit_amount, item.quantity) for item in items if (key := _key_of(item))},
        **trials.parsed(session),
        customer_id=getattr(session.customer, "id", session.customer),
    )


def _key_of(item: Any) -> str:
    """The key we gave a line; empty in a session that isn't ours."""
    return item.metadata.to_dict().get("key", "") if item.metadata else ""


def create_params(
    quote: Quote,
    *,
    checkout_id: str,
    revision: int,
    return_url: str,
    tax_rates: Sequence[str] = (),
    folds: bool = False,
) -> dict[str, Any]:
    """The request that opens a session for a quote.

    Args:
        tax_rates: The ids of the quote's taxes.
        folds: Whether the discount goes into the prices, for accounts without the preview of discounts.
    """
    asked = folded(quote) if folds else quote
    params: dict[str, Any] = {
        "ui_mode": "elements",
        "mode": "payment",
        # Cards alone: the form opens on its fields, and the same test runs on the local Stripe and on Stripe.
        "allowed_payment_method_types": ["card"],
        "client_reference_id": checkout_id,
        "return_url": return_url,
        "line_items": [_new_item(line, asked.currency, tax_rates, folds) for line in asked.lines],
        "shipping_address_collection": {"allowed_countries": list(CATALOG.countries)},
        "shipping_options": _shipping_options(asked),
        "metadata": {key: value for key, value in _metadata(quote, checkout_id, revision, folds).items() if value},
        "payment_intent_data": {"metadata": {"checkout": checkout_id}},
        "expand": WITH_ITEMS,
    }
    params["permissions"] = {"update_shipping_details": "server_only"}
    if not folds:
        params["permissions"]["update_discounts"] = "server_only"
    if asked.discount:
        params["discounts"] = _discounts(asked)
    return params


def update_params(
    quote: Quote,
    *,
    checkout_id: str,
    revision: int,
    known: Mapping[str, Item],
    tax_rates: Sequence[str] = (),
    folds: bool = False,
) -> dict[str, Any]:
    """The request that brings a session to a quote: always everything, so that the last write is right by itself.

    Args:
        known: Lines by key as Stripe knows them. A line sent without its id is new, one that isn't sent is gone.
        tax_rates, folds: As for `create_params`.
    """
    asked = folded(quote) if folds else quote
    params: dict[str, Any] = {
        "line_items": [_item(line, asked.currency, known.get(line.key), tax_rates, folds) for line in asked.lines],
        "shipping_options": _shipping_options(asked),
        "metadata": _metadata(quote, checkout_id, revision, folds),
        "expand": WITH_ITEMS,
    }
    if quote.destination:
        params["collected_information"] = _collected(quote.destination)
    if not folds:
        params["discounts"] = _discounts(asked) or ""
    return params


def _of_every_write(terms: Terms) -> dict[str, Any]:
    """What a session of goods and one of a plan are both written with, at the creation and at every update."""
    return {"expand": WITH_ITEMS} | ({"customer": terms.customer_id} if terms.customer_id else {})


def _metadata(quote: Quote, checkout_id: str, revision: int, folds: bool) -> dict[str, str]:
    ours = {"checkout": checkout_id, "revision": str(revision)}
    if not folds:
        return ours
    # the session shows lower prices and no discount: here is what they are made of; an empty value takes it away again
    name, amount = (quote.discount_name, str(quote.discount)) if quote.discount else ("", "")
    return ours | {"discount_mode": "folded", "discount": amount, "discount_name": name}


def _item(line: QuoteLine, currency: str, known: Item | None, tax_rates: Sequence[str], folds: bool) -> dict[str, Any]:
    if known is None:
        return _new_item(line, currency, tax_rates, folds)
    kept: dict[str, Any] = {"id": known.id, "quantity": line.quantity, "tax_rates": _tax_rates(line, tax_rates) or ""}
    if known.unit_amount != line.unit_amount:
        kept["price_data"] = _price_data(line, currency)
    return kept


def _new_item(line: QuoteLine, currency: str, tax_rates: Sequence[str], folds: bool) -> dict[str, Any]:
    new: dict[str, Any] = {
        "price_data": _price_data(line, currency),
        "quantity": line.quantity,
        "metadata": {"key": line.key},
    }
    if line.adjustable and not folds:  # a folded line may be in two parts
        new["adjustable_quantity"] = {"enabled": True, "minimum": AT_LEAST, "maximum": AT_MOST}
    return new | ({"tax_rates": levied} if (levied := _tax_rates(line, tax_rates)) else {})


def _tax_rates(line: QuoteLine, tax_rates: Sequence[str]) -> list[str]:
    return list(tax_rates) if line.taxed else []


def _price_data(line: QuoteLine, currency: str) -> dict[str, Any]:
    return {"currency": currency, "unit_amount": line.unit_amount, "product_data": {"name": line.name}}


def _collected(destination: Destination) -> dict[str, Any]:
    """Where the order goes. Stripe takes a name and an address here, nothing else, and replaces the whole of it."""
    address = destination.model_dump(exclude={"name"})
    written_parts = {part: text for part, text in address.items() if text}
    return {"shipping_details": {"name": destination.name, "address": written_parts}}


def _shipping_options(quote: Quote) -> list[dict[str, Any]]:
    return [_shipping_option(option, quote.currency) for option in quote.shipping_options]


def _shipping_option(option: QuoteShipping, currency: str) -> dict[str, Any]:
    return {
        "shipping_rate_data": {
            "display_name": option.name,
            "type": "fixed_amount",
            "fixed_amount": {"amount": option.amount, "currency": currency},
            "metadata": {"key": option.key},
        }
    }


def _discounts(quote: Quote) -> list[dict[str, Any]]:
    if not quote.discount:
        return []
    return [
        {
            "coupon_data": {
                "name": _coupon_name(quote),
                "amount_off": quote.discount,
                "currency": quote.currency,
                "duration": "once",
            }
        }
    ]


def _coupon_name(quote: Quote) -> str:
    """What the discount is made of, within Stripe's limit; the shopper's own summary has each part with its amount."""
    if len(quote.discount_name) <= COUPON_NAME_LIMIT:
        return quote.discount_name
    return f"{len(quote.deductions)} discounts, {written(quote.discount, quote.currency)}"
