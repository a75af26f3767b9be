"""A slow and obvious second count of what returns ask for, from the files themselves and without the project's code.

It knows no rule for bodies but the ones in words: a district has no county's line and no partner's, and a
county's cell of a district's line is for its districts to answer.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

MAPPINGS = Path(__file__).parents[3] / "mappings"
CATALOGUE = Path(__file__).parents[3] / "indicators" / "catalogue"
DISTRICTS, COUNTIES = "E07", "E10"
OF_A_DISTRICT = {"district", "any_council", "estate", "central"}
WITHIN_A_YEAR = {"quarterly", "monthly"}
EXACT, CLOSE = "skos:exactMatch", "skos:closeMatch"


def table(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def said_of_indicators(field: str) -> dict[str, str]:
    """What each indicator's file says on the line of a field."""
    texts = (path.read_text(encoding="utf-8") for path in CATALOGUE.rglob("*.yaml"))
    return {_said("code", text): _said(field, text) for text in texts}


def _said(field: str, text: str) -> str:
    return next(row.partition(":")[2].strip() for row in text.splitlines() if row.startswith(f"{field}:"))


def central_indicators() -> set[str]:
    return {code for code, role in said_of_indicators("agency_of_record").items() if role == "central"}


def held(row: dict[str, str], day: str) -> bool:
    begun = row["valid_from"] == "not established" or row["valid_from"] <= day
    return begun and (row["valid_to"] in {"", "not established"} or day < row["valid_to"])


def lines_of(code: str, day: str) -> dict[str, list[dict[str, str]]]:
    lines: dict[str, list[dict[str, str]]] = {}
    for row in table(MAPPINGS / "returns" / code / "lines.tsv"):
        if held(row, day):
            lines.setdefault(row["subject_id"], []).append(row)
    return lines


def approved(place: str, code: str) -> set[tuple[str, str]]:
    rows = sorted(table(MAPPINGS / "places" / place / "approvals.tsv"), key=lambda row: row["approved_on"])
    latest = {row["line"]: row["object_id"] for row in rows if row["return"] == code}
    return set(latest.items())


def counted_as(rows: list[dict[str, str]], central: set[str], approvals: set[tuple[str, str]]) -> str:
    """What becomes of a line's cells."""
    exact = [row for row in rows if row["predicate_id"] == EXACT]
    near = [row for row in rows if row["predicate_id"] == CLOSE and (row["subject_id"], row["object_id"]) in approvals]
    flowing = next(iter([*exact, *near]), None)
    if (flowing or rows[0])["route"] == "central" or (flowing and flowing["object_id"] in central):
        return "central"
    if flowing is None:
        return "left_out"
    said = (flowing["subject_id"], flowing["object_id"]) in approvals
    if flowing["code_confidence"] == "low" and not said:
        return "left_out"
    return "keyed_cells" if flowing["route"] in {"council", "partner"} else "other_return"


def period_kinds() -> dict[str, str]:
    return said_of_indicators("period_kind")


def times(row: dict[str, str], first: int, kinds: dict[str, str]) -> int:
    """Cells of a line of Vital Signs in a year: in the year's own return, and in those of its quarters."""
    if row["frequency"] not in WITHIN_A_YEAR:
        return 1
    # A line that begins within the year stands in the later quarters' returns alone.
    ends = (f"{first}-06-30", f"{first}-09-30", f"{first}-12-31", f"{first + 1}-03-31")
    quarters = sum(held(row, end) for end in ends)
    kind = kinds[row["object_id"]]
    if kind in {"academic_year", "calendar_year"}:
        return 1 + quarters
    # What stands on a day is the same at the end of the last quarter and of the year.
    return (4 if kind in {"day", "window"} else 5) + quarters


def cells(place: str, made: dict[str, Any], first: int, central: set[str], kinds: dict[str, str]) -> Counter[str]:
    """``made``: one row of the place's returns; ``first``: the calendar year in which the financial year begins."""
    code, found = made["return"], Counter[str]()
    for rows in lines_of(code, f"{first + 1}-03-31").values():
        shown = next((row for row in rows if row["predicate_id"] == EXACT), rows[0])
        counted = counted_as(rows, central, approved(place, code))
        for area in made["areas"]:
            if not area.startswith(DISTRICTS) or shown["body"] in OF_A_DISTRICT:
                of_districts = area.startswith(COUNTIES) and shown["body"] == "district" and counted != "central"
                found["of_districts" if of_districts else counted] += (
                    times(shown, first, kinds) if code == "vital-signs" else 1
                )
    return found
