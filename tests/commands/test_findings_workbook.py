"""Findings by rule and by team, counted for programs as they are for people."""

from __future__ import annotations

import polars as pl

from commands.findings_workbook import count_by_team, count_findings
from indicators.records.finding_lists import RULE_SCHEMA, TEAM_SCHEMA, FindingLists

RULES = pl.DataFrame(
    [("error", "102", "Header", "DOB", "D", "No date.", 3, "Mend it."),
     ("note", "own", "Header", None, None, "Look.", 1, "")],
    schema=RULE_SCHEMA, orient="row",
)  # fmt: skip
TEAMS = pl.DataFrame(
    [("East", "error", "102", "Header", "No date.", 2), ("East", "note", "own", "Header", "Look.", 1),
     (None, "error", "102", "Header", "No date.", 1)],
    schema=TEAM_SCHEMA, orient="row",
)  # fmt: skip


def test_programs_are_told_the_rules_and_the_teams() -> None:
    counted = count_findings(FindingLists(RULES, TEAMS, ()))
    assert counted["rules"][0] == {
        "severity": "error", "rule": "102", "table": "Header", "what": "No date.", "rows": 3
    }  # fmt: skip
    assert counted["teams"] == [
        {"team": "East", "error": 2, "query": 0, "note": 1}, {"team": None, "error": 1, "query": 0, "note": 0}
    ]  # fmt: skip
    assert count_findings(FindingLists(RULES, None, ()))["teams"] == []


def test_rows_without_a_team_are_called_so_at_the_console() -> None:
    assert count_by_team(TEAMS, unnamed="no team") == [("East", 2, 0, 1), ("no team", 1, 0, 0)]
