"""Each try of a call to Stripe, noted for whoever watches: what was asked, and what was answered."""

import json
import shlex
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import stripe

from rxapp.logs import HIDDEN, redacted
from rxapp.recording import Record, Step, file_of, record_of, step, watching

KEY = "$STRIPE_SECRET_KEY"
SHOWN = (
    *("id", "object", "status", "payment_status", "amount", "amount_subtotal", "amount_total", "currency", "metadata"),
    *("total_details", "customer", "mode", "has_more", "error"),
)
HIDDEN_PARTS = ("secret", "card", "number", "cvc")


class Recording(stripe.HTTPClient):
    """Stands before one of the SDK's HTTP clients, and notes its calls while somebody watches."""

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One try; the client that is behind it repeats what failed."""
        if not watching():
            return await super().request_async(method, url, headers, post_data)  # pyright: ignore[reportUnknownMemberType]
        asked = urlsplit(url)
        sent = _pairs(asked.query) + _pairs(post_data)
        key = headers.get("Idempotency-Key", "")
        things = (*asked.path.split("/"), dict(sent).get("metadata[checkout]", ""), *key.split(":"))
        about = {
            "method": method.upper(),
            "path": asked.path,
            "sent": sent,
            "tries": _tries(key, record_of(*things)) if key else 1,
            "idempotency_key": key,
            "curl": curl(method, url, headers, _pairs(post_data)),
        }
        with step("stripe", f"{method.upper()} {asked.path}", file_of(__name__), *things, **about) as begun:
            content, status, answered = await super().request_async(method, url, headers, post_data)  # pyright: ignore[reportUnknownMemberType]
            begun.outcome = str(status)
            _note_answer(begun, content, answered)
            return content, status, answered


def curl(method: str, url: str, headers: Mapping[str, str], sent: list[tuple[str, str]]) -> str:
    """The same call from a terminal; the key is the reader's own."""
    parts = ["curl", *(["-X", method.upper()] if method.upper() not in ("GET", "POST") else []), shlex.quote(url)]
    lines = [" ".join(parts), f'-u "{KEY}:"']
    for name in ("Stripe-Version", "Idempotency-Key"):
        if value := headers.get(name):
            lines.append(f"-H {shlex.quote(f'{name}: {value}')}")
    lines += [f"-d {shlex.quote(f'{name}={value}')}" for name, value in sent]
    if method.upper() == "POST" and not sent:
        lines.append("-X POST")
    return redacted(" \\\n  ".join(lines))


def _tries(key: str, record: Record | None) -> int:
    """The how-manieth call this is with a key."""
    before = record.since(0) if record else []
    return 1 + sum(one.about.get("idempotency_key") == key for one in before)


def _pairs(text: Any) -> list[tuple[str, str]]:
    """What is asked for, in order, with secrets and cards taken out."""
    found = parse_qsl(text, keep_blank_values=True) if isinstance(text, str) else []
    return [(name, HIDDEN if _is_secret(name) else redacted(value)) for name, value in found]


def _is_secret(name: str) -> bool:
    return any(part in name for part in HIDDEN_PARTS)


def _note_answer(begun: Step, content: bytes, headers: Mapping[str, str]) -> None:
    begun.about["request"] = headers.get("Request-Id") or headers.get("request-id") or ""
    begun.about["replayed"] = (headers.get("idempotent-replayed") or headers.get("Idempotent-Replayed")) == "true"
    try:
        answer = cast("dict[str, Any]", json.loads(content))
    except ValueError:
        return
    shown = {name: answer[name] for name in SHOWN if answer.get(name) not in (None, {}, [])}
    begun.about["answer_shown"] = json.loads(redacted(json.dumps(shown)))
