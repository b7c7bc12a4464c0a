"""Addresses in each kind of place that the catalogue knows."""

from rxapp.shop.destination import Destination

OREGON = Destination(
    name="Anna Marsh", line1="1219 SW Park Avenue", city="Portland", state="OR", postal_code="97205", country="US"
)
NEW_YORK = Destination(
    name="Anna Marsh", line1="11 Wall Street", city="New York", state="NY", postal_code="10005", country="US"
)
HAWAII = Destination(
    name="Anna Marsh", line1="1 Aloha Tower Drive", city="Honolulu", state="HI", postal_code="96813", country="US"
)
BERLIN = Destination(
    name="Anna Marsch", line1="Invalidenstraße 43", city="Berlin", state="", postal_code="10115", country="DE"
)
YAME = Destination(
    name="Marsh Anna", line1="Motomachi 1-1", city="Yame", state="Fukuoka", postal_code="834-0031", country="JP"
)

ALL = (OREGON, NEW_YORK, HAWAII, BERLIN, YAME)
