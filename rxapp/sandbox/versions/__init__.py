"""Older versions of the API: what they called differently, one module for each backward-incompatible change.

The rest of the local Stripe speaks the newest version only. `changes.py` lists the modules, `additions.py` what later
versions have besides, and `version.py` brings calls forward and answers back by them.
"""
