"""One call of the API, as the resources see it, and the addresses that lead to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ..clock import Clock, Timers
from ..deliveries import Deliveries
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from ..store import Objects, Store
from ..versions.accounts import AccountVersions
from ..versions.version import NEWEST, Version


@dataclass(slots=True)
class Call:
    """One call: who asks, when, and what it may use.

    Attributes:
        now: Seconds since 1970 on the clock of the namespace.
        origin: Scheme and host under which the caller reached this server.
        from_browser: Whether the publishable key was used.
        version: What the caller speaks.
        account_version: What the account speaks where nobody says otherwise, as in its events.
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
    version: Version = NEWEST
    account_version: Version = NEWEST
    origin: str = ""
    from_browser: bool = False

    def find(self, id: str) -> Resource | None:
        """Any object, as the newest version shows it."""
        record = self.objects.find(None, id)
        return record and record.object

    def within(self, namespace: str) -> Call:
        """The same call in another namespace, for what is found by an id that nobody can guess."""
        return replace(
            self,
            namespace=namespace,
            objects=self.store.objects(namespace),
            now=self.clock.now(namespace),
            account_version=AccountVersions(self.store).of(namespace),
        )

    @property
    def preview(self) -> bool:
        """Whether the caller asks for the dynamic-update preview."""
        return self.version.preview


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
