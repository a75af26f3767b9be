"""Codes that a version knows."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from indicators.period.arithmetic import financial_year
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_sets import RecordSet

LOOKED_AFTER = "children-looked-after"


def codes_of(record_set: RecordSet, table: str, column: str) -> frozenset[str]:
    """The codes that a column may hold in that version."""
    return frozenset(record_set.codes[record_set.tables[table].columns[column].code_list or ""])


def leaving_codes(definitions: RecordDefinitions, day: date) -> frozenset[str]:
    """Reasons for which an episode may end on a day: those of that year's version, or of the first."""
    return _leaving_codes(definitions, day.year - (day.month < 4))


@lru_cache(maxsize=64)
def _leaving_codes(definitions: RecordDefinitions, began: int) -> frozenset[str]:
    known_versions, year = list(definitions.versions(LOOKED_AFTER)), financial_year(began).code
    return codes_of(
        definitions.record_set(LOOKED_AFTER, year if year in known_versions else known_versions[0]), "Episodes", "REC"
    )
