"""Everything the shop says to shoppers, one file a language. Only the one that the catalogue names is read.

A sentence has a name, in the room of the shop where it is used, and named places::

    say("cart.checkout")
    say("checkout.pay", total="$24.00")

One that depends on a number has a form for each that its language tells apart, `one` and `other` in English; `count`
chooses. For nothing at all it may have `none`, and for exactly one `single` where the language has no `one`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType
from typing import Any, cast

from babel import Locale

from rxapp.shop.language import LANGUAGE, WORDS
from rxapp.shop.mistakes import read

EXACTLY = {0: "none", 1: "single"}
FORMS = frozenset({*EXACTLY.values(), "zero", "one", "two", "few", "many", "other"})

Sentence = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language by their names."""

    language: str
    sentences: Mapping[str, Sentence]

    def say(self, name: str, /, **places: object) -> str:
        """A sentence with what belongs into its places; that may be a variable of a page as well."""
        return self._form(name, places).format(**places)

    def pieces(self, name: str, /, **places: object) -> list[Any]:
        """The same where something else than text belongs into a place, such as a link: the parts in their order."""
        found: list[Any] = []
        for text, place, _, _ in Formatter().parse(self._form(name, places)):
            found += [*([text] if text else []), *([places[place]] if place else [])]
        return found

    def room(self, room: str) -> dict[str, str]:
        """All sentences of a room by their names in it, for a script; none of them depends on a number."""
        names = [name for name in self.sentences if name.startswith(f"{room}.")]
        return {name.removeprefix(f"{room}."): str(self.sentences[name]) for name in names}

    def _form(self, name: str, places: Mapping[str, object]) -> str:
        sentence = self.sentences[name]
        if isinstance(sentence, str):
            return sentence
        count = cast("int", places["count"])
        if (exactly := EXACTLY.get(count, "")) in sentence:
            return sentence[exactly]
        return sentence.get(Locale(self.language).plural_form(count)) or sentence["other"]


def load(language: str) -> Words:
    """Reads the words of a language."""
    return Words(language, MappingProxyType(dict(_named(read(WORDS / f"{language}.toml")))))


def _named(rooms: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Sentence]]:
    for key, said in rooms.items():
        if isinstance(said, str) or FORMS.issuperset(said):
            yield above + key, said
        else:
            yield from _named(said, f"{above}{key}.")


CHOSEN = load(LANGUAGE)
say, pieces, room = CHOSEN.say, CHOSEN.pieces, CHOSEN.room


def sentences(*said: str) -> str:
    """Several sentences after each other."""
    return say("written.between_sentences").join(said)
