"""Field states: in which rows a column is mandatory, applicable or not; as data, so that a council can complete it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from indicators.records.record_definitions import RecordRule, Severity
from returnonce.definition_files.base import Confidence, Definition, Text

StateName = Literal["mandatory", "applicable", "not-applicable", "undetermined"]
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
MANDATORY, UNDETERMINED = "mandatory", "undetermined"
NEVER = f"WHEN 1 = 0 THEN '{UNDETERMINED}'"
STATE_COLUMNS = ("table", "column", "when", "state", "confidence", "source")


class FieldState(Definition):
    """What a column is in the rows for which an SQL condition holds.

    Of several the one that is known best decides (``confidence``), and of those the first: rows that a council adds as
    it learns more go before ours. Without ``when`` it is so in every other row; a row of which nothing is said is
    undetermined.
    """

    table: Text
    column: Text
    when: Text | None = None
    state: StateName
    confidence: Confidence
    source: Text


def write_state_condition(states: Iterable[FieldState]) -> str:
    """The states of one column as one SQL expression, which is the state's name for each row."""
    cases, other = [], UNDETERMINED
    for each in states:
        if each.when is None:
            other = each.state
            break
        cases.append(f"WHEN {each.when} THEN '{each.state}'")
    # SQL wants a condition in every CASE: where there is none, one that never holds.
    return f"CASE {' '.join(cases or [NEVER])} ELSE '{other}' END"


def group_by_column(states: Iterable[FieldState]) -> dict[tuple[str, str], list[FieldState]]:
    """The states of each table's columns, the one that decides first."""
    grouped: dict[tuple[str, str], list[FieldState]] = {}
    for each in sorted(states, key=lambda each: CONFIDENCES.index(each.confidence)):
        grouped.setdefault((each.table, each.column), []).append(each)
    return grouped


def list_blank_rules(states: Iterable[FieldState]) -> tuple[RecordRule, ...]:
    """A rule for each column that is mandatory somewhere: it is blank where it must not be."""
    return tuple(
        _blank_rule(table, column, own)
        for (table, column), own in group_by_column(states).items()
        if any(each.state == MANDATORY for each in own)
    )


def _blank_rule(table: str, column: str, states: Sequence[FieldState]) -> RecordRule:
    source = next(each for each in states if each.state == MANDATORY)
    severity: Severity = "note" if source.confidence == "low" else "query"
    return RecordRule.model_validate(
        {
            "rule": f"blank-{column.lower().replace('_', '-').replace(' ', '-')}",
            "severity": severity,
            "table": table,
            "wrong": f"\"{column}\" IS NULL AND {write_state_condition(states)} = '{MANDATORY}'",
            "columns": (column,),
            "what": f"{column} is blank in a row in which it is mandatory.",
            "why": "Whoever checks the return counts the cell as failed, and measures count the person as unknown.",
            "mend": "Fill it in, or leave it if it is not known.",
            "source": source.source,
            "confidence": source.confidence,
        }
    )
