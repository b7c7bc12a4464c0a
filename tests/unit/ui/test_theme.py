"""Every stylesheet is loaded by the pages that it is for."""

from rxapp.api.docs.reference import PAGE
from rxapp.merchant import frame
from rxapp.ui.theme import STYLESHEETS
from tests.serving import ROOT

THERE = {f"/css/{file.name}" for file in (ROOT / "assets" / "css").glob("*.css")}


def test_each_is_loaded_by_every_page_or_by_those_behind_the_counter():
    assert set(STYLESHEETS) | set(frame.STYLESHEETS) == THERE
    assert len(STYLESHEETS) == len(set(STYLESHEETS))
    assert {sheet for sheet in THERE if sheet in PAGE} < set(STYLESHEETS)
