"""What the API says of itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class Sqlite(BaseModel):
    """The library that the embedded store rests on."""

    version: str
    journal: str = Field(description="wal; or truncate, where the library's wal is not safe.")


class Health(BaseModel):
    """Whether the service can do its work, and on what."""

    status: Literal["ok", "limited", "unavailable"] = Field(
        description="limited: it can be read, and nothing can be written."
    )
    release: str
    store: str
    answers: bool
    writable: bool
    room_bytes: int | None = Field(description="Free on the disk of the home folder; null: there is none.")
    chain: bool | None = Field(description="Whether the newest rows of the audit trail follow from one another.")
    clock: datetime | None = Field(description="When duties were last taken up; null: nobody has kept the clock yet.")
    ruleset: str
    indicators: int
    sqlite: Sqlite | None
