"""What a page is to somebody who doesn't see it, has only a keyboard, or whose browser runs no scripts."""

import re
from collections.abc import Iterator

import pytest
from reflex_base.components.component import BaseComponent, Component

from rxapp.shop.catalog import CATALOG
from rxapp.shop.words import room, say
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.ui import cart_link, connection, countdown, destination, error_boundary, payment_form, problem, stepper
from tests.serving import ROOT
from tests.unit.pages.outline import asked, outline, seen
from tests.unit.pages.parts import ONE_OF_EACH, drawn, given, of_page, parts

EACH_PAGE = pytest.mark.parametrize("route", ONE_OF_EACH)


def first_of(part: Component) -> str:
    """The first thing that stands on a part."""
    return next(iter(seen([line for line in outline(part) if not line.startswith("to:")])), "")


def everywhere(kind: str = "") -> Iterator[Component]:
    for route in ONE_OF_EACH:
        yield from of_page(route, kind)


# What is said without being looked at, as soon as it is there. A new one needs its row.
SAID_AS_IT_COMES = {
    *("{cart_state.announcement}", "{checkout_state.announcement}", "{join_state.announcement}"),
    *("{membership_state.announcement}", "{attention_state.announcement}", "{sale_state.said}"),
    *("{checkout_state.tried}", "{join_state.tried}", "{checkout_state.shipping_note}"),
    *("{checkout_state.code}", "{join_state.referral}", "{line.short}", "Loading…"),
    *("Added. ", "Nothing was sold in these days.", "Nothing is sold yet. "),
    *("We're confirming your payment. ", "Your bank didn't send the money", "Your order is placed, "),
}


def test_what_comes_by_itself_is_said_as_it_comes():
    spoken = [first_of(part) for part in everywhere() if given(part, "role") == "status"]
    spoken = ["Added. " if one.startswith("if (cart_state.added") else one for one in spoken]
    found = {line: {one for one in SAID_AS_IT_COMES if one in line} for line in spoken}
    assert [line for line, of in found.items() if len(of) != 1] == []
    assert {one for of in found.values() for one in of} == SAID_AS_IT_COMES


# What is only said, where others see what is meant.
ONLY_SAID = {
    *("Your order", "Loading…", "{cart_state.holds}", " waiting", " code", " ", ": "),
    *("{cart_state.announcement}", "{checkout_state.announcement}", "{join_state.announcement}"),
    "{membership_state.announcement}",
}
# What is only seen, where others hear it in better words.
ONLY_SEEN = {"{cart_state.count}", "{numbers_state.top}", "{numbers_state.first}", "{one.share}", "{line.picture}"}
ONLY_SEEN |= {"{one.picture}", "{product.picture}"}


def test_what_is_only_said_and_what_is_only_seen():
    unseen = {first_of(part) for part in everywhere() if "unseen" in given(part, "class_name").split()}
    assert unseen == ONLY_SAID
    hidden = [" ".join(outline(part)) for part in everywhere() if given(part, "aria-hidden") == "true"]
    shown = {f"{{{of}}}" for one in hidden for of in re.findall(r"\b(?:\w+_state|one|line|product)\.\w+", one)[:1]}
    assert shown == ONLY_SEEN


OF_NUMBERS = ("Per day", "Products", "Add-ons", "Codes and other discounts")
TABLES = [f"{name}, as a table" for name in OF_NUMBERS]
TAKES_A_NAME_WITH = {"div": {"group", "region", "search"}, "span": set[str](), "p": set[str](), "svg": {"img"}}
HAS_A_NAME = {"nav", "aside", "table", "pre"}


@EACH_PAGE
def test_what_has_a_name_may_have_one_and_what_needs_one_has_it(route: str):
    """A name on a `div` alone is said by no screen reader, and a part that is gone to needs one."""
    for part in of_page(route):
        name, role, tag = given(part, "aria-label"), given(part, "role"), str(part.tag)
        assert not name or role in TAKES_A_NAME_WITH.get(tag, {role}), name
        if tag in HAS_A_NAME or role in ("group", "region", "img"):
            assert name, (tag, role, outline(part)[:2])
        if tag in ("section", "article"):
            assert name or any(one.tag in ("h1", "h2") for one in parts(part)), outline(part)[:2]


