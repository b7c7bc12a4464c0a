"""Who is there, and how often they may ask."""
