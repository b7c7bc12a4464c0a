"""One call of the API, as the resources see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .clock import Clock, Timers
from .deliveries import Deliveries
from .parameters import Parameters
from .store import Objects, Resource, Store

API_VERSION = "2026-10-28.endive"
_VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(acacia|basil|clover|dahlia|endive|preview))?(?:; ?\w+=v\d+)*;?")


@dataclass(slots=True)
class Call:
    """One call: who asks, when, and what it may use.

    Attributes:
        now: Seconds since 1970 on the clock of the namespace.
        origin: Scheme and host under which the caller reached this server.
        from_browser: Whether the publishable key was used.
        request_id: `req_…`, or None when nobody asked, as when a session expires.
    """

    store: Store
    clock: Clock
    timers: Timers
    deliveries: Deliveries
    objects: Objects
    namespace: str
    now: int
    request_id: str | None = None
    idempotency_key: str | None = None
    version: str = API_VERSION
    origin: str = ""
    from_browser: bool = False

    def within(self, namespace: str) -> Call:
        """The same call in another namespace, for what is found by an id that nobody can guess."""
        return replace(self, namespace=namespace, objects=self.store.objects(namespace), now=self.clock.now(namespace))

    @property
    def preview(self) -> bool:
        """Whether the caller asks for the dynamic-update preview."""
        return asks_for_preview(self.version)


def asks_for_preview(version: str) -> bool:
    """Whether a `Stripe-Version` names the dynamic-update preview, or is a preview itself."""
    return "checkout_server_update_beta=v1" in version or version.endswith(".preview")


def knows_version(version: str) -> bool:
    """Whether a `Stripe-Version` has the form of one, and is none of the future."""
    found = _VERSION.fullmatch(version)
    return bool(found) and (found[1] <= API_VERSION[:10] or found[2] == "preview")


Handler = Callable[..., Resource]
Access = Literal["secret", "browser", "both", "open"]


@dataclass(frozen=True, slots=True)
class Route:
    """An address of the API.

    Attributes:
        path: With `{}` for each identifier, which the handler gets after the call and the parameters.
        preview: The parameters when the caller asks for the dynamic-update preview.
        browser: The parameters when the caller is a browser, where both may call.
        access: Who may call: the holder of the secret key, a browser with the publishable one, both, or anybody.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    handler: Handler
    parameters: Parameters
    preview: Parameters | None = None
    browser: Parameters | None = None
    access: Access = "secret"


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
