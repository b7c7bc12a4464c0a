"""Every page behind the counter."""

from rxapp.merchant import attention, numbers, order, orders

PAGES = (*orders.PAGES, *order.PAGES, *attention.PAGES, *numbers.PAGES)
