"""The customer portal: what a shop lets its customers do there, the sessions that lead to it, and its page."""
