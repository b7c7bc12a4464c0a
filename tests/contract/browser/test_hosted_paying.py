"""Stripe's page where it is paid: the card or a kept one, whose address, what the shop asks, and the button."""

from typing import Any

import pytest
from playwright.sync_api import expect

from .alone import Alone
from .hosted import SHOP, amount, asked, drawn, page_of, stubbed

PAYMENT = "createPayment(checkout)"
VISA = {"id": "pm_visa", "card": {"brand": "visa", "last4": "4242", "expMonth": 1, "expYear": 2034}}
AMAZON = {"id": "pm_amazon", "card": None}
ASKED_FOR = {"billing_address_collection": "required", "allowed_countries": ["US"]}
SAME, KEEP = "The same as the shipping address", "Save this card for the next purchase"
ADA = {"name": "Ada", "address": {"country": "US"}}


def started(alone: Alone, **of_page: Any) -> None:
    stubbed(alone, PAYMENT, page_of(**of_page))
    alone.do("part.start()")


def done(alone: Alone, *what: str) -> list[Any]:
    """What was done with the elements, of these kinds, since this was last read."""
    return [one for one in asked(alone) if isinstance(one, list) and one[1] in what]


def mounted(alone: Alone) -> dict[str, bool]:
    """Which elements are on the page."""
    return {kind: what == "mount" for kind, what, *_ in done(alone, "mount", "unmount")}


def details_asked(alone: Alone) -> str:
    """Whether the card's form was told last to ask for an address."""
    return done(alone, "update")[-1][2]["fields"]["billingDetails"]


def test_who_is_asked_for_no_address_has_only_the_card(alone: Alone) -> None:
    started(alone, allowed_countries=["US"])
    assert mounted(alone) == {"payment": True}
    expect(alone.page.get_by_role("region", name="Billing address")).to_have_count(0)
    assert alone.value("part.details()").get("billingAddress") is None


def test_who_pays_lives_where_the_parcel_goes_unless_they_say_otherwise(alone: Alone) -> None:
    started(alone, **ASKED_FOR, session={"shippingAddress": ADA})
    assert mounted(alone) == {"payment": True, "billingAddress": False}
    expect(alone.page.get_by_label(SAME)).to_be_checked()
    assert (alone.value("part.details()")["billingAddress"], asked(alone)) == (ADA, ["settle"])
    alone.page.get_by_label(SAME).uncheck()
    assert mounted(alone) == {"payment": True, "billingAddress": True}
    assert (alone.value("part.details()").get("billingAddress"), asked(alone)) == (None, [])


def test_the_card_asks_for_no_part_of_an_address_that_is_known_from_elsewhere(alone: Alone) -> None:
    started(alone, **ASKED_FOR)
    assert details_asked(alone) == "never"
    alone.page.get_by_label(SAME).uncheck()
    assert details_asked(alone) == "auto"


def test_where_nothing_is_sent_the_billing_address_is_asked_for(alone: Alone) -> None:
    started(alone, billing_address_collection="required")
    assert mounted(alone) == {"payment": True, "billingAddress": True}
    expect(alone.page.get_by_label(SAME)).to_be_hidden()
    assert alone.value("part.details()").get("billingAddress") is None


def test_a_card_that_is_kept_needs_nothing_more(alone: Alone) -> None:
    started(alone, **ASKED_FOR, saved_cards=[VISA, AMAZON], offers_saving=True)
    expect(alone.page.get_by_role("radio")).to_have_count(3)
    expect(alone.page.locator(".Option-what").first).to_have_text("Visa •••• 424201 / 34")
    expect(alone.page.get_by_role("radio", name="Visa")).to_be_checked()
    assert mounted(alone) == {"payment": False, "billingAddress": False}
    expect(alone.page.get_by_label(KEEP)).to_be_hidden()
    assert alone.value("part.details()") == {"paymentMethod": "pm_visa"}
    alone.page.get_by_role("radio", name="pm_amazon").check()
    assert alone.value("part.details()") == {"paymentMethod": "pm_amazon"}
    asked(alone)
    alone.page.get_by_role("radio", name="Another card").check()
    assert mounted(alone) == {"payment": True, "billingAddress": False}
    expect(alone.page.get_by_label(KEEP)).to_be_visible()
    assert "paymentMethod" not in alone.value("part.details()")


@pytest.mark.parametrize(("offers", "ticked", "kept"), [(True, True, True), (True, False, None), (False, False, None)])
def test_a_card_is_kept_where_the_buyer_says_so(alone: Alone, offers: bool, ticked: bool, kept: bool | None) -> None:
    started(alone, offers_saving=offers)
    keep = alone.page.get_by_label(KEEP)
    expect(keep).to_be_visible() if offers else expect(keep).to_be_hidden()
    if ticked:
        keep.check()
    assert alone.value("part.details()").get("savePaymentMethod") is kept


