"""Each change to goods, amounts and discounts, in both flows: page, session or intent, and order agree each time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.shopper import Shopper, newest, rows, stripe_of
from tests.e2e.test_updates import ends_in
from tests.serving import Server


@pytest.fixture(scope="module", params=["checkout_session", "payment_intent"])
def store(request: pytest.FixtureRequest, stores: Callable[[str], Server]) -> Server:
    return stores(request.param)


@dataclass
class Watched:
    """A shopper whose payment at Stripe is looked up after every change."""

    shopper: Shopper
    store: Server
    data: Path

    def sees(self, subtotal: str, discount: str, shipping: str, total: str) -> None:
        """The page and its Pay button say it, and Stripe has exactly this amount."""
        self.shopper.sees(subtotal, discount, shipping, total)
        checkout = newest(self.shopper.page, self.data)
        assert self._amount_at_stripe(str(checkout["session_id"])) == minor(total)

    def pays(self, total: str) -> None:
        """The order and what was charged are the amount on the button."""
        self.shopper.type_card()
        self.shopper.pay()
        number = self.shopper.reads_order()
        expect(self.shopper.page.get_by_test_id("total")).to_have_text(total)
        [order] = rows(self.data, "SELECT * FROM orders WHERE number = ?", number)
        assert (order["total"], order["paid"], order["flag"]) == (minor(total), minor(total), None)
        intent = stripe_of(self.store).v1.payment_intents.retrieve(str(order["payment_intent_id"]))
        assert (intent.amount_received, intent.status) == (minor(total), "succeeded")
        assert self._amount_at_stripe(str(order["session_id"])) == minor(total)

    def _amount_at_stripe(self, id: str) -> int | None:
        client = stripe_of(self.store).v1
        if id.startswith("pi_"):
            return client.payment_intents.retrieve(id).amount
        return client.checkout.sessions.retrieve(id).amount_total


@pytest.fixture
def anna(page: Page, store: Server, data: Path) -> Watched:
    return Watched(Shopper(page), store, data)


def minor(dollars: str) -> int:
    return int(dollars.strip("$").replace(".", ""))


def test_amounts_line_items_quantities_and_shipping(page: Page, anna: Watched):
    anna.shopper.checkout_with("yame-sencha", "matcha-bowl")
    anna.sees("$66.00", "", "$5.00", "$71.00")
    # payment amounts
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$71.00", "", "$5.00", "$76.00")
    page.get_by_role("textbox", name="Donation").fill("4.00")
    page.get_by_role("button", name="Give").click()
    anna.sees("$75.00", "", "$5.00", "$80.00")
    # line items: the pot is 64.00, and goods of 130.00 get 10 % off
    page.get_by_role("button", name="Add Kyusu Teapot").click()
    anna.sees("$139.00", "−$13.00", "$5.00", "$131.00")
    page.get_by_role("button", name="Remove Kyusu Teapot").click()
    anna.sees("$75.00", "", "$5.00", "$80.00")
    page.get_by_role("button", name="Swap to the large tin").click()
    anna.sees("$89.00", "", "$5.00", "$94.00")
    # quantities: goods of 128.00
    page.get_by_role("spinbutton", name="Quantity of Matcha Bowl").fill("2")
    anna.sees("$137.00", "−$12.80", "$5.00", "$129.20")
    page.get_by_role("checkbox", name="Gift wrap").uncheck()
    anna.sees("$132.00", "−$12.80", "$5.00", "$124.20")
    # shipping options
    page.get_by_role("radio", name="Express shipping").check()
    anna.sees("$132.00", "−$12.80", "$15.00", "$134.20")
    anna.pays("$134.20")


def test_discounts(page: Page, anna: Watched, data: Path):
    anna.shopper.checkout_with("gooseneck-kettle")
    # the cart's threshold, then tiers and store credit
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    member = anna.shopper
    member.shops_as("Silver member")
    anna.sees("$129.00", "−$19.35", "$5.00", "$114.65")
    member.shops_as("Gold member")
    anna.sees("$129.00", "−$50.80", "$5.00", "$83.20")
    apply(page, "WELCOME10")
    anna.sees("$129.00", "−$63.70", "$5.00", "$70.30")
    member.shops_as("Guest")
    anna.sees("$129.00", "−$25.80", "$5.00", "$108.20")
    page.get_by_role("button", name="Remove code").click()
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    # codes: by date, by amount and minimum, for some minutes
    apply(page, "FIRSTFLUSH")
    expect(page.get_by_text("That code ended on 1 June.")).to_be_visible()
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    apply(page, "POUR5")
    anna.sees("$129.00", "−$17.90", "$5.00", "$116.10")
    page.get_by_role("button", name="Remove code").click()
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    apply(page, "TEATIME")
    anna.sees("$129.00", "−$32.25", "$5.00", "$101.75")
    ends_in(page, data, "TEATIME", seconds=2)
    page.get_by_role("checkbox", name="Gift wrap").check()
    expect(page.get_by_text("TEATIME has run out.")).to_be_visible()
    anna.sees("$134.00", "−$12.90", "$5.00", "$126.10")
    page.get_by_role("checkbox", name="Gift wrap").uncheck()
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    anna.pays("$121.10")


def apply(page: Page, code: str) -> None:
    page.get_by_role("textbox", name="Promo code").fill(code)
    page.get_by_role("button", name="Apply").click()
