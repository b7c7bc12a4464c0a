"""What a key of the books is called, while it is sold and long after."""

import pytest

from rxapp.shop.catalog import CATALOG
from rxapp.shop.line_names import line_name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("product:yame-sencha", "Yame Sencha"),
        ("present:yame-sencha", "Yame Sencha"),
        ("add_on:gift_wrap", CATALOG.add_ons["gift_wrap"].name),
        ("code:WELCOME10", "WELCOME10"),
        ("rule:loyalty", "Loyalty"),
        ("rule:credit", "Store credit"),
        ("rule:member", "Members’ discounts"),
        ("rule:own_offer", "Own offers"),
        ("rule:region", "Regional offers"),
        ("rule:of_before", "of_before"),
        ("donation", "donation"),
        ("present", "present"),
        # what isn't sold any more, and what has the name of something else
        ("product:samovar", "samovar"),
        ("present:samovar", "samovar"),
        ("add_on:engraving", "engraving"),
        ("add_on:yame-sencha", "yame-sencha"),
        ("product:gift_wrap", "gift_wrap"),
        ("code:yame-sencha", "yame-sencha"),
    ],
)
def test_a_key_has_its_name_for_as_long_as_that_is_known(key: str, name: str):
    assert line_name(key, CATALOG) == name
