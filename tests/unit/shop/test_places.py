"""How addresses are written in other countries, and which state and postal code can't go together."""

import pytest

from rxapp.shop.destination import AddressRefused, parsed
from rxapp.shop.places import COUNTRIES, country, is_country
from rxapp.shop.regions import Territory

STREET = {"name": "Anna Marsh", "line1": "1 High Street", "city": "Anywhere"}


def address(country_code: str, state: str, postal_code: str) -> dict[str, str]:
    return STREET | {"country": country_code, "state": state, "postal_code": postal_code}


def problems(typed: dict[str, str]) -> dict[str, str]:
    try:
        parsed(typed)
    except AddressRefused as refused:
        return refused.problems
    return {}


@pytest.mark.parametrize(
    ("country_code", "state", "postal_code"),
    [
        *[("US", "OR", "97205"), ("US", "HI", "96813"), ("US", "NY", "06390"), ("US", "DC", "20500-0004")],
        *[("US", "TX", "79901"), ("US", "TX", "88510"), ("US", "PR", "00901"), ("US", "AE", "09012")],
        *[("CA", "ON", "K1A 0B1"), ("CA", "QC", "H3Z2Y7"), ("AU", "NSW", "2000"), ("AU", "ACT", "2600")],
        *[("JP", "Fukuoka", "834-0031"), ("JP", "Hokkaido", "0600001"), ("IT", "RM", "00144"), ("ES", "M", "28039")],
        *[("BR", "SP", "01310-100"), ("IN", "Karnataka", "560001"), ("MX", "CDMX", "06000"), ("KR", "Seoul", "03051")],
        *[("GB", "", "SW1A 1AA"), ("NL", "", "1012 ab"), ("DE", "", "10115"), ("SG", "", "238801")],
        *[("HK", "Kowloon", ""), ("AE", "Dubai", ""), ("IE", "Co. Dublin", "D02 AF30"), ("IE", "", "")],
    ],
)
def test_addresses_of_real_places_are_taken(country_code: str, state: str, postal_code: str):
    assert problems(address(country_code, state, postal_code)) == {}


@pytest.mark.parametrize(
    ("country_code", "state", "postal_code", "said"),
    [
        ("US", "HI", "97205", "Please write a ZIP code of Hawaii, such as 96700."),
        ("US", "OR", "96813", "Please write a ZIP code of Oregon, such as 97000."),
        ("US", "oregon", "10005-1234", "Please write a ZIP code of Oregon, such as 97000."),
        ("CA", "ON", "H3Z 2Y7", "Please write a postal code of Ontario."),
        ("JP", "Tokyo", "834-0031", "Please write a postal code of Tokyo."),
        ("AU", "NSW", "3000", "Please write a postal code of New South Wales, such as 1000."),
        ("IN", "Kerala", "110034", "Please write a PIN code of Kerala."),
        ("ES", "B", "28039", "Please write a postal code of Barcelona."),
        ("IT", "MI", "00144", "Please write a postal code of Milano."),
        ("BR", "RJ", "01310-100", "Please write a postal code of Rio de Janeiro, such as 20000-000."),
    ],
)
def test_a_state_and_a_postal_code_of_another_are_refused(country_code: str, state: str, postal_code: str, said: str):
    assert problems(address(country_code, state, postal_code)) == {"address-postal_code": said}


@pytest.mark.parametrize("code", ["US", "CA", "JP", "AU", "IN", "BR", "KR", "MX", "ES", "IT", "TR", "MY"])
def test_no_state_takes_the_postal_code_that_only_another_has(code: str):
    regions = country(code).regions
    examples = [region.example for region in regions if region.example][::5] or ["00000"]
    for region in regions:
        for example in examples:
            refused = "address-postal_code" in problems(address(code, region.code, example))
            assert refused != region.has(example), (region.code, example)


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("US", "oregon", "OR"),
        ("US", "or", "OR"),
        ("JP", "福岡県", "Fukuoka"),
        ("JP", "FUKUOKA", "Fukuoka"),
        ("AE", "دبي", "Dubai"),
        ("HK", "九龍", "Kowloon"),
        ("RU", "Москва", "Moskva"),
        ("CA", "quebec", "QC"),
        # A small letter that is two capitals.
        ("AM", "Երևան", "Yerevan"),
        ("AM", "ԵՐԵՒԱՆ", "Yerevan"),
    ],
)
def test_a_state_is_known_by_its_code_and_by_its_names(code: str, typed: str, kept: str):
    region = country(code).region_of(typed)
    assert region and region.code == kept


