"""What stands where on the pages, and what is asked by what: each figure beside its name, each press at its handler."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from rxapp.merchant import attention_views, numbers_writing
from rxapp.merchant import views as merchant_views
from rxapp.states import views
from tests.in_process import STATES
from tests.unit.pages.outline import asked, outline, seen
from tests.unit.pages.parts import ONE_OF_EACH, ROUTES, drawn, of_page

LOADS = {route: [asked(event) for event in page.on_load] for route, page in ROUTES.items()}

# Lines that stand right under each other.
SUMMARY = {
    "/checkout": [
        ["Subtotal", "{checkout_state.subtotal}"],
        ["Discount", "{checkout_state.discount}", "iterable: {checkout_state.deductions}"],
        ["Shipping", "{checkout_state.shipping_amount}", "iterable: {checkout_state.taxes}", "{tax.name}"],
        ["{tax.amount}", "iterable: {checkout_state.taxes_included}", "{tax.name}", "{tax.amount}"],
        ["Total", "{checkout_state.total}"],
        ["iterable: {checkout_state.added}", "{each.name}"],
    ],
    "/cart": [["Subtotal", "{cart_state.subtotal}"]],
    "/tea-club/join": [
        ["Due today", "{join_state.due_today}"],
        ["Tea club", "{join_state.follows}"],
        ["until ", "{join_state.trial_ends}"],
    ],
    "/complete": [
        ["Order", "{order_state.number}", "Date", "{order_state.paid_on}"],
        ["For", "{order_state.email}"],
        ["Free until", "{order_state.trial_ends}", "Then", "{order_state.follows}"],
        ["To", "{order_state.destination}"],
        ["Subtotal", "{order_state.subtotal}"],
        ["Discount", "{order_state.discount}", "iterable: {order_state.deductions}"],
        ["{order_state.shipping_name}", "{order_state.shipping_amount}", "iterable: {order_state.taxes}"],
        ["{tax.amount}", "iterable: {order_state.taxes_included}", "{tax.name}", "{tax.amount}"],
        ["Paid", "{order_state.total}", '{("Due "+order_state.trial_ends)}', "{order_state.due_later}"],
        ["Total", "{order_state.total}"],
        ["Refunded", "{order_state.refunded}"],
        ["if order_state.on_its_way", "Thank you"],
        ["This order isn't paid"],
        ['{(order_state.on_its_way ? "Placed" : "Not paid")}'],
    ],
    "/merchant/order": [
        ["{sale_state.number}", "{sale_state.standing}"],
        ["Subtotal", "{sale_state.subtotal}"],
        ["Discount", "{sale_state.discount}", "iterable: {sale_state.deductions}"],
        ["{sale_state.shipping_name}", "{sale_state.shipping_amount}", "iterable: {sale_state.taxes}"],
        ["{tax.amount}", "iterable: {sale_state.taxes_included}", "{tax.name}", "{tax.amount}", "Paid"],
        ["Paid", "{sale_state.total}", "Whose it is", "Paid", "{sale_state.placed}"],
        ["For", "{sale_state.email}"],
        ["To", "{sale_state.destination}"],
        ["Payment", "{sale_state.payment}"],
        ["Amount, up to ", "{sale_state.left}"],
    ],
    "/merchant/attention": [["The quote says", "{one.asked}", "Stripe took", "{one.taken}"]],
    "/membership": [
        ["{one.name}", "{one.standing}", "Price", "{one.price}"],
        ["Sent to", "{one.sent_to}", "Member since", "{one.since}", "Receipt"],
    ],
}
CSV = {"Products": "products", "Add-ons": "add_ons", "Codes and other discounts": "discounts"}
ROWS = {
    "/orders": [["to: {order.address}", "{order.number}", "{order.total}", "{order.what}", "{order.day}"]],
    "/merchant": [["{one.total}", "{one.what}", "{one.who}", "{one.when}"]],
    "/merchant/order": [
        ["{line.quantity}", " × ", "{line.name}", "{line.amount}"],
        ["{one.amount}", "{one.standing}", "{one.when}"],
        ["{step.when}", "{step.what}", "{step.total}", "{step.detail}"],
    ],
    "/merchant/attention": [
        ["{one.number}", "{one.when}"],
        ["iterable: {attention_state.stuck}", "{one.what}", "{one.total}"],
        ["iterable: {attention_state.corrections}", "{one.what}", "{one.note}", "{one.when}"],
    ],
    "/merchant/numbers": [
        ["Day", "Orders", "Revenue", "Discounts", "Refunded", "Opened to paid", "iterable: {numbers_state.rows}"],
        ["{one.day}", "{one.orders}", "{one.revenue}", "{one.discount}", "{one.refunded}", "{one.opened}"],
        ["Name", "Orders", "Pieces", "Amount", "iterable: {numbers_state.products}", "{one.name}"],
        ["{one.orders}", "{one.quantity}", "{one.amount}", "No product was sold in these days."],
        ["Name", "Orders", "Amount", "iterable: {numbers_state.add_ons}", "{one.name}"],
        ["Name", "Orders", "Amount", "iterable: {numbers_state.discounts}", "{one.name}"],
        *(
            [name, f'to: {{("/api/merchant/numbers.csv?days="+numbers_state.days+"&of={of}")}}', "CSV"]
            for name, of in {
                "Products": "products",
                "Add-ons": "add_ons",
                "Codes and other discounts": "discounts",
            }.items()
        ),
        ["{numbers_state.first}", "{numbers_state.last}"],
        ["height: {one.height}", "x: {one.x}", "y: {one.y}", "{one.says}"],
    ],
}
PROBLEM = '(isTrue({state}.problems?.[line.slug]) ? {state}.problems?.[line.slug] : "")'
IN_A_CART = ["on_change → {state}.set_quantity(line.slug, _ev_0)", "on_click → {state}.remove(line.slug)", "Remove"]
TAKEN = ["on_click → {state}.take_what_is_left(line.slug)", "{{line.take}}"]
ASKED = {
    "/checkout": [
        ["on_focus → CheckoutState.look_again()"],
        ["on_retry → CheckoutState.try_again()", "on_undo → CheckoutState.undo()"],
        ["on_click → CheckoutState.swap_size(line.slug)", "{line.swap}"],
        ["on_click → CheckoutState.add_suggested(product.slug)", "Add"],
        ["on_end → CheckoutState.end_offers()", "on_click → CheckoutState.remove_code()", "Remove"],
        ['on_submit → CheckoutState.apply_code(form_data?.["code"])', "Promo code"],
        ['on_submit → CheckoutState.set_donation(form_data?.["donation"])', "Donation"],
        *(
            [f'on_click → CheckoutState.let_stripe_be("{trouble}")', name]
            for name, trouble in {
                "Slow": "slow",
                "Down": "down",
                "Loses its next answer": "answer_lost",
                "As it should be": "none",
            }.items()
        ),
        ["label: {line.name}", f"problem: {{{PROBLEM.format(state='checkout_state')}}}", "quantity: {line.quantity}"],
        *([one.format(state="CheckoutState") for one in lines] for lines in (IN_A_CART, TAKEN)),
    ],
    "/cart": [
        ["on_focus → CartState.look_again()"],
        ["label: {line.name}", f"problem: {{{PROBLEM.format(state='cart_state')}}}", "quantity: {line.quantity}"],
        *([one.format(state="CartState") for one in lines] for lines in (IN_A_CART, TAKEN)),
    ],
    "/tea-club/join": [
        ["on_focus → CartState.look_again()", "on_focus → JoinState.look_again()"],
        ["on_retry → JoinState.try_again()", "on_undo → JoinState.undo()"],
        ['on_submit → JoinState.set_referral(form_data?.["referral"])', "A friend's code"],
        ["on_click → JoinState.remove_referral()", "Remove"],
    ],
    "/membership": [
        ["on_focus → CartState.look_again()", "on_focus → MembershipState.look_again()"],
        [
            'on_click → MembershipState.ask("")',
            "No, keep it",
            "on_click → MembershipState.leave(one.plan)",
            "Yes, leave",
        ],
        ["on_click → MembershipState.ask(one.plan)", '{("Leave the "+one.name)}'],
        ["on_click → MembershipState.stay(one.plan)", '{("Stay in the "+one.name)}'],
    ],
    "/orders": [["on_click → OrdersState.show_older()", "Show older orders"]],
    "/products/yame-sencha": [
        ['on_submit → CartState.add("yame-sencha", form_data?.["quantity"])'],
        ['if (cart_state.added?.valueOf?.() === "yame-sencha"?.valueOf?.())'],
    ],
    "/merchant": [
        ["on_click → SalesState.newer()", "Newer"],
        ["on_click → SalesState.older()", "Older"],
        ['on_click → SalesState.choose("flagged")', "Needs you"],
    ],
    "/merchant/order": [
        ["on_click → SaleState.keep()", "No, keep it"],
        ["on_click → SaleState.refund()", "Yes, give it back"],
    ],
    "/merchant/attention": [
        ["if one.odd", "on_click → AttentionState.put_aside(one.id)", "I have seen it"],
        ["on_click → AttentionState.handle_again(one.id)", "Handle again"],
        ["on_click → AttentionState.ask_stripe(one.id)", "Ask Stripe"],
        [
            'on_submit → AttentionState.see_to(form_data?.["number"], form_data?.["seen"], form_data?.["note"])',
            "What was done",
        ],
        [
            'on_submit → AttentionState.correct(form_data?.["product"], form_data?.["was"], form_data?.["to"], '
            'form_data?.["note"])',
            "Left to sell",
        ],
    ],
}


@cache
def lines_of(route: str) -> list[str]:
    return outline(drawn(route))


def has(lines: list[str], run: list[str]) -> bool:
    """Whether these lines stand under each other; what is only looked at, such as a key, may stand between them."""
    shown = seen(lines)
    return any(shown[place : place + len(run)] == run for place in range(len(shown)))


def expected() -> Iterator[tuple[str, list[str]]]:
    for table in (SUMMARY, ROWS, ASKED):
        for route, runs in table.items():
            yield from ((route, run) for run in runs)


def test_each_figure_stands_beside_its_name_and_each_press_asks_what_it_says():
    assert [(route, run) for route, run in expected() if not has(lines_of(route), run)] == []


FORM = {
    "account_email", "amount", "client_secret", "closed_because", "email", "placing", "publishable_key", "refusal",
    "revision", "stripe_js_url", "synced_revision", "trial_days", "tries",
}  # fmt: skip
FORM_ASKS = {
    "open": "open_form()", "sync": "sync()", "trouble": "report(_ev_0, _ev_1)", "place": "place(_ev_0, _ev_1)",
    "release": "release()", "session": "check_session(_ev_0, _ev_1, _ev_2)",
}  # fmt: skip


@pytest.mark.parametrize(("route", "state"), [("/checkout", "CheckoutState"), ("/tea-club/join", "JoinState")])
def test_a_payment_form_is_given_each_of_its_props_by_its_name_and_asks_its_page(route: str, state: str):
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", state).lower()
    lines = lines_of(route)
    first, last = f"account_email: {{{name}.account_email}}", f"on_session → {state}.{FORM_ASKS['session']}"
    lines = set(lines[lines.index(first) : lines.index(last) + 1])  # the drawer under the hood is given some as well
    assert {f"{prop}: {{{name}.{prop}}}" for prop in FORM} - lines == set()
    assert {f"on_{event} → {state}.{handler}" for event, handler in FORM_ASKS.items()} - lines == set()


def test_each_page_begins_with_what_it_shows():
    assert {route: loads for route, loads in LOADS.items() if loads != ["CartState.load()"]} == {
        "/tea-club/join": ["CartState.load()", 'JoinState.load("tea_club")'],
        "/membership": ["CartState.load()", "MembershipState.load()"],
        "/cart": ["CartState.load()", "CartState.open_ahead()"],
        "/checkout": ["CheckoutState.load()"],
        "/complete": ["OrderState.load()", "CartState.load()"],
        "/orders": ["OrdersState.load()", "CartState.load()"],
        "/merchant": ["AccessState.arrive()", "SalesState.load()"],
        "/merchant/order": ["AccessState.arrive()", "SaleState.load()"],
        "/merchant/attention": ["AccessState.arrive()", "AttentionState.load()"],
        "/merchant/numbers": ["AccessState.arrive()", "NumbersState.load()"],
    }


TALKING_ALONE = {"cart", "guide", "shop", "hood", "access"}  # whose parts are on many pages
OWN = {
    "/tea-club/join": "JoinState",
    "/membership": "MembershipState",
    "/checkout": "CheckoutState",
    "/complete": "OrderState",
    "/orders": "OrdersState",
    "/merchant": "SalesState",
    "/merchant/order": "SaleState",
    "/merchant/attention": "AttentionState",
    "/merchant/numbers": "NumbersState",
}


@pytest.mark.parametrize("route", ONE_OF_EACH)
def test_a_page_shows_and_asks_its_own_state_and_none_of_another_page(route: str):
    """What stands on several pages is given the state that it is to speak with."""
    text = "\n".join(lines_of(route))
    shown = {one.removesuffix("_state") for one in re.findall(r"\b([a-z]+_state)\.", text)} - TALKING_ALONE
    asked_of = {one.removesuffix("State").lower() for one in re.findall(r"→ (\w+)\.", text)} - TALKING_ALONE
    own = {OWN[route].removesuffix("State").lower()} if route in OWN else set[str]()
    assert (shown, asked_of | own) == (own, own)
    alone = {"/checkout": {"GuideState", "HoodState", "CheckoutState"}}.get(route)
    assert alone is None or set(re.findall(r"→ (\w+)\.", text)) == alone, "its cart is the one that is paid"


# What stands above something, by what it is. A new one needs its row.
HEADINGS = {
    "h1": {
        *("Loose tea, and what to make it in.", "Yame Sencha", "Tea club", "Your cart", "Your cart is empty"),
        *("Checkout", "Nothing to pay", "Join the Tea club", "Closed for now", "You're in the Tea club"),
        *("Your order", "Nearly there", "Thank you", "This order isn't paid", "Paid", "No order here"),
        *('{("Welcome to the "+order_state.plan)}', "Your orders", "No orders yet", "Your membership"),
        *("No membership here", "Not on this shelf"),
        *("Behind the counter", "Orders", "{sale_state.number}", "No such order", "Attention", "Numbers"),
    },
    "h2": {
        *("Tea club", "Goes with it", "Next on the shelf", "Payment", "{one.name}"),
        *("What was bought", "Whose it is", "Refund", "How it came about"),
        *("Flagged payments", "Webhooks that failed", "Stuck payments", "In stock"),
        *("Per day", "Products", "Add-ons", "Codes and other discounts"),
    },
    "legend": {"Extras", "Shipping", "How to pay"},
    "label": {
        *("Promo code", "A friend's code", "Donation", "Shopping as", "Pay through"),
        "Find an order by number, e-mail, product or total",
        *("Amount, up to ", "Reason", "What was done", "Left to sell", "Why"),
    },
    "summary": {
        *("Test cards", "Promo codes", "Another shopper", "Send it elsewhere", "Trouble with Stripe"),
        *("Another way to pay, another tab", "Codes of friends", "Another tab"),
        *("As a table", "Corrected by hand", "What was written down"),
    },
}


@pytest.mark.parametrize("kind", HEADINGS)
def test_what_stands_above_something_says_what_it_is(kind: str):
    above = {next(iter(seen(outline(part))), "") for route in ONE_OF_EACH for part in of_page(route, kind)}
    assert above == HEADINGS[kind]


def test_what_can_be_tried_says_what_to_watch_for():
    said = {
        "apply_code": "off the goods",
        "fill_cart": "only a card is missing",
        "set_referral": "days are free then",
        "set_destination": "Shipping|the total follows|went at first",
        'let_stripe_be("slow")': "waits",
        'let_stripe_be("down")': "Your change is kept",
        'let_stripe_be("answer_lost")': "asked again with the same key",
        'let_stripe_be("none")': "Try again works again",
        "let_session_expire": "another form takes its place",
    }
    for route in ("/checkout", "/tea-club/join"):
        lines = [line for line in lines_of(route) if not line.startswith(("value", "class_name"))]
        for name in said:
            tried = [place for place, line in enumerate(lines) if re.match(rf"on_click → \w+\.{re.escape(name)}", line)]
            assert all(re.search(said[name], lines[place + 2]) for place in tried), name


BEHIND = [route for route in ROUTES if route.startswith("/merchant")]


@pytest.mark.parametrize("route", BEHIND)
def test_behind_the_counter_nothing_of_the_page_is_drawn_for_a_stranger(route: str):
    """And the page asks again and again whether the merchant still is one."""
    lines = lines_of(route)
    assert has(lines, ["if access_state.signed_in", "on_look → AccessState.arrive()"])
    begins = lines.index("if access_state.asked")
    assert lines[begins + 1] == "if access_state.signed_in"
    behind = re.compile(r"\b(sales|sale|attention|numbers)_state\.")
    assert not any(behind.search(line) for line in lines[:begins])


@cache
def everything() -> str:
    return "\n".join(line for route in ROUTES for line in lines_of(route))


BY_THE_STORE_ITSELF = {
    "OrderState.look",  # after it has forgotten the last one
    "OrderState.forget", "ShopState.arrive",  # on every page, see the pages' own tests
    "ShopState.apologise",
}  # fmt: skip


def test_every_handler_is_asked_by_some_page():
    handlers = {f"{kind.__name__}.{name}" for kind in STATES for name in kind.event_handlers if name != "setvar"}
    called = set(re.findall(r"→ (\w+\.\w+)\(", everything()))
    called |= {one.partition("(")[0] for loads in LOADS.values() for one in loads}
    assert handlers - called == BY_THE_STORE_ITSELF
    assert called - handlers == set()


def shown_of(kind: type) -> set[str]:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    return set(re.findall(rf"\b{name}\.(\w+)", everything()))


@pytest.mark.parametrize("kind", STATES)
def test_everything_that_a_state_has_for_a_page_is_on_it(kind: type):
    own = {name for name in kind.__annotations__ if name in kind.vars and not name.startswith("_")}  # pyright: ignore[reportAttributeAccessIssue]
    assert own - shown_of(kind) == set()


def test_every_part_of_a_row_is_on_a_page():
    drawn = set(re.findall(r"\b(?:one|line|order|each|tax|step|product|add_on)\.(\w+)", everything()))
    rows = [
        one
        for module in (views, merchant_views, attention_views, numbers_writing)
        for one in vars(module).values()
        if hasattr(one, "__dataclass_fields__")
    ]
    assert len(rows) > 10
    never = {f"{row.__name__}.{field}" for row in rows for field in row.__dataclass_fields__ if field not in drawn}
    assert never == {"OptionView.chosen"}, "which the control itself reads"
