"""The store has its name from the catalogue, wherever it is said."""

from rxapp.shop.catalog import CATALOG
from tests.serving import ROOT

SAYING = (("rxapp", "*.py"), ("rxapp", "*.jsx"), ("assets/plain", "*.*"))


def test_no_page_says_the_name_by_itself():
    files = [path for folder, kind in SAYING for path in (ROOT / folder).rglob(kind)]
    texts = {str(path): path.read_text("utf-8").replace("&amp;", "&") for path in files}
    assert len(texts) > 100
    assert [path for path, text in texts.items() if CATALOG.store in text] == []
