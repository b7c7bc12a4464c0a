"""What the frames take for a card, a date, a code, an account, a postal code or an email, function by function."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .alone import Alone, stands_alone

# Of an examination: nothing if all is well, else the code of what is wrong, with `!` where it is said while one types.
FOUND = "(({ complete, early, problem }) => (complete ? '' : problem.code + (early ? '!' : '')))"


@pytest.fixture(scope="module")
def rules(browser: Browser) -> Iterator[Alone]:
    """Functions that change nothing, so that one page serves all."""
    with stands_alone(browser) as page:
        page.load("payment.js")
        yield page


BRANDS = {
    "visa": ["4", "4242"],
    "mastercard": ["51", "55", "5105", "22", "27", "2720"],
    "amex": ["34", "37", "3782"],
    "discover": ["6011", "65", "644", "649"],
    "diners": ["300", "305", "36", "38", "39"],
    "jcb": ["35", "3530"],
    "unionpay": ["62", "6205"],
    "unknown": ["", "1", "21", "28", "306", "31", "50", "56", "6", "601", "6012", "643", "9"],
}


@pytest.mark.parametrize("brand", BRANDS)
def test_a_card_is_known_by_its_first_digits(rules: Alone, brand: str) -> None:
    assert rules.value("given.map((number) => brandOf(number).brand)", BRANDS[brand]) == [brand] * len(BRANDS[brand])


@pytest.mark.parametrize("brand", BRANDS)
def test_its_own_picture_stands_at_the_number_or_all_of_them(rules: Alone, brand: str) -> None:
    pictured = ["visa", "mastercard", "amex", "discover"]
    shown = "brands.show(given) ?? [...brands.root.children].filter((one) => !one.hidden).map(({ id }) => id.slice(6))"
    assert rules.value(shown, brand) == ([brand] if brand in pictured else pictured)


NUMBERS = {
    "4242424242424242": "",
    "4242 4242 4242 4242": "",
    "378282246310005": "",
    "6011111111111117": "",
    "36227206271667": "",
    "3000000000000004": "",
    "300000000000007": "invalid_number",  # between the two lengths that there are
    "6200000000000005": "",
    "6205500000000000004": "",
    "": "incomplete_number",
    "424242424242424": "incomplete_number",
    "37828224631000": "incomplete_number",
    "4242424242424241": "invalid_number!",
    "42424242424242424": "invalid_number!",
    "378282246310006": "invalid_number!",
    "36227206271668": "invalid_number",
    "9999999999999995": "",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_has_a_length_of_its_brand_and_its_check_digit(rules: Alone, number: str) -> None:
    assert rules.value(f"{FOUND}(examineNumber(given))", number) == NUMBERS[number]


@pytest.mark.parametrize(
    ("before", "typed", "shown"),
    [
        ("", "0", "0"),
        ("", "1", "1"),
        ("", "2", "02 / "),
        ("", "9", "09 / "),
        ("1", "10", "10 / "),
        ("1", "12", "12 / "),
        ("1", "13", "01 / 3"),
        ("1", "19", "01 / 9"),
        ("0", "01", "01 / "),
        ("12 / ", "12 / 3", "12 / 3"),
        ("12 / 34", "12 / 345", "12 / 34"),
        ("12 / 34", "12 / 3", "12 / 3"),
        ("12 / 3", "12 / ", "12"),
        ("12 / ", "12 /", "1"),
        ("12 / ", "1", "1"),
        ("", "1/3", "01 / 3"),
        ("", "/3", ""),
        ("", "2031-1", "01 / 31"),
    ],
)
def test_a_date_is_written_as_it_is_typed_and_taken_back(rules: Alone, before: str, typed: str, shown: str) -> None:
    assert rules.value("formatExpiry(given[0], given[1])", [typed, before]) == shown


DATES = {
    "11 / 26": "",
    "12 / 26": "",
    "01 / 27": "",
    "11 / 76": "",
    "10 / 26": "invalid_expiry_year_past!",
    "12 / 25": "invalid_expiry_year_past!",
    "12 / 76": "invalid_expiry_year!",
    "00 / 30": "invalid_expiry_month!",
    "13": "invalid_expiry_month!",
    "1": "incomplete_expiry",
    "12 / 3": "incomplete_expiry",
    "": "incomplete_expiry",
}


@pytest.mark.parametrize("date", DATES)
def test_a_card_is_good_to_the_end_of_its_month(rules: Alone, date: str) -> None:
    assert rules.value(f"{FOUND}(examineExpiry(given, new Date(2026, 10, 30)))", date) == DATES[date]


@pytest.mark.parametrize(
    ("number", "code", "found"),
    [
        ("4242", "123", ""),
        ("4242", "12", "incomplete_cvc"),
        ("4242", "1234", "incomplete_cvc"),
        ("3782", "1234", ""),
        ("3782", "123", "incomplete_cvc"),
        ("", "123", ""),
    ],
)
def test_a_code_is_as_long_as_its_brand_has_it(rules: Alone, number: str, code: str, found: str) -> None:
    assert rules.value(f"{FOUND}(examineCode(given[0], given[1]))", [code, number]) == found


@pytest.mark.parametrize(
    ("examine", "typed", "found"),
    [
        ("examineRoutingNumber", "110000000", ""),
        ("examineRoutingNumber", "021000021", ""),
        ("examineRoutingNumber", "0210-0002-1", ""),
        ("examineRoutingNumber", "02100002", "incomplete_routing_number"),
        ("examineRoutingNumber", "021000022", "invalid_routing_number!"),
        ("examineRoutingNumber", "201000021", "invalid_routing_number!"),
        ("examineRoutingNumber", "0210000210", "invalid_routing_number!"),
        ("examineAccountNumber", "123", "incomplete_account_number"),
        ("examineAccountNumber", "1234", ""),
        ("examineAccountNumber", "1" * 17, ""),
        ("examineAccountNumber", "1" * 18, "incomplete_account_number"),
    ],
)
def test_an_account_at_a_bank_has_its_digits(rules: Alone, examine: str, typed: str, found: str) -> None:
    assert rules.value(f"{FOUND}({examine}(given))", typed) == found


@pytest.mark.parametrize(
    ("country", "typed", "found"),
    [
        ("US", "94107", ""),
        ("US", " 94107 ", ""),
        ("US", "94107-1234", ""),
        ("US", "941071234", ""),
        ("US", "9410", "incomplete_zip"),
        ("US", "", "incomplete_zip"),
        ("US", "ABCDE", "invalid_zip"),
        ("US", "941071", "invalid_zip"),
        ("CA", "K1A 0B1", ""),
        ("CA", "k1a0b1", ""),
        ("CA", "K1A", "incomplete_zip"),
        ("GB", "SW1A 1AA", ""),
        ("GB", "m11ae", ""),
        ("GB", "SW1A", "incomplete_zip"),
        ("DE", "1", ""),
        ("DE", " ", "incomplete_zip"),
    ],
)
def test_a_postal_code_is_one_of_its_country(rules: Alone, country: str, typed: str, found: str) -> None:
    assert rules.value(f"{FOUND}(examinePostal(given[0], given[1]))", [typed, country]) == found


@pytest.mark.parametrize(("country", "name"), [("US", "ZIP"), ("CA", "postal code"), ("DE", "postal code")])
def test_a_postal_code_is_called_as_it_is_there(rules: Alone, country: str, name: str) -> None:
    said = rules.value("examinePostal('', given).problem.message", country)
    assert said == f"Your {name} is incomplete."
    assert rules.value("postalLabel(given)", country).lower() == name.lower()


EMAILS = {
    "ada@example.com": None,
    "  ada@example.com ": None,
    "a.l+tea@mail.example.co.uk": None,
    "": "incompleteEmail",
    "ada": "incompleteEmail",
    "ada@": "incompleteEmail",
    "ada@example": "incompleteEmail",
    "ada@example.": "incompleteEmail",
    "ada@example.c": "invalidEmail",
    "@example.com": "invalidEmail",
    "ada love@example.com": "invalidEmail",
    "ada@exam ple.com": "invalidEmail",
    "ada@@example.com": "invalidEmail",
}


@pytest.mark.parametrize("email", EMAILS)
def test_an_email_is_whole_and_can_be_one(rules: Alone, email: str) -> None:
    assert rules.value("emailProblem(given)", email) == EMAILS[email]


@pytest.mark.parametrize(("digits", "place"), [(0, 0), (1, 1), (4, 4), (5, 6), (16, 19), (99, 19)])
def test_the_caret_goes_behind_as_many_digits(rules: Alone, digits: int, place: int) -> None:
    assert rules.value("placeAfter('4242 4242 4242 4242', given)", digits) == place


def test_countries_are_offered_by_their_names_and_the_likely_one_is_chosen(rules: Alone) -> None:
    assert rules.value("countryChoices(['SE', 'AX', 'DE'])") == [
        ["AX", "Åland Islands"],
        ["DE", "Germany"],
        ["SE", "Sweden"],
    ]
    assert rules.value("[null, ['DE', 'US'], ['DE', 'FR'], []].map((one) => likelyCountry(one))") == [
        *("US", "US", "DE", "US"),
    ]


# A field that takes `ok`, and says while one types that `wrong` never becomes it.
FIELD = """(() => {
    const examine = (text) => (text === "ok" ? { complete: true } : complaint("invalid_number", text === "wrong"));
    const field = createField({ name: "own", label: "Own", input: textInput({}), examine });
    const type = (text) => { field.input.value = text; field.input.dispatchEvent(new Event("input")); };
    const leave = () => field.input.dispatchEvent(new Event("blur"));
    %s
    const { input, root } = field;
    const error = root.querySelector(".Error");
    return [
        error.textContent !== "", input.ariaInvalid === "true", input.getAttribute("aria-describedby") === error.id,
        input.matches(".Input--invalid"), root.querySelector(".Label").matches(".Label--invalid"),
    ];
})()"""
SAYS = {
    "leave();": False,
    "type('wron');": False,
    "type('wron'); leave();": True,
    "type('wrong');": True,
    "type('wrong'); type('wron');": False,
    "type('wron'); leave(); type('wro');": False,
    "type('wron'); leave(); type('ok');": False,
    "type('ok'); leave();": False,
    "field.validate();": True,
    "field.validate(); leave();": True,
    "field.validate(); type('ok');": False,
    "field.set('wrong');": True,
    "field.set('ok'); field.validate();": False,
}


@pytest.mark.parametrize("happens", SAYS)
def test_a_field_says_what_is_wrong_once_it_is_left_or_sure(rules: Alone, happens: str) -> None:
    assert rules.value(FIELD % happens) == [SAYS[happens]] * 5
