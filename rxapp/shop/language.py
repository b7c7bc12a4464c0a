"""The language of the shop: one for all of it, and the catalogue's `locale` says which."""

import tomllib
from pathlib import Path

from babel import localedata

CATALOG_FILE = Path(__file__).with_name("catalog.toml")
WORDS = Path(__file__).with_name("words")
DEFAULT = "en-US"


def language_of(locale: str) -> str:
    """`ja-JP` is Japanese: `ja`."""
    return locale.partition("-")[0]


def is_spoken(locale: str) -> bool:
    """Whether there is a file with the words of its language, and it is known how numbers and dates are written."""
    return (WORDS / f"{language_of(locale)}.toml").is_file() and localedata.exists(locale.replace("-", "_"))


def chosen(file: Path = CATALOG_FILE) -> str:
    """What the catalogue says; where that can't be, the default, and the catalogue itself says why it can't."""
    try:
        locale = str(tomllib.loads(file.read_text("utf-8")).get("locale", DEFAULT))
    except tomllib.TOMLDecodeError:
        return DEFAULT
    return locale if is_spoken(locale) else DEFAULT


TAG = chosen()  # as browsers write it: `ja-JP`
LANGUAGE = language_of(TAG)
LOCALE = TAG.replace("-", "_")  # as Babel writes it
