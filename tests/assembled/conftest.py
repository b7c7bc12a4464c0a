"""The assembled store, without a server."""

from tests.in_process import client, clock, make_client, mode, shop, tab

__all__ = ["client", "clock", "make_client", "mode", "shop", "tab"]