@pytest.mark.parametrize(
    ("ways", "another"), [(["card"], "Another card"), (["card", "amazon_pay"], "Another way to pay")]
)
def test_another_way_is_called_what_it_is(alone: Alone, ways: list[str], another: str) -> None:
    started(alone, saved_cards=[VISA], payment_method_types=ways)
    expect(alone.page.get_by_role("radio").last).to_have_accessible_name(another)


def field(kind: str, **more: Any) -> dict[str, Any]:
    """A question of the shop's own."""
    asked_for = {"default_value": None, "minimum_length": None, "maximum_length": None} | more.pop("of_kind", {})
    return {"key": "own", "label": {"custom": "Own"}, "optional": False, "type": kind, kind: asked_for} | more


OWN: list[tuple[dict[str, Any], str, str | None]] = [
    (field("text"), "", "Own: please answer."),
    (field("text", optional=True), "", None),
    (field("text"), "anything", None),
    (field("text", of_kind={"minimum_length": 3}), "ab", "3 characters at least, please."),
    (field("text", of_kind={"minimum_length": 3}), "abc", None),
    (field("text", of_kind={"minimum_length": 3}, optional=True), "", None),
    (field("numeric"), "12a", "Digits only, please."),
    (field("numeric"), "012", None),
    (field("numeric", of_kind={"minimum_length": 1}), "", "Own: please answer."),
    (field("numeric", of_kind={"minimum_length": 4}), "123", "4 characters at least, please."),
    (field("dropdown"), "", "Own: please answer."),
    (field("dropdown"), "small", None),
]


@pytest.mark.parametrize(("question", "answer", "problem"), OWN)
def test_an_answer_is_what_the_shop_asked_for(
    alone: Alone, question: dict[str, Any], answer: str, problem: str | None
) -> None:
    alone.load("checkout_page.js", but=("checkout/start.js",))
    assert alone.value("problemOfOwn(given[0], given[1])", [question, answer]) == problem


SIZES = [{"label": "Small", "value": "small"}, {"label": "Large", "value": "large"}]
FIELDS: list[tuple[dict[str, Any], str, dict[str, str]]] = [
    (field("text"), "", {"maxLength": "255", "inputMode": "text", "label": "Own"}),
    (field("text", optional=True), "", {"label": "Own (optional)"}),
    (field("text", of_kind={"default_value": "Ada", "maximum_length": 9}), "Ada", {"maxLength": "9"}),
    (field("numeric", of_kind={"default_value": "7", "maximum_length": 4}), "7",
     {"maxLength": "4", "inputMode": "numeric"}),
    (field("dropdown", of_kind={"options": SIZES}), "", {"label": "Own"}),
    (field("dropdown", of_kind={"options": SIZES, "default_value": "large"}), "large", {}),
]  # fmt: skip


@pytest.mark.parametrize(("question", "holds", "told"), FIELDS)
def test_a_question_is_put_as_the_shop_wants_it(
    alone: Alone, question: dict[str, Any], holds: str, told: dict[str, str]
) -> None:
    stubbed(alone, "createQuestions(given)", page_of(custom_fields=[question]))
    control = alone.page.locator("#customField-own")
    expect(control).to_have_value(holds)
    for name, value in told.items():
        if name == "label":
            expect(control).to_have_accessible_name(value)
        else:
            assert str(control.evaluate(f"(one) => one.{name}")) == value
    assert alone.value("part.answers().custom_fields") == {"own": holds}


NAMES = {"individual": {"enabled": True, "optional": False}, "business": {"enabled": True, "optional": True}}


def test_names_are_asked_for_and_answered(alone: Alone) -> None:
    stubbed(alone, "createQuestions(given)", page_of(name_collection=NAMES))
    person, business = alone.page.get_by_label("Full name"), alone.page.get_by_label("Business name (optional)")
    expect(person).to_have_attribute("autocomplete", "name")
    expect(business).to_have_attribute("autocomplete", "organization")
    assert alone.value("part.fields.map((one) => one.validate())") == [False, True]
    expect(person).to_have_accessible_description("Your name is missing.")
    person.fill(" Ada ")
    assert alone.value("part.fields.map((one) => one.validate())") == [True, True]
    assert alone.value("part.answers()") == {
        "individual_name": "Ada", "business_name": "", "custom_fields": {}, "consent": {},
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["individual", "business"])
@pytest.mark.parametrize("said", [None, {"enabled": False, "optional": False}])
def test_a_name_that_is_not_asked_for_is_not_there(alone: Alone, kind: str, said: Any) -> None:
    other = ({"individual", "business"} - {kind}).pop()
    stubbed(alone, "createQuestions(given)", page_of(name_collection={kind: said, other: NAMES["individual"]}))
    expect(alone.page.get_by_role("textbox")).to_have_count(1)
    assert list(alone.value("part.answers()")) == [f"{other}_name", "custom_fields", "consent"]


