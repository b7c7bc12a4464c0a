"""`Idempotency-Key`: the first answer of a call is kept and given again, docs.stripe.com/api/idempotent_requests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ..rules.errors import StripeError, invalid
from ..store import Store
from .forms import Pairs

_LONGEST_KEY = 255
_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer that is given again.

    Attributes:
        request: The id of the call that it was first given to.
    """

    status: int
    body: bytes
    request: str


class Answers:
    """The answers kept for every namespace, and the keys of calls that are still going on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._in_progress: set[tuple[str, str]] = set()

    def begin(self, namespace: str, key: str, fingerprint: bytes) -> Answer | None:
        """The earlier answer to this key, or None if the call is to be carried out.

        Raises:
            StripeError: 409 while a call with this key goes on, 400 if its parameters were others.
        """
        if len(key) > _LONGEST_KEY:
            message = f"Idempotency keys cannot be longer than {_LONGEST_KEY} characters."
            raise invalid(message)
        if (namespace, key) in self._in_progress:
            raise _in_use(key)
        row = self._store.connection.execute(
            "SELECT fingerprint, status, body, request FROM answers WHERE namespace = ? AND key = ?", (namespace, key)
        ).fetchone()
        if row is None:
            self._in_progress.add((namespace, key))
            return None
        if row[0] != fingerprint:
            raise _mismatch(key)
        return Answer(row[1], row[2], row[3])

    def keep(self, namespace: str, key: str, fingerprint: bytes, answer: Answer, now: int) -> None:
        """Keeps an answer, inside the transaction of the call."""
        self._store.connection.execute(
            "INSERT INTO answers (namespace, key, fingerprint, status, body, request, created) VALUES (?,?,?,?,?,?,?)",
            (namespace, key, fingerprint, answer.status, answer.body, answer.request, now),
        )

    def end(self, namespace: str, key: str) -> None:
        self._in_progress.discard((namespace, key))

    def prune(self, namespace: str, now: int) -> None:
        """Forgets what is older than a day."""
        self._store.connection.execute(
            "DELETE FROM answers WHERE namespace = ? AND created < ?", (namespace, now - _KEPT_SECONDS)
        )


def fingerprint(method: str, path: str, form: Pairs) -> bytes:
    """What makes two calls the same call: the address and the parameters, in whatever order."""
    return hashlib.blake2b(repr((method, path, sorted(form))).encode(), digest_size=16).digest()


def _mismatch(key: str) -> StripeError:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return StripeError(400, message, type="idempotency_error")


def _in_use(key: str) -> StripeError:
    message = (
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
        f"twice, and the other request is still going through): {key}. Please try again later."
    )
    return StripeError(409, message, code="idempotency_key_in_use")
