"""What the API says of published cells."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PublishedCell(BaseModel):
    """One cell of one edition. Figures are exact decimals: read them as such, not as doubles."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return", examples=["core-data-set"])
    return_area: str = Field(description="The area that the return is made for.", examples=["E10000024"])
    return_period: str = Field(description="The period that the return is made for.", examples=["FY2024-25"])
    edition: int = Field(ge=1, description="Number of the edition.")
    edition_status: Literal["published", "restated", "withdrawn"] = Field(description="restated: there is a later one.")
    published_at: datetime
    audience: Literal["regulator", "council", "public"] = Field(description="As whom you read it.")
    illustrative: bool = Field(description="True where the figures are made up to show how it works.")
    line: str = Field(examples=["NI 62"])
    label: str = Field(description="The line in words.")
    indicator: str | None = Field(description="Code of the indicator in the catalogue.")
    area: str
    area_name: str
    period: str
    breakdown: str = Field(description="Which part of the population; total for all of it.")
    numerator: float | None
    denominator: float | None
    value: float | None = Field(description="Null where a symbol stands for it, or where the line is not sent.")
    unit: str | None
    per: int | None = Field(description="Of how many a rate is told.")
    symbol: str | None = Field(description="Why there is no figure.", examples=["confidential"])
    reason: str | None = Field(description="Why there is no figure, or why it is not sent, in a sentence.")
    status: str | None = Field(description="provisional, final, estimated or local_estimate.")
    standing: Literal["to_submit", "for_information", "not_sent"]
    lineage: str = Field(
        description="Its place in the edition's JSON file, which says how it was made.",
        examples=["/v1/editions/core-data-set/E10000024/FY2024-25/1/cells.json#/cells/17"],
    )


class PublishedCells(BaseModel):
    """Cells in order of return, period and area, and within an edition in the order of its form."""

    cells: list[PublishedCell] = Field(description="The cells that are meant, as far as you may see them.")
