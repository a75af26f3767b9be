"""What the API says of collections: what one agency is asked for."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.schemas.schedule import CollectionRow


class FigureAsked(BaseModel):
    """One figure that is asked for."""

    indicator: str
    title: str
    area: str
    area_name: str
    period: str
    breakdown: str
    due: date | None = Field(description="The day by which the agency has to send it.")
    returns: list[str] = Field(description="The returns that wait for it.")
    given: bool
    why: str | None = Field(description="Why it counts as given, or is not asked on; null: nothing is to be said.")


class Collections(BaseModel):
    """In the order of their due dates."""

    collections: list[CollectionRow]


class CollectionShown(BaseModel):
    """One collection and every figure of it; a collection of records has none."""

    collection: CollectionRow
    figures: list[FigureAsked]
