"""`Idempotency-Key`: the first reply to a call is kept and given again, docs.stripe.com/api/idempotent_requests."""

from __future__ import annotations

import hashlib
import time

from ..rules.errors import StripeError, invalid
from ..store import Store
from .exchange import Exchange, Reply

_LONGEST_KEY = 255
_KEPT_SECONDS = 24 * 3600


class KeptReplies:
    """The replies kept for every namespace, and the keys of calls that are still going on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._in_progress: set[tuple[str, str]] = set()

    def begin(self, exchange: Exchange, key: str) -> Reply | None:
        """The reply that was given to this key before, or None if the call is to be carried out.

        Raises:
            StripeError: 409 while a call with this key goes on, 400 if its parameters were others.
        """
        if len(key) > _LONGEST_KEY:
            message = f"Idempotency keys cannot be longer than {_LONGEST_KEY} characters."
            raise invalid(message)
        if (exchange.namespace, key) in self._in_progress:
            raise _in_use(key)
        row = self._store.connection.execute(
            "SELECT fingerprint, status, body, request FROM answers WHERE namespace = ? AND key = ?",
            (exchange.namespace, key),
        ).fetchone()
        if row is None:
            self._in_progress.add((exchange.namespace, key))
            return None
        if row[0] != _fingerprint(exchange):
            raise _mismatch(key)
        return Reply(row[1], row[2], {"idempotent-replayed": "true", "original-request": row[3]})

    def keep(self, exchange: Exchange, reply: Reply) -> None:
        """Keeps the reply to a call with a key, inside the transaction of the call."""
        if exchange.idempotency_key is None:
            return
        self._store.connection.execute(
            "INSERT INTO answers (namespace, key, fingerprint, status, body, request, created) VALUES (?,?,?,?,?,?,?)",
            (
                exchange.namespace,
                exchange.idempotency_key,
                _fingerprint(exchange),
                reply.status,
                reply.body,
                exchange.request.id,
                int(time.time()),
            ),
        )

    def end(self, exchange: Exchange, key: str) -> None:
        """Says that a call with this key goes on no longer."""
        self._in_progress.discard((exchange.namespace, key))

    def prune(self, namespace: str) -> None:
        """Forgets what is older than a day."""
        self._store.connection.execute(
            "DELETE FROM answers WHERE namespace = ? AND created < ?", (namespace, int(time.time()) - _KEPT_SECONDS)
        )


def _fingerprint(exchange: Exchange) -> bytes:
    """What makes two calls the same call: the address and the parameters, in whatever order."""
    request = exchange.request
    same = repr((request.method, request.path, sorted(exchange.form)))
    return hashlib.blake2b(same.encode(), digest_size=16).digest()


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
