"""Customers: who buys."""

from __future__ import annotations

from typing import Any

import stripe
from stripe import params as p

from ..rules import fields, identifiers, metadata
from ..rules.errors import missing_resource
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..store import Record
from . import events, pagination, payment_methods, subscriptions
from .call import Call, Route
from .crud import Collection
from .expansion import includable

_KIND = "customer"
_CUSTOMERS = Collection(_KIND, "/v1/customers")
_customer = shape(
    stripe.Customer,
    absent={
        "business_name", "cash_balance", "customer_account", "deleted", "individual_name", "invoice_credit_balance",
        "sources", "subscriptions", "tax", "tax_ids",
    },
)  # fmt: skip
_invoice_settings = shape(stripe.Customer.InvoiceSettings)
_FIELDS = ("balance", "description", "email", "invoice_prefix", "name", "next_invoice_sequence", "phone", "tax_exempt")
_COLLECTED = ("business_name", "individual_name")


def _create(call: Call, params: p.CustomerCreateParams) -> Resource:
    customer = make(call, dict(params))
    if "payment_method" in params:
        kept = payment_methods.attach_to(call, params["payment_method"], customer["id"])
        # A test name, such as `pm_card_visa`, that is given twice means the same card.
        if customer["invoice_settings"]["default_payment_method"] == params["payment_method"]:
            customer["invoice_settings"]["default_payment_method"] = kept.id
    _check_default(call, customer)
    call.objects.add(customer, lookup=customer["email"])
    return customer


def _check_default(call: Call, customer: Resource) -> None:
    default = customer["invoice_settings"]["default_payment_method"]
    if default is not None:
        payment_methods.check_kept(call, default, customer["id"], "invoice_settings[default_payment_method]")


def make(call: Call, params: dict[str, Any]) -> Resource:
    """A customer from the parameters of its creation. It is not stored yet."""
    customer = _customer(
        id=identifiers.new("cus", 14),
        object=_KIND,
        balance=0,
        created=call.now,
        delinquent=False,
        invoice_prefix=identifiers.random_text(8).upper(),
        invoice_settings=_invoice_settings(),
        livemode=False,
        metadata=metadata.merged(None, params.get("metadata")),
        next_invoice_sequence=1,
        preferred_locales=[],
        tax_exempt="none",
    )
    _apply(customer, params)
    return customer


def _apply(customer: Resource, params: dict[str, Any]) -> None:
    customer.update(fields.taken(params, (*_FIELDS, *_COLLECTED)))
    for name in _COLLECTED:
        if customer.get(name) is None:  # left out, not null
            customer.pop(name, None)
    if "address" in params:
        customer["address"] = fields.address(params["address"])
    if "shipping" in params:
        given = params["shipping"]
        customer["shipping"] = fields.shipping(given) if given else None
    if "preferred_locales" in params:
        customer["preferred_locales"] = params["preferred_locales"]
    given = params.get("invoice_settings", {})
    customer["invoice_settings"].update(
        fields.taken(given, ("custom_fields", "default_payment_method", "footer", "rendering_options"))
    )


def _retrieve(call: Call, params: p.CustomerRetrieveParams, id: str) -> Resource:
    deleted = call.objects.find("deleted_customer", id)
    return _CUSTOMERS.deleted(id) if deleted else _CUSTOMERS.get(call, id).object


def _delete(call: Call, params: p.CustomerDeleteParams, id: str) -> Resource:
    record = _CUSTOMERS.get(call, id)
    subscriptions.end_all(call, id)
    # A deleted customer can still be retrieved, as a stub that says so, but is in no list.
    call.objects.delete(record)
    call.objects.add({"id": id, "object": "deleted_customer"})
    events.note(call, "customer.deleted", record.object)
    return _CUSTOMERS.deleted(id)


def _list_payment_methods(call: Call, params: p.CustomerListPaymentMethodsParams, id: str) -> Resource:
    _CUSTOMERS.get(call, id)
    given = {**params, "customer": id}
    found, has_more = pagination.page(call, "payment_method", given, pagination.by("type", lookup="customer"))
    url = f"{_CUSTOMERS.url}/{id}/payment_methods"
    return pagination.listing(url, [record.object for record in found], has_more=has_more)


def _retrieve_payment_method(
    call: Call, params: p.CustomerRetrievePaymentMethodParams, id: str, payment_method: str
) -> Resource:
    _CUSTOMERS.get(call, id)
    found = call.objects.get("payment_method", payment_method, "payment_method").object
    if found["customer"] != id:
        raise missing_resource("payment_method", payment_method, "payment_method")
    return found


@includable(_KIND, "tax_ids")
def _tax_ids(call: Call, customer: Resource, rest: list[str]) -> object:
    return pagination.listing(f"{_CUSTOMERS.url}/{customer['id']}/tax_ids", [])


@includable(_KIND, "subscriptions")
def _subscriptions(call: Call, customer: Resource, rest: list[str]) -> object:
    found = [record.object for record in subscriptions.going_on(call, customer["id"])]
    return pagination.listing(f"{_CUSTOMERS.url}/{customer['id']}/subscriptions", found[::-1])


def _change(call: Call, record: Record, params: p.CustomerUpdateParams) -> None:
    _apply(record.object, {**params})
    if "invoice_settings" in params:
        _check_default(call, record.object)
    record.lookup = record.object["email"]


ROUTES = [
    _CUSTOMERS.creation(_create, p.CustomerCreateParams),
    _CUSTOMERS.listing(p.CustomerListParams, pagination.by(lookup="email")),
    Route("GET", _CUSTOMERS.url + "/{}", _retrieve, Parameters(p.CustomerRetrieveParams)),
    _CUSTOMERS.update(p.CustomerUpdateParams, change=_change),
    Route("DELETE", _CUSTOMERS.url + "/{}", _delete, Parameters(p.CustomerDeleteParams)),
    Route(
        "GET",
        _CUSTOMERS.url + "/{}/payment_methods",
        _list_payment_methods,
        Parameters(p.CustomerListPaymentMethodsParams),
    ),
    Route(
        "GET",
        _CUSTOMERS.url + "/{}/payment_methods/{}",
        _retrieve_payment_method,
        Parameters(p.CustomerRetrievePaymentMethodParams),
    ),
]
