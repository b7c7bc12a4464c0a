"""What is refused, where it says so, and that nothing moved."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.shopper import Shopper, newest, rows
from tests.serving import Server


def cart(page: Page, data: Path) -> list[object]:
    """What a refusal must leave as it was."""
    found = newest(page, data)
    return [found[column] for column in ("id", "status", "cart", "quote", "revision")]


@pytest.mark.parametrize("typed", ["0", "-1", "11", "1000000000"])
def test_a_quantity_out_of_range_is_refused_beside_it(page: Page, data: Path, typed: str):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    before = cart(page, data)
    quantity = page.get_by_role("spinbutton", name="Quantity of Yame Sencha")
    quantity.fill(typed)
    expect(
        page.get_by_role("alert").filter(has_text="The least is 1" if typed in ("0", "-1") else "at most 10")
    ).to_be_visible()
    quantity.blur()
    expect(quantity).to_have_value("1")
    anna.sees("$18.00", "", "$5.00", "$23.00")
    assert cart(page, data) == before


@pytest.mark.parametrize("typed", ["abc", "e", "-", ""])
def test_what_is_no_number_is_no_quantity(page: Page, data: Path, typed: str):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    before = cart(page, data)
    quantity = page.get_by_role("spinbutton", name="Quantity of Yame Sencha")
    quantity.fill("")
    page.keyboard.type(typed)  # a number field shows what might become a number, and has no value until it does
    expect(quantity).to_have_value("")
    quantity.blur()
    expect(quantity).to_have_value("1")
    anna.sees("$18.00", "", "$5.00", "$23.00")
    assert cart(page, data) == before


def test_an_unknown_code_is_refused_beside_its_field(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    before = cart(page, data)
    page.get_by_role("textbox", name="Promo code").fill("FREE")
    page.get_by_role("textbox", name="Promo code").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="We don't know that code.")).to_be_visible()
    anna.sees("$18.00", "", "$5.00", "$23.00")
    assert cart(page, data) == before


def test_a_finished_checkout_takes_no_change_from_a_tab_left_behind(page: Page, context: BrowserContext, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    left_behind = context.new_page()
    left_behind.goto("/checkout")
    expect(left_behind.get_by_role("button", name="Pay $23.00")).to_be_enabled()
    anna.type_card()
    anna.pay()
    number = anna.reads_order()
    left_behind.get_by_role("checkbox", name="Gift wrap").click()
    assert Shopper(left_behind).reads_order() == number
    [order] = rows(data, "SELECT total FROM orders WHERE number = ?", number)
    assert order["total"] == 2300


DEAF_TO_THE_FOCUS = "addEventListener('focus', (event) => event.stopImmediatePropagation(), true);"


def test_the_slower_of_two_tabs_is_told_and_catches_up(page: Page, context: BrowserContext):
    page.add_init_script(DEAF_TO_THE_FOCUS)  # with it a tab looks again, which may be before the press has ended
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    other = Shopper(context.new_page())
    other.page.goto("/checkout")
    expect(other.pay_button).to_be_enabled()
    other.page.get_by_role("checkbox", name="Gift wrap").check()
    other.sees("$23.00", "", "$5.00", "$28.00")
    anna.pay()
    expect(page.get_by_text("Your cart has changed in the meantime.")).to_be_visible()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    anna.pay()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$28.00")


GARBAGE = [None, True, 1, -1, 1e9, 1.5, "", "abc", "x" * 10_000, [], {}, {"$": 1}, "<script>", "' OR 1=1 --"]


def test_garbage_straight_over_the_socket_changes_nothing(page: Page, data: Path, store: Server):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    before, written = cart(page, data), store.listen()
    state = "reflex___state____state.rxapp___states___checkout____checkout_state"
    calls = [(f"{state}.{handler}", payload) for handler, payload in every_garbage_call()]
    answers = page.evaluate(SEND_OVER_A_SOCKET, [store.url, calls])
    assert answers == len(calls)
    page.reload()
    anna.sees("$18.00", "", "$5.00", "$23.00")
    assert cart(page, data) == before
    assert "Traceback" not in written()


def every_garbage_call() -> list[tuple[str, dict[str, object]]]:
    """Each handler of the checkout with each piece of garbage."""
    calls: list[tuple[str, dict[str, object]]] = []
    for value in GARBAGE:
        calls += [
            ("set_quantity", {"slug": "yame-sencha", "quantity": value if value != 1 else 0}),
            ("set_quantity", {"slug": value, "quantity": 2}),
            ("remove", {"slug": value}),
            ("set_add_on", {"key": "gift_wrap", "on": value if not isinstance(value, bool) else "on"}),
            ("set_add_on", {"key": value, "on": True}),
            ("choose_shipping", {"key": value}),
            ("set_destination", {"typed": value}),
            ("set_destination", {"typed": {"country": value}}),
            ("apply_code", {"code": value}),
            ("place", {"revision": value if value != 1 else 99, "amount": value}),
        ]
    return calls


# Speaks Socket.IO's wire format by hand, with this browser's cookie and its own client token.
SEND_OVER_A_SOCKET = """([url, calls]) => new Promise((resolve, reject) => {
    const token = crypto.randomUUID();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/_event/?EIO=4&transport=websocket&token=${token}`);
    let answers = 0;
    socket.onerror = reject;
    socket.onmessage = ({data}) => {
        if (data.startsWith('0')) socket.send('40/_event,{}');
        else if (data === '2') socket.send('3');
        else if (data.startsWith('40/_event')) {
            for (const [name, payload] of calls) {
                socket.send('42/_event,' + JSON.stringify(['event', {
                    name, payload, token, router_data: {pathname: '/checkout', query: {}}, handler_name: null,
                }]));
            }
        } else if (data.startsWith('42/_event')) {
            answers += 1;
            if (answers === calls.length) { socket.close(); resolve(answers); }
        }
    };
})"""


def test_taking_the_last_thing_out_leaves_nothing_to_pay(page: Page):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    page.get_by_role("button", name="Remove Yame Sencha").click()
    expect(page.get_by_role("heading", name="Nothing to pay")).to_be_visible()
    expect(anna.pay_button).to_have_count(0)
    anna.checkout_with("kyoto-hojicha")
    anna.sees("$16.00", "", "$5.00", "$21.00")
