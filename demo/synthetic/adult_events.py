"""Events of adult social care as a council's system holds them, and what a quarter's file shows of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from indicators.period.arithmetic import Period

REABLEMENT = "Short term support: ST-Max"
COMMUNITY = "Long term support: Community"
RESIDENTIAL, NURSING = "Long term support: Residential care", "Long term support: Nursing care"
TO_CARER = "Unpaid carer support: Direct to unpaid carer"


@dataclass(frozen=True, slots=True)
class MadeUpEvent:
    """One event. ``cells``: its other columns. ``vanishes``: from this day files do not have it, without an end."""

    kind: str
    start: date
    end: date | None
    cells: dict[str, str] = field(default_factory=dict)
    vanishes: date | None = None

    def shown_in(self, window: Period) -> bool:
        """Whether the file of these twelve months has it."""
        if self.start > window.end or (self.vanishes is not None and window.end >= self.vanishes):
            return False
        if self.kind == "Service":
            return self.end is None or self.end >= window.start
        return self.end is not None and window.start <= self.end <= window.end

    def end_shown(self, window: Period) -> date | None:
        """The end, once it has come."""
        return self.end if self.end is not None and self.end <= window.end else None


def service(
    start: date, end: date | None, service_type: str, component: str = "", *, mechanism: str = "", outcome: str = ""
) -> MadeUpEvent:
    """A service; what is not said stays blank."""
    cells = {"Service_Type": service_type, "Service_Component": component, "Delivery_Mechanism": mechanism,
             "Event_Outcome": outcome}  # fmt: skip
    return MadeUpEvent("Service", start, end, {name: cell for name, cell in cells.items() if cell})


def request(day: date, outcome: str) -> MadeUpEvent:
    """A request, answered on the same day."""
    return MadeUpEvent("Request", day, day, {"Event_Outcome": outcome})


def assessment(start: date, end: date, outcome: str) -> MadeUpEvent:
    """A long-term assessment."""
    cells = {"Assessment_Type": "Long term assessment", "Event_Outcome": outcome}
    return MadeUpEvent("Assessment", start, end, cells)


def review(start: date, end: date, outcome: str) -> MadeUpEvent:
    """A planned review."""
    return MadeUpEvent("Review", start, end, {"Review_Reason": "Planned", "Event_Outcome": outcome})
