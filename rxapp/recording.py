"""What happens to a checkout while its shopper watches it: each step, with its times. Else nothing is kept.

A record lives in the worker that the watching tab speaks with. It holds what that worker does: the tab's changes, their
transactions, their calls to Stripe. What another worker does, such as to take a webhook, isn't in it.
"""

import asyncio
import functools
import inspect
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, ParamSpec, Protocol, TypeAlias, TypeVar

from rxapp.logs import bound
from rxapp.shop.refusal import Refusal

Kind = Literal["handler", "use_case", "transaction", "stripe", "webhook"]
Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Work: TypeAlias = Callable[Given, Coroutine[Any, Any, Answer]]

DONE = "done"
NAMING = ("co_", "cs_", "pi_")  # a checkout, its session, its intent
STEPS_KEPT = 400
WATCHED_SECONDS = 60.0  # from the last look on: a tab that is gone says nothing
LONGEST_LOOK_SECONDS = 10.0


class Watchable(Protocol):
    """A checkout, as far as a record knows it."""

    @property
    def id(self) -> str: ...
    @property
    def session_id(self) -> str | None: ...
    @property
    def revision(self) -> int: ...
    @property
    def synced_revision(self) -> int: ...


@dataclass(slots=True)
class Step:
    """Something that was done.

    Attributes:
        began: In milliseconds since 1970, as `ended`, which is None while it runs.
        outcome: `done`, the code of a refusal, the status of an answer or what was raised; empty while it runs.
        said: The sentence of a refusal.
        about: What else there is to know of it.
        session_id: The checkout's session or intent at that time; empty where it had none.
        version: Grows with everything that is noted, so that a look can ask for what is new.
    """

    id: int
    kind: Kind
    name: str
    file: str
    began: float
    ended: float | None = None
    outcome: str = ""
    said: str = ""
    about: dict[str, Any] = field(default_factory=dict[str, Any])
    session_id: str = ""
    version: int = 0

    def refuse(self, refusal: Refusal) -> None:
        """Says that it was refused, where that isn't raised any further."""
        if self is not _NOBODY_ASKED:
            self.outcome, self.said = refusal.code, refusal.message


class Record:
    """What has happened to one checkout since somebody began to watch it."""

    def __init__(self, checkout: Watchable) -> None:
        self.id = checkout.id
        self.session_id, self.names = "", {checkout.id}
        self._know(checkout.session_id)
        self.revision, self.synced_revision = checkout.revision, checkout.synced_revision
        self.began = _next_number()
        self.until = 0.0
        self._steps: dict[int, Step] = {}
        self._changed = asyncio.Event()

    def note(self, step: Step) -> None:
        """Keeps a step that begins, or that has ended."""
        step.version = _next_number()
        step.session_id = step.session_id or self.session_id
        self._steps[step.id] = step
        while len(self._steps) > STEPS_KEPT:
            del self._steps[next(iter(self._steps))]
        self._changed.set()

    def see(self, checkout: Watchable) -> dict[str, Any]:
        """Compares a checkout with how it was seen last, and remembers it."""
        moved = {
            "revision": [self.revision, checkout.revision],
            "synced_revision": [self.synced_revision, checkout.synced_revision],
        }
        self.revision, self.synced_revision = checkout.revision, checkout.synced_revision
        self._know(checkout.session_id)
        return moved

    def _know(self, session_id: str | None) -> None:
        """Also a session that has been replaced still means this checkout."""
        self.session_id = session_id or ""
        self.names |= {self.session_id} - {""}

    def since(self, version: int) -> list[Step]:
        """The steps that are new or went on since then, in the order they began."""
        return [step for step in self._steps.values() if step.version > version]

    async def news(self, version: int, seconds: float = LONGEST_LOOK_SECONDS) -> list[Step]:
        """Waits for something new, but not for ever; whoever asks first hears at once that it has begun."""
        if version >= self.began and not self.since(version):
            self._changed.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
            except TimeoutError:
                pass
        return self.since(version)


_NOBODY_ASKED = Step(0, "use_case", "", "", 0.0)
_records: dict[str, Record] = {}
_last_number = 0


