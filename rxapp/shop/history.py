"""What has happened before, as far as an offer may depend on it. The ledger reads it; here it is only looked at."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict


class History(BaseModel):
    """What is known of a shopper and of the codes at one moment.

    `has_ordered` says whether this shopper has bought anything, `uses` how often each code has been used by anybody, as
    far as that is limited, and `until` when the minutes of a timed code run out that this shopper has entered before.
    """

    model_config = ConfigDict(frozen=True)

    has_ordered: bool = False
    uses: Mapping[str, int] = {}
    until: Mapping[str, datetime] = {}


NOTHING_YET = History()
