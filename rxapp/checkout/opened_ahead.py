"""The payments that were opened while a shopper still looked at the cart."""

import asyncio

KEPT_SECONDS = 60.0  # after that Stripe is asked what has become of it


class OpenedAhead:
    """Their secrets, in this process alone: each is handed out once, to the page that opens first."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def keep(self, session_id: str, client_secret: str) -> None:
        self._secrets[session_id] = client_secret
        asyncio.get_running_loop().call_later(KEPT_SECONDS, self.take, session_id)

    def take(self, session_id: str) -> str:
        """The secret of a payment that nobody has opened since; empty if there is none, or it was too long ago."""
        return self._secrets.pop(session_id, "")
