"""A local Stripe: an HTTP API for any Stripe client, and the pages that go with it. No money moves here."""
