"""What a page draws only sometimes: when that is, and what stands there otherwise. A new condition needs a row."""

import pytest
from reflex_base.components.component import Component

from rxapp.merchant.sales_state import STANDINGS
from rxapp.orders.numbers import PERIODS
from tests.unit.pages.outline import conditions
from tests.unit.pages.parts import ONE_OF_EACH, drawn, given, of_page

SKELETON = "Buying here needs JavaScript. Please switch it on."  # begins what stands there until it is read

# The condition, the first line of what is drawn if it holds, and of what is drawn otherwise.
CONDITIONS = {
    # on several pages
    ("shop_state.test_store", "Test store: no real payments", ""),
    ("shop_state.test_store", "Try this", ""),
    ("shop_state.local_stripe", "Local Stripe", ""),
    ("shop_state.test_store", "on_click → GuideState.fill_cart()", ""),
    ('each.why != ""', '{": "+each.why}', ""),
    ("access_state.signed_in", "", ""),
    ("access_state.waiting > 0", "{access_state.waiting}", ""),
    ("access_state.signed_in", "on_look → AccessState.arrive()", ""),
    ("access_state.asked", "if access_state.signed_in", SKELETON),
    # /, /products/yame-sencha
    ('cart_state.stock["alishan-oolong"] != ""', '{cart_state.stock["alishan-oolong"]}', ""),
    # /
    ('cart_state.stock["bamboo-whisk"] != ""', '{cart_state.stock["bamboo-whisk"]}', ""),
    # /products/yame-sencha
    ('cart_state.added == "yame-sencha"', "Added. ", ""),
    # /tea-club/join
    ("shop_state.local_stripe", 'on_click → JoinState.let_stripe_be("slow")', ""),
    ('join_state.joined != ""', "You're in the Tea club", "if join_state.empty"),
    ("join_state.empty", "Closed for now", "Join the Tea club"),
    ("join_state.loaded", "stuck: {join_state.stuck}", SKELETON),
    ('join_state.referral != ""', "A friend's code", 'on_submit → JoinState.set_referral(form_data?.["referral"])'),
    (
        'join_state.trial_ends != ""',
        '{"Nothing is charged today. From "+join_state.trial_ends+" it\'s "+join_state.follows'
        '+", unless you leave before."}',
        "",
    ),
    ("shop_state.test_store", "amount: {join_state.amount}", ""),
    # /tea-club/join, /checkout
    ("shop_state.test_store", "Under the hood", ""),
    # /membership
    ("membership_state.loaded and membership_state.memberships.length == 0", "No membership here", "Your membership"),
    ("membership_state.loaded", "iterable: {membership_state.memberships}", SKELETON),
    ('one.picture != ""', "", ""),
    ('one.sent_to != ""', "Sent to", ""),
    ("one.may_leave or one.may_stay", "if one.may_leave", ""),
    ("one.may_leave", "if membership_state.asking == one.plan", "if one.may_stay"),
    ("membership_state.asking == one.plan", "{one.question}", "on_click → MembershipState.ask(one.plan)"),
    ("one.may_stay", "on_click → MembershipState.stay(one.plan)", ""),
    # /cart
    ("cart_state.loaded and cart_state.lines.length == 0", "Your cart is empty", "Your cart"),
    ("cart_state.loaded", "iterable: {cart_state.lines}", SKELETON),
    ('line.short != ""', "{line.short}", "message: {cart_state.problems[line.slug]}"),
    ('line.take != ""', "on_click → CartState.take_what_is_left(line.slug)", ""),
    ('cart_state.present != ""', "{cart_state.present}", 'if cart_state.present_note != ""'),
    ('cart_state.present_note != ""', "{cart_state.present_note}", ""),
    # /cart, /checkout
    ('line.left != ""', "{line.left}", ""),
    ("line.quantity > 1", '{line.unit+" each"}', ""),
    # /checkout
    ("shop_state.local_stripe", 'on_click → CheckoutState.let_stripe_be("slow")', ""),
    ("checkout_state.empty", "Nothing to pay", "Checkout"),
    ("checkout_state.loaded", "stuck: {checkout_state.stuck}", SKELETON),
    ('line.swap != ""', "on_click → CheckoutState.swap_size(line.slug)", ""),
    ('line.short != ""', "{line.short}", "message: {checkout_state.problems[line.slug]}"),
    ('line.take != ""', "on_click → CheckoutState.take_what_is_left(line.slug)", ""),
    ('checkout_state.present != ""', "{checkout_state.present}", 'if checkout_state.present_note != ""'),
    ('checkout_state.present_note != ""', "{checkout_state.present_note}", ""),
    ("checkout_state.add_ons.length > 0", "Extras", ""),
    ("checkout_state.shipping.length > 0", "destination: {checkout_state.destination}", ""),
    ('checkout_state.shipping_note != ""', "{checkout_state.shipping_note}", ""),
    ('checkout_state.code != ""', "Promo code", 'on_submit → CheckoutState.apply_code(form_data?.["code"])'),
    ("checkout_state.code_left > 0", "left: {checkout_state.code_left}", ""),
    ("checkout_state.loaded", "iterable: {checkout_state.added}", ""),
    ('checkout_state.discount != ""', "Discount", ""),
    ("shop_state.test_store", "amount: {checkout_state.amount}", ""),
    # /complete
    ("order_state.loaded", "if order_state.found", "Your order"),
    ("order_state.found", 'if order_state.plan != ""', "if order_state.on_its_way or order_state.failed"),
    ('order_state.plan != ""', '{"Welcome to the "+order_state.plan}', "Thank you"),
    ('order_state.plan != ""', "See or leave your membership", ""),
    ("order_state.on_its_way or order_state.failed", "if order_state.on_its_way", "if order_state.waiting"),
    ("order_state.on_its_way", "Thank you", "This order isn't paid"),
    ("order_state.waiting", "Nearly there", 'if order_state.paid_here != ""'),
    ('order_state.paid_here != ""', "Paid", "No order here"),
    ("shop_state.test_store", "clock: {hood_state.clock}", ""),
    # /complete, and the same on the merchant's page of an order
    ('order_state.number != ""', "Order", ""),
    ('order_state.email != ""', "For", ""),
    ('order_state.plan != ""', "Free until", ""),
    ('order_state.destination != ""', "To", ""),
    ("line.present", "A present", ""),
    ('order_state.plan == ""', "Subtotal", ""),
    ('order_state.discount != ""', "Discount", ""),
    ('order_state.shipping_name != ""', "{order_state.shipping_name}", ""),
    ('order_state.plan != ""', "Paid", "Total"),
    ('order_state.refunded != ""', "Refunded", ""),
    # /orders
    ("orders_state.loaded and orders_state.orders.length == 0", "No orders yet", "Your orders"),
    ("orders_state.loaded", "iterable: {orders_state.orders}", SKELETON),
    ('order.refunded != ""', "{order.refunded}", ""),
    ("orders_state.older", "on_click → OrdersState.show_older()", ""),
    # /merchant
    ("access_state.signed_in", "on_look → SalesState.look_again()", "Behind the counter"),
    ("sales_state.loaded", "if sales_state.sales.length > 0", SKELETON),
    (
        "sales_state.sales.length > 0",
        "iterable: {sales_state.sales}",
        '{(sales_state.text == "" and sales_state.standing == "all" '
        '? "Nothing is sold yet. Orders appear here as they come in." : "No order is like that.")}',
    ),
    ('one.href != ""', "to: {one.href}", "No number yet"),
    ("sales_state.earlier or sales_state.more", "if sales_state.earlier", ""),
    ("sales_state.earlier", "on_click → SalesState.newer()", ""),
    ("sales_state.more", "on_click → SalesState.older()", ""),
    # /merchant/order
    ("access_state.signed_in", "on_look → SaleState.look_again()", "Behind the counter"),
    ("sale_state.loaded", "if sale_state.found", SKELETON),
    ("sale_state.found", "{sale_state.number}", "No such order"),
    ('sale_state.flag != ""', "{sale_state.flag}", ""),
    ('sale_state.discount != ""', "Discount", ""),
    ('sale_state.shipping_name != ""', "{sale_state.shipping_name}", ""),
    ('sale_state.email != ""', "For", ""),
    ('sale_state.destination != ""', "To", ""),
    ('sale_state.payment != ""', "Payment", ""),
    ("sale_state.refunds.length > 0", "iterable: {sale_state.refunds}", ""),
    ('one.reason != ""', "{one.reason}", ""),
    ('one.said != ""', "{one.said}", ""),
    ('sale_state.left != ""', 'if sale_state.asking != ""', "Nothing is left to give back."),
    ('sale_state.asking != ""', "{sale_state.asking}", "on_submit → SaleState.ask(form_data)"),
    # /merchant/attention
    ("access_state.signed_in", "on_look → AttentionState.look_again()", "Behind the counter"),
    ("attention_state.loaded", "Flagged payments", SKELETON),
    (
        "attention_state.flagged.length > 0",
        "iterable: {attention_state.flagged}",
        "Every payment is what was asked for.",
    ),
    (
        "attention_state.events.length > 0",
        "iterable: {attention_state.events}",
        "Everything that Stripe reports is handled.",
    ),
    ('one.traceback != ""', "What was written down", ""),
    ("one.odd", "on_click → AttentionState.put_aside(one.id)", "on_click → AttentionState.handle_again(one.id)"),
    ("attention_state.stuck.length > 0", "iterable: {attention_state.stuck}", "No payment is without an end."),
    (
        "attention_state.stock.length > 0",
        "iterable: {attention_state.stock}",
        "No product is counted: the catalogue says of none how many there are.",
    ),
    ("attention_state.corrections.length > 0", "Corrected by hand", ""),
    # /merchant/numbers
    ("access_state.signed_in", "Numbers", "Behind the counter"),
    ("numbers_state.loaded", "if numbers_state.sells", SKELETON),
    ("numbers_state.sells", "iterable: {numbers_state.totals}", "Nothing was sold in these days."),
    ('one.note != ""', "{one.note}", ""),
    ("numbers_state.products.length > 0", "Name", "No product was sold in these days."),
    ("numbers_state.add_ons.length > 0", "Name", "No add-on was bought in these days."),
    ("numbers_state.discounts.length > 0", "Name", "Nothing was taken off in these days."),
    ('numbers_state.elsewhere != ""', "{numbers_state.elsewhere}", ""),
}


