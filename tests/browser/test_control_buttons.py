"""Buttons of controls that may stand in somebody's form: none of them sends it."""

from typing import Any

import pytest

from tests.browser.controls import Show
from tests.browser.test_control_destination import GIVEN
from tests.browser.test_control_drawer import EMPTY, step
from tests.browser.test_control_parts import CARDS, STUCK
from tests.browser.test_control_stepper import TEA

CONTROLS: dict[str, dict[str, Any]] = {
    "Destination": GIVEN,
    "Drawer": EMPTY | {"steps": [step(1, "stripe", 0, 5, curl="curl it")]},
    "Failing": {"fails": True},
    "Guided": {"title": "Try this store"},
    "Stepper": TEA,
    "Stuck": STUCK,
    "TestCards": CARDS,
}


@pytest.mark.parametrize("control", CONTROLS)
def test_a_button_does_what_it_says_and_sends_no_form(show: Show, control: str):
    page = show(control, **CONTROLS[control])
    for more in page.locator("summary, [aria-controls=guide]").all():
        more.click()
    buttons = page.locator("button").evaluate_all("(all) => all.map((one) => one.type)")
    assert buttons and set(buttons) == {"button"}
