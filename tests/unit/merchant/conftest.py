"""A tab of the merchant, without a socket, on a store in this process."""

from tests.in_process import counter, mode, shop, tab

__all__ = ["counter", "mode", "shop", "tab"]
