"""Instants and days in requests: text in ISO 8601, and an instant with its zone; never a number of seconds."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from returnonce.clock import LONDON, parse_instant
from returnonce.errors import WrongUsage

_DAY_ALONE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ONE_TICK = timedelta(microseconds=1)
#: Years that calendars reach; those with a 29 February (1900 had none).
YEAR = "(19|20)[0-9]{2}"
_LEAP_YEAR = "((19|20)(0[48]|[2468][048]|[13579][26])|2000)"
_MONTH_AND_DAY = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
DAY = f"({YEAR}-{_MONTH_AND_DAY}|{_LEAP_YEAR}-02-29)"
DAY_PATTERN = f"^{DAY}$"
_TIME, _ZONE = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?", "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_INSTANT = f"{DAY}T{_TIME}{_ZONE}"
INSTANT_PATTERN = f"^{_INSTANT}$"
INSTANT_SCHEMA = {
    "type": "string", "format": "date-time", "pattern": INSTANT_PATTERN, "examples": ["2026-04-01T00:00:00Z"],
}  # fmt: skip
DAY_SCHEMA = {"type": "string", "format": "date", "pattern": DAY_PATTERN, "examples": ["2026-04-01"]}
DAY_OR_INSTANT_SCHEMA = {"type": "string", "pattern": f"^({DAY}|{_INSTANT})$", "examples": ["2026-04-01"]}


def _read_instant(value: Any) -> Any:
    return value if isinstance(value, datetime) else _parse(value if isinstance(value, str) else "")


def _parse(text: str) -> datetime:
    try:
        return parse_instant(text, where="")
    except WrongUsage as error:
        raise PydanticCustomError("instant", "{what}", {"what": error.what, "mend": error.mend}) from error


def _read_day(value: Any) -> Any:
    if isinstance(value, str) and not _DAY_ALONE.fullmatch(value):
        raise PydanticCustomError("day", "This is not a day.", {"mend": "Write it like 2026-04-01."})
    return value


def _read_day_or_instant(text: str) -> datetime:
    if not _DAY_ALONE.fullmatch(text):
        return _parse(text)
    # What is wrong with a day is said as of an instant.
    _parse(f"{text}T00:00:00Z")
    return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), LONDON) - _ONE_TICK


#: An instant with its zone, in UTC; a day; and either, where a day means the last instant of it in London.
Instant = Annotated[datetime, BeforeValidator(_read_instant), WithJsonSchema(INSTANT_SCHEMA)]
Day = Annotated[date, BeforeValidator(_read_day), WithJsonSchema(DAY_SCHEMA)]
DayOrInstant = Annotated[datetime, BeforeValidator(_read_day_or_instant), WithJsonSchema(DAY_OR_INSTANT_SCHEMA)]
