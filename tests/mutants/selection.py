"""Which tests meet the mistakes: those that need neither a browser nor the process of a server."""

from typing import Any

import pytest
from hypothesis import settings

# They hold the code's text against the README's, and so would catch a mistake by the number of its lines.
ABOUT_TEXT = ("tests/unit/test_readme.py",)
ABOUT_MISTAKES = ("tests/unit/test_mutants.py", "tests/unit/test_mutants_nearest.py", "tests/unit/test_own_time.py")
OF_CHECK = "not browser and not server"
# Of what is generated, as little as there; and most mistakes in a page show by what doesn't come.
AS_IN_CHECK = {"QUICK": "1", "PATIENCE_MS": "20000"}
EXAMPLES = 30


def fixed_examples(items: list[pytest.Item]) -> None:
    """Lets generated tests try the same few examples every time."""
    for item in items:
        test: Any = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        used = getattr(test, "_hypothesis_internal_use_settings", None)
        if used is not None:
            few = min(used.max_examples, EXAMPLES)
            test._hypothesis_internal_use_settings = settings(
                used, max_examples=few, derandomize=True, database=None, deadline=None
            )
        machine = getattr(getattr(item, "cls", None), "settings", None)
        if isinstance(machine, settings):
            few = min(machine.max_examples, EXAMPLES)
            item.cls.settings = settings(machine, max_examples=few, derandomize=True, database=None)  # pyright: ignore[reportAttributeAccessIssue]
