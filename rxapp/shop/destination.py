"""Where an order goes: an address, parsed once from what the shopper typed."""

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from rxapp.shop.places import Country, country, is_country
from rxapp.shop.refusal import Refusal

LONGEST = {"name": 100, "line1": 120, "line2": 120, "city": 80, "state": 80, "postal_code": 12}


class Destination(BaseModel):
    """A person and their address, in Stripe's words for its parts. `state` is a code in the United States."""

    model_config = ConfigDict(frozen=True)

    name: str
    line1: str
    line2: str = ""
    city: str
    state: str = ""
    postal_code: str
    country: str

    @property
    def region(self) -> str:
        """The part of the country, as people call it; the country itself where addresses name no part."""
        there = country(self.country)
        return dict(there.regions).get(self.state) or there.name

    @property
    def place(self) -> str:
        """City and region: `Portland, Oregon`."""
        return f"{self.city}, {self.region}"

    @property
    def written(self) -> str:
        """The whole of it, in one line."""
        city = " ".join(filter(None, [self.city, self.state, self.postal_code]))
        return ", ".join(filter(None, [self.name, self.line1, self.line2, city, country(self.country).name]))


class AddressRefused(Refusal):
    """Some parts of an address can't be right; `problems` has a sentence for each of them."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(*next(iter(problems.items())))
        self.problems = dict(problems)


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
        raise AddressRefused({control("country"): "Please choose a country."})
    there = country(parts["country"])
    parts |= _as_written_there(parts, there)
    if problems := {control(part): said for part in parts if (said := _problem(part, parts[part], there))}:
        raise AddressRefused(problems)
    return Destination.model_validate(parts)


def _as_written_there(parts: Mapping[str, str], there: Country) -> dict[str, str]:
    """Without what the form of another country may have left behind."""
    if there.regions:
        return {"state": parts["state"].upper()}
    return {} if there.region else {"state": ""}


def _problem(part: str, text: str, there: Country) -> str:
    """What is wrong with a part; empty when nothing is."""
    if len(text) > LONGEST.get(part, len(text)):
        return "That is longer than fits on a label."
    if not text.isprintable():
        return "Please use letters, numbers and the usual signs."
    match part:
        case "name":
            return "" if text else "Please say who it is for."
        case "line1":
            return "" if text else "Please write the street and number."
        case "city":
            return "" if text else "Please write the city."
        case "state":
            return _region_problem(text, there)
        case "postal_code":
            return "" if re.fullmatch(there.postal_code, text) else _postal_code_problem(there)
        case _:
            return ""


def _region_problem(text: str, there: Country) -> str:
    if there.regions:
        return "" if text in dict(there.regions) else f"Please choose the {there.region}."
    return f"Please write the {there.region}." if there.region and not text else ""


def _postal_code_problem(there: Country) -> str:
    example = f", such as {there.example}" if there.example else ""
    return f"Please write the {there.postal_code_name}{example}."
