"""Base classes of definitions: frozen, strict, and able to say *not established*."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NOT_ESTABLISHED: Final = "not established"

NotEstablished = Literal["not established"]
Confidence = Literal["high", "medium", "low"]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
DateOrUnknown = date | NotEstablished


class Definition(BaseModel):
    """A definition as read from a file. Never a database row, never an API response."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class InForce(Definition):
    """Half-open validity ``[from, to)``; ``to`` is null while there is no known end."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    start: DateOrUnknown = Field(alias="from")
    end: DateOrUnknown | None = Field(default=None, alias="to")

    def covers(self, day: date) -> bool:
        """Whether a day lies within; an unestablished date never excludes it."""
        after_start = not isinstance(self.start, date) or day >= self.start
        before_end = not isinstance(self.end, date) or day < self.end
        return after_start and before_end

    def explain_absence(self, first: date, last: date) -> str | None:
        """``it ended on 2011-04-01`` where neither the first nor the last day of a period lies within."""
        if self.covers(first) or self.covers(last):
            return None
        has_ended = isinstance(self.end, date) and last >= self.end
        return f"it ended on {self.end}" if has_ended else f"it began on {self.start}"
