"""Parameters that are done here, or ignored because they change nothing. No other is lost silently."""

from __future__ import annotations

from typing import Any

from .errors import invalid

Covered = dict[str, Any]
"""Names within names. True covers all below, `*` every name that isn't listed beside it."""


def covered(*paths: str) -> Covered:
    """The parameters that some paths name, with a dot between names."""
    tree: Covered = {}
    for path in " ".join(paths).split():
        _put(tree, path.split("."))
    return tree


def under(parent: str, names: str) -> str:
    """The paths of several names within a parameter."""
    return " ".join(f"{parent}.{name}" for name in names.split())


def refuse_others(values: Any, tree: Covered, path: str = "") -> None:
    """Refuses a parameter that Stripe has and this server does not do.

    Raises:
        StripeError: 400, which names it with its full path.
    """
    if isinstance(values, list):
        for position, value in enumerate(values):
            refuse_others(value, tree, f"{path}[{position}]")
    elif isinstance(values, dict):
        for name, value in values.items():
            below = tree.get(name) or tree.get("*")
            if below is True:
                continue
            full = f"{path}[{name}]" if path else name
            if below is None:
                raise invalid(f"The local Stripe does not do `{full}`.", param=full)
            refuse_others(value, below, full)


def _put(tree: Covered, path: list[str]) -> None:
    name, *rest = path
    if not rest:
        tree[name] = True
    elif tree.get(name) is not True:
        _put(tree.setdefault(name, {}), rest)
