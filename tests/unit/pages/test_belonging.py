"""What belongs together on a page: a label and its field, a control and its sentence, a link and where it leads."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from reflex.event import EventChain

from rxapp.merchant.frame import ATTENTION, NUMBERS, ORDERS
from rxapp.orders.records import Flow
from rxapp.pages.complete import PAGES as RECEIPTS
from rxapp.shop.cart import AT_LEAST, AT_MOST
from rxapp.shop.catalog import CATALOG
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.ui import hood as hoods
from tests.unit.pages.outline import asked, outline
from tests.unit.pages.parts import ONE_OF_EACH, ONE_PRODUCT, ROUTES, Component, drawn, given, of_page, parts

EACH_PAGE = pytest.mark.parametrize("route", ONE_OF_EACH)
REFERRING = ("html_for", "form", "aria-describedby", "described_by")
OF_THE_PAYMENT_FORM = {"payment-form"}  # which its component draws itself


def named(route: str) -> Iterator[str]:
    """What is asked for by its id, on a page."""
    for part in of_page(route):
        yield from (given(part, name) for name in REFERRING if given(part, name))
        if type(part).__name__ == "Jump":
            yield given(part, "to")


@EACH_PAGE
def test_what_is_asked_for_by_its_id_is_on_the_page(route: str):
    ids = {given(part, "id") for part in of_page(route)} - {""} | OF_THE_PAYMENT_FORM
    changing = {id.strip("{}") for id in ids if id.startswith("{")}
    for one in named(route):
        if one.startswith("{"):
            assert any(id in one for id in changing), one
        else:
            assert set(one.split()) <= ids, one


@EACH_PAGE
def test_a_button_sends_a_form_and_nothing_else(route: str):
    sent = OF_THE_PAYMENT_FORM | {given(form, "id") for form in of_page(route, "form")}
    assert {given(button, "form") for button in of_page(route, "button")} - {""} <= sent


def sentence_of(problem: str) -> str:
    """The id of the sentence about what a control is refused for, by where its problem is looked for."""
    [key] = set(re.findall(r"problems\?\.\[(.+?)\]", problem))
    return f"problem-{key}".replace('"', "")


@EACH_PAGE
def test_a_control_is_described_by_its_own_refusal_and_let_be_while_nothing_may_change(route: str):
    for part in of_page(route):
        if (problem := given(part, "problem")) and (described := given(part, "described_by")):
            assert re.sub(r'[{}()"+]', "", described) == sentence_of(problem)
            if route != ONE_PRODUCT:  # whose cart may begin anew
                assert sentence_of(given(part, "refused").replace("refused", "")) == "problem-checkout", described


@pytest.mark.parametrize("route", ["/cart", "/checkout"])
def test_a_quantity_is_described_also_by_that_less_is_left_of_it(route: str):
    [short] = [part for part in of_page(route, "div") if given(part, "class_name") == "line-short"]
    [quantity] = of_page(route, "Stepper")
    assert given(short, "id") == given(quantity, "described_by")


LEADING = {"/_sandbox/", "/openapi.json"}  # beside the pages


@EACH_PAGE
def test_every_link_leads_to_a_page(route: str):
    leading = [given(part, "to") or given(part, "href") for part in of_page(route) if part.tag in ("a", "Link")]
    assert len(leading) > 2
    assert [to for to in leading if to[:1] not in "{#" and to not in ROUTES and to not in LEADING] == []


PLACES = {ORDERS: ORDERS, "/merchant/order": ORDERS, ATTENTION: ATTENTION, NUMBERS: NUMBERS}
SIZES = {ONE_PRODUCT: ONE_PRODUCT, f"{ONE_PRODUCT}-large": f"{ONE_PRODUCT}-large"}


@pytest.mark.parametrize(("route", "shown"), (PLACES | SIZES).items())
def test_the_way_to_what_is_shown_is_marked_and_no_other(route: str, shown: str):
    assert [given(part, "to") for part in of_page(route) if given(part, "aria-current")] == [shown]


@pytest.mark.parametrize("route", PLACES)
def test_how_much_waits_stands_beside_the_way_to_it(route: str):
    ways = [part for part in of_page(route) if part.tag == "Link" and "access_state.waiting" in " ".join(outline(part))]
    assert [given(way, "to") for way in ways] == [ATTENTION]


def forms(route: str) -> Iterator[tuple[str, list[Component]]]:
    """What each form of a page asks, and its fields."""
    for form in of_page(route, "form"):
        chain = form.event_triggers["on_submit"]
        assert isinstance(chain, EventChain)
        [event] = chain.events
        yield asked(event), [part for part in parts(form) if given(part, "name")]


READ_AS_A_WHOLE = {"SaleState.ask": {"amount", "reason"}}


@EACH_PAGE
def test_a_form_has_every_field_that_is_read_of_it(route: str):
    for asks, fields in forms(route):
        read = set(re.findall(r'form_data\?\.\["(\w+)"\]', asks)) or READ_AS_A_WHOLE[asks.partition("(")[0]]
        assert {given(field, "name") for field in fields} == read, asks


def test_what_a_form_sends_unseen_is_what_its_row_is_about():
    unseen = {
        given(field, "name"): given(field, "value")
        for _, fields in forms(ATTENTION)
        for field in fields
        if given(field, "type") == "hidden"
    }
    assert {name: set(re.findall(r"one\.\w+", value)) for name, value in unseen.items()} == {
        "number": {"one.number"},
        "seen": {"one.seen"},
        "product": {"one.product"},
        "was": {"one.left"},
    }


KEEPS_WHAT_WAS_TYPED = {"order-search"}


@EACH_PAGE
def test_a_field_begins_anew_when_what_it_begins_with_is_another(route: str):
    """React takes `defaultValue` once for each key."""
    for part in of_page(route, "input"):
        begins = given(part, "default_value").strip("{}")
        if begins and given(part, "id") not in KEEPS_WHAT_WAS_TYPED:
            assert begins in given(part, "key")


def test_under_each_head_of_a_table_stands_a_figure():
    tables = list(of_page(NUMBERS, "table"))
    assert len(tables) == 4
    for table in tables:
        cells = [(part.tag, given(part, "scope")) for part in parts(table) if part.tag in ("th", "td")]
        heads = cells.count(("th", "col"))
        assert cells[heads:] == [("th", "row"), *[("td", "")] * (heads - 1)], given(table, "aria-label")


def choices(route: str, name: str) -> dict[str, str]:
    """What is sent for each choice, by what is read."""
    [select] = [
        part
        for part in of_page(route, "select")
        if name in (given(part, "id"), asked_of(part, "on_change").partition("(")[0])
    ]
    options = [part for part in parts(select) if part.tag == "option"]
    return {outline(option)[-1]: given(option, "value") for option in options}


def asked_of(part: Component, trigger: str) -> str:
    chain = part.event_triggers.get(trigger)
    return " ".join(map(asked, chain.events)) if isinstance(chain, EventChain) else ""


def test_each_choice_sends_what_it_says():
    members = {"Guest": ""} | {f"{member.name} member": key for key, member in CATALOG.members.items()}
    assert choices("/checkout", "CheckoutState.sign_in") == members
    assert choices("/tea-club/join", "JoinState.sign_in") == members
    assert choices("/checkout", "CheckoutState.choose_flow") == {
        "Checkout Session": Flow.CHECKOUT_SESSION,
        "Payment Intent": Flow.PAYMENT_INTENT,
    }
    assert choices("/merchant/order", "refund-reason") == {
        "The customer asked for it": "requested_by_customer",
        "It was paid twice": "duplicate",
        "It was fraud": "fraudulent",
    }


def test_what_was_chosen_is_what_is_shown_as_chosen():
    selects = [part for route in ("/checkout", "/tea-club/join") for part in of_page(route, "select")]
    assert {asked_of(one, "on_change").partition("(")[0]: given(one, "value") for one in selects} == {
        "CheckoutState.sign_in": "{checkout_state.member}",
        "CheckoutState.choose_flow": "{checkout_state.flow}",
        "JoinState.sign_in": "{join_state.member}",
    }


@EACH_PAGE
def test_only_the_button_is_busy_whose_press_is_on_its_way(route: str):
    for part in of_page(route, "button"):
        if "_state.busy" in (disabled := given(part, "aria-disabled")):
            about = re.search(r"\((one\.\w+)\)", asked_of(part, "on_click"))
            assert disabled == "{sale_state.busy}" or (about and about[1] in disabled), disabled


BUSY = {
    *("MembershipState.ask", "MembershipState.leave", "MembershipState.stay", "SaleState.refund"),
    *("AttentionState.put_aside", "AttentionState.handle_again", "AttentionState.ask_stripe"),
}


def test_what_asks_stripe_is_busy_meanwhile():
    buttons = [
        part for route in ONE_OF_EACH for part in of_page(route, "button") if "busy" in given(part, "aria-disabled")
    ]
    asking = [asked_of(button, "on_click").partition("(")[0] for button in buttons]
    assert (set(asking), len(asking)) == (BUSY, len(BUSY))


SHOWN_UNDER_THE_HOOD = ("revision", "synced_revision", "amount")


@pytest.mark.parametrize(
    ("route", "state", "total"),
    [("/checkout", "checkout_state", "total"), ("/tea-club/join", "join_state", "due_today")],
)
def test_the_drawer_compares_what_the_form_is_given(route: str, state: str, total: str):
    [hood], [form] = of_page(route, "Hood"), of_page(route, "StripeCheckout")
    for name in SHOWN_UNDER_THE_HOOD:
        assert given(hood, name) == given(form, name) == f"{{{state}.{name}}}"
    assert given(hood, "total") == f"{{{state}.{total}}}"
    assert (given(hood, "currency"), given(hood, "decimals")) == (CATALOG.currency, "2")


@pytest.mark.parametrize("state", [CheckoutState, JoinState])
@pytest.mark.parametrize(
    ("base", "asked_at"), [("http://127.0.0.1:9", "http://127.0.0.1:9"), (None, "https://api.stripe.com")]
)
def test_the_drawer_names_the_stripe_that_the_store_speaks_to(
    monkeypatch: pytest.MonkeyPatch, state: type[CheckoutState] | type[JoinState], base: str | None, asked_at: str
):
    monkeypatch.setattr(hoods, "settings", SimpleNamespace(api_base=base, origin="http://store.test"))
    [drawer] = (part for part in parts(hoods.hood(state)) if type(part).__name__ == "Hood")
    assert given(drawer, "stripe_api") == asked_at
    assert given(drawer, "store_curl").startswith("curl http://store.test/api/checkout ")


@pytest.mark.parametrize("route", ["/checkout", "/tea-club/join"])
def test_whoever_has_paid_comes_to_the_receipt(route: str):
    [form] = of_page(route, "StripeCheckout")
    assert given(form, "return_url") == RECEIPTS[0].route


@pytest.mark.parametrize("route", ["/checkout", "/tea-club/join"])
def test_pay_is_connected_only_with_a_network_and_without_an_error_of_the_socket(route: str):
    [form] = of_page(route, "StripeCheckout")
    both = re.fullmatch(r"pyAnd\(isTrue\((\w+)\), \(\) => \((.+)\)\)", given(form, "connected"))
    assert both and (both[1], both[2].replace("(", "").replace(")", "")) == ("online", "!connectErrors.length > 0")


@pytest.mark.parametrize("route", ["/checkout", "/tea-club/join"])
def test_the_second_tab_is_of_the_same_page(route: str):
    assert [given(part, "to") for part in of_page(route) if given(part, "target") == "_blank"] == [route]


@pytest.mark.parametrize(("name", "about"), [("Add a promo code", "code"), ("Add a donation", "donation")])
def test_what_is_folded_up_opens_for_what_is_said_of_it(name: str, about: str):
    [needed] = [given(part, "needed") for part in of_page("/checkout", "Fold") if name in given(part, "name")]
    assert f"checkout_state.{about}" in needed and f'"{about}"' in needed.split("problems")[1]


def test_a_quantity_is_between_the_least_and_the_most_that_a_cart_may_hold():
    for route in (ONE_PRODUCT, "/cart", "/checkout"):
        assert {(given(one, "at_least"), given(one, "at_most")) for one in of_page(route, "Stepper")} == {
            (str(AT_LEAST), str(AT_MOST))
        }


@EACH_PAGE
def test_every_page_says_what_went_wrong_on_our_side_within_its_content(route: str):
    [content] = [part for part in of_page(route, "main") if given(part, "id") == "content"]
    assert "message: {shop_state.trouble}" in outline(content)


SAID_OF_ALL = {
    ONE_PRODUCT: ["cart_state"],
    "/cart": ["cart_state"],
    "/checkout": ["cart_state", "checkout_state"],
    "/tea-club/join": ["join_state"],
    "/membership": ["membership_state", "membership_state"],  # with a membership, and without
}


@pytest.mark.parametrize("route", SAID_OF_ALL)
def test_what_is_refused_of_no_control_is_said_on_the_page(route: str):
    """As to whoever keeps no cookies."""
    sentences = [
        given(part, "message") for part in of_page(route, "Problem") if given(part, "id") == "problem-checkout"
    ]
    assert sorted(re.findall(r"(\w+_state)\.problems", one)[0] for one in sentences) == SAID_OF_ALL[route]


@EACH_PAGE
def test_a_field_is_marked_as_wrong_while_there_is_a_problem(route: str):
    for part in of_page(route):
        assert re.match(r"$|\{?!\(", given(part, "aria-invalid")), given(part, "id")


def test_a_receipt_is_stamped_refunded_once_all_of_it_is():
    [stamp] = [line for line in outline(drawn("/complete")) if "all_refunded" in line]
    assert stamp.index('"Joined"') < stamp.index('"Refunded"') < stamp.index('"Paid"')


def test_what_a_control_shows_of_a_state_is_of_that_name():
    for cart in of_page("/", "CartLink"):
        for name, shown in {"ready": "loaded", "lines": "lines", "present": "present", "subtotal": "subtotal"}.items():
            assert given(cart, name) == f"{{cart_state.{shown}}}"
    for route, state in {"/checkout": "checkout_state", "/tea-club/join": "join_state"}.items():
        [form] = of_page(route, "Destination")
        assert [given(form, name) for name in ("destination", "problems")] == [
            f"{{{state}.{name}}}" for name in ("destination", "problems")
        ]


def test_the_guide_sends_it_to_each_place_and_back():
    sent = [asked_of(part, "on_click") for part in of_page("/checkout", "button")]
    places = [one.address for one in CATALOG.elsewhere.values()] + [CATALOG.demo_address]
    cities = [one for one in sent if "set_destination" in one]
    assert [str(place and place.city) in one for place, one in zip(places, cities, strict=True)] == [True] * len(places)


def test_a_cart_with_anything_in_it_shows_how_much():
    for route in ("/", "/checkout"):
        counts = [line for line in outline_of(route) if "cart_state.count" in line and "class" not in line]
        assert any(re.search(r"cart_state\.count(\?\.valueOf\?\.\(\))? > 0", line) for line in counts), counts


def outline_of(route: str) -> list[str]:
    return [line for part in of_page(route, "header") for line in outline(part)]
