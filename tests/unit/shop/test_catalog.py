"""Mistakes in the catalogue, as the person who made them sees them."""

from pathlib import Path

import pytest

from rxapp.shop.catalog import CATALOG_FILE, load_catalog


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("price = 12900", 'price = "12900"', "gooseneck-kettle.price"),
        ("price = 500", "prize = 500", "add_ons.gift_wrap.prize"),
        ('for = ["gooseneck-kettle"]', 'for = ["samovar"]', "samovar"),
        ("percent = 10", "percent = 101", "percent"),
        ('store = "Kettle & Kiln"', "store = ", "catalog.toml"),
        ('locale = "en-US"', 'locale = "tlh-KL"', "locale"),
        ('locale = "en-US"', 'locale = "fr-FR"', "locale: Value error, the shop has no words in fr-FR"),
        ('locale = "en-US"', 'locale = "ja-QQ"', "locale: Value error, the shop has no words in ja-QQ"),
        ('currency = "usd"', 'currency = "xyz"', "currency: Value error, Stripe has no currency xyz"),
        ('currency = "usd"', 'currency = "isk"', "donation.step: every amount in isk is a multiple of 100"),
    ],
)
def test_a_mistake_is_one_line_that_names_its_place(tmp_path: Path, right: str, wrong: str, named: str):
    file = tmp_path / "catalog.toml"
    text = CATALOG_FILE.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))
    with pytest.raises(SystemExit) as ended:
        load_catalog(file)
    assert named in str(ended.value)
    assert "\n" not in str(ended.value)
