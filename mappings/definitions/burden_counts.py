"""Definitions of the burden's counts: title, meaning and sums, from ``counts.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition


class CountDefinition(Definition):
    """One count. ``parts``: the counts that it is the sum of, each added (1) or subtracted (-1)."""

    code: Text
    title: Text
    means: Text
    parts: dict[str, Literal[1, -1]] = Field(default_factory=dict)


class WaterfallStep(Definition):
    """A count that is taken away (-1) or added (1) on the way from ``start`` to ``end``; ``stage`` groups steps.

    ``short``: its name in a picture; ``column``: at the head of a narrow column.
    """

    code: Text
    sign: Literal[1, -1]
    short: Text
    column: Text
    stage: Text


class WaterfallDefinition(Definition):
    """The steps from one count to another, in their order."""

    start: Text
    steps: tuple[WaterfallStep, ...]
    end: Text


class CountDefinitions(Definition):
    """``counts`` come from the plan; ``collected`` needs a store."""

    counts: tuple[CountDefinition, ...]
    waterfall: WaterfallDefinition
    collected: tuple[CountDefinition, ...]

    @property
    def by_code(self) -> dict[str, CountDefinition]:
        """All of them by code."""
        return {definition.code: definition for definition in (*self.counts, *self.collected)}


def load_count_definitions(path: FilePath) -> CountDefinitions:
    """``counts.yaml``.

    Raises:
        Refused: the file is wrong; names the field.
    """
    return read_definition(CountDefinitions, path)


def add_sums(counts: Mapping[str, int], definitions: CountDefinitions) -> dict[str, int]:
    """All counts of the plan: the given ones, and those that are sums of others."""
    totals, by_code = dict(counts), definitions.by_code

    def total(code: str) -> int:
        if code not in totals:
            totals[code] = sum(sign * total(part) for part, sign in by_code[code].parts.items())
        return totals[code]

    return {count.code: total(count.code) for count in definitions.counts}
