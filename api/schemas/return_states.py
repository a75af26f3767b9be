"""What the API says of how far a return is."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from api.schemas.schedule import TableRow
from exports.editions.return_states import ReturnState


class ReturnStateRow(TableRow):
    """How far one area's return is. States, counts and dates; never a figure."""

    return_code: str = Field(alias="return")
    period: str
    area: str
    area_name: str
    place: str | None = Field(description="The place that makes it; null where none here does.")
    stage: str = Field(description="Of a return that is sent in several, or the event that began it; else empty.")
    state: ReturnState = Field(description="The furthest that it came.")
    opens: date | None
    due: date | None = Field(description="The day on which the return is due; null until an event sets it.")
    deadline: datetime | None
    explanation: str | None = Field(description="How the due day comes about.")
    assumed: bool = Field(description="True where no source gives the due rule.")
    late_by: int | None = Field(
        description="Calendar days from the due day to when it was first sent, or to now; 0 on the day itself; null in"
        " time."
    )
    needed: int = Field(description="Figures that the return asks for here; a file of records counts as one.")
    received: int = Field(description="Of these, there now, whoever gave them.")
    completed_at: datetime | None = Field(description="Since when nothing is missing; null where something is.")
    proposed_at: datetime | None = Field(description="When the draft was put up that is being decided on.")
    edition: int | None = Field(description="Number of the newest edition that is not withdrawn.")
    editions: int | None = Field(description="How many there were; null where none was.")
    first_published_at: datetime | None
    published_at: datetime | None = Field(description="When that newest edition was published.")
    withdrawn_at: datetime | None = Field(description="When an edition was last withdrawn.")
    sent_at: datetime | None = Field(description="When that edition was uploaded to a portal, where that was noted.")


class StateOfReturn(TableRow):
    """One return for one period, area by area. ``states``: how many areas are in each."""

    return_code: str = Field(alias="return")
    period: str
    title: str
    states: dict[str, int] = Field(
        description="How many areas are in each state.", examples=[{"received": 3, "published": 149}]
    )
    areas: list[ReturnStateRow]
