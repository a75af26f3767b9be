"""Checks that editions name layouts that there are, and layouts name lines of the returns that use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mappings.checks.problems import DefinitionProblem, make_error
from mappings.definitions.workbook_layouts import BUILT_IN

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


def find_layout_problems(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """Every edition whose layout is none, and every line of a layout that its returns do not have."""
    known = sorted({*BUILT_IN, *ruleset.layouts})
    for definition in ruleset.returns.values():
        lines = {line.subject_id for line in definition.lines}
        for name in sorted({edition.layout for edition in definition.editions} & ruleset.layouts.keys()):
            yield from _find_unknown_lines(ruleset, name, lines)
        for edition in definition.editions:
            if edition.layout not in known:
                where = f"{definition.code}/{edition.edition}.yaml"
                yield make_error(
                    where, f"layout: There is no layout {edition.layout}.", f"Write one of: {', '.join(known)}."
                )


def _find_unknown_lines(ruleset: Ruleset, name: str, lines: set[str]) -> Iterator[DefinitionProblem]:
    for sheet in ruleset.layouts[name].sheets:
        for line in dict.fromkeys(sheet.named_lines):
            if line not in lines:
                message = f"'{line}' is no line of the return that is laid out so."
                yield make_error(f"layouts/{name}.yaml", message, "Correct its code, as lines.tsv has it.")
