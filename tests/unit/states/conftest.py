"""A tab's states, without a socket, on a store in this process."""

from tests.in_process import clock, mode, shop, tab

__all__ = ["clock", "mode", "shop", "tab"]