CONSENTS: list[tuple[Any, list[str], dict[str, bool]]] = [
    (None, [], {}),
    ({"promotions": "none", "terms_of_service": "none"}, [], {}),
    ({"promotions": None, "terms_of_service": "required"}, ["service of Tea & Co"], {"terms_of_service": True}),
    ({"promotions": "auto", "terms_of_service": None}, ["news and offers"], {"promotions": True}),
    ({"promotions": "auto", "terms_of_service": "required"}, ["news and offers", "terms of service"],
     {"terms_of_service": True, "promotions": True}),
]  # fmt: skip


@pytest.mark.parametrize(("consents", "labels", "given"), CONSENTS)
def test_who_agrees_ticks_it(alone: Alone, consents: Any, labels: list[str], given: dict[str, bool]) -> None:
    stubbed(alone, "createQuestions(given)", page_of(consent_collection=consents))
    ticks = alone.page.get_by_role("checkbox")
    expect(ticks).to_have_count(len(labels))
    must = "terms_of_service" in given
    assert all(alone.value("part.fields.map((one) => one.validate())")) is not must
    for label in labels:
        alone.page.get_by_role("checkbox", name=label).check()
    assert all(alone.value("part.fields.map((one) => one.validate())"))
    answers = alone.value("part.answers()")
    assert (answers and answers["consent"]) == (given if labels else None)


FORM = "createForm(checkout, change)"


def paying(alone: Alone, page: dict[str, Any], result: str = "{ type: 'success' }") -> Alone:
    """The form; what confirming gives waits for `confirmed()`."""
    stubbed(alone, "{ root: [] }", page)
    alone.do(f"""window.held = Promise.withResolvers();
        window.confirmCheckout = () => async (given) => {{ asked.push(given); await held.promise; return {result}; }};
        window.part = {FORM};
        document.body.replaceChildren(part.root);
        part.start();
        part.draw(page);
        asked.length = 0;""")  # fmt: skip
    return alone


PAY = "hosted-payment-submit-button"


def test_pressed_twice_it_pays_once_and_says_what_it_does(alone: Alone) -> None:
    button = paying(alone, page_of()).page.get_by_test_id(PAY)
    expect(button).to_have_text("Pay $18.00")
    button.click()
    expect(button).to_have_text("Processing…")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    alone.do("held.resolve()")
    expect(button).to_have_text("Pay $18.00")
    assert alone.value("[part.paid(), part.paying()]") == [True, False]
    assert [sent["redirect"] for sent in asked(alone)] == ["always"]


def test_what_went_wrong_is_said_and_it_can_be_tried_again(alone: Alone) -> None:
    paying(alone, page_of(redirect_on_completion="if_required"), "{ type: 'error', error: { message: 'Declined.' } }")
    alone.do("held.resolve()")
    for _ in range(2):
        alone.page.get_by_test_id(PAY).click()
        expect(alone.page.locator("#payment-problem")).to_have_text("Declined.")
    assert alone.value("part.paid()") is False
    assert [sent["redirect"] for sent in asked(alone)] == ["if_required", "if_required"]


def test_what_was_said_elsewhere_is_said_here_and_goes_with_the_next_try(alone: Alone) -> None:
    paying(alone, page_of(session={"lastPaymentError": {"message": "Not authenticated."}}))
    expect(alone.page.locator("#payment-problem")).to_have_text("Not authenticated.")
    alone.page.get_by_test_id(PAY).click()
    expect(alone.page.locator("#payment-problem")).to_have_text("")


def test_another_total_than_stood_on_the_button_is_not_paid(alone: Alone) -> None:
    paying(alone, page_of(custom_fields=[field("text", of_kind={"default_value": "Ada"})]))
    other = page_of(session={"total": {"subtotal": amount(900), "total": amount(900)}})
    alone.do("checkout.update = async (body) => { asked.push(body); window.page = given; }", other)
    alone.page.get_by_test_id(PAY).click()
    problem = alone.page.locator("#payment-problem")
    expect(problem).to_have_text("The total is $9.00 now. Please check it, then go on.")
    assert asked(alone) == [{"custom_fields": {"own": "Ada"}, "consent": {}}]


def test_the_shops_words_stand_above_the_button_and_below_it(alone: Alone) -> None:
    texts = {"submit": f"By paying you accept [this]({SHOP}/this).", "after_submit": "We write to you."}
    paying(alone, page_of(custom_text=page_of()["custom_text"] | texts))
    said = alone.value("[...document.querySelector('.Submit').children].map((one) => one.textContent)")
    assert said[2:] == ["By paying you accept this.", "Pay $18.00", "We write to you."]
    expect(alone.page.get_by_role("link", name="this")).to_have_attribute("href", f"{SHOP}/this")
    drawn(alone, page_of())
    expect(alone.page.get_by_role("link")).to_have_count(0)
