"""Definitions of the burden's counts: title, meaning and sums, from ``counts.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from pydantic import Field

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.root import definition_path
from returnonce.definition_files.yaml_files import read_definition

COUNTS_FILE = definition_path("mappings", "burden", "counts.yaml")


class CountDefinition(Definition):
    """One count. ``parts``: the counts that it is the sum of, each added (1) or subtracted (-1)."""

    code: Text
    title: Text
    means: Text
    parts: dict[str, Literal[1, -1]] = Field(default_factory=dict)


class CountDefinitions(Definition):
    """``counts`` come from the plan; ``collected`` needs a store."""

    counts: tuple[CountDefinition, ...]
    collected: tuple[CountDefinition, ...]

    @property
    def by_code(self) -> dict[str, CountDefinition]:
        """All of them by code."""
        return {one.code: one for one in (*self.counts, *self.collected)}


@lru_cache(maxsize=1)
def load_count_definitions() -> CountDefinitions:
    """The file that ships.

    Raises:
        Refused: the file is wrong; names the field.
    """
    return read_definition(CountDefinitions, COUNTS_FILE)


def add_sums(counts: Mapping[str, int]) -> dict[str, int]:
    """All counts of the plan: the given ones, and those that are sums of others."""
    totals, definitions = dict(counts), load_count_definitions().by_code

    def total(code: str) -> int:
        if code not in totals:
            totals[code] = sum(sign * total(part) for part, sign in definitions[code].parts.items())
        return totals[code]

    return {one.code: total(one.code) for one in load_count_definitions().counts}
