"""What the server writes down: one line per record, with the ids it belongs to, and without anything secret.

Redaction happens where records are made, so it holds for every logger of the process and for whoever prints them.
"""

import json
import logging
import re
import secrets
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from rxapp.settings import Settings, settings

HIDDEN = "[hidden]"
QUIET = ("stripe", "httpx", "httpcore", "asyncio", "alembic", "engineio.server", "socketio.server")
# A socket that sends what its protocol doesn't know; a page left while it was read, whose connection is replaced.
IN_ONE_LINE = ("engineio.server", "socketio.server", "sqlalchemy.pool.impl.AsyncAdaptedQueuePool")
# A stranger's messages make these talk: what isn't Socket.IO, what isn't JSON, arguments of other types.
EASILY_MADE_TO_TALK = (
    "engineio.server",
    "socketio.server",
    "reflex.app",
    "reflex_base.event.processor.base_state_processor",
)

# What is secret by its look, whoever it belongs to.
_SECRET = re.compile(
    r"""
    \b(?:sk|rk)_(?:test|live)_\w+              # secret and restricted keys of Stripe
    | \bwhsec_\w+                              # signing secrets of webhooks
    | \b(?:cs|pi|seti|cuss|src)_\w+_secret_\w+   # client secrets: whoever has one may pay or read that session
    | (?:(?<=kettle_cart=)|(?<=kettle_merchant=))[^;\s'"]+   # the cart cookie, and the merchant's
    | (?<=Bearer\ )\S+ | (?<=Basic\ )\S+
    | (?<=://)[^/\s:@]*:[^/\s@]+(?=@)          # name and password in an address
    | \b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b   # a tab's token: whoever has it sees that tab
    | \b(?:\d[ -]?){13,18}\d\b                 # a card number, should somebody type one where it doesn't belong
    """,
    re.VERBOSE,
)

_ids: ContextVar[MappingProxyType[str, str]] = ContextVar("ids", default=MappingProxyType({}))


def bind(**ids: str) -> None:
    """Says which request, checkout or event the work of this task is about; its records carry it from here on."""
    _ids.set(MappingProxyType({**_ids.get(), **ids}))


def bound(name: str) -> str:
    """What the work of this task is about; empty where nobody has said so."""
    return _ids.get().get(name, "")


def bind_request() -> str:
    """Begins the records of a request, or of a call over a socket; gives the id they carry."""
    request_id = f"req_{secrets.token_hex(8)}"
    bind(request=request_id)
    return request_id


class Redaction:
    """Takes secrets out of a text: those that look like one, and the store's own by their value."""

    def __init__(self, ours: frozenset[str]) -> None:
        longest_first = sorted(ours, key=len, reverse=True)
        self._ours = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, text: str) -> str:
        return _SECRET.sub(HIDDEN, self._ours.sub(HIDDEN, text))


class AtMost(logging.Filter):
    """Lets so many records per minute through: what strangers can cause must not fill the log."""

    def __init__(self, per_minute: int) -> None:
        super().__init__()
        self._per_minute, self._minute, self._count = per_minute, 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        minute = int(record.created // 60)
        if minute != self._minute:
            self._minute, self._count = minute, 0
        self._count += 1
        return self._count <= self._per_minute


class InOneLine(logging.Filter):
    """Cuts a traceback down to its last line, where the cause is a stranger's mistake and not ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_text:
            record.msg = f"{record.msg}: {record.exc_text.splitlines()[-1]}"
            record.exc_text = None
        return True


def redacted(text: str) -> str:
    """A text without the store's secrets, for whatever else is kept of a failure."""
    return Redaction(settings.secrets)(text)


def configure(settings: Settings) -> None:
    """Sets up logging for this process."""
    logging.setLogRecordFactory(_redacted_records(Redaction(settings.secrets)))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[settings.log_level]))
    for name in IN_ONE_LINE:
        logging.getLogger(name).addFilter(InOneLine())
    for name in EASILY_MADE_TO_TALK:
        logging.getLogger(name).addFilter(AtMost(60))


def _redacted_records(redacted: Redaction) -> Any:
    def make(*arguments: Any, **more: Any) -> logging.LogRecord:
        record = logging.LogRecord(*arguments, **more)
        record.msg, record.args = redacted(_said(record)), ()
        if record.exc_info and record.exc_info[0]:
            record.exc_text = redacted("".join(traceback.format_exception(*record.exc_info)).rstrip())
            record.exc_info = None  # a handler of somebody else's would format it again, unredacted
        record.ids = dict(_ids.get())
        return record

    return make


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return f"{record.msg} {record.args}"  # a library's slip must not cost us the request


class TextLines(logging.Formatter):
    """`12:00:00 WARNING rxapp.payments: words  checkout=co_1`."""

    def format(self, record: logging.LogRecord) -> str:
        ids = "".join(f"  {name}={value}" for name, value in _about(record).items())
        words = record.getMessage().replace("\n", "\\n")  # a stranger's words must not look like a line of ours
        line = f"{_moment(record):%H:%M:%S} {record.levelname} {record.name}: {words}{ids}"
        return f"{line}\n{record.exc_text}" if record.exc_text else line


class JsonLines(logging.Formatter):
    """One JSON object per line, for whatever collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_about(record),
        }
        return json.dumps(line | ({"exception": record.exc_text} if record.exc_text else {}), ensure_ascii=False)


def _about(record: logging.LogRecord) -> dict[str, str]:
    """The ids bound to the task, and those given with the record itself by `extra={"about": {…}}`."""
    return getattr(record, "ids", {}) | getattr(record, "about", {})


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)
