"""Which language the shop speaks, before anything else of the catalogue is read."""

from pathlib import Path

import pytest

from rxapp.shop.language import DEFAULT, chosen, is_spoken, language_of


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ('locale = "en-US"', "en-US"),
        ('locale = "en-GB"', "en-GB"),
        ('locale = "de-AT"', "de-AT"),
        ('locale = "ja-JP"', "ja-JP"),
        ('locale = "ja"', "ja"),
        ("", DEFAULT),
        ('locale = "fr-FR"', DEFAULT),  # there are no words of it
        ('locale = "ja-QQ"', DEFAULT),  # nobody knows how dates are written there
        ('locale = "tlh-KL"', DEFAULT),
        ('locale = ""', DEFAULT),
        ("locale = 5", DEFAULT),
        ("locale = ", DEFAULT),  # no TOML
    ],
)
def test_the_shop_speaks_what_the_catalogue_says_if_it_can(tmp_path: Path, said: str, spoken: str):
    file = tmp_path / "catalog.toml"
    file.write_text(f'store = "Tea"\n{said}\n', "utf-8")
    assert chosen(file) == spoken


def test_the_default_is_spoken():
    assert is_spoken(DEFAULT)
    assert (language_of(DEFAULT), language_of("ja"), language_of("zh-Hant-TW")) == ("en", "ja", "zh")
