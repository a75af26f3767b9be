"""Codes of periods in requests: what an address may hold, and what names a period that there is not."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.schemas.instants import DAY, YEAR
from indicators.period.printed import read_period
from returnonce.errors import NotFound, Refused

_PERIOD = (
    f"((FY|AY){YEAR}-[0-9]{{2}}|FY{YEAR}-[0-9]{{2}}-Q[1-4]|CY{YEAR}|{YEAR}-M(0[1-9]|1[0-2])"
    rf"|{DAY}(\.\.{DAY})?)"
)
#: One code; and several, separated by commas.
PERIOD_PATTERN = f"^{_PERIOD}$"
PERIODS_PATTERN = f"^{_PERIOD}(,{_PERIOD})*$"
_WELL_FORMED = re.compile(_PERIOD)


def find_period(text: str) -> str:
    """The code of the period that a text names, however it is spelled.

    Raises:
        NotFound: it is written as a code is, and there is no such period: FY2009-57, or a window that ends before it
            begins.
        Refused: it is not clear.
    """
    try:
        return read_period(text).code
    except Refused as error:
        if _WELL_FORMED.fullmatch(text):
            raise NotFound(error.what, where="period", mend=error.mend) from error
        raise


def _check(text: str) -> str:
    """Leaves the text as it is: how it is spelled is for the route to read."""
    if not text.strip():
        raise PydanticCustomError("period", "No period is named.", {"mend": "Write a code such as FY2024-25."})
    find_period(text)
    return text


#: The code of a period, in an address or a body.
PeriodText = Annotated[
    str,
    AfterValidator(_check),
    WithJsonSchema({"type": "string", "pattern": PERIOD_PATTERN, "examples": ["FY2024-25"]}),
]
