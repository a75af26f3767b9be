"""Queries on a submission as its page shows them: each cause once, with what was answered, however many rows it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from api.pages.views.findings import MAX_RANGES
from api.pages.views.row_ranges import range_words
from exports.editions.queries.submission_queries import Query
from returnonce.count_text import format_count

#: Causes that are listed, and choices of what to answer.
MOST_CAUSES = 100
#: Of a longer message the choice has the beginning.
CHOICE_CHARACTERS = 90
#: Stands before the code of a rule whose queries are answered together.
RULE = "rule:"


class QueryCause(NamedTuple):
    """Queries that say the same and were answered alike: in which rows, what, and each answer with its author."""

    where: str
    message: str
    answers: tuple[tuple[str, str], ...]


def list_query_causes(queries: Sequence[Query], names: Mapping[str, str]) -> list[QueryCause]:
    """Causes in the order of their first queries. ``names``: of accounts."""
    rows: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[int]] = {}
    for one in queries:
        answers = tuple((names[each.by], each.text) for each in one.answers)
        of_cause = rows.setdefault((one.sheet or "", one.message, answers), [])
        of_cause += [] if one.row is None else [one.row]
    return [
        QueryCause(_place(sheet, of_cause), message, answers) for (sheet, message, answers), of_cause in rows.items()
    ]


def list_answer_choices(waiting: Sequence[Query]) -> list[dict[str, str]]:
    """What may be answered at once: all that wait, every query of one rule, or one."""
    choices = [{"value": "", "text": f"All that wait ({len(waiting):,})"}]
    messages = {one.code: one.message for one in reversed(waiting)}
    many = [(code, count) for code, count in Counter(one.code for one in waiting).items() if count > 1]
    if len(messages) > 1:
        choices += [
            {"value": f"{RULE}{code}", "text": f"{format_count(count, 'query', 'queries')}: {_short(messages[code])}"}
            for code, count in many
        ]
    choices += [
        {"value": str(one.position), "text": (f"Row {one.row}: " if one.row else "") + _short(one.message)}
        for one in waiting
    ]
    return choices[:MOST_CAUSES]


def _place(sheet: str, rows: list[int]) -> str:
    words = range_words(rows, most=MAX_RANGES) if rows else ""
    place = ", ".join(part for part in (f"sheet {sheet}" if sheet else "", words) if part)
    return place[:1].upper() + place[1:]


def _short(message: str) -> str:
    return message if len(message) <= CHOICE_CHARACTERS else f"{message[: CHOICE_CHARACTERS - 1]}…"
