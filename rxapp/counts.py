"""Where rates are counted: in this process, or in Redis for all workers."""

from limits.aio.storage import Storage
from limits.storage import storage_from_string

from rxapp.settings import Settings


def counts(settings: Settings) -> Storage:
    """A place to count in. What can't be counted there raises `limits.errors.StorageError`."""
    address, options = "async+memory://", dict[str, str]()
    if redis := settings.reflex_redis_url.get_secret_value():
        address, options = f"async+{redis}", {"implementation": "redispy"}
    return storage_from_string(address, wrap_exceptions=True, **options)  # pyright: ignore[reportArgumentType, reportReturnType]
