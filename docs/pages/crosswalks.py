"""The crosswalks: how each record set spells each code of a concept."""

from __future__ import annotations

from collections.abc import Sequence

from docs.pages.markdown import code, page, table
from indicators.records.crosswalks import Concept, Spelling
from mappings.ruleset.ruleset import Ruleset

SURE = {"high": "", "medium": " (medium)", "low": " (low)"}


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``crosswalks.md``."""
    return {"crosswalks.md": page("Crosswalks", _opening(), *map(_section, ruleset.records.concepts.values()))}


def _opening() -> str:
    return (
        "Different spellings of one thing meet in one table for each concept, "
        "`indicators/records/concepts/<concept>.tsv`. The first spelling of a code is the one that is written; every "
        "spelling is read, without regard to letter case. A set that has no spelling of its own for a code is written "
        "with the broader one, where it has that. A spelling of medium or low confidence says so; its source is in "
        "the file."
    )


def _section(concept: Concept) -> str:
    name, rows = concept.name, concept.rows
    sets = list(dict.fromkeys(row.record_set for row in rows))
    codes = dict.fromkeys(row.code for row in rows)
    body = [_row([row for row in rows if row.code == code], sets) for code in codes]
    return f"## {name.capitalize().replace('-', ' ')}\n\n{table(('code', 'is', 'broader', *sets), body)}"


def _row(rows: Sequence[Spelling], sets: Sequence[str]) -> tuple[str, ...]:
    first = rows[0]
    spelled = (
        "; ".join(row.spelling + SURE[row.confidence] for row in rows if row.record_set == record_set)
        for record_set in sets
    )
    return code(first.code), first.title, code(first.broader) if first.broader else "", *spelled
