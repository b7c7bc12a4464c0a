"""Customers: who buys."""

from __future__ import annotations

from typing import Any

import stripe
from stripe import params as p

from ..rules import fields, identifiers, metadata
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from . import pagination, payment_methods
from .call import Call, Route
from .expansion import includable

_KIND = "customer"
_URL = "/v1/customers"
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
    call.objects.add(customer, lookup=customer["email"])
    if "payment_method" in params:
        payment_methods.attach_to(call, params["payment_method"], customer["id"])
    return customer


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
    customer.update(fields.taken(params, _FIELDS + tuple(name for name in _COLLECTED if params.get(name))))
    if "address" in params:
        customer["address"] = fields.address(params["address"] or None)
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
    return _deleted(id) if deleted else call.objects.get(_KIND, id).object


def _update(call: Call, params: p.CustomerUpdateParams, id: str) -> Resource:
    record = call.objects.get(_KIND, id)
    _apply(record.object, dict(params))
    record.object["metadata"] = metadata.merged(record.object["metadata"], params.get("metadata"))
    record.lookup = record.object["email"]
    call.objects.save(record)
    return record.object


def _delete(call: Call, params: p.CustomerDeleteParams, id: str) -> Resource:
    record = call.objects.get(_KIND, id)
    # A deleted customer can still be retrieved, as a stub that says so, but is in no list.
    call.objects.delete(record)
    call.objects.add({"id": id, "object": "deleted_customer"})
    return _deleted(id)


def _list(call: Call, params: p.CustomerListParams) -> Resource:
    filters: dict[str, Any] = dict(params)
    if "email" in filters:
        filters["lookup"] = filters.pop("email")
    return pagination.page(call, _KIND, _URL, filters, filters=("lookup",), lookup="lookup")


def _list_payment_methods(call: Call, params: p.CustomerListPaymentMethodsParams, id: str) -> Resource:
    call.objects.get(_KIND, id)
    filters = {**params, "lookup": id}
    url = f"{_URL}/{id}/payment_methods"
    return pagination.page(call, "payment_method", url, filters, filters=("lookup", "type"), lookup="lookup")


def retrieve_payment_method(
    call: Call, params: p.CustomerRetrievePaymentMethodParams, id: str, payment_method: str
) -> Resource:
    call.objects.get(_KIND, id)
    return call.objects.get("payment_method", payment_method, "payment_method").object


def _deleted(id: str) -> Resource:
    return {"id": id, "object": _KIND, "deleted": True}


@includable(_KIND, "tax_ids")
def _tax_ids(call: Call, customer: Resource, rest: list[str]) -> object:
    return pagination.listing(f"{_URL}/{customer['id']}/tax_ids", [])


@includable(_KIND, "subscriptions")
def _subscriptions(call: Call, customer: Resource, rest: list[str]) -> object:
    found = [record.object for record in call.objects.looked_up("subscription", customer["id"])]
    return pagination.listing(f"/v1/customers/{customer['id']}/subscriptions", found[::-1])


ROUTES = [
    Route("POST", _URL, _create, Parameters(p.CustomerCreateParams)),
    Route("GET", _URL, _list, Parameters(p.CustomerListParams)),
    Route("GET", _URL + "/{}", _retrieve, Parameters(p.CustomerRetrieveParams)),
    Route("POST", _URL + "/{}", _update, Parameters(p.CustomerUpdateParams)),
    Route("DELETE", _URL + "/{}", _delete, Parameters(p.CustomerDeleteParams)),
    Route("GET", _URL + "/{}/payment_methods", _list_payment_methods, Parameters(p.CustomerListPaymentMethodsParams)),
    Route(
        "GET",
        _URL + "/{}/payment_methods/{}",
        retrieve_payment_method,
        Parameters(p.CustomerRetrievePaymentMethodParams),
    ),
]