# The names of what is gone to, and of what belongs together. A new one needs its row.
NAMES = {
    "article": {"Receipt", "Your order"},
    "aside": {"Suggestion", "Test store"},
    "button": {"Switch between light and dark"},
    "div": {"A present", "{one.question}", "{sale_state.asking}", "Which orders", "Which days", *TABLES},
    "form": {'{("See to "+one.number)}', '{("Correct "+one.name)}'},
    "nav": {"Store", "Yours", "Size", "Counter", "Pages"},
    "section": {
        *("Payment", "Summary", "{one.name}", "Flagged payments", "Webhooks that failed", "Stuck payments"),
        *("In stock", *OF_NUMBERS),
    },
    "table": set(OF_NUMBERS),
    "Link": {f"{name} as CSV" for name in OF_NUMBERS},
    "ul": {"Orders", "Refunds", "Corrected by hand"},
    "pre": {"What was written down"},
    "svg": {"{numbers_state.chart}"},
}


def test_each_name_is_said_of_what_it_names():
    named: dict[str, set[str]] = {}
    for part in everywhere():
        if name := given(part, "aria-label"):
            named.setdefault(str(part.tag), set()).add(name)
    assert named == NAMES


def drawings(component: BaseComponent, hidden: bool = False) -> Iterator[tuple[Component, bool]]:
    """Each drawing, and whether it is let be by who doesn't see it."""
    if isinstance(component, Component):
        hidden = hidden or given(component, "aria-hidden") == "true"
        if component.tag in ("svg", "img") or type(component).__name__ == "Html":
            yield component, hidden
    for child in component.children:
        yield from drawings(child, hidden)


@EACH_PAGE
def test_a_drawing_is_let_be_or_says_what_is_on_it(route: str):
    found = list(drawings(drawn(route)))
    assert len(found) > 1
    assert [
        part for part, hidden in found if not hidden and not (given(part, "aria-label") or given(part, "alt"))
    ] == []


# Each field that is typed into: of which type it is, which keys a telephone shows, and how much it takes.
TYPED = {
    "code": ("text", "", ""),
    "referral": ("text", "", ""),
    "donation": ("text", "decimal", ""),
    "amount": ("text", "decimal", "40"),
    "text": ("search", "", "200"),
    "note": ("", "", "200"),
    "to": ("", "numeric", "7"),
}


def test_a_field_is_typed_into_as_what_it_is_and_the_browser_offers_nothing_of_its_own():
    fields = [one for one in everywhere("input") if given(one, "type") != "hidden"]
    kinds = {given(one, "name"): tuple(given(one, of) for of in ("type", "input_mode", "max_length")) for one in fields}
    assert kinds == TYPED
    assert [given(one, "name") for one in fields if given(one, "auto_complete") != "off"] == []
    codes = {(given(one, "name"), given(one, "spell_check")) for one in fields if given(one, "auto_capitalize")}
    assert codes == {("code", "False"), ("referral", "False")}
    assert {given(one, "name") for one in fields if given(one, "required")} == {"to"}


CHOSEN_ANEW = {"refund-reason", ""}  # of which each choice can be taken


@EACH_PAGE
def test_a_field_has_its_label_and_is_described_by_what_is_wrong_with_it(route: str):
    page = list(of_page(route))
    labelled = {given(part, "html_for") for part in page if part.tag == "label"} - {""}
    within = [id(field) for part in page if part.tag == "label" for field in parts(part)]
    for field in page:
        if field.tag in ("input", "select") and given(field, "type") != "hidden":
            assert given(field, "id") in labelled or id(field) in within, given(field, "name")
            if field.tag == "input" or given(field, "id") not in CHOSEN_ANEW:
                assert "problem-" in given(field, "aria-describedby"), given(field, "name")


# What is said of the whole page, or of what has no control of its own.
ASKED_FOR_BY_NONE = {"trouble", "problem-checkout", "problem-guide", "problem-destination", "problem-orders"}


@EACH_PAGE
def test_whatever_has_an_id_is_asked_for_by_it(route: str):
    asking = ("html_for", "aria-describedby", "described_by", "to")
    ids = {given(part, "id") for part in of_page(route)} - {""} - ASKED_FOR_BY_NONE
    asked_for = {name for part in of_page(route) for of in asking for name in given(part, of).split()}
    assert {one for one in ids if not one.startswith("{")} <= asked_for


