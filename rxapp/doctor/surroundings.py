"""What the store keeps things in, and how shoppers reach it: a folder, the database, Redis, https."""

import os

import httpx

from rxapp.doctor.finding import Finding, fine, unsure, wrong
from rxapp.orders.migrating import CannotUseDatabase, waiting_migrations
from rxapp.settings import Settings
from rxapp.start import CannotStart, ask_redis

SECONDS = 5.0


async def database(settings: Settings) -> Finding:
    """Whether it can be used, and whether the next start changes its tables."""
    kind = "SQLite, for one worker" if settings.database.startswith("sqlite") else "Postgres"
    try:
        waiting = await waiting_migrations(settings.database)
    except CannotUseDatabase as error:
        return wrong("Database", str(error), "Mend DATABASE_URL, or start the database.")
    if waiting:
        return fine("Database", f"{kind}; the next start brings its tables up to date")
    return fine("Database", f"{kind}, up to date")


def folder(settings: Settings) -> Finding:
    """Whether the store may write where it keeps its files; where there is none yet, it makes one."""
    there = next(one for one in (settings.data_dir.resolve(), *settings.data_dir.resolve().parents) if one.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        return wrong("Folder", f"{settings.data_dir} can't be written", f"Give this user {there}, or set DATA_DIR.")
    return fine("Folder", f"{settings.data_dir}")


def redis(settings: Settings) -> Finding:
    """Whether it answers, where there has to be one."""
    address = settings.reflex_redis_url.get_secret_value()
    if not address:
        return fine("Redis", "not used: one worker needs none")
    try:
        ask_redis(address)
    except CannotStart as error:
        return wrong("Redis", str(error).partition(". ")[2], "Start it, or mend REFLEX_REDIS_URL.")
    return fine("Redis", "answers")


async def https(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Whether the store is reached at its public address, by a certificate that browsers believe."""
    if not settings.public_url:
        said = f"{settings.origin}, on this machine alone"
        return fine("Address", said)
    if not settings.https:
        return unsure("Address", f"{settings.origin} is not https", "Put a proxy with https in front: deploy/README.md")
    try:
        answer = await http.get(f"{settings.origin}/health", timeout=SECONDS)
    except httpx.ConnectError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):  # so OpenSSL calls it, whatever is wrong with it
            cure = "Have the proxy get one for this name. At home, where Caddy makes its own: nothing."
            return unsure("Address", f"{settings.origin} answers, but its certificate isn't believed: {error}", cure)
        return unsure("Address", f"{settings.origin} can't be reached: {error}", "Start the store and the proxy first.")
    except httpx.HTTPError as error:
        return unsure("Address", f"{settings.origin} gives no answer: {error}", "Start the store and the proxy first.")
    if answer.status_code != 200:
        cure = "Let the proxy pass everything to the store: deploy/README.md"
        return wrong("Address", f"{settings.origin}/health answers {answer.status_code}", cure)
    return fine("Address", f"{settings.origin} answers, and its certificate is believed")
