"""Where the order goes, as a shopper says it, however it is paid: page, Stripe and order agree on every amount."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rxapp.shop.destination import Destination
from tests.e2e.shopper import Shopper, rows, stripe_of
from tests.e2e.test_address_form import deliver_to
from tests.serving import Server
from tests.unit.shop.addresses import BERLIN, HAWAII, NEW_YORK


@pytest.fixture(scope="module", params=["checkout_session", "payment_intent"])
def store(request: pytest.FixtureRequest, stores: Callable[[str], Server]) -> Server:
    return stores(request.param)


def with_card(page: Page, *slugs: str) -> Shopper:
    anna = Shopper(page)
    anna.checkout_with(*slugs)
    anna.type_card()
    return anna


def sees_tax(page: Page, name: str, amount: str, test_id: str = "tax") -> None:
    row = page.get_by_test_id(test_id)
    expect(row).to_have_text(amount)
    expect(page.get_by_text(name, exact=True)).to_be_visible()


def pays_and_all_agree(anna: Shopper, store: Server, data: Path, address: Destination, tax: int, total: int) -> None:
    """Pays; the order, and the session or the intent behind it, say the same."""
    anna.pay()
    number = anna.reads_order()
    written = f"{total / 100:.2f}"
    expect(anna.page.get_by_test_id("total")).to_have_text(f"${written}")
    expect(anna.page.get_by_test_id("destination")).to_have_text(address.written)
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["tax"], order["total"], order["paid"], order["flag"]) == (tax, total, total, None)
    assert Destination.model_validate_json(str(order["destination"])) == address
    client = stripe_of(store).v1
    intent = client.payment_intents.retrieve(str(order["payment_intent_id"]))
    assert intent.amount_received == total
    assert intent.shipping and intent.shipping.address
    assert (intent.shipping.name, intent.shipping.address.city) == (address.name, address.city)
    if str(order["session_id"]).startswith("cs_"):
        session = client.checkout.sessions.retrieve(str(order["session_id"]))
        assert session.total_details
        assert (session.amount_total, session.total_details.amount_tax) == (total, tax)


@pytest.mark.on_stripe
def test_hawaii_has_no_express_but_an_offer_and_a_tax(page: Page, store: Server, data: Path):
    anna = with_card(page, "yame-sencha")
    page.get_by_role("radio", name="Express shipping").check()
    anna.sees("$18.00", "", "$15.00", "$33.00")
    deliver_to(page, HAWAII)
    expect(page.get_by_role("status").filter(has_text="Express isn't offered to Hawaii.")).to_be_visible()
    expect(page.get_by_role("radio", name="Standard shipping")).to_be_checked()
    expect(page.get_by_role("radio", name="Express shipping")).to_have_count(0)
    # 5 % off is 0.90; 4 % of 17.10 is 0.684.
    anna.sees("$18.00", "−$0.90", "$12.00", "$29.78")
    expect(page.get_by_text("Aloha, Hawaii", exact=True)).to_be_visible()
    sees_tax(page, "General excise tax 4%", "$0.68")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    pays_and_all_agree(anna, store, data, HAWAII, 68, 2978)


@pytest.mark.on_stripe
def test_the_choice_survives_and_sales_tax_comes_on_top(page: Page, store: Server, data: Path):
    anna = with_card(page, "yame-sencha", "kyoto-hojicha")
    page.get_by_role("radio", name="Express shipping").check()
    anna.sees("$34.00", "", "$15.00", "$49.00")
    deliver_to(page, HAWAII)
    anna.sees("$34.00", "−$1.70", "$12.00", "$45.59")
    deliver_to(page, NEW_YORK)
    # 18.00 × 8.875 % is 1.5975, 16.00 × 8.875 % is 1.42.
    sees_tax(page, "Sales tax 8.875%", "$3.02")
    expect(page.get_by_role("radio", name="Express shipping")).to_be_checked()
    expect(page.get_by_text("Express isn't offered")).to_have_count(0)
    anna.sees("$34.00", "", "$15.00", "$52.02")
    page.get_by_role("textbox", name="Donation").fill("5")
    page.get_by_role("button", name="Give").click()
    anna.sees("$39.00", "", "$15.00", "$57.02")
    pays_and_all_agree(anna, store, data, NEW_YORK, 302, 5702)


@pytest.mark.on_stripe
def test_vat_is_in_the_price_and_much_ships_free(page: Page, store: Server, data: Path):
    anna = with_card(page, "gooseneck-kettle")
    deliver_to(page, BERLIN)
    # Loyalty 12.90; of 116.10 as 119 %, 19 % is 18.537.
    sees_tax(page, "Includes VAT 19%", "$18.54", "tax-included")
    anna.sees("$129.00", "−$12.90", "$18.00", "$134.10")
    expect(page.get_by_text("6 to 9 working days, free over $300.00")).to_be_visible()
    page.get_by_role("spinbutton", name="Quantity of Gooseneck Kettle").fill("3")
    # 387.00 less 20.00 is 367.00, of which 58.596.
    anna.sees("$387.00", "−$20.00", "$0.00", "$367.00")
    sees_tax(page, "Includes VAT 19%", "$58.60", "tax-included")
    pays_and_all_agree(anna, store, data, BERLIN, 5860, 36700)
