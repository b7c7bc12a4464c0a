"""In a test store: what there is to try, with one press each, and what to watch for."""

from datetime import UTC, datetime

import reflex as rx

from rxapp.checkout.trying import CONTROL
from rxapp.payments.local_stripe import Trouble
from rxapp.shop.catalog import CATALOG
from rxapp.shop.codes import described
from rxapp.states.checkout import CheckoutState
from rxapp.states.guide import GuideState
from rxapp.states.joining import JoinState
from rxapp.states.shop import ShopState
from rxapp.ui.cards_to_try import BILLING, COPIED, FILLED, NOT_OPEN, TEST_CARDS, TestCard
from rxapp.ui.problem import problem_beside, problem_id

_JSX = rx.asset("guide.jsx", shared=True)
rx.asset("kept_open.js", shared=True)  # imported by guide.jsx from beside it

TITLE = "Try this"


class GuideButton(rx.Component):
    """Opens the guide and folds it up again."""

    library = _JSX.importable_path
    tag = "GuideButton"


class Guide(rx.Component):
    """What it holds is on the page only while it is open."""

    library = _JSX.importable_path
    tag = "Guide"

    title: rx.Var[str]


class TestCards(rx.Component):
    """Cards to fill in, or to copy where Stripe's own fields take nothing from a script."""

    library = _JSX.importable_path
    tag = "TestCards"

    cards: rx.Var[list[TestCard]]
    billing: rx.Var[dict[str, str]]
    filled: rx.Var[str]
    copied: rx.Var[str]
    not_open: rx.Var[str]


def guide_button(class_name: str) -> rx.Component:
    """The way to the guide; not there where payments are real."""
    return rx.cond(ShopState.test_store, GuideButton.create(TITLE, class_name=class_name))


def guide(*parts: rx.Component) -> rx.Component:
    """The guide of a page: how to get to the checkout, and what can be tried on this page."""
    start = _item(
        "Fill a cart and go to the checkout",
        GuideState.fill_cart,
        "The address is there already, so that only a card is missing.",
    )
    more = rx.el.p("Cards, codes and troubles are at the checkout, in this place.", class_name="guide-watch")
    return rx.cond(
        ShopState.test_store,
        Guide.create(
            rx.el.ul(start, class_name="guide-items"),
            problem_beside(CONTROL, GuideState.problems),
            *(parts or [more]),
            title=TITLE,
        ),
    )


def guide_of_checkout() -> rx.Component:
    """Everything that can be tried at the checkout."""
    return guide(
        _cards(),
        *_codes(),
        _part("Another shopper", _shopping_as(CheckoutState)),
        *_places(),
        _troubles(CheckoutState),
        _part("Another way to pay, another tab", _pay_through(), _second_tab("/checkout")),
    )


def guide_of_joining(address: str) -> rx.Component:
    """Everything that can be tried where a plan is joined, which is at this address."""
    return guide(
        _cards(),
        *_referrals(),
        _part("Another shopper", _shopping_as(JoinState)),
        _troubles(JoinState),
        _part("Another tab", _second_tab(address)),
    )


def _part(title: str, *content: rx.Component, **props: object) -> rx.Component:
    """One of them is open at a time."""
    summary = rx.el.summary(title, class_name="guide-part-title")
    return rx.el.details(summary, *content, custom_attrs={"name": "guide"}, class_name="guide-part", **props)


def _item(name: str, on_click: rx.event.EventType, watch: str) -> rx.Component:
    return rx.el.li(
        rx.el.button(name, type="button", on_click=on_click, class_name="guide-try"),
        rx.el.span(watch, class_name="guide-watch"),
        class_name="guide-item",
    )


def _cards() -> rx.Component:
    cards = TestCards.create(cards=TEST_CARDS, billing=BILLING, filled=FILLED, copied=COPIED, not_open=NOT_OPEN)
    return _part("Test cards", cards, open=True)