@pytest.mark.parametrize(
    ("code", "parts", "asked"),
    [
        ("US", ("city", "state", "postal_code"), ("state", "ZIP code")),
        ("DE", ("postal_code", "city"), ("province", "postal code")),
        ("JP", ("city", "state", "postal_code"), ("prefecture", "postal code")),
        ("ES", ("postal_code", "city", "state"), ("province", "postal code")),
        ("IN", ("city", "postal_code", "state"), ("state", "PIN code")),
        ("IE", ("city", "state", "postal_code"), ("county", "Eircode")),
        ("SG", ("city", "postal_code"), ("province", "postal code")),
        ("HK", ("city", "state"), ("area", "postal code")),
        ("KR", ("city", "state", "postal_code"), ("province", "postal code")),
    ],
)
def test_parts_are_called_and_ordered_as_they_are_there(code: str, parts: tuple[str, ...], asked: tuple[str, str]):
    there = country(code)
    assert (there.parts, (there.region, there.postal_code_name)) == (parts, asked)


@pytest.mark.parametrize("code", ["US", "XK", "AQ"])
def test_countries_are_known_by_two_capitals(code: str):
    assert is_country(code)


@pytest.mark.parametrize("code", ["", "us", "USA", "US\n", "EU", "UN", "XX", "ZZ", "../us", "ＵＳ"])
def test_nothing_else_is_a_country(code: str):
    assert not is_country(code)


def test_every_country_can_be_written_and_no_two_of_its_parts_are_confused():
    assert len(COUNTRIES) > 240
    for code in COUNTRIES:
        there = country(code)
        assert there.name and {"city"} <= there.required <= {*there.parts}, code
        names = [name for region in there.regions for name in region.names]
        assert len(names) == len(set(names)), code
        assert all(there.region_of(named) == one for one in there.regions for named in (one.code, one.name)), code


def test_the_catalogue_may_name_the_states_of_any_country():
    assert Territory(countries=("CA",), states=("QC",)).states == ("QC",)
    assert Territory(countries=("DE",), states=("Bayern",)).states == ("Bayern",)
    # One of its countries is enough, whichever of them it is.
    for countries in (("US", "JP"), ("JP", "US"), ("US", "CA", "JP"), ("JP", "DE")):
        states = ("OR", "Fukuoka") if "US" in countries else ("Bayern", "Fukuoka")
        assert Territory(countries=countries, states=states).states == states
    for countries, states in ((("CA",), ("OR",)), (("US", "JP"), ("Bayern",)), (("JP",), ("OR",))):
        with pytest.raises(ValueError, match="no such state"):
            Territory(countries=countries, states=states)


@pytest.mark.parametrize(
    ("code", "region", "postal_code"),
    [
        ("US", "state", "ZIP code"),
        ("KR", "province", "postal code"),
        ("JP", "prefecture", "postal code"),
        ("AE", "emirate", "postal code"),
        ("IN", "state", "PIN code"),
        ("IE", "county", "Eircode"),
    ],
)
def test_parts_are_called_as_people_call_them(code: str, region: str, postal_code: str):
    assert (country(code).region, country(code).postal_code_name) == (region, postal_code)


@pytest.mark.parametrize("code", ["CR", "HN", "IQ"])
def test_where_the_parts_are_no_closed_list_any_is_taken_but_none_is_not(code: str):
    typed = address(code, "", country(code).example)
    assert problems(typed)["address-state"] == f"Please write the {country(code).region}."
    assert "address-state" not in problems(typed | {"state": "San Something"})


def test_at_home_an_address_is_written_as_people_there_write_it():
    at_home, abroad = country("JP", "ja"), country("JP", "en")
    assert (at_home.parts, at_home.largest_first) == (("postal_code", "state", "city"), True)
    assert (abroad.parts, abroad.largest_first) == (("city", "state", "postal_code"), False)
    named = [there.region_of("東京都") for there in (at_home, abroad)]
    assert [(region.code, region.name) for region in named if region] == [("Tokyo", "東京都"), ("Tokyo", "Tokyo")]


@pytest.mark.parametrize(
    ("code", "language", "at_home"),
    [
        *((code, "zh", True) for code in ("CN", "TW", "HK")),
        ("KR", "ko", True),
        ("KR", "zh", False),
        ("TW", "ja", False),
    ],
)
def test_a_language_is_the_same_in_any_script(code: str, language: str, at_home: bool):
    assert country(code, language).largest_first == at_home


@pytest.mark.parametrize("code", ["US", "DE", "AT", "FR", "NL"])
def test_nowhere_else_is_an_address_written_otherwise_in_japanese(code: str):
    assert country(code, "ja") == country(code, "en") == country(code, "de")
