"""Mistakes in the catalogue, as the person who made them sees them."""

from pathlib import Path

import pytest

from rxapp.shop.catalog import CATALOG_FILE, load_catalog
from rxapp.shop.mistakes import Place, line_of


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("price = 12900", 'price = "12900"', "gooseneck-kettle.price"),
        ("price = 12900\n", "", "gooseneck-kettle.price: is missing"),
        ("price = 500", "prize = 500", "add_ons.gift_wrap.prize"),
        ('for = ["gooseneck-kettle"]', 'for = ["samovar"]', "samovar"),
        ("percent = 10", "percent = 101", "percent"),
        ('store = "Kettle & Kiln"', "store = ", "catalog.toml"),
        ('locale = "en-US"', 'locale = "tlh-KL"', "locale"),
        ('locale = "en-US"', 'locale = "fr-FR"', "locale: the shop has no words in fr-FR"),
        ('locale = "en-US"', 'locale = "ja-QQ"', "locale: the shop has no words in ja-QQ"),
        ('currency = "usd"', 'currency = "xyz"', "currency: Stripe has no currency xyz"),
        (
            'currency = "usd"',
            'currency = "isk"',
            "pair-of-cups.price: every amount in isk is a multiple of 100 (also: products.",
        ),
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


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("price = 12900", "prise = 12900", "gooseneck-kettle.prise: there is no such key; did you mean price?"),
        ('for = ["gooseneck-kettle"]', 'fur = ["gooseneck-kettle"]', "add_ons.extended_warranty.fur: there is no such"),
        ('goes_with = ["kyusu-teapot"', 'goes_with = ["kyusu-teapod"', "kyusu-teapod is no product of the store; did"),
        ('large_of = "yame-sencha"', 'large_of = "yame-senscha"', "yame-senscha is no product of the store; did"),
        ('demo_cart = ["gooseneck', 'demo_cart = ["goose', "goose-kettle is no product of the store; did"),
        ('for_member = "gold"', 'for_member = "golden"', "golden is no member; did you mean gold?"),
        ("[add_ons.gift_wrap]", "[ad_ons.gift_wrap]", "ad_ons: there is no such key; did you mean add_ons?"),
        ('currency = "usd"', 'currency = "us"', "currency: "),
        ('interval = "month"', 'interval = "moon"', "plans.tea_club.terms.monthly.interval: Input should be"),
        ("percent = 10", "percent = 1O", "Expected newline"),
    ],
)
def test_a_mistake_says_file_and_line_and_the_nearest_right_name(tmp_path: Path, right: str, wrong: str, said: str):
    file = tmp_path / "catalog.toml"
    text = CATALOG_FILE.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))
    line = text[: text.index(right)].count("\n") + 1
    with pytest.raises(SystemExit) as ended:
        load_catalog(file)
    assert f"{file}:{line}: " in str(ended.value)
    assert said in str(ended.value)


@pytest.mark.parametrize("folder", ["", "rxapp/shop"])
def test_a_file_of_the_store_is_named_as_whoever_starts_it_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / folder / "catalog.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    for text in ("store = ", "stores = 5"):
        file.write_text(text)
        with pytest.raises(SystemExit) as ended:
            load_catalog(file)
        named = [
            line.partition(":")[0] for line in str(ended.value).removeprefix("The store cannot start. ").splitlines()
        ]
        assert set(named) == {str(Path(folder, "catalog.toml"))}


def test_several_mistakes_have_a_line_each(tmp_path: Path):
    file = tmp_path / "catalog.toml"
    text = CATALOG_FILE.read_text().replace("price = 12900", 'price = "dear"').replace("price = 500", "price = -1", 1)
    file.write_text(text)
    with pytest.raises(SystemExit) as ended:
        load_catalog(file)
    assert str(ended.value).count("catalog.toml:") == len(str(ended.value).splitlines()) == 2


def test_what_is_missing_is_said_beside_what_is_misspelt_elsewhere(tmp_path: Path):
    file = tmp_path / "catalog.toml"
    file.write_text(CATALOG_FILE.read_text().replace("price = 12900\n", "").replace("price = 500", "prize = 500", 1))
    with pytest.raises(SystemExit) as ended:
        load_catalog(file)
    missing, misspelt = sorted(str(ended.value).splitlines(), key=lambda line: "prize" in line)
    assert missing.endswith("gooseneck-kettle.price: is missing")
    assert misspelt.endswith("add_ons.gift_wrap.prize: there is no such key; did you mean price?")


@pytest.mark.parametrize(("products", "place"), [('["tea"]', "products.0"), ("[5]", "products.0"), ("5", "products")])
def test_what_is_no_product_at_all_is_a_mistake_like_any_other(tmp_path: Path, products: str, place: str):
    file = tmp_path / "catalog.toml"
    file.write_text(f'store = "Tea"\ncurrency = "usd"\nproducts = {products}\n')
    with pytest.raises(SystemExit) as ended:
        load_catalog(file)
    assert f"{file}:3: {place}: Input should be a valid" in str(ended.value)


PLACES = """# a comment

store = "Shop"
text = '''
store = "no"
'''
[[products]]
slug = "tea"
goes_with = [
  "cup",
  "pot",
]

[[products]]
slug = "cup"
# price = 5
[add_ons."gift wrap"]
price = 5
inner = { deep = 1 }
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("store",), 3),
        (("text",), 4),
        (("products", 0), 7),
        (("products", 0, "goes_with"), 9),
        (("products", 0, "goes_with", 1), 9),
        (("products", 1, "slug"), 15),
        (("products", 1, "price"), 14),
        (("products", 7, "price"), 7),
        (("add_ons", "gift wrap", "price"), 18),
        (("add_ons", "gift wrap", "inner", "deep"), 19),
        (("nowhere", "at all"), 1),
        ((), 1),
    ],
)
def test_each_entry_is_found_in_its_line(place: Place, line: int):
    assert line_of(PLACES, place) == line
