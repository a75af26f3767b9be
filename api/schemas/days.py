"""Days in requests, within the years of which anything can be said."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
#: Beyond these there are no periods: the year before the first and the one after the last are asked for as well.
QueryDay = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY, examples=["2026-04-01"])]
