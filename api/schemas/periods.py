"""What the API says of periods."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from indicators.period.arithmetic import PeriodKind


class PeriodListed(BaseModel):
    """One period, by its code."""

    model_config = ConfigDict(populate_by_name=True)

    code: str = Field(examples=["FY2024-25"], description="As it is named everywhere in this API.")
    kind: PeriodKind = Field(description="What sort of period it is.")
    title: str = Field(description="The period as people write it.", examples=["2024-25"])
    start: date = Field(alias="from", description="Its first day.")
    end: date = Field(alias="to", description="Its last day.")
    sdmx: str = Field(description="The period as SDMX writes it.", examples=["2024-04-01/P1Y"])


class Periods(BaseModel):
    """Periods by their days."""

    periods: list[PeriodListed] = Field(description="Those that end in the span.")
