"""Where an order goes: an address, parsed once from what the shopper typed."""

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from rxapp.shop.entry import Text
from rxapp.shop.places import Country, Region, country, is_country
from rxapp.shop.refusal import AddressRefused
from rxapp.shop.words import say

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
LONGEST = {"name": 100, "line1": 120, "line2": 120, "city": 80, "state": 80, "postal_code": 12}


class Address(BaseModel):
    """A person and their address as it was typed, in Stripe's words for its parts."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Text = Field(examples=["Anna Marsh"])
    line1: Text = Field(examples=["1 Aloha Tower Drive"])
    line2: Text = ""
    city: Text = Field(examples=["Honolulu"])
    state: Text = Field("", description="What people write there: a code or a name.", examples=["HI"])
    postal_code: Text = Field(examples=["96813"])
    country: Text = Field(description="Two letters.", examples=["US"])


class Destination(Address):
    """Where an order goes: an address that can be right. `state` is a code where people write one: `OR`."""

    @property
    def region(self) -> str:
        """The part of the country, as people call it; the country itself where addresses name no part."""
        there = country(self.country)
        region = there.region_of(self.state)
        return region.name if region else there.name

    @property
    def place(self) -> str:
        """City and region: `Portland, Oregon`."""
        largest_first = country(self.country).largest_first
        place = "address.place_largest_first" if largest_first else "address.place"
        return say(place, city=self.city, region=self.region)

    @property
    def written(self) -> str:
        """The whole of it, in one line."""
        there = country(self.country)
        if there.largest_first:
            parts = self.model_dump() | {"region": self.region}
            name = {"name": unbroken(self.name)}
            written = say("address.written_largest_first", **parts | name)
            return " ".join(filter(None, written.split(" ")))
        city = unbroken(" ".join(filter(None, (getattr(self, part) for part in there.parts))))
        return ", ".join(filter(None, [self.name, self.line1, self.line2, city, there.name]))


def unbroken(text: str) -> str:
    """The same to a reader, on one line: a name, or a postal code and its city.

    Nothing invisible is put into a number: whoever copies an address would take it along, and a browser copies this
    space as an ordinary one.
    """
    return text.replace(" ", NO_BREAK_SPACE)


def control(part: str) -> str:
    """The control that a part of the address is typed into."""
    return f"address-{part}"


def parsed(typed: Mapping[str, str]) -> Destination:
    """Reads an address.

    Raises:
        AddressRefused: Something is missing or can't be right; every such part has its sentence.
    """
    parts = {part: " ".join(typed.get(part, "").split()) for part in Destination.model_fields}
    if not is_country(parts["country"]):
        raise AddressRefused({control("country"): say("address.no_country")})
    there = country(parts["country"])
    parts |= _as_written_there(parts, there)
    if problems := {control(part): said for part in parts if (said := _problem(part, parts, there))}:
        raise AddressRefused(problems)
    return Destination.model_validate(parts)


def _as_written_there(parts: Mapping[str, str], there: Country) -> dict[str, str]:
    """In the country's own codes and capitals, without what the form of another country may have left behind."""
    region = there.region_of(parts["state"])
    written = {
        "state": region.code if region else parts["state"],
        "postal_code": parts["postal_code"].upper(),
    }
    return {part: text if part in there.parts else "" for part, text in written.items()}


def _problem(part: str, parts: Mapping[str, str], there: Country) -> str:
    """What is wrong with a part; empty when nothing is."""
    text = parts[part]
    if len(text) > LONGEST.get(part, len(text)):
        return say("address.too_long")
    if not text.isprintable():
        return say("address.not_printable")
    match part:
        case "name":
            return "" if text else say("address.no_name")
        case "line1":
            return "" if text else say("address.no_street")
        case "city":
            return "" if text else say("address.no_city")
        case "state":
            return _region_problem(text, there)
        case "postal_code":
            return _postal_code_problem(text, there, there.region_of(parts["state"]))
        case _:
            return ""


def _region_problem(text: str, there: Country) -> str:
    if not text and "state" not in there.required:
        return ""
    if there.regions:
        return "" if there.region_of(text) else say("address.no_region_chosen", region=there.region)
    return "" if text else say("address.no_region", region=there.region)


def _postal_code_problem(text: str, there: Country, region: Region | None) -> str:
    if not text and "postal_code" not in there.required:
        return ""
    if not re.fullmatch(there.postal_code, text, re.ASCII):
        sentence = "address.wrong_code_such_as" if there.example else "address.wrong_code"
        return say(sentence, code=there.postal_code_name, example=unbroken(there.example))
    if region and not region.has(text):
        sentence = "address.code_of_elsewhere_such_as" if region.example else "address.code_of_elsewhere"
        return say(sentence, code=there.postal_code_name, region=region.name, example=unbroken(region.example))
    return ""
