"""What every entry of the catalogue is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Price = Annotated[int, Field(strict=True, ge=0, le=99_999_999)]
Percent = Annotated[int, Field(strict=True, ge=1, le=100)]
LONGEST_TEXT = 200
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]  # what somebody has typed
Name = Annotated[str, Field(min_length=1, max_length=60)]


class Entry(BaseModel):
    """Frozen, and strict about what it doesn't know: a misspelt key stops the start."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
