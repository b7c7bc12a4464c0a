"""The rooms of the house: whose code gets mistakes, and whose tests are nearest to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GOAL = 0.9


@dataclass(frozen=True)
class Room:
    """Files as patterns beneath the project's folder, without those of `but`.

    Attributes:
        near: Folders of tests, the nearest first.
        in_browser: Files of tests, as patterns, which are all that its mistakes meet.
        asked_for: Whether it gets mistakes only where it is asked for by name: all rooms would take too long.
    """

    files: tuple[str, ...]
    near: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    in_browser: tuple[str, ...] = ()
    asked_for: bool = False

    def tests(self, root: Path) -> Iterator[Path]:
        """The files of tests in the browser."""
        yield from sorted(file for pattern in self.in_browser for file in root.glob(pattern))

    def sources(self, root: Path) -> Iterator[Path]:
        """Its files, relative to `root`, always in the same order."""
        found = {file.relative_to(root) for pattern in self.files for file in root.glob(pattern)}
        left_out = {file.relative_to(root) for pattern in self.but for file in root.glob(pattern)}
        yield from sorted(found - left_out)


# The tables are made by the migrations, so what models.py says of them besides is never asked for.
# The document and its page are for developers; who buys doesn't meet them.
ROOMS = {
    "shop": Room(("rxapp/shop/*.py",), ("tests/unit/shop", "tests/totals")),
    "orders": Room(("rxapp/orders/*.py",), ("tests/unit/orders", "tests/faults"), ("rxapp/orders/models.py",)),
    "payments": Room(("rxapp/payments/*.py",), ("tests/unit/payments", "tests/contract")),
    "checkout": Room(("rxapp/checkout/*.py",), ("tests/unit/checkout", "tests/faults", "tests/contract/api")),
    "api": Room(
        ("rxapp/api/**/*.py", "rxapp/visitor/*.py"),
        ("tests/assembled", "tests/unit/visitor", "tests/contract/api", "tests/security"),
        ("rxapp/api/docs/*.py",),
    ),
    "states": Room(("rxapp/states/*.py",), ("tests/unit/states", "tests/assembled")),
    "rules": Room(
        (
            "rxapp/sandbox/rules/*.py",
            "rxapp/sandbox/protocol/*.py",
            "rxapp/sandbox/versions/*.py",
            "rxapp/sandbox/resources/pagination.py",
            "rxapp/sandbox/resources/expansion.py",
        ),
        ("tests/unit/sandbox", "tests/contract/sandbox"),
    ),
    "resources": Room(
        (
            "rxapp/sandbox/*.py",
            "rxapp/sandbox/resources/**/*.py",
            "rxapp/sandbox/control/*.py",
            "rxapp/sandbox/browser/*.py",
        ),
        ("tests/unit/sandbox", "tests/contract/sandbox"),
        ("rxapp/sandbox/resources/pagination.py", "rxapp/sandbox/resources/expansion.py"),
        asked_for=True,
    ),
    "pages": Room(("rxapp/pages/*.py", "rxapp/ui/*.py"), ("tests/unit/pages", "tests/unit/ui"), asked_for=True),
    "merchant": Room(("rxapp/merchant/*.py",), ("tests/unit/merchant", "tests/assembled"), asked_for=True),
    "assembly": Room(
        ("rxapp/*.py", "rxapp/doctor/*.py", "rxapp/stripe_elements/*.py"),
        ("tests/unit/doctor", "tests/assembled"),
        asked_for=True,
    ),
    "component": Room(("rxapp/stripe_elements/*.js*",), in_browser=("tests/browser/test_form_*.py",)),
    "controls": Room(
        ("rxapp/ui/*.js*", "rxapp/merchant/*.js*"),
        in_browser=("tests/browser/test_control*.py",),
    ),
    "plain": Room(
        ("assets/plain/*.js", "assets/bridge/*.js"),
        in_browser=("tests/browser/test_plain_*.py", "tests/contract/browser/test_bridge.py"),
    ),
    "control_page": Room(
        ("rxapp/sandbox/control/files/*.js",),
        in_browser=("tests/contract/sandbox/test_control_*.py",),
        asked_for=True,
    ),
}
