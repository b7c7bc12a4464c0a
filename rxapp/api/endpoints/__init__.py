"""What clients that aren't our own pages may ask: `table` lists it, `endpoint` is what all of it shares."""
