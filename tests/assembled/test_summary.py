"""What clients are told of a cart is what the books have, each of it under its own name."""

from collections.abc import Callable
from datetime import datetime

import pytest

from rxapp.orders.records import Flow
from rxapp.settings import settings
from rxapp.shop.destination import Destination
from tests.faults.local_store import LocalStore
from tests.in_process import Client
from tests.unit.shop.addresses import BERLIN, HAWAII, NEW_YORK


@pytest.mark.parametrize("there", [NEW_YORK, BERLIN, HAWAII], ids=lambda there: there.city)
async def test_each_amount_is_the_one_of_the_quote(shop: LocalStore, client: Client, there: Destination):
    await client.opened("gooseneck-kettle", "yame-sencha")
    for path, body in (
        ("choose-shipping", {"key": "express"}),
        ("set-destination", {"destination": there.model_dump()}),
        ("set-add-on", {"key": "gift_wrap", "on": True}),
        ("set-donation", {"typed": "3"}),
        ("sign-in", {"member": "gold"}),
        ("apply-code", {"code": "TEATIME"}),
    ):
        await client.done(f"/api/checkout/{path}", body)
    said = await client.summary()
    checkout = await shop.services.ledger.unfinished(client.shopper)
    assert checkout
    quote, cart = checkout.quote, checkout.cart
    assert {name: value for name, value in said.items() if name.startswith("amount_")} == {
        "amount_subtotal": quote.subtotal,
        "amount_discount": quote.discount,
        "amount_shipping": quote.shipping.amount,
        "amount_tax": quote.tax,
        "amount_total": quote.total,
    }
    assert len({quote.subtotal, quote.discount, quote.shipping.amount, quote.tax, quote.total}) == 5, "none the same"
    assert [(one["key"], one["quantity"], one["unit_amount"], one["amount"]) for one in said["lines"]] == [
        (one.key, one.quantity, one.unit_amount, one.amount) for one in quote.lines
    ]
    assert [one["key"] for one in said["shipping"] if one["chosen"]] == [quote.shipping.key]
    assert {one["key"]: one["amount"] for one in said["shipping"]} == {
        one.key: one.amount for one in quote.shipping_options
    }
    assert [(one["key"], one["amount"]) for one in said["taxes"]] == [(one.key, one.amount) for one in quote.taxes]
    assert [(one["key"], one["amount"]) for one in said["discounts"]] == [
        (one.key, one.amount) for one in quote.deductions
    ]
    assert {one["key"] for one in said["add_ons"] if one["on"]} == set(cart.add_ons)
    assert (said["code"], datetime.fromisoformat(said["code_until"])) == ("TEATIME", cart.code_until)
    assert (said["revision"], said["synced_revision"]) == (checkout.revision, checkout.synced_revision)
    assert (said["currency"], said["destination"]) == (quote.currency, there.model_dump())


@pytest.mark.parametrize("flow", Flow)
async def test_before_there_is_a_cart_it_is_said_what_is_said_of_an_empty_one(
    shop: LocalStore, make_client: Callable[[], Client], monkeypatch: pytest.MonkeyPatch, flow: Flow
):
    """So that a page may ask before anything is put in: whatever it shows then stays as it is."""
    monkeypatch.setitem(settings.__dict__, "checkout_flow", flow.value)
    monkeypatch.setattr(shop.services.ledger, "_flow", flow)
    emptied, newcomer = make_client(), make_client()
    await emptied.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    said = await emptied.done("/api/checkout/remove-product", {"slug": "yame-sencha"})
    assert (said["flow"], said["lines"]) == (flow, [])
    assert await newcomer.summary() == said | {"revision": 0}
