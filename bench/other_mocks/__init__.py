"""The local Stripe beside what others made for the same purpose: the same checks as a client, the same measurements."""
