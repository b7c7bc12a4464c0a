"""The control API under `/_sandbox/api/`: what the local Stripe holds, and what goes wrong on purpose.

It has no cross-origin headers and takes JSON only, so that no foreign web page can use it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NotRequired

from annotated_types import Ge, Le
from pydantic_core import from_json, to_json
from typing_extensions import TypedDict

from ..clock import Clock
from ..deliveries import Deliveries
from ..faults import Faults, RequestFault, WebhookFault
from ..protocol import accounts
from ..protocol.api import Api
from ..protocol.exchange import Reply, Request
from ..protocol.request_log import RequestLog, masked
from ..resources import payment_intents, payment_methods
from ..resources.checkout import completion, creation
from ..rules.errors import StripeError, invalid, unknown_address
from ..rules.parameters import Parameters
from ..store import Record, Store
from ..versions.accounts import AccountVersions
from ..versions.version import named

PREFIX = "/_sandbox/api/"
OWN = "-"  # in place of a name: the account of the secret key that is sent along
_LARGEST_PAGE = 100
_CENTURY = 100 * 365 * 24 * 3600


class _NewFault(TypedDict):
    kind: RequestFault | WebhookFault
    method: NotRequired[str]
    path: NotRequired[str]
    event: NotRequired[str]
    times: NotRequired[Annotated[int, Ge(1)] | None]
    skip: NotRequired[Annotated[int, Ge(0)]]
    seconds: NotRequired[Annotated[float, Ge(0), Le(3600)]]
    should_retry: NotRequired[bool | None]


class _Advance(TypedDict):
    seconds: Annotated[int, Ge(0), Le(_CENTURY)]


class _Payment(TypedDict):
    payment_method: NotRequired[str | None]
    email: NotRequired[str]


class _Outcome(TypedDict):
    failure: NotRequired[Literal["account_closed", "debit_not_authorized", "insufficient_funds", "no_account"] | None]


class _ApiVersion(TypedDict):
    version: str


class _Nothing(TypedDict):
    pass


_FAULT = Parameters(_NewFault, form=False)
_ADVANCE = Parameters(_Advance, form=False)
_PAYMENT = Parameters(_Payment, form=False)
_OUTCOME = Parameters(_Outcome, form=False)
_API_VERSION = Parameters(_ApiVersion, form=False)
_NOTHING = Parameters(_Nothing, form=False)


@dataclass(frozen=True, slots=True)
class _Command:
    """Something to be done: where, to what, reached under which address, and how."""

    namespace: str
    id: str
    origin: str
    params: dict[str, Any]


class Control:
    """Answers the control API."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        faults: Faults,
        deliveries: Deliveries,
        versions: AccountVersions,
        log: RequestLog,
        api: Api,
    ) -> None:
        self._store = store
        self._clock = clock
        self._faults = faults
        self._deliveries = deliveries
        self._versions = versions
        self._log = log
        self._api = api
        self._get: dict[str, Callable[..., Any]] = {
            "": self._overview,
            "objects": self._objects,
            "requests": lambda namespace: self._log.latest(namespace),
            "deliveries": lambda namespace: self._deliveries.latest(namespace),
            "faults": lambda namespace: [fault.as_dict() for fault in self._faults.all(namespace)],
        }
        self._post: dict[str, tuple[Callable[[_Command], Any], Parameters]] = {
            "faults": (self._add_fault, _FAULT),
            "clock": (self._advance, _ADVANCE),
            "reset": (self._reset, _NOTHING),
            "pay": (self._pay, _PAYMENT),
            "end_debit": (self._end_debit, _OUTCOME),
            "resend": (self._resend, _NOTHING),
            "version": (self._set_version, _API_VERSION),
        }

    def answer(self, request: Request) -> Reply:
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        try:
            return Reply(200, to_json(self._answer(request)), headers)
        except StripeError as error:
            return Reply(error.status, to_json({"error": error.body}), headers)

    def _answer(self, request: Request) -> Any:
        namespace, _, rest = request.path.removeprefix(PREFIX).partition("/")
        name, _, id = rest.partition("/")
        if namespace == OWN:
            namespace = accounts.of_secret_key(request.headers.get("authorization"))
        if namespace == "":
            return [self._overview(known) for known in self._store.namespaces()]
        if namespace not in self._store.namespaces() and not (name == "version" and accounts.is_name(namespace)):
            raise StripeError(404, f"No such namespace: '{namespace}'. It is made by the first call with its key.")
        arguments = [namespace, id] if id else [namespace]
        if request.method == "GET" and name in self._get:
            return self._get[name](*arguments)
        if request.method == "POST" and name in self._post:
            handler, parameters = self._post[name]
            return handler(_Command(namespace, id, request.origin, parameters.check(_body(request))))
        if request.method == "DELETE" and name == "faults":
            self._faults.remove(namespace, id or None)
            return []
        raise unknown_address(request.method, request.path)

    def _overview(self, namespace: str) -> dict[str, Any]:
        counts = self._store.connection.execute(
            "SELECT kind, count(*) FROM objects WHERE namespace = ? GROUP BY kind ORDER BY kind", (namespace,)
        )
        return {
            "namespace": namespace,
            "now": self._clock.now(namespace),
            "advanced_seconds": self._clock.offset(namespace),
            "api_version": self._versions.of(namespace).name,
            "objects": dict(counts.fetchall()),
            "faults": len(self._faults.all(namespace)),
        }

    def _objects(self, namespace: str, id: str | None = None) -> Any:
        """One object with what is kept of it besides, or the latest of all; `kind:customer` narrows them."""
        objects = self._store.objects(namespace)
        if id is not None and not id.startswith("kind:"):
            record = objects.find(None, id)
            if record is None:
                raise StripeError(404, f"No such object: '{id}'")
            return {"object": record.object, "inner": masked(record.inner)}
        kind = id.removeprefix("kind:") if id else None
        rows = self._store.connection.execute(
            "SELECT body FROM objects WHERE namespace = ?1 AND (?2 IS NULL OR kind = ?2) "
            "ORDER BY sequence DESC LIMIT ?3",
            (namespace, kind, _LARGEST_PAGE),
        )
        return [from_json(body) for (body,) in rows]

    def _add_fault(self, command: _Command) -> dict[str, Any]:
        return self._faults.add(command.namespace, **command.params).as_dict()

    def _advance(self, command: _Command) -> dict[str, Any]:
        """Puts the clock forward; what becomes due by it happens before the answer."""
        self._clock.advance(command.namespace, command.params["seconds"])
        self._api.run_due(command.namespace)
        self._deliveries.wake()
        return self._overview(command.namespace)

    def _set_version(self, command: _Command) -> dict[str, Any]:
        """Sets the account's version; also of one that no call has made yet."""
        version = named(command.params["version"])
        self._clock.register(command.namespace)
        self._versions.set(command.namespace, version)
        return self._overview(command.namespace)

    def _reset(self, command: _Command) -> dict[str, Any]:
        with self._store.transaction():
            self._store.clear(command.namespace)
        self._clock.reset(command.namespace)
        self._versions.forget(command.namespace)
        self._faults.remove(command.namespace)
        self._log.clear(command.namespace)
        return self._overview(command.namespace)

    def _pay(self, command: _Command) -> dict[str, Any]:
        """Pays a session as a buyer would, without a browser."""
        with self._store.transaction():
            session, refusal = self._confirm(command)
        self._deliveries.wake()
        if refusal is not None:
            raise refusal
        return session.object

    def _confirm(self, command: _Command) -> tuple[Record, StripeError | None]:
        call = self._api.call(command.namespace, origin=command.origin)
        session = call.objects.get(creation.KIND, command.id, "session")
        if command.params.get("email"):
            session.inner["buyer"]["email"] = command.params["email"]
        payment_method = None
        if completion.needs_payment_method(session):
            payment_method = payment_methods.resolve(call, command.params.get("payment_method") or "pm_card_visa")
        total = completion.amount_due(session)
        try:
            completion.confirm(call, session, payment_method, expected_amount=total, return_url=None)
        except StripeError as error:
            if not error.keeps_changes:
                raise
            return session, error
        return session, None

    def _end_debit(self, command: _Command) -> dict[str, Any]:
        """Ends a payment that takes days: of an intent, or of a session."""
        call = self._api.call(command.namespace)
        id = command.id
        if id.startswith("cs_"):
            id = call.objects.get(creation.KIND, id, "session").inner["payment_intent"] or ""
        intent = call.objects.get(payment_intents.KIND, id, "intent")
        if intent.object["status"] != "processing":
            raise invalid(f"This payment is not under way: its intent has a status of {intent.object['status']}.")
        with self._store.transaction():
            completion.end_debit(call, intent, command.params.get("failure"))
        self._deliveries.wake()
        return intent.object

    def _resend(self, command: _Command) -> dict[str, Any]:
        if not command.id.isdecimal() or not self._deliveries.resend(command.namespace, int(command.id)):
            raise StripeError(404, f"No such delivery: '{command.id}'")
        return {"sequence": int(command.id), "state": "pending"}


def _body(request: Request) -> dict[str, Any]:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise invalid("The control API takes JSON: send `Content-Type: application/json`.")
    try:
        body = from_json(request.body or b"{}")
    except ValueError as error:
        raise invalid("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise invalid("The body is not a JSON object.")
    return body
