"""Due rules as files give them: when a window opens and closes, the lead before it, what an event begins."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from returnonce.definition_files.base import Code, Definition, Text

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
#: Working days of a year: with more, figures would be due before their period begins.
LONGEST_LEAD = 260
#: The recipient publishes the day anew for each period, and no rule is known that it follows from.
AsScheduled = Literal["as scheduled"]
AS_SCHEDULED: AsScheduled = "as scheduled"
NOT_GIVEN = (
    "Its recipient publishes the day anew for each period, and for this one none is known here: "
    "when it is due is not established."
)
AnchorKind = Literal["period_end", "period_start", "event", "term_start", "term_end", "snapshot"]


class DayOfYear(Definition):
    """``{month: 5, day: 31}``. 29 February is the last day of February in a year without one."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)


class NthWeekday(Definition):
    """``{weekday: thursday, n: 3, month: 1}``, the third Thursday of January; ``n: -1`` is the last one."""

    weekday: Weekday
    n: Literal[1, 2, 3, 4, -1]
    month: int = Field(ge=1, le=12)


class DueRule(Definition):
    """When a window opens or closes: so many working days, days or months after an anchor.

    ``on``, ``nth`` and ``last_working_day_of`` (a month, 1 to 12) first go on to such a day after the anchor. ``event``
    names the kind of event; ``term`` the term of the place's ``terms.tsv``; ``snapshot`` the day within the period
    on which is counted.
    """

    anchor: AnchorKind
    event: Code | None = None
    term: Code | None = None
    snapshot: DayOfYear | NthWeekday | None = None
    on: DayOfYear | None = None
    nth: NthWeekday | None = None
    last_working_day_of: int | None = Field(default=None, ge=1, le=12)
    working_days: int | None = None
    days: int | None = None
    months: int | None = None
    at: Text = "17:00"
    roll: Literal["next", "previous", "none"] = "next"
    assumed: bool
    source: Text

    @model_validator(mode="after")
    def _of_one_mind(self) -> DueRule:
        if self.event and self.anchor != "event":
            raise ValueError("an event is named, but the anchor is not event")
        if self.term and not self.anchor.startswith("term_"):
            raise ValueError("a term is named, but the anchor is neither term_start nor term_end")
        if (self.snapshot is not None) != (self.anchor == "snapshot"):
            raise ValueError("the anchor snapshot and the day of the snapshot belong together")
        if sum(form is not None for form in (self.on, self.nth, self.last_working_day_of)) > 1:
            raise ValueError("only one of on, nth and last_working_day_of can be given")
        return self


class Lead(Definition):
    """Working days that we need to check and to fill: agencies are asked to send so much earlier."""

    working_days: int = Field(ge=0, le=LONGEST_LEAD)
    assumed: bool
    source: Text


class GivenDay(Definition):
    """A due day that a recipient gave for one period, where no rule is known that it follows from."""

    day: date
    source: Text


class Timetable(Definition):
    """The rules for one return's dates: its window, corrections, and our lead.

    The day that was ``given`` for this very period goes before the due rule; without either there is no date, and
    ``undated`` says why. ``stage``: the code of that sending, of a return that is sent in several.
    """

    return_code: str = ""
    stage: str = ""
    opens: DueRule | None = None
    due: DueRule | None = None
    given: GivenDay | None = None
    undated: str = ""
    refresh: DueRule | None = None
    lead: Lead | None = None


class EventKind(Definition):
    """A kind of event that begins an obligation. ``due``: for returns that have no rule of their own for it."""

    code: Code
    title: Text
    #: As a due date names it: *the notice of inspection*.
    words: Text
    due: DueRule | None = None
    lead: Lead | None = None