@EACH_PAGE
def test_where_a_link_on_the_page_leads_the_keyboard_can_go(route: str):
    by_id = {given(part, "id"): part for part in of_page(route)}
    leading = [given(part, "to") for part in of_page(route, "Jump")]
    assert "content" in leading
    assert [given(by_id[to], "tab_index") for to in leading] == ["-1"] * len(leading)


def test_what_is_moved_within_its_frame_is_moved_by_keyboard_too():
    moved = [one for one in everywhere() if {"table-frame", "traceback"} & {*given(one, "class_name").split()}]
    assert len(moved) == 5 and [given(one, "tab_index") for one in moved] == ["0"] * 5


@EACH_PAGE
def test_a_button_has_a_name_and_does_something(route: str):
    inside = {id(button) for form in of_page(route, "form") for button in parts(form) if button.tag == "button"}
    for button in of_page(route, "button"):
        assert given(button, "aria-label") or seen([line for line in outline(button) if "→" not in line])
        if given(button, "type") == "submit":
            assert id(button) in inside or given(button, "form")
        else:
            assert given(button, "type") == "button" and "on_click" in button.event_triggers, outline(button)


@EACH_PAGE
def test_nothing_has_a_style_of_its_own(route: str):
    """They are in the stylesheets; and an attribute that Reflex doesn't know is taken for a style."""
    assert [dict(part.style) for part in of_page(route) if part.style] == []


NO_LOOKS = {"donation", "home", "shelf-thing", "rx-Html"}


def test_how_something_looks_is_in_the_stylesheets():
    sheets = [*(ROOT / "assets" / "css").glob("*.css"), *(ROOT / "rxapp" / "ui").glob("*.css")]
    styled = {name for sheet in sheets for name in re.findall(r"\.([a-z][\w-]*)", sheet.read_text("utf-8"))}
    looks = [given(part, "class_name") for part in everywhere()]
    chosen = [text for look in looks if look.startswith("{") for text in re.findall(r"\? \"(.*?)\" : \"(.*?)\"", look)]
    named = [look for look in looks if not look.startswith("{")] + [text for both in chosen for text in both]
    assert {name for look in named for name in look.split()} - styled == NO_LOOKS


# Every way from one page to another but those to products, which have their own tests. A new one needs its row.
WAYS = {
    (CATALOG.store, "/"),
    (CATALOG.store, "/merchant"),
    ("Back to the shelf", "/"),
    ("Cart", "/cart"),
    ("See your cart", "/cart"),
    ("Checkout", "/checkout"),
    ("Your orders", "/orders"),
    ("Your membership", "/membership"),
    ("See or leave your membership", "/membership"),
    ("Tea club", "/tea-club"),
    ("About the Tea club", "/tea-club"),
    ("Start your free trial", "/tea-club/join"),
    ("See your order", "{join_state.joined}"),
    ("Open a second tab", "/checkout"),
    ("Open a second tab", "/tea-club/join"),
    ("Local Stripe", "/_sandbox/"),
    ("{line.name}", '{("/products/"+line.slug)}'),
    ("{order.number}", "{order.address}"),
    ("{one.key}", "{one.receipt}"),
    ("{one.number}", "{one.href}"),
    ("All orders", "/merchant"),
    ("Orders", "/merchant"),
    ("Attention", "/merchant/attention"),
    ("Numbers", "/merchant/numbers"),
    ("See it at Stripe", "{sale_state.at_stripe}"),
}


def test_each_way_leads_where_it_says():
    links = [part for tag in ("a", "Link") for part in everywhere() if part.tag == tag]
    ways = {(first_of(one), given(one, "to") or given(one, "href")) for one in links}
    assert {way for way in ways if not way[1].startswith("/products/") and way[0] != "CSV"} == WAYS
    assert {given(one, "href") for one in everywhere("CartLink")} == {"/cart"}


def test_a_way_out_tells_nothing_and_a_file_is_no_page():
    links = [part for kind in ("a", "Link") for part in everywhere(kind)]
    out = {first_of(one): given(one, "rel") for one in links if given(one, "target") == "_blank"}
    assert out == {"See it at Stripe": "noreferrer", "Open a second tab": ""}
    files = [tuple(given(one, of) for of in ("download", "reloadDocument")) for one in links if first_of(one) == "CSV"]
    assert len(files) == 4 and set(files) == {("True", "True")}


SENT_BY_SCRIPT = ("form", "product-action")


