"""What must be there before the store opens. `python -m rxapp.start` looks before anything is built or served.

With the name of what follows, `run` or `dev`, it looks whether the store's port is free, too.
"""

import os
import sys

import redis

from rxapp.orders.migrating import CannotUseDatabase, migrate
from rxapp.port import another, state_of
from rxapp.settings import Settings, settings
from rxapp.shop.catalog import CATALOG  # noqa: F401 – a mistake in it ends the start here

REDIS_SECONDS = 5.0


class CannotStart(Exception):
    """The store can't open; the text says in one line why, and what to do."""

    def __str__(self) -> str:
        return f"The store cannot start. {super().__str__()}"


def prepare(settings: Settings) -> None:
    """Brings the database up to date and looks whether Redis answers. Must not run inside an event loop.

    Raises:
        CannotStart: One of them can't be used.
    """
    try:
        migrate(settings.database)
    except CannotUseDatabase as error:
        raise CannotStart(str(error)) from error
    if address := settings.reflex_redis_url.get_secret_value():
        ask_redis(address)


def ask_redis(address: str) -> None:
    """Looks whether Redis answers.

    Raises:
        CannotStart: It doesn't.
    """
    try:
        with redis.Redis.from_url(address, socket_timeout=REDIS_SECONDS) as asked:  # also until it is connected
            asked.ping()
    except (redis.RedisError, ValueError, OSError) as error:
        raise CannotStart(f"Redis can't be used: {str(error).splitlines()[0]} Check REFLEX_REDIS_URL.") from error


def ask_port(settings: Settings, then: str) -> None:
    """Looks whether the port is free.

    Args:
        then: What is to be made with another port.

    Raises:
        CannotStart: It isn't.
    """
    state = state_of(settings.port)
    if state != "free":
        why = {"ours": "taken by a store that runs already", "forbidden": "not for everybody"}
        taken = why.get(state, "taken by another program")
        raise CannotStart(f"Port {settings.port} is {taken}. Take another: PORT={another(settings.port)} make {then}")


def give_up(reason: CannotStart) -> None:
    """Ends this process with one line: a worker that can't open has nothing to finish, and a traceback helps nobody."""
    sys.stderr.write(f"{reason}\n")
    sys.stderr.flush()
    os._exit(1)


def look_first(then: str = "") -> None:
    """Prepares, or ends the process with the one line."""
    try:
        if then:
            ask_port(settings, then)
        prepare(settings)
    except CannotStart as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    look_first(*sys.argv[1:2])
