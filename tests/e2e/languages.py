"""Shops in other languages and currencies: what a team changes in the catalogue for one."""

import re

JAPANESE_HOME = """[demo_address]
name = "山田 花子"
line1 = "神宮前1-2-3"
city = "渋谷区"
state = "Tokyo"
postal_code = "150-0001"
country = "JP"
"""
GERMAN_HOME = """[demo_address]
name = "Anna Marsch"
line1 = "Torstraße 1"
city = "Berlin"
postal_code = "10119"
country = "DE"
"""


def japanese(catalog: str) -> str:
    """A shop in Japan: it speaks Japanese, takes yen and sends there first."""
    return _shop(catalog, "ja-JP", "jpy", JAPANESE_HOME, "japan")


def german(catalog: str) -> str:
    """A shop in Germany, in euros."""
    return _shop(catalog, "de-DE", "eur", GERMAN_HOME, "europe")


def _shop(catalog: str, locale: str, currency: str, home: str, first_zone: str) -> str:
    catalog = catalog.replace('locale = "en-US"', f'locale = "{locale}"')
    catalog = catalog.replace('currency = "usd"', f'currency = "{currency}"')
    catalog = re.sub(r"\[demo_address\]\n(.+\n)+", home, catalog)
    zone = re.search(rf"\[zones\.{first_zone}\]\n(.+\n)+\n\[zones\.{first_zone}\.ways\]\n(.+\n)+", catalog)
    assert zone, "the shipped catalogue sends there"
    catalog = catalog.replace(zone[0], "")
    return catalog.replace("[zones.mainland]", f"{zone[0]}\n[zones.mainland]", 1)
