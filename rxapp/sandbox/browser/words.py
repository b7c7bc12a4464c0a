"""What the local Stripe says to buyers: `words/<language>.json`, each sentence by its name.

Of Stripe's many languages there are these; a locale of another one is answered in English.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
ENGLISH = "en"
LANGUAGES = (ENGLISH, *sorted(file.stem for file in FOLDER.glob("*.json") if file.stem != ENGLISH))

Sentence = str | dict[str, str]
"""One that depends on a number has a form for each that its language tells apart."""

_SAID = re.compile(r"""(data-say="([\w.]+)"[^>]*>)[^<]*""")


@cache
def sentences(language: str) -> Mapping[str, Sentence]:
    """All that is said in a language."""
    return json.loads((FOLDER / f"{language}.json").read_text("utf-8"))


def language_for(locale: str | None, accepted: str = "") -> str:
    """The language that answers a locale; without one, or with `auto`, the first that the browser would take.

    Args:
        accepted: What the browser sends as `Accept-Language`, best first as browsers write it.
    """
    wanted = [locale] if locale and locale != "auto" else accepted.split(",")
    primary = (re.split("[-_;]", one.strip())[0].lower() for one in wanted)
    return next((one for one in primary if one in LANGUAGES), ENGLISH)


def said_in(code: str, language: str) -> dict[str, Sentence]:
    """What a script says: the sentences that it names, or whose room it names, as in `say(`errors.${code}`)`."""
    rooms = {f"{room}." for room in re.findall(r"`(\w+)\.\$\{", code)}
    return {
        name: sentence
        for name, sentence in sentences(language).items()
        if f'"{name}"' in code or name.startswith(tuple(rooms))
    }


def spoken(document: str, language: str) -> str:
    """A document whose sentences name themselves, and its script, in a language."""
    said = sentences(language)
    document = document.replace('<html lang="en">', f'<html lang="{language}">')
    document = re.sub(r'(<script src="[^"]+)"', rf'\1?locale={language}"', document)
    return _SAID.sub(lambda found: found[1] + escape(str(said[found[2]]), quote=False), document)