def test_each_condition_draws_what_it_should_and_the_other_thing_otherwise():
    assert {condition for route in ONE_OF_EACH for condition in conditions(drawn(route))} == CONDITIONS


def chosen(of: str, one: str) -> tuple[str, str]:
    return "aria-pressed", f'{{(({of}?.valueOf?.() === {one}?.valueOf?.()) ? "true" : "false")}}'


# What a part is, besides what stands on it: by the name of its attribute.
DEPENDING = {
    ("class_name", '{((cart_state.count > 0) ? "cart-count figures" : "cart-count cart-count-none")}'),
    (
        "class_name",
        '{(pyAnd(access_state.asked, () => (!(access_state.signed_in))) ? "ways ways-none" : "ways")}',
    ),
    ("key", '{(line.present ? "present" : line.name)}'),
    *(chosen("sales_state.standing", f'"{one}"') for one in STANDINGS),
    *(chosen("numbers_state.days", f"{days}") for days in PERIODS),
}


def test_each_part_is_marked_when_it_should_be():
    parts = [part for route in ONE_OF_EACH for part in of_page(route)]
    marked = {(name, given(part, name)) for part in parts for name in ("class_name", "key", "aria-pressed")}
    assert {(name, text) for name, text in marked if " ? " in text} == DEPENDING


