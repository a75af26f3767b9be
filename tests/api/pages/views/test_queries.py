"""Queries that say the same are one line, and are answered together; what was answered otherwise stands apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from api.pages.views.queries import MOST_CAUSES, list_answer_choices, list_query_causes
from exports.editions.queries.submission_queries import Query, QueryAnswer

ONE = Query("k", "s", 1, "lewisham-pct", "a.csv", "far", None, 2, "value", "It is far from the last one.")
SAID = QueryAnswer("It is right.", "ada", datetime(2026, 6, 9, tzinfo=UTC))


def queries(count: int, **more: object) -> list[Query]:
    return [replace(ONE, position=n + 1, row=n + 2, **more) for n in range(count)]


def test_340_repeats_are_one_line_and_the_answered_one_stands_apart() -> None:
    asked = [
        *queries(340),
        replace(ONE, row=900, answers=(SAID,)),
        replace(ONE, row=None, code="file", message="Late."),
    ]
    causes = list_query_causes(asked, {"ada": "Ada"})
    assert [(each.where, each.message, each.answers) for each in causes] == [
        ("Rows 2 to 341", ONE.message, ()),
        ("Row 900", ONE.message, (("Ada", "It is right."),)),
        ("", "Late.", ()),
    ]


def test_a_sheet_is_named() -> None:
    [cause] = list_query_causes(queries(2, sheet="Header"), {})
    assert cause.where == "Sheet Header, rows 2 and 3"


def test_all_one_rules_or_one_query_is_answered() -> None:
    waiting = [*queries(2), replace(ONE, position=9, row=None, code="file", message="x" * 100)]
    assert [(each["value"], each["text"]) for each in list_answer_choices(waiting)] == [
        ("", "All that wait (3)"),
        ("rule:far", f"2 queries: {ONE.message}"),
        ("1", f"Row 2: {ONE.message}"),
        ("2", f"Row 3: {ONE.message}"),
        ("9", f"{'x' * 89}…"),
    ]
    assert len(list_answer_choices(queries(500))) == MOST_CAUSES
    assert [each["value"] for each in list_answer_choices(queries(2))] == ["", "1", "2"]
