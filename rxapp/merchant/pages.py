"""Every page behind the counter."""

from rxapp.merchant import order, orders

PAGES = (*orders.PAGES, *order.PAGES)
