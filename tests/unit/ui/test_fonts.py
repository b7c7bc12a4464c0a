"""The fonts hold the weights that the styles ask for, and no others."""

import re

from rxapp.ui.payment_form import FONTS
from tests.serving import ROOT

STYLES = [*(ROOT / "assets").rglob("*.css"), ROOT / "rxapp" / "stripe_elements" / "checkout.css"]
FACE = re.compile(r'@font-face {[^}]*"(\w+)";[^}]*url[^}]*font-weight: ([\d ]+);')


def test_every_weight_is_one_that_a_font_has():
    faces = dict(FACE.findall((ROOT / "assets" / "css" / "fonts.css").read_text()))
    assert faces == {"Fraunces": "460", "Inter": "400 700"}
    assert [(font["family"], font["weight"]) for font in FONTS] == [("Inter", faces["Inter"])]
    styles = (re.sub(r"@font-face {[^}]*}", "", style.read_text()) for style in STYLES)
    asked = {int(weight) for style in styles for weight in re.findall(r"font(?:-weight)?: (\d{3})\b", style)}
    assert asked
    assert [weight for weight in asked if not 400 <= weight <= 700] == []
