"""Countries, and how addresses are written there."""

from dataclasses import dataclass

from babel import Locale

from rxapp.shop.money import LOCALE

TERRITORIES: dict[str, str] = Locale.parse(LOCALE).territories  # pyright: ignore[reportAssignmentType]


@dataclass(frozen=True, slots=True)
class Country:
    """A country's addresses.

    Attributes:
        postal_code: What its postal codes look like, as a regular expression.
        example: One of them; empty where nothing is known of them.
        region: What the part of the country in an address is called; empty where addresses name none.
        regions: The parts by their codes, where they are a closed list.
    """

    name: str
    postal_code: str = ".{0,12}"
    example: str = ""
    postal_code_name: str = "postal code"
    region: str = ""
    regions: tuple[tuple[str, str], ...] = ()


US_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip

KNOWN = {
    "US": Country(
        "United States", r"\d{5}(-\d{4})?", "97205", "ZIP code", region="state", regions=tuple(US_STATES.items())
    ),
    "AT": Country("Austria", r"\d{4}", "1010"),
    "DE": Country("Germany", r"\d{5}", "10115"),
    "FR": Country("France", r"\d{5}", "75001"),
    "JP": Country("Japan", r"\d{3}-?\d{4}", "834-0201", region="prefecture"),
    "NL": Country("Netherlands", r"\d{4} ?[A-Za-z]{2}", "1012 AB"),
}


def is_country(code: str) -> bool:
    """Whether a code is a country's: two capitals, as in ISO 3166."""
    return len(code) == 2 and code.isalpha() and code in TERRITORIES


def country(code: str) -> Country:
    """How addresses are written in a country; where that isn't known here, nothing but the usual is asked for."""
    return KNOWN.get(code) or Country(TERRITORIES[code])
