"""Which resource an address belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..resources.call import Route


class Routes:
    """Finds the route of a path, segment by segment."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root: dict[str, Any] = {}
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.path.strip("/").split("/"):
            node = node.setdefault(segment, {})
        node[f" {route.method}"] = route

    def find(self, method: str, path: str) -> tuple[Route, list[str]] | None:
        """The route, and the identifiers in the path."""
        node, ids = self._root, []
        for segment in path.strip("/").split("/"):
            child = node.get(segment)
            if child is None:
                child = node.get("{}")
                if child is None:
                    return None
                ids.append(segment)
            node = child
        route = node.get(f" {method}")
        return route and (route, ids)
