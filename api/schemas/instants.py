"""Instants and days in requests: text in ISO 8601, and an instant with its zone; never a number of seconds."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from returnonce.clock import parse_instant
from returnonce.errors import WrongUsage

#: Years that calendars reach.
_YEAR = "(19|20)[0-9]{2}"
_DAY = f"{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DAY_PATTERN = f"^{_DAY}$"
_TIME, _ZONE = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?", "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
INSTANT_PATTERN = f"^{_DAY}T{_TIME}{_ZONE}$"
INSTANT_SCHEMA = {
    "type": "string", "format": "date-time", "pattern": INSTANT_PATTERN, "examples": ["2026-04-01T00:00:00Z"],
}  # fmt: skip
DAY_SCHEMA = {"type": "string", "format": "date", "pattern": DAY_PATTERN, "examples": ["2026-04-01"]}


def _read_instant(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    try:
        return parse_instant(value if isinstance(value, str) else "", where="")
    except WrongUsage as error:
        raise PydanticCustomError("instant", "{what}", {"what": error.what, "mend": error.mend}) from error


def _read_day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise PydanticCustomError("day", "This is not a day.", {"mend": "Write it like 2026-04-01."})
    return value


#: An instant with its zone, in UTC; and a day.
Instant = Annotated[datetime, BeforeValidator(_read_instant), WithJsonSchema(INSTANT_SCHEMA)]
Day = Annotated[date, BeforeValidator(_read_day), WithJsonSchema(DAY_SCHEMA)]
