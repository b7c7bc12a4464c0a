"""The pages, one module each. Each exports its `PAGES`; a new one is a module here and a line in `rxapp/rxapp.py`."""
