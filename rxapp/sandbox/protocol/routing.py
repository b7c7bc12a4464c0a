"""Which resource an address belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..resources.call import Route


@dataclass(slots=True)
class Routes:
    """Finds the route of a path, segment by segment."""

    _root: dict[str, Any] = field(default_factory=dict)

    def add(self, route: Route) -> None:
        node = self._root
        for segment in route.path.strip("/").split("/"):
            node = node.setdefault(segment, {})
        node[f" {route.method}"] = route

    def find(self, method: str, path: str) -> tuple[Route, list[str]] | None:
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
