"""Stripe's resources, one module each: addresses, parameters, behaviour."""
