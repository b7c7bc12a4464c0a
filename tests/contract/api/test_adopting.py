"""What Stripe.js changes by itself: the quantity of an adjustable item is taken over, all else is set back."""

from typing import Any

import pytest
import stripe

from tests.contract.api.conftest import Client
from tests.contract.sandbox.conftest import Account

ADJUSTABLE, OTHER = "assam-breakfast", "kyoto-hojicha"


def at_stripe(account: Account, opened: dict[str, Any]) -> dict[str, stripe.LineItem]:
    """The lines of the session, by our key."""
    sessions = account.client().v1.checkout.sessions
    items = sessions.retrieve(opened["id"], {"expand": ["line_items"]}).line_items
    assert items
    return {item.metadata["key"]: item for item in items.data if item.metadata}


def in_the_browser(account: Account, opened: dict[str, Any], slug: str, quantity: int) -> int:
    """`updateLineItemQuantity`, as Stripe.js sends it; the status of the answer."""
    item = {"id": at_stripe(account, opened)[f"product:{slug}"].id, "quantity": quantity}
    body = {"client_secret": opened["client_secret"], "line_item": item}
    return account.browse(f"/v1/payment_pages/{opened['id']}", body).status_code


def with_our_key(account: Account, opened: dict[str, Any], **of_adjustable: Any) -> None:
    """A change that the store knows nothing of."""
    items = at_stripe(account, opened)
    changed = [{"id": item.id, **(of_adjustable if ADJUSTABLE in key else {})} for key, item in items.items()]
    account.client().v1.checkout.sessions.update(opened["id"], {"line_items": changed})  # pyright: ignore[reportArgumentType]


def quantities(summary: dict[str, Any]) -> dict[str, int]:
    products = (line for line in summary["lines"] if line["kind"] == "product")
    return {line["key"].removeprefix("product:"): line["quantity"] for line in products}


async def adopted(client: Client) -> dict[str, Any]:
    answer = await client.done("/api/checkout/adopt-quantities")
    assert answer["revision"] == answer["synced_revision"]
    return answer


async def test_the_quantity_is_taken_over_and_the_discount_follows(client: Client, account: Account):
    await client.opened(ADJUSTABLE, OTHER)
    await client.done("/api/checkout/apply-code", {"code": "WELCOME10"})
    opened = await client.done("/api/checkout/open")
    assert in_the_browser(account, opened, ADJUSTABLE, 3) == 200
    answer = await adopted(client)
    # Three at 14.00 and one at 16.00, 10 % off, and 5.00 for shipping.
    assert (quantities(answer), answer["amount_total"]) == ({ADJUSTABLE: 3, OTHER: 1}, 5800 - 580 + 500)
    assert answer["revision"] == opened["revision"] + 1
    session = account.client().v1.checkout.sessions.retrieve(opened["id"])
    assert session.amount_total == answer["amount_total"]
    assert await adopted(client) == answer, "twice is once"


async def test_stripe_itself_keeps_to_the_range_and_to_what_is_adjustable(client: Client, account: Account):
    opened = await client.opened(ADJUSTABLE, OTHER)
    for slug, quantity in ((ADJUSTABLE, 99), (ADJUSTABLE, 11), (ADJUSTABLE, 0), (OTHER, 2)):
        assert in_the_browser(account, opened, slug, quantity) == 400
    assert quantities(await adopted(client)) == {ADJUSTABLE: 1, OTHER: 1}


async def test_what_the_cart_may_not_have_is_set_back(client: Client, account: Account):
    opened = await client.opened(ADJUSTABLE, OTHER)
    with_our_key(account, opened, adjustable_quantity={"enabled": True, "minimum": 1, "maximum": 99})
    assert in_the_browser(account, opened, ADJUSTABLE, 99) == 200
    answer = await adopted(client)
    assert (quantities(answer), answer["amount_total"]) == ({ADJUSTABLE: 1, OTHER: 1}, opened["amount_total"])
    assert at_stripe(account, opened)[f"product:{ADJUSTABLE}"].quantity == 1


async def test_another_price_is_set_back(client: Client, account: Account):
    opened = await client.opened(ADJUSTABLE, OTHER)
    price = {"currency": "usd", "unit_amount": 100, "product_data": {"name": "Cheap"}}
    with_our_key(account, opened, price_data=price)
    answer = await adopted(client)
    session = account.client().v1.checkout.sessions.retrieve(opened["id"])
    assert session.amount_total == answer["amount_total"] == opened["amount_total"]


@pytest.mark.parametrize("slug", [ADJUSTABLE, OTHER])
async def test_where_the_cart_has_moved_on_the_cart_counts(client: Client, account: Account, slug: str):
    opened = await client.opened(ADJUSTABLE, OTHER)
    account.control("faults", {"kind": "server_error", "path": "/v1/checkout/sessions/*", "times": None})
    await client.post("/api/checkout/set-quantity", {"slug": slug, "quantity": 5})
    account.control("faults", method="DELETE")
    assert in_the_browser(account, opened, ADJUSTABLE, 3) == 200
    assert quantities(await adopted(client)) == (
        {ADJUSTABLE: 5, OTHER: 1} if slug == ADJUSTABLE else {ADJUSTABLE: 3, OTHER: 5}
    )
