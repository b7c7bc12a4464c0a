"""The shared pieces of pages, and the look."""
