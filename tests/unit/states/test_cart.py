"""The cart in every page's header, and on its own page."""

from datetime import timedelta

from sqlalchemy import TextClause, text

from rxapp.orders.models import now
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab


async def add(tab: Tab, *slugs: str) -> CartState:
    for slug in slugs:
        await tab.call(CartState, "add", slug=slug, quantity="1")
    return tab.state(CartState)


async def test_an_empty_cart(tab: Tab):
    await tab.call(CartState, "load")
    cart = tab.state(CartState)
    assert (cart.loaded, cart.count, cart.lines, cart.subtotal, cart.problems) == (True, 0, [], "$0.00", {})


async def test_what_is_put_in_is_counted_and_added_up(tab: Tab):
    cart = await add(tab, "yame-sencha", "yame-sencha", "gooseneck-kettle")
    assert (cart.count, cart.subtotal, cart.added) == (3, "$165.00", "gooseneck-kettle")
    assert [(line.slug, line.quantity, line.amount) for line in cart.lines] == [
        ("yame-sencha", 2, "$36.00"),
        ("gooseneck-kettle", 1, "$129.00"),
    ]


async def test_the_subtotal_is_of_goods_alone(tab: Tab):
    await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=True)
    await tab.call(CheckoutState, "set_donation", typed="3")
    await tab.call(CartState, "load")
    assert (tab.state(CartState).subtotal, tab.state(CartState).count) == ("$18.00", 1)


async def test_quantities_and_removing(tab: Tab):
    cart = await add(tab, "yame-sencha", "kyoto-hojicha")
    await tab.call(CartState, "set_quantity", slug="yame-sencha", quantity=4)
    assert (cart.count, cart.subtotal) == (5, "$88.00")
    await tab.call(CartState, "remove", slug="yame-sencha")
    assert ([line.slug for line in cart.lines], cart.count) == (["kyoto-hojicha"], 1)


async def test_the_link_in_the_header_says_to_a_screen_reader_how_many_things_are_in_it(tab: Tab):
    cart = tab.state(CartState)
    await tab.call(CartState, "load")
    assert cart.holds == " is empty"
    await add(tab, "yame-sencha")
    assert cart.holds == " with 1 item"
    await tab.call(CartState, "set_quantity", slug="yame-sencha", quantity=4)
    assert cart.holds == " with 4 items"


async def test_what_is_refused_is_said_until_the_next_change_or_page(tab: Tab):
    cart = await add(tab, "yame-sencha")
    for forget in (("add", {"slug": "kyoto-hojicha", "quantity": "1"}), ("load", {})):
        await tab.call(CartState, "set_quantity", slug="yame-sencha", quantity=11)
        assert list(cart.problems) == ["yame-sencha"]
        await tab.call(CartState, forget[0], **forget[1])
        assert cart.problems == {}


async def test_what_could_not_be_added_is_not_said_to_be(tab: Tab):
    cart = await add(tab, "yame-sencha")
    assert cart.added == "yame-sencha"
    await add(tab, "not-sold")
    assert (cart.added, list(cart.problems)) == ("", ["checkout"])


async def test_added_is_said_on_the_page_of_the_product_alone(tab: Tab):
    cart = await add(tab, "yame-sencha")
    for page in ("/products/yame-sencha", "/products/yame-sencha/"):
        tab.at(page)
        await tab.call(CartState, "load")
        assert cart.added == "yame-sencha", "a quick click came before the page had read"
    for page in ("/products/yame-sencha-large", "/cart", "/", "/products/my-yame-sencha"):
        await add(tab, "yame-sencha")
        tab.at(page)
        await tab.call(CartState, "load")
        assert cart.added == ""


async def test_the_checkout_says_in_the_header_how_many_there_are(tab: Tab):
    await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "set_quantity", slug="yame-sencha", quantity=5)
    assert tab.state(CartState).count == 5


async def test_each_shopper_has_a_cart_of_their_own(shop: LocalStore, tab: Tab):
    await add(tab, "yame-sencha")
    other = Tab()
    await other.call(CartState, "load")
    assert other.state(CartState).count == 0
    same = Tab(tab.shopper)
    await same.call(CartState, "load")
    assert same.state(CartState).count == 1


async def test_a_code_that_ran_out_comes_off_and_says_why(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "apply_code", code="TEATIME")
    assert (page.code, page.discount) == ("TEATIME", "−$2.70")
    assert 590 < page.code_left <= 600
    past = (now() - timedelta(minutes=1)).isoformat()
    for table in ("checkouts", "revisions"):
        ended = text(f"UPDATE {table} SET cart = json_set(cart, '$.code_until', '{past}')")
        await shop.database.run(lambda session: session.execute(ended))  # noqa: B023
    page.problems, page.stuck = {"donation": "Did you mean $5.50?"}, {"shipping": "No answer."}
    assert await tab.call(CheckoutState, "end_offers") is None
    assert (page.code, page.discount, page.code_left) == ("", "", 0)
    assert "TEATIME" in page.problems.pop("code")
    assert (page.problems, page.stuck) == ({"donation": "Did you mean $5.50?"}, {"shipping": "No answer."})


