"""The page that shows and drives the local Stripe, and its API."""
