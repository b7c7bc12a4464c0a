"""A product without a drawing, as the person who added it sees it."""

import pytest

from rxapp.ui.illustration import illustration


def test_a_missing_drawing_is_one_line_that_names_the_file():
    with pytest.raises(SystemExit) as ended:
        illustration("samovar")
    assert "assets/illustrations/samovar.svg" in str(ended.value)
    assert "\n" not in str(ended.value)
