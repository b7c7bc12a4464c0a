"""How calls get to Stripe: the SDK's client on aiohttp, which costs less than half of what its one on httpx does."""

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import stripe

from rxapp.payments.recording import Recording

CONNECT_SECONDS, READ_SECONDS = 3.0, 8.0


class HttpClient(Recording, stripe.AIOHTTPClient):
    """Keeps its connections; must be closed. An answer that breaks off is a lost connection, to be tried again."""

    _cached_session: aiohttp.ClientSession | None

    def __init__(self, address: str | None = None) -> None:
        """Nothing is connected yet.

        Args:
            address: What is called, Stripe by default; it decides whether a proxy of the environment is gone through.
        """
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS)
        )
        self.proxy = _proxy_to(address or stripe.DEFAULT_API_BASE)

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._cached_session is None:  # belongs to the event loop of the first call
            trusted = ssl.create_default_context(cafile=stripe.ca_bundle_path)
            self._cached_session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=trusted, limit=0),  # the store has a pace of its own
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=self.proxy,
            )
        return self._cached_session

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Makes one try of a call and reads the whole answer."""
        try:
            return await super().request_async(method, url, headers, post_data)  # pyright: ignore[reportUnknownMemberType]
        except (aiohttp.ClientError, TimeoutError) as error:
            self._handle_request_error(error)


def _proxy_to(address: str) -> str | None:
    where = urlsplit(address)
    return None if proxy_bypass(where.hostname or "") else getproxies().get(where.scheme)
