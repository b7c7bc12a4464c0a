"""What is an address, and what is said about one that isn't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.shop.cart import Cart, fitted
from rxapp.shop.catalog import CATALOG, Elsewhere
from rxapp.shop.change import Known
from rxapp.shop.changes import SetDestination
from rxapp.shop.destination import Address, AddressRefused, Destination, parsed
from rxapp.shop.places import country
from rxapp.shop.regions import Zone
from tests.unit.shop.addresses import ALL, BERLIN, HAWAII, OREGON, YAME

SYDNEY = {"name": "Anna Marsh", "line1": "1 Macquarie St", "city": "Sydney", "state": "NSW"} | {
    "postal_code": "2000",
    "country": "AU",
}
PARTS = list(Destination.model_fields)
FLAT = OREGON.model_copy(update={"line2": "Apt 4"})


@pytest.mark.parametrize("address", ALL)
def test_an_address_is_read_as_it_was_written(address: Destination):
    assert parsed(address.model_dump()) == address


def test_spaces_and_small_letters_are_forgiven():
    typed = OREGON.model_dump() | {"name": "  Anna\t Marsh ", "state": "or", "line2": " "}
    assert parsed(typed) == OREGON


@pytest.mark.parametrize(
    ("part", "typed", "said"),
    [
        ("name", " ", "Please say who it is for."),
        ("line1", "", "Please write the street and number."),
        ("city", "", "Please write the city."),
        ("state", "", "Please choose the state."),
        ("state", "XX", "Please choose the state."),
        ("postal_code", "9720", "Please write the ZIP code, such as 95014."),
        ("postal_code", "97205-1", "Please write the ZIP code, such as 95014."),
        ("postal_code", "९७२०५", "Please write the ZIP code, such as 95014."),
        ("postal_code", "96813", "Please write a ZIP code of Oregon, such as 97000."),
        ("country", "", "Please choose a country."),
        ("country", "XX", "Please choose a country."),
        ("country", "us", "Please choose a country."),
        ("country", "EU", "Please choose a country."),
        ("country", "ZZ", "Please choose a country."),
        ("line2", "x" * 121, "That is longer than fits on a label."),
        ("name", "Anna\u202eMarsh", "Please use letters, numbers and the usual signs."),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_part(part: str, typed: str, said: str):
    with pytest.raises(AddressRefused) as refused:
        parsed(OREGON.model_dump() | {part: typed})
    assert refused.value.problems == {f"address-{part}": said}
    assert (refused.value.control, refused.value.message) == (f"address-{part}", said)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(AddressRefused) as refused:
        parsed({"country": "JP"})
    assert list(refused.value.problems) == [
        "address-name",
        "address-line1",
        "address-city",
        "address-state",
        "address-postal_code",
    ]
    assert refused.value.problems["address-state"] == "Please choose the prefecture."


def test_what_the_form_of_another_country_left_behind_is_dropped():
    assert parsed(BERLIN.model_dump() | {"state": "OR"}) == BERLIN


NOT_TO_HAWAII = CATALOG.zones["mainland"].model_copy(update={"states": ("OR", "NY")})


@pytest.mark.parametrize(
    ("zones", "address", "part", "said"),
    [
        (CATALOG.zones, SYDNEY, "country", "We don't send to Australia yet."),
        ({"mainland": NOT_TO_HAWAII}, HAWAII.model_dump(), "state", "We don't send to Hawaii yet."),
        ({"mainland": NOT_TO_HAWAII}, BERLIN.model_dump(), "country", "We don't send to Germany yet."),
        ({"mainland": NOT_TO_HAWAII}, YAME.model_dump(), "country", "We don't send to Japan yet."),
    ],
)
def test_where_nothing_is_sent_to_is_refused_by_name_beside_the_part_that_says_it(
    zones: dict[str, Zone], address: dict[str, str], part: str, said: str
):
    known = Known(CATALOG.model_copy(update={"zones": zones}))
    with pytest.raises(AddressRefused) as refused:
        SetDestination(destination=Address.model_validate(address)).applied(Cart(), known)
    assert refused.value.problems == {f"address-{part}": said}


def _marked(text: str) -> str:
    """With a mark where a reader sees a space, and no line ends."""
    return text.replace("\N{NO-BREAK SPACE}", "~")


@pytest.mark.parametrize(
    ("address", "place"), [(HAWAII, "Honolulu, Hawaii"), (BERLIN, "Berlin, Germany"), (YAME, "Yame, Fukuoka")]
)
def test_a_place_is_called_what_people_call_it(address: Destination, place: str):
    assert address.place == place


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (OREGON, "Anna Marsh, 1219 SW Park Avenue, Portland~OR~97205, United States"),
        (BERLIN, "Anna Marsch, Invalidenstraße 43, 10115~Berlin, Germany"),
        (YAME, "Marsh Anna, Motomachi 1-1, Yame~Fukuoka~834-0031, Japan"),
        (FLAT, "Anna Marsh, 1219 SW Park Avenue, Apt 4, Portland~OR~97205, United States"),
    ],
)
def test_an_address_is_written_in_the_order_of_its_country(address: Destination, written: str):
    assert _marked(address.written) == written


@pytest.mark.parametrize(
    ("address", "place", "written"),
    [
        (YAME, "福岡県 Yame", "834-0031 福岡県 Yame Motomachi 1-1 Marsh~Anna"),
        (
            YAME.model_copy(update={"line2": "Room 4", "state": "Tokyo"}),
            "東京都 Yame",
            "834-0031 東京都 Yame Motomachi 1-1 Room 4 Marsh~Anna",
        ),
        (BERLIN, BERLIN.place, _marked(BERLIN.written)),
        (FLAT, FLAT.place, _marked(FLAT.written)),
    ],
)
def test_in_a_japanese_shop_an_address_of_japan_begins_with_what_is_largest(
    monkeypatch: pytest.MonkeyPatch, address: Destination, place: str, written: str
):
    monkeypatch.setattr("rxapp.shop.destination.country", lambda code: country(code, "ja"))
    assert (address.place, _marked(address.written)) == (place, written)


def test_an_address_that_is_no_longer_served_is_asked_for_again():
    without_japan = CATALOG.model_copy(update={"zones": {k: v for k, v in CATALOG.zones.items() if k != "japan"}})
    assert fitted(Cart(destination=YAME), CATALOG).destination == YAME
    assert fitted(Cart(destination=YAME), without_japan).destination is None


@given(st.dictionaries(st.sampled_from(PARTS), st.text(max_size=200)))
def test_whatever_is_typed_is_an_address_or_refused_in_sentences(typed: dict[str, str]):
    try:
        address = parsed(typed)
    except AddressRefused as refused:
        assert all(said.endswith(".") for said in refused.problems.values())
    else:
        assert parsed(address.model_dump()) == address


@pytest.mark.parametrize(
    ("part", "longest"),
    [("name", 100), ("line1", 120), ("line2", 120), ("city", 80), ("state", 80), ("postal_code", 12)],
)
@pytest.mark.parametrize("more", [0, 1])
def test_what_is_longer_than_a_label_is_refused_beside_its_part(part: str, longest: int, more: int):
    typed = {"name": "Ann", "line1": "1 Way", "city": "Port", "state": "OR", "postal_code": "97205", "country": "US"}
    with pytest.raises(AddressRefused) as refused:
        parsed(typed | {"name": ""} | {part: "1" * (longest + more)} | ({"line1": ""} if part == "name" else {}))
    said = refused.value.problems.get(f"address-{part}")
    assert (said == "That is longer than fits on a label.") == bool(more)


@pytest.mark.parametrize("place", CATALOG.elsewhere.values(), ids=CATALOG.elsewhere)
def test_where_the_guide_sends_an_order_is_an_address_that_the_store_serves(place: Elsewhere):
    sent = SetDestination.read({"destination": place.address.model_dump()}).applied(Cart(), Known(CATALOG))
    assert sent.destination == place.address == parsed(place.address.model_dump())
