"""Stripe's page part by part: what is bought, what it costs, who buys, where it goes and how it is paid."""

from typing import Any

import pytest
from playwright.sync_api import expect

from .alone import Alone
from .hosted import CLUB, COURIER, CUP, MONTHLY, POST, SHOP, TEA, TRIAL, amount, asked, drawn, page_of, stubbed

ITEMS, SUMMARY = "createLineItems(change)", "createSummary(checkout, change)"
SERVERS: dict[str, Any] = {"permissions": dict.fromkeys(page_of()["permissions"], "server_only")}
OF_CLUB = {"recurring": MONTHLY | {"trial": TRIAL}}

BOUGHT: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {}, ["Tea", "$18.00"]),
    ({"description": "Green"}, {}, ["Tea", "Green", "$18.00"]),
    ({"quantity": 2, "subtotal": amount(3600)}, {}, ["Tea", "Qty 2", "$36.00", "$18.00 each"]),
    ({"quantity": 2, "unitLabel": "tin"}, {}, ["Tea", "2 × tin", "$18.00", "$18.00 each"]),
    ({"recurring": MONTHLY}, {}, ["Tea", "Billed monthly", "$18.00"]),
    ({"recurring": MONTHLY}, OF_CLUB, ["Tea", "Billed monthly", "14 days free", "then $18.00"]),
    ({"recurring": MONTHLY, "quantity": 2}, OF_CLUB, ["Tea", "Billed monthly", "Qty 2", "14 days free", "$18.00 each"]),
    ({}, OF_CLUB, ["Tea", "$18.00"]),
]


@pytest.mark.parametrize(("item", "session", "said"), BOUGHT)
def test_an_item_says_what_how_many_and_how_much(alone: Alone, item: Any, session: Any, said: list[str]) -> None:
    stubbed(alone, ITEMS, page_of(session={"lineItems": [TEA | item], **session}))
    expect(alone.page.locator(".Item span")).to_have_text(said)
    expect(alone.page.get_by_role("button")).to_have_count(0)


STEPS: list[tuple[dict[str, Any], list[dict[str, Any]], int | None, int | None]] = [
    ({"minimum": 1, "maximum": 9}, [], 1, 3),
    ({"minimum": 2, "maximum": 9}, [], None, 3),
    ({"minimum": 1, "maximum": 2}, [], 1, None),
    ({"minimum": 0, "maximum": 9}, [CUP], 1, 3),
]


@pytest.mark.parametrize(("bounds", "others", "fewer", "more"), STEPS)
def test_the_buyer_steps_within_the_bounds(
    alone: Alone, bounds: Any, others: list[Any], fewer: int | None, more: int | None
) -> None:
    tea = TEA | {"quantity": 2, "adjustableQuantity": bounds}
    stubbed(alone, ITEMS, page_of(session={"lineItems": [tea, *others]}))
    for name, comes_to in (("One less: Tea", fewer), ("One more: Tea", more)):
        button = alone.page.get_by_role("button", name=name)
        expect(button).to_have_attribute("aria-disabled", str(comes_to is None).lower())
        button.click(force=True)
        assert asked(alone) == ([] if comes_to is None else [{"line_item": {"id": "li_tea", "quantity": comes_to}}])


@pytest.mark.parametrize(("others", "can_go"), [([], False), ([CUP], True)])
def test_an_item_may_go_where_it_is_not_the_last(alone: Alone, others: list[Any], can_go: bool) -> None:
    tea = TEA | {"adjustableQuantity": {"minimum": 0, "maximum": 9}}
    stubbed(alone, ITEMS, page_of(session={"lineItems": [tea, *others]}))
    alone.page.get_by_role("button", name="One less: Tea").click(force=True)
    assert asked(alone) == ([{"line_item": {"id": "li_tea", "quantity": 0}}] if can_go else [])


def test_what_only_the_server_may_change_has_no_buttons(alone: Alone) -> None:
    tea = TEA | {"quantity": 2, "adjustableQuantity": {"minimum": 1, "maximum": 9}}
    kettle = {"priceId": "price_kettle", "name": "Kettle", "unitAmount": amount(6000), "images": []}
    stubbed(alone, ITEMS, page_of(session={"lineItems": [tea], "optionalItems": [kettle]}, **SERVERS))
    expect(alone.page.get_by_role("button")).to_have_count(0)
    expect(alone.page.get_by_text("Qty 2")).to_be_visible()


OFFERED: list[tuple[dict[str, Any], str, str, int]] = [
    ({}, "$60.00", "Add Kettle", 1),
    ({"description": "Iron"}, "$60.00 · Iron", "Add Kettle", 1),
    ({"recurring": MONTHLY}, "$60.00 per month", "Add Kettle", 1),
    ({"isSelected": True}, "$60.00", "Remove Kettle", 0),
]


