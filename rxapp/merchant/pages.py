"""Every page behind the counter."""

from rxapp.merchant import orders

PAGES = (*orders.PAGES,)
