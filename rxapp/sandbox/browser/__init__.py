"""Stripe.js, the frames of its elements and the page of the bank: what browsers load."""