@pytest.mark.parametrize(("item", "said", "label", "quantity"), OFFERED)
def test_what_is_offered_can_be_added_and_removed(
    alone: Alone, item: Any, said: str, label: str, quantity: int
) -> None:
    kettle = {"priceId": "price_kettle", "name": "Kettle", "unitAmount": amount(6000), "images": [], **item}
    stubbed(alone, ITEMS, page_of(session={"optionalItems": [kettle]}))
    offer = alone.page.get_by_role("region", name="Add to your order")
    expect(offer.locator(".Quiet")).to_have_text(said)
    offer.get_by_role("button", name=label).click()
    assert asked(alone) == [{"optional_item": {"price": "price_kettle", "quantity": quantity}}]
    drawn(alone, page_of())
    expect(offer).to_have_count(0)


TOTALS: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {}, ["Subtotal $18.00", "Total due $18.00"]),
    ({"mode": "subscription"}, {}, ["Subtotal $18.00", "Total due today $18.00"]),
    ({}, {"discountAmounts": [{"displayName": "TEN", "percentOff": 10, "amount": "$1.80"}]},
     ["Subtotal $18.00", "TEN (10% off) −$1.80", "Total due $18.00"]),
    ({}, {"discountAmounts": [{"displayName": "FIVE", "percentOff": None, "amount": "$5.00"}]},
     ["Subtotal $18.00", "FIVE −$5.00", "Total due $18.00"]),
    ({}, {"shipping": {"shippingOption": POST}}, ["Subtotal $18.00", "Shipping (Post) $5.00", "Total due $18.00"]),
    ({}, {"shipping": {"shippingOption": POST | {"displayName": None, "minorUnitsAmount": 0}}},
     ["Subtotal $18.00", "Shipping Free", "Total due $18.00"]),
    ({}, {"taxAmounts": [{"displayName": "VAT", "percentage": 19, "inclusive": True, "amount": "$2.87"},
                         {"displayName": "GST", "percentage": 5, "inclusive": False, "amount": "$0.90"}]},
     ["Subtotal $18.00", "VAT (19% included) $2.87", "GST (5%) $0.90", "Total due $18.00"]),
]  # fmt: skip


@pytest.mark.parametrize(("of_page", "session", "rows"), TOTALS)
def test_each_amount_stands_beside_its_name(alone: Alone, of_page: Any, session: Any, rows: list[str]) -> None:
    stubbed(alone, SUMMARY, page_of(**of_page, session=session))
    found = alone.value("[...document.querySelectorAll('.Totals-row')].map((row) => "
                        "`${row.querySelector('dt').textContent} ${row.querySelector('dd').textContent}`)")  # fmt: skip
    assert found == rows


@pytest.mark.parametrize("trial", [None, TRIAL])
def test_what_comes_after_a_trial_stands_below_it(alone: Alone, trial: Any) -> None:
    stubbed(alone, SUMMARY, page_of(mode="subscription", session={"recurring": CLUB | {"trial": trial}}))
    later = alone.page.locator(".Headline + .Quiet")
    if trial:
        expect(later).to_have_text("Then $18.00 per month, from 1 May 2026")
        expect(later).to_be_visible()
    else:
        expect(later).to_be_hidden()


def test_where_nothing_is_paid_nothing_is_added_up(alone: Alone) -> None:
    stubbed(alone, SUMMARY, page_of(mode="setup", session={"lineItems": []}))
    expect(alone.page.locator(".Totals, .Headline")).to_have_count(2)
    for hidden in alone.page.locator(".Totals, .Headline").all():
        expect(hidden).to_be_hidden()


CODED = {"discountAmounts": [{"displayName": "TEN", "percentOff": 10, "amount": "$1.80", "promotionCode": "TEN"}]}
FROM_SERVER = {"discountAmounts": [{"displayName": "Friends", "percentOff": 10, "amount": "$1.80"}]}
OFFERS_CODES: dict[str, Any] = {"allow_promotion_codes": True}
CODES: list[tuple[dict[str, Any], list[str]]] = [
    ({"allow_promotion_codes": False}, []),
    ({}, ["form"]),
    ({"session": CODED}, ["button"]),
    ({"session": FROM_SERVER}, ["form"]),
    (SERVERS, []),
]


@pytest.mark.parametrize(("of_page", "shown"), CODES)
def test_a_code_can_be_typed_or_taken_off(alone: Alone, of_page: dict[str, Any], shown: list[str]) -> None:
    stubbed(alone, "createPromotion(checkout)", page_of(**OFFERS_CODES | of_page))
    kinds = "[...part.root.children].filter((one) => one.offsetParent).map((one) => one.localName)"
    assert alone.value(kinds) == shown