PRESENT = '{(line.present ? "present" : line.name)}'  # which may be one of the goods as well
BY_ITS_PLACE = "by its place"  # as Reflex has it: of the suggestion, of which there is one
KEYS = {
    "/complete": {PRESENT, "{each.key}", "{tax.key}"},
    "/orders": {"{order.address}"},
    "/cart": {"{line.slug}", "{order.address}"},
    "/checkout": {*("{line.slug}", "{add_on.key}", "{each.key}", "{tax.key}", "{order.address}"), BY_ITS_PLACE},
    "/membership": {"{one.key}"},
    "/merchant": {"{one.key}"},
    "/merchant/order": {PRESENT, *("{each.key}", "{tax.key}", "{one.key}", "{step.key}")},
    "/merchant/attention": {*("{one.number}", "{one.said}", "{one.id}", "{one.key}", "{one.product}")},
    "/merchant/numbers": {"{one.name}", "{one.key}"},
}


@pytest.mark.parametrize("route", ONE_OF_EACH)
def test_each_row_has_a_key_that_no_other_has(route: str):
    """By it React knows the row again: without one, what is typed or animated goes to another."""
    rows = [row for part in of_page(route, "Foreach") for row in part.children if isinstance(row, Component)]
    keys = [given(row, "key") for row in rows]
    assert {BY_ITS_PLACE if key.startswith("index_") else key for key in keys} == KEYS.get(route, set())
