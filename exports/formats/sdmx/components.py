"""The dimensions, measures and attributes of our structure, and the column that each is read from."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.tsv_files import read_table

TABLE = Path(__file__).parent / "components.tsv"


class SdmxComponent(Definition):
    """One component. ``source``: the column of the rows for machines that it is; none where it is worked out."""

    id: Text
    role: Literal["D", "M", "A"]
    type: Literal["String", "Decimal", "Integer", "Boolean", "ObservationalTimePeriod"]
    source: Text | None = Field(default=None, alias="from")
    says: Text


@lru_cache(maxsize=1)
def load_components() -> tuple[SdmxComponent, ...]:
    """Every component, in the order of the file: dimensions, measures, attributes."""
    return read_table(TABLE, SdmxComponent, ("id", "role", "type", "from", "says"))
