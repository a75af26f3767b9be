"""What the API says of a portal's own report of errors."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class PortalFindingShown(BaseModel):
    """One row of a portal's report."""

    severity: Literal["error", "query", "note"]
    code: str
    line: str | None = Field(
        description="The line of the edition that it speaks of; of a return of the schedule, what the portal calls it."
    )
    row: int
    message: str


class ReportShown(BaseModel):
    """What a portal said."""

    sha256: str
    file_name: str
    loaded_by: str
    loaded_at: datetime
    findings: list[PortalFindingShown]
