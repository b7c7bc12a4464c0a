"""The eleven defects of the published samples, S1 to S11: where each has tests that a straight port would fail."""

import re

import pytest

from tests.serving import ROOT

API, REACT = "contract/api/test_documented_defects.py", "contract/browser/test_documented_defects.py"

DEFECTS = {
    "s1": (API, "updating the line items with the add-on alone takes the cart away"),
    "s2": (API, "the server's message is where the client doesn't look"),
    "s3": (REACT, "in React the checkout is inside the hook's value"),
    "s4": (REACT, "in React the hook is not in the package's root"),
    "s5": (API, "shipping, services and discounts come from the client as amounts"),
    "s6": (API, "anybody may update any session"),
    "s7": (API, "the client calls an address that the server doesn't have"),
    "s8": (API, "the client sends no discounts, the server asks them whether they are empty"),
    "s9": ("e2e/test_plain_page.py", "the result of `runServerUpdate` is checked for `ok`, which it doesn't have"),
    "s10": ("contract/test_account_without_preview.py", "discounts are sent to accounts that may not update them"),
    "s11": (API, "express shipping is a line item, and a chosen option is forgotten"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_of_the_eleven_has_a_test_of_its_name(defect: str):
    file, what = DEFECTS[defect]
    assert re.search(rf"def test_{defect}_\w+\(", (ROOT / "tests" / file).read_text()), what