async def test_a_code_that_ran_out_while_nobody_looked_is_said_to_by_the_page_that_opens(shop: LocalStore, tab: Tab):
    await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "apply_code", code="TEATIME")
    await shop.database.run(lambda session: session.execute(_over()))
    later = Tab(tab.shopper)
    await later.follow(CheckoutState, "load")
    page = later.state(CheckoutState)
    assert (page.code, page.discount, list(page.problems)) == ("", "", ["code"])
    assert "TEATIME" in page.problems["code"]


def _over() -> TextClause:
    past = (now() - timedelta(minutes=1)).isoformat()
    return text(f"UPDATE checkouts SET cart = json_set(cart, '$.code_until', '{past}')")


async def test_a_code_that_is_taken_off_goes_without_a_word(tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "apply_code", code="welcome10")
    assert (page.code, page.discount, page.code_left) == ("WELCOME10", "−$1.80", 0)
    await tab.call(CheckoutState, "remove_code")
    assert (page.code, page.discount, page.problems) == ("", "", {})


async def test_a_code_that_was_taken_off_in_another_tab_is_said_to_be(tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "apply_code", code="WELCOME10")
    other = Tab(tab.shopper)
    await other.call(CheckoutState, "load")
    await other.call(CheckoutState, "remove_code")
    await tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=True)
    assert page.problems == {"code": "WELCOME10 has been taken off."}


async def test_a_page_that_opens_knows_which_code_there_was(shop: LocalStore, tab: Tab):
    await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "apply_code", code="WELCOME10")
    again = Tab(tab.shopper)
    await again.follow(CheckoutState, "load")
    assert (again.state(CheckoutState).code, again.state(CheckoutState).problems) == ("WELCOME10", {})


async def test_everything_on_the_checkout_page_follows_the_cart(tab: Tab):
    page = await tab.open_cart("yame-sencha")
    assert ([one.key for one in page.add_ons], [one.slug for one in page.suggestion]) == (
        ["gift_wrap"],
        ["kyusu-teapot"],
    )
    assert ([one.key for one in page.shipping], page.shipping_note) == (["standard", "express"], "")
    assert (page.subtotal, page.shipping_amount, page.total, page.discount) == ("$18.00", "$5.00", "$23.00", "")
    assert (page.destination["city"], page.flow, page.member, page.donation) == ("Portland", "checkout_session", "", "")
    await tab.call(CheckoutState, "add_suggested", slug="kyusu-teapot")
    await tab.call(CheckoutState, "set_donation", typed="4.00")
    await tab.call(CheckoutState, "sign_in", member="gold")
    await tab.call(CheckoutState, "choose_shipping", key="express")
    assert (page.suggestion, page.donation, page.member) == ([], "$4.00", "gold")
    assert [(one.key, one.amount) for one in page.added] == [("donation", "$4.00")]
    assert page.shipping_amount == "$15.00"
    assert len(page.deductions) > 1
    assert page.discount.startswith("−$")


async def test_taxes_and_shipping_follow_the_address(tab: Tab):
    from tests.unit.shop.addresses import BERLIN, HAWAII

    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "choose_shipping", key="express")
    await tab.call(CheckoutState, "set_destination", typed=HAWAII.model_dump())
    assert page.shipping_note == "Express isn't offered to Hawaii."
    assert ([one.key for one in page.taxes], page.taxes_included) == (["hawaii"], [])
    await tab.call(CheckoutState, "set_destination", typed=BERLIN.model_dump())
    assert (page.taxes, [one.key for one in page.taxes_included]) == ([], ["germany"])
    assert (page.shipping_amount, page.total) == ("$42.00", "$60.00")


async def test_the_way_to_be_paid_can_be_chosen_in_a_test_store(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    first = page.client_secret
    assert await tab.call(CheckoutState, "choose_flow", flow="payment_intent") is CheckoutState.open_form
    assert page.flow == "payment_intent", "at once; the form comes after"
    assert await tab.follow(CheckoutState, "open_form") is None
    assert (page.flow, page.problems) == ("payment_intent", {})
    assert page.client_secret.startswith("pi_") and first.startswith("cs_")
    await tab.call(CheckoutState, "place", revision=page.revision, amount=page.amount)
    await tab.call(CheckoutState, "choose_flow", flow="checkout_session")
    assert (page.flow, list(page.problems)) == ("payment_intent", ["flow"]), "not while it is being paid"


async def test_a_tab_that_has_the_focus_again_shows_todays_cart_and_keeps_what_it_said(shop: LocalStore, tab: Tab):
    page, header = await tab.open_cart("yame-sencha"), tab.state(CartState)
    other = Tab(tab.shopper)
    await other.follow(CheckoutState, "load")
    await other.call(CheckoutState, "set_quantity", slug="yame-sencha", quantity=3)
    page.problems = {"donation": "Did you mean $5.50?"}
    header.problems = {"yame-sencha": "We send at most 10 of one thing."}
    assert await tab.call(CheckoutState, "look_again") is None
    await tab.call(CartState, "look_again")
    assert (page.total, page.revision, header.lines[0].quantity) == ("$59.00", 2, 3)
    assert page.problems and header.problems
    await other.call(CheckoutState, "sync")
    seen = other.state(CheckoutState)
    await other.call(CheckoutState, "place", revision=seen.revision, amount=seen.amount)
    assert await shop.confirm(seen.client_secret, seen.amount)
    await shop.report_all()
    wanted = await tab.call(CheckoutState, "look_again")
    assert "/complete?session=" in str(wanted.args)
    await tab.call(CartState, "look_again")
    assert (header.count, header.lines) == (0, [])