def test_a_code_that_is_refused_stays_to_be_mended(alone: Alone) -> None:
    stubbed(alone, "createPromotion(checkout)", page_of(allow_promotion_codes=True))
    field, problem = alone.page.get_by_role("textbox", name="Promotion code"), alone.page.get_by_role("alert")
    for typed, refusal, said in (
        ("", "", "Please enter a promotion code."),
        (" TEM ", "No such code.", "No such code."),
    ):
        alone.do("window.refuses = given", refusal)
        field.fill(typed)
        field.press("Enter")
        expect(problem).to_have_text(said)
        expect(field).to_have_accessible_description(said)
        expect(field).to_be_focused()
    assert asked(alone) == [{"promotion_code": "TEM"}]
    expect(field).to_have_value(" TEM ")
    field.fill("TEN")
    expect(problem).to_have_text("")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_the_keyboard_goes_from_a_code_that_is_taken_to_its_end_and_back(alone: Alone) -> None:
    stubbed(alone, "createPromotion(checkout)", page_of(**OFFERS_CODES))
    pages = [page_of(**OFFERS_CODES), page_of(**OFFERS_CODES, session=CODED)]
    alone.do("""checkout.update = async (body) => {
        asked.push(body);
        part.draw(given[body.promotion_code ? 1 : 0]);
    };""", pages)  # fmt: skip
    field = alone.page.get_by_role("textbox", name="Promotion code")
    field.fill("TEN")
    field.press("Enter")
    expect(alone.page.get_by_role("button", name="TEN")).to_be_focused()
    alone.page.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    assert asked(alone) == [{"promotion_code": "TEN"}, {"promotion_code": ""}]


DELIVERY = "createDelivery(checkout, change)"
WAYS: dict[str, Any] = {"shippingOptions": [POST, COURIER], "shipping": {"shippingOption": COURIER}}


def test_the_way_that_is_chosen_is_marked_and_another_can_be(alone: Alone) -> None:
    stubbed(alone, DELIVERY, page_of(session=WAYS))
    expect(alone.page.get_by_role("radio", name="Courier")).to_be_checked()
    alone.page.get_by_role("radio", name="Post").check()
    assert asked(alone) == [{"shipping_option": "shr_post"}]
    drawn(alone, page_of(session=WAYS | {"shipping": None}))
    expect(alone.page.locator("input:checked")).to_have_count(0)
    drawn(alone, page_of())
    expect(alone.page.get_by_role("group")).to_have_count(0)


def test_an_address_is_asked_for_where_something_is_sent_and_its_words_are_the_shops(alone: Alone) -> None:
    texts = {"shipping_address": f"See [where]({SHOP}/where) we ship.", "submit": "Of the button."}
    stubbed(alone, DELIVERY, page_of(custom_text=page_of()["custom_text"] | texts, session=WAYS))
    section = alone.page.get_by_role("region", name="Shipping address")
    expect(section).to_have_count(0)
    for _ in range(2):
        drawn(alone, page_of(custom_text=page_of()["custom_text"] | texts, allowed_countries=["US"]))
    expect(section).to_contain_text("See where we ship.")
    expect(section.get_by_role("link", name="where")).to_have_attribute("href", f"{SHOP}/where")
    assert asked(alone) == [
        ["shippingAddress", "create", {"fields": {"phone": "never"}}],
        ["shippingAddress", "mount", True],
    ]


CONTACTS: list[tuple[dict[str, Any], list[str], dict[str, Any]]] = [
    ({}, [], {}),
    ({"email_is_fixed": False}, ["email"], {"email": "ada@example.com"}),
    ({"collect_phone_number": True, "session": {"phoneNumber": "020 7946 0000"}}, ["phoneNumber"],
     {"phoneNumber": "020 7946 0000"}),
]  # fmt: skip


@pytest.mark.parametrize(("of_page", "fields", "details"), CONTACTS)
def test_who_buys_is_asked_what_the_session_does_not_know(
    alone: Alone, of_page: dict[str, Any], fields: list[str], details: dict[str, Any]
) -> None:
    stubbed(alone, "createContact()", page_of(**of_page))
    shown = "[...document.querySelectorAll('input')].filter((one) => one.offsetParent).map(({ id }) => id)"
    assert alone.value(shown) == fields
    given = alone.value("part.details()")
    assert {name: value for name, value in given.items() if value is not None} == details
    expect(alone.page.locator("#knownEmail")).to_have_text("" if "email" in fields else "ada@example.com")


def test_what_was_typed_of_the_buyer_outlives_a_change_of_the_session(alone: Alone) -> None:
    page = page_of(email_is_fixed=False, session={"email": None})
    stubbed(alone, "createContact()", page)
    alone.page.get_by_label("Email").fill("typed@example.com")
    drawn(alone, page)
    expect(alone.page.get_by_label("Email")).to_have_value("typed@example.com")


def test_a_problem_is_said_when_a_field_is_left_and_goes_as_it_is_mended(alone: Alone) -> None:
    stubbed(alone, "createContact()", page_of(email_is_fixed=False, collect_phone_number=True, session={"email": None}))
    for label, half, problem, whole in (
        ("Email", "ada@", "Your email is incomplete.", "ada@example.com"),
        ("Phone number", "555 010", "Your phone number is incomplete.", "555 0100"),
    ):
        field = alone.page.get_by_label(label)
        field.focus()
        field.blur()
        expect(field).not_to_have_attribute("aria-invalid", "true")
        field.fill(half)
        expect(field).not_to_have_attribute("aria-invalid", "true")
        field.blur()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(problem)
        field.fill(whole)
        expect(field).to_have_attribute("aria-invalid", "false")
        expect(alone.page.get_by_text(problem)).to_have_count(0)