@EACH_PAGE
def test_whoever_runs_no_scripts_is_told_what_is_waited_for(route: str):
    for part in of_page(route):
        if given(part, "class_name") == "skeleton-rows" or (part.tag, given(part, "class_name")) == SENT_BY_SCRIPT:
            assert [one.tag for one in parts(part)].count("noscript") == 1


# How a form is sent: whether what is in it is looked at by the browser, and whether it is empty afterwards.
SENT = {"CartState.add": ("True", "False"), "AttentionState.see_to": ("", "True")}


def test_what_the_server_refuses_in_words_no_browser_stops_and_a_note_is_typed_once():
    for form in everywhere("form"):
        [event] = form.event_triggers["on_submit"].events  # pyright: ignore[reportAttributeAccessIssue]
        how = given(form, "no_validate"), given(form, "reset_on_submit")
        assert how == SENT.get(asked(event).partition("(")[0], ("", "False"))


# What a control of ours does without on some page; all else that it takes it is given on each.
DONE_WITHOUT = {
    "Amount": {"test_id"},
    "Stepper": {"name", "on_change", "refused", "stripe_item"},  # in a form, and in a cart
    "Hood": {*("amount", "currency", "decimals", "is_intent", "revision", "stripe_api", "synced_revision", "total")},
}


def takes(part: Component) -> set[str]:
    own = vars(type(part)).get("__annotations__", {})
    return set(own) - {"tag", "library", "lib_dependencies"} if type(part).__module__.startswith("rxapp.") else set()


def test_a_control_is_given_all_that_it_takes():
    without: dict[str, set[str]] = {}
    for part in everywhere():
        missing = {one for one in takes(part) if one not in part.event_triggers and not given(part, one)}
        without.setdefault(type(part).__name__, set()).update(missing)
    assert {name: missing for name, missing in without.items() if missing} == DONE_WITHOUT


def words_of(part: Component) -> object:
    return part.words._var_value  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("state", [CheckoutState, JoinState])
def test_the_payment_form_looks_and_speaks_as_its_page(state: type[CheckoutState] | type[JoinState]):
    form = payment_form.payment_form(state, label="Pay")
    assert '=== "dark"' in given(form, "dark") and "is_hydrated" in given(form, "hydrated")
    assert words_of(form) == room("payment_form")


ROOMS = {
    stepper.Stepper: "stepper",
    destination.DestinationForm: "delivery",
    connection.Connection: "connection",
    error_boundary.ErrorBoundary: "failed_page",
}


@pytest.mark.parametrize(("kind", "name"), ROOMS.items(), ids=lambda one: getattr(one, "__name__", one))
def test_a_control_speaks_of_itself(kind: type[Component], name: str):
    assert words_of(kind.create()) == room(name)


def test_what_the_cart_over_the_page_says_is_of_its_name():
    named = {"cart": "product.see_cart", "subtotal": "amounts.subtotal"}
    assert {name: say(named.get(name, f"cart.{name}")) for name in cart_link.TEXTS} == cart_link.TEXTS
    assert say("checkout.time_left", time="{time}") in str(countdown.Countdown.create().sentence)
    assert say("stuck.try_again") in str(problem.WaysOn.create().try_again)


LIVE = [route for route in ONE_OF_EACH if not route.startswith("/merchant")]


@pytest.mark.parametrize("route", LIVE)
def test_a_page_of_a_shopper_looks_again_has_a_guide_and_shows_the_cart_once(route: str):
    lines = outline(drawn(route))
    own = [CheckoutState] if route == "/checkout" else [CartState]
    assert f"on_focus → {own[0].__name__}.look_again()" in lines
    assert len(list(of_page(route, "Guide"))) == 1
    assert len(list(of_page(route, "CartLink"))) == (route not in ("/cart", "/checkout"))
    more = "Cards, codes and troubles are at the checkout, in this place."
    assert (more in lines) == (route not in ("/checkout", "/tea-club/join"))


def test_in_the_guide_one_part_is_open_at_a_time_and_the_cards_at_first():
    for route in ("/checkout", "/tea-club/join"):
        folded = [part for part in of_page(route, "details") if "guide-part" in given(part, "class_name")]
        assert len(folded) > 3 and {given(part, "name") for part in folded} == {"guide"}
        assert [first_of(part) for part in folded if given(part, "open") == "True"] == ["Test cards"]