def _codes() -> list[rx.Component]:
    now = datetime.now(UTC)
    codes = [
        _item(name, CheckoutState.apply_code(name), described(code, CATALOG, now))
        for name, code in CATALOG.codes.items()
    ]
    return [_part("Promo codes", rx.el.ul(*codes, class_name="guide-items"))] if codes else []


def _referrals() -> list[rx.Component]:
    if CATALOG.referrals is None:
        return []
    watch = f"{CATALOG.referrals.trial_days} days are free then, and the form says until when."
    codes = [_item(code, JoinState.set_referral(code), watch) for code in CATALOG.referral_codes]
    return [_part("Codes of friends", rx.el.ul(*codes, class_name="guide-items"))]


def _shopping_as(state: type[CheckoutState] | type[JoinState]) -> rx.Component:
    guest = rx.el.option("Guest", value="")
    members = [rx.el.option(f"{member.name} member", value=key) for key, member in CATALOG.members.items()]
    return rx.el.div(
        rx.el.label(
            rx.el.span("Shopping as"),
            rx.el.select(guest, *members, value=state.member, on_change=state.sign_in, class_name="field-input"),
            class_name="guide-choice",
        ),
        rx.el.span("Their offers come off, and Stripe knows whose payment it is.", class_name="guide-watch"),
        class_name="guide-item",
    )


def _places() -> list[rx.Component]:
    places = [
        _item(place.name, CheckoutState.set_destination(place.address.model_dump()), place.watch)
        for place in CATALOG.elsewhere.values()
    ]
    if home := CATALOG.demo_address:
        back = CheckoutState.set_destination(home.model_dump())
        places.append(_item(home.city, back, "Back to where the order went at first."))
    return [_part("Send it elsewhere", rx.el.ul(*places, class_name="guide-items"))] if places else []


def _troubles(state: type[CheckoutState] | type[JoinState]) -> rx.Component:
    """What only the local Stripe does is offered only where it is."""
    at_stripe = [
        _item(
            "Slow",
            state.let_stripe_be(Trouble.SLOW),
            "The cart follows at once; Pay keeps its place and waits.",
        ),
        _item(
            "Down",
            state.let_stripe_be(Trouble.DOWN),
            "Your change is kept, and you are told beside it what you can do.",
        ),
        _item(
            "Loses its next answer",
            state.let_stripe_be(Trouble.ANSWER_LOST),
            "It is asked again with the same key, so that nothing is done twice.",
        ),
        _item("As it should be", state.let_stripe_be(Trouble.NONE), "Try again works again."),
    ]
    ended = _item(
        "Let the payment form end",
        state.let_session_expire,
        "As after a day: with your next change another form takes its place, and the cart is kept.",
    )
    return _part(
        "Trouble with Stripe",
        rx.cond(ShopState.local_stripe, rx.el.ul(*at_stripe, class_name="guide-items")),
        rx.el.ul(ended, class_name="guide-items"),
        rx.el.p(state.tried, role="status", class_name="guide-said"),
        problem_beside(CONTROL, state.problems),
    )


def _pay_through() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span("Pay through"),
            rx.el.select(
                rx.el.option("Checkout Session", value="checkout_session"),
                rx.el.option("Payment Intent", value="payment_intent"),
                value=CheckoutState.flow,
                on_change=CheckoutState.choose_flow,
                aria_describedby=problem_id("flow"),
                class_name="field-input",
            ),
            class_name="guide-choice",
        ),
        rx.el.span("The cart, the offers and the total stay, by Stripe's other way.", class_name="guide-watch"),
        problem_beside("flow", CheckoutState.problems),
        class_name="guide-item",
    )


def _second_tab(href: str) -> rx.Component:
    return rx.el.div(
        rx.el.a("Open a second tab", href=href, target="_blank", class_name="guide-try"),
        rx.el.span("Change something there and come back: this one has followed.", class_name="guide-watch"),
        class_name="guide-item",
    )
