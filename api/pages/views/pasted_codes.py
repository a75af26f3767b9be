"""Codes in a pasted list: what is called so here, which of them nothing is, and which rows had nothing to compare."""

from __future__ import annotations

from collections.abc import Sequence

from collectors.measure_lists.columns import is_code
from mappings.definitions.lines import EXACT
from mappings.overlap.profiles import Measure
from mappings.ruleset.ruleset import Ruleset


def fold_code(text: str) -> str:
    """``ni 62`` and ``NI62`` are one code."""
    return "".join(text.split()).casefold()


def find_by_codes(ruleset: Ruleset) -> dict[str, dict[str, tuple[str, ...]]]:
    """Indicators by the folded codes of the lines that are exactly they, and by their own; with those lines."""

    def find() -> dict[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = {fold_code(code): {code: ()} for code in ruleset.catalogue}
        for a_return in ruleset.returns.values():
            for line in a_return.lines:
                if line.predicate_id == EXACT and line.object_id in ruleset.catalogue:
                    of_code = found.setdefault(fold_code(line.subject_id), {})
                    said = f"{a_return.title}, {line.subject_id}"
                    of_code[line.object_id] = tuple(dict.fromkeys((*of_code.get(line.object_id, ()), said)))
        return found

    return ruleset.derived(("indicators by codes",), find)


def list_unknown_codes(ruleset: Ruleset, measures: Sequence[Measure]) -> tuple[str, ...]:
    """Rows that hold a code and no words, of which nothing here is called so."""
    known = find_by_codes(ruleset)
    return tuple(each.title for each in measures if is_code(each.title) and fold_code(each.title) not in known)


def list_rows_left_out(text: str, measures: Sequence[Measure]) -> tuple[str, ...]:
    """Rows of the text after the headings that gave no measure, each as it was pasted."""
    rows = {each.row for each in measures}
    first = min(rows, default=1)
    lines = enumerate(text.splitlines(), start=1)
    return tuple(
        f"Row {number}: {' '.join(line.split())}"
        for number, line in lines
        if line.strip() and number not in rows and not (number < first and number == 1)
    )
