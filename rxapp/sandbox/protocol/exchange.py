"""A request over the wire, its reply, and what becomes known on the way from one to the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..faults import Fault
from ..resources.call import Call, Route
from ..rules import identifiers
from ..versions.version import NEWEST, Version
from .forms import Pairs


@dataclass(slots=True)
class Request:
    """A call as it came over the wire. Header names are in small letters."""

    method: str
    path: str
    query: bytes
    headers: dict[str, str]
    body: bytes
    origin: str
    id: str = field(default_factory=lambda: identifiers.new("req", 14))

    @property
    def version(self) -> str | None:
        """What the caller says it speaks, if anything."""
        return self.headers.get("stripe-version")

    @property
    def is_json(self) -> bool:
        return self.body[:1] == b"{"


@dataclass(slots=True)
class Reply:
    """What goes back, or a connection that breaks instead."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    dropped: bool = False


@dataclass(slots=True)
class Exchange:
    """A request and what the steps of its way found out so far. Those without a default are there from their step on.

    Attributes:
        route: Whose address it is, with the identifiers in it.
        values: The parameters as they came.
        form: The same as a flat list, by which two requests are told to be the same.
        namespace: The account of the key; empty where nobody has to show one.
        version: What the caller speaks: what the request says, else what its account does.
        idempotency_key: Only of a POST.
        faults: What befalls this call on purpose.
        call: The call as its resource sees it.
        params: The parameters, checked and in their types.
        error: The message of a refusal.
    """

    request: Request
    route: Route = field(init=False)
    ids: list[str] = field(init=False)
    values: dict[str, Any] = field(default_factory=dict)
    form: Pairs = field(default_factory=list)
    namespace: str = ""
    from_browser: bool = False
    version: Version = NEWEST
    faults: list[Fault] = field(default_factory=list)
    idempotency_key: str | None = None
    replayed: bool = False
    call: Call = field(init=False)
    params: Any = None
    error: str | None = None
