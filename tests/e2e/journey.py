"""The whole purchase with every amount from a table worked out by hand, however it is paid."""

from playwright.sync_api import expect

from tests.e2e.shopper import DECLINED_CARD, GOOD_CARD, Shopper

TOTAL = 23720


def change_everything(anna: Shopper) -> None:
    """Fills a cart and changes it by each control; the total follows, and the typed card stays."""
    page = anna.page
    anna.walks_to_checkout_with("gooseneck-kettle", "kyoto-hojicha")
    # Goods: kettle 129.00, hojicha 16.00. Loyalty: 10 % of goods over 100.00, at most 20.00.
    anna.sees("$145.00", "−$14.50", "$5.00", "$135.50")
    anna.type_card(DECLINED_CARD)

    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$150.00", "−$14.50", "$5.00", "$140.50")
    page.get_by_role("checkbox", name="Extended warranty").check()
    anna.sees("$170.00", "−$14.50", "$5.00", "$160.50")
    page.get_by_role("radio", name="Express shipping").check()
    anna.sees("$170.00", "−$14.50", "$15.00", "$170.50")
    page.get_by_role("spinbutton", name="Quantity of Kyoto Hojicha").fill("3")
    anna.sees("$202.00", "−$17.70", "$15.00", "$199.30")
    page.get_by_role("textbox", name="Promo code").fill("welcome10")
    page.get_by_role("button", name="Apply").click()
    anna.sees("$202.00", "−$35.40", "$15.00", "$181.60")
    page.get_by_role("checkbox", name="Gift wrap").uncheck()
    anna.sees("$197.00", "−$35.40", "$15.00", "$176.60")
    page.get_by_role("button", name="Remove Kyoto Hojicha").click()
    anna.sees("$149.00", "−$25.80", "$15.00", "$138.20")
    page.get_by_role("spinbutton", name="Quantity of Gooseneck Kettle").fill("2")
    anna.sees("$278.00", "−$45.80", "$15.00", "$247.20")
    page.get_by_role("radio", name="Standard shipping").check()
    anna.sees("$278.00", "−$45.80", "$5.00", "$237.20")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4000 0000 0000 0002")


def be_declined_and_pay(anna: Shopper) -> str:
    """Tries the card of `change_everything`, then a good one.

    Returns:
        The order's number.
    """
    page = anna.page
    anna.pay()
    expect(page.get_by_text("Your card was declined.")).to_be_visible()
    anna.sees("$278.00", "−$45.80", "$5.00", "$237.20")
    anna.card_form.get_by_label("Card number").fill(GOOD_CARD)
    anna.pay()

    number = anna.reads_order()
    expect(page.get_by_test_id("subtotal")).to_have_text("$278.00")
    expect(page.get_by_test_id("discount")).to_have_text("−$45.80")
    expect(page.get_by_test_id("shipping")).to_have_text("$5.00")
    expect(page.get_by_test_id("total")).to_have_text("$237.20")
    expect(page.get_by_role("link", name="Cart")).to_have_accessible_name("Cart is empty")
    return number
