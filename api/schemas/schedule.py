"""What the routes of the schedule answer, as OpenAPI says it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from mappings.progress.states import State


class TableRow(BaseModel):
    """A row of a table; a column that is not named here may be added later."""

    model_config = ConfigDict(populate_by_name=True)


class CollectionRow(TableRow):
    """What one agency is asked for, by when, and how far it is."""

    key: str = Field(
        description="<place>/<agency>/<return>/<period>, the event that began it, and an area that alone has more time."
    )
    place: str
    agency: str | None = Field(description="Null where nobody is of record.")
    agency_name: str | None
    return_code: str = Field(alias="return", description="The first return that waits for it.")
    title: str
    period: str
    opens: date | None
    due: date | None = Field(description="The day by which the agency has to send; null until an event sets it.")
    at: str | None = Field(description="Local time in London on that day.")
    needed_by: date | None
    explanation: str
    assumed: bool
    figures: int | None
    keyed: int | None
    given: int | None
    record_set: str | None
    returns: list[str]
    state: State
    why_state: str
    days_left: int | None = Field(description="Calendar days to the due day; negative after it.")
    late_by: int | None = Field(description="Calendar days late; 0 on the due day itself; null where not late.")
    deadline: datetime | None
    owed: int = Field(description="Figures asked for that nobody else gave; a file of records is one.")
    received: int = Field(description="Of these, seen in any upload, refused ones too.")
    accepted: int
    not_available: int
    given_by_others: int
    on_time: int
    to_confirm: int
    findings: int = Field(description="Open queries.")
    given_by: list[str]
    received_at: datetime | None
    completed_at: datetime | None
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    refused_at: datetime | None
    last_submission: str | None


class PeriodRange(TableRow):
    """Periods that end from one day to another, both included."""

    start: date = Field(alias="from")
    end: date = Field(alias="to")


class Schedule(PeriodRange):
    collections: list[CollectionRow]


class ObligationRow(TableRow):
    """One return falling due for one area and period."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    key: str
    place: str
    return_code: str = Field(alias="return")
    title: str
    area: str
    area_name: str
    period: str
    opens: date | None
    due: date | None
    send_by: date | None
    refresh: date | None
    explanation: str
    assumed: bool
    grant: str | None


class Obligations(PeriodRange):
    obligations: list[ObligationRow]


class CompletenessRow(TableRow):
    """How complete and how punctual one agency was for one return and period."""

    place: str
    agency: str | None
    agency_name: str | None
    return_code: str = Field(alias="return")
    kind: str = Field(description="Kind of period; each kind is a series of its own.")
    period: str
    deadline: datetime | None
    collections: int
    owed: int
    received: int
    accepted: int
    on_time: int
    given_by_others: int
    late_by: int | None
    complete_share: str | None = Field(description="Per cent of what is owed, to one decimal; null: nothing owed.")
    on_time_share: str | None = Field(description="Null where nothing is owed, or while it can still come in time.")
    complete_direction: str | None = Field(description="up, down or level, against the period before.")
    on_time_direction: str | None
    said: str


class Completeness(PeriodRange):
    completeness: list[CompletenessRow]
