"""Checkout Sessions: a cart with its prices, its discount, its shipping and its payment."""