def watch(checkout: Watchable) -> Record:
    """Keeps what happens to a checkout, from now on and for a minute after the last look."""
    now = time.monotonic()
    for forgotten in [record.id for record in _records.values() if record.until < now]:
        del _records[forgotten]
    record = _records.setdefault(checkout.id, Record(checkout))
    record.until = now + WATCHED_SECONDS
    return record


def look_away(checkout_id: str) -> None:
    """Nobody watches it any more; what was kept is forgotten."""
    _records.pop(checkout_id, None)


def record_of(*things: object) -> Record | None:
    """The record of a checkout that one of these is, or names; if they name none, of the one the task is about."""
    names = list(_names_in(things))
    for name in names if any(name.startswith(NAMING) for name in names) else [bound("checkout")]:
        for record in _records.values():
            if name in record.names:
                return record
    return None


def recorded(kind: Kind) -> Callable[[Work[Given, Answer]], Work[Given, Answer]]:
    """Notes each call of a function, while a checkout that it is about is watched."""

    def around(work: Work[Given, Answer]) -> Work[Given, Answer]:
        signature = inspect.signature(work)

        @functools.wraps(work)
        async def noting(*given: Given.args, **named: Given.kwargs) -> Answer:
            if not _records:
                return await work(*given, **named)
            sent = _plain(signature.bind(*given, **named).arguments) if kind == "use_case" else {}
            with step(kind, work.__name__, file_of(work.__module__), *given, *named.values(), sent=sent) as begun:
                answer = await work(*given, **named)
                begun.about["answer"] = answer
                return answer

        return noting

    return around


def recorded_transactions(names: Iterable[str]) -> Callable[[type[Answer]], type[Answer]]:
    """Notes each call of these methods of a class, each of which is one transaction."""

    def of(books: type[Answer]) -> type[Answer]:
        for name in names:
            setattr(books, name, recorded("transaction")(getattr(books, name)))
        return books

    return of


@contextmanager
def step(kind: Kind, name: str, file: str, *things: object, **about: Any) -> Iterator[Step]:
    """Goes around something that is done; `things` say to which checkout, or else what comes of it does."""
    if not _records:
        yield _NOBODY_ASKED
        return
    begun = Step(_next_number(), kind, name, file, _milliseconds(), about=about)
    record = record_of(*things)
    if record:
        record.note(begun)
    try:
        yield begun
        begun.outcome = begun.outcome or DONE
    except BaseException as error:
        begun.outcome = type(error).__name__
        if isinstance(error, Refusal):
            begun.refuse(error)
        raise
    finally:
        begun.ended = _milliseconds()
        answer = begun.about.pop("answer", None)
        record = record or record_of(answer)
        if record:
            begun.about |= _seen(record, begun, answer)
            record.note(begun)


def watching() -> bool:
    """Whether anybody watches anything here."""
    return bool(_records)


def file_of(module: str) -> str:
    """Where a module is, from the root of the project."""
    return f"{module.replace('.', '/')}.py"


def _seen(record: Record, done: Step, answer: Any) -> dict[str, Any]:
    """What a transaction made of the checkout, or of its payment."""
    if done.kind != "transaction":
        return {}
    if isinstance(answer, tuple):
        answer, *_ = answer
    if hasattr(answer, "synced_revision"):
        amount = {"amount": answer.quote.total, "currency": answer.quote.currency, "status": str(answer.status)}
        return record.see(answer) | amount
    if hasattr(answer, "number"):
        return {name: getattr(answer, name) for name in ("number", "total", "paid", "currency", "flag")}
    return {}


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for besides the checkout itself: numbers, and a choice of a few."""
    return {name: value for name, value in arguments.items() if isinstance(value, int | StrEnum)}


def _names_in(things: Iterable[object]) -> Iterator[str]:
    for thing in things:
        if isinstance(thing, str):
            yield thing
        elif isinstance(thing, tuple):
            yield from _names_in(thing)
        else:
            for name in ("checkout_id", "id", "session_id"):
                if isinstance(known := getattr(thing, name, None), str):
                    yield known


def _milliseconds() -> float:
    return time.time() * 1000


def _next_number() -> int:
    """Grows, also from one worker to the next: a tab may come back on another one."""
    global _last_number
    _last_number = max(_last_number + 1, time.time_ns() // 1000)
    return _last_number
