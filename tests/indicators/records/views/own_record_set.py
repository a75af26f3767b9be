"""The record set of a new pack as definitions, and its views once more, slowly, row by row in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indicators.records.record_catalogue import RecordDefinitions, load_record_definitions
from mappings.packs.pack_skeleton import list_skeleton_files

Row = dict[str, Any]
SET, DAY = "kent-breaks", date(2026, 5, 1)
START, END, LONGEST_WAIT = date(2026, 4, 1), date(2027, 3, 31), 30


@cache
def load_own_definitions() -> RecordDefinitions:
    """The record set that a new pack begins with."""
    with TemporaryDirectory() as folder:
        for path, text in list_skeleton_files(SET, DAY, record_set=True).items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return load_record_definitions(Path(folder) / "indicators" / "records")


def slow_first_breaks(breaks: Sequence[Row]) -> list[Row]:
    """The earliest break of each child by the last day; a row that does not say whose it is stands by itself."""
    begun = [row for row in breaks if row["break_started"] is not None and row["break_started"] <= END]
    rows: list[Row] = []
    for row in sorted(begun, key=lambda each: each["break_started"]):
        if row["child_ref"] is None or row["child_ref"] not in [each["child_ref"] for each in rows]:
            rows.append({"child_ref": row["child_ref"], "break_started": row["break_started"]})
    return rows


def slow_children(children: Sequence[Row], breaks: Sequence[Row]) -> list[Row]:
    """Children with a break that started in the year, as one would work them out by hand."""
    rows = []
    for child in children:
        ref = child["child_ref"]
        own = [row for row in breaks if ref is not None and row["child_ref"] == ref]
        begun = [row for row in own if row["break_started"] is not None and START <= row["break_started"] <= END]
        if begun:
            first = min(row["break_started"] for row in own if row["break_started"] and row["break_started"] <= END)
            waited = (
                None if child["referred"] is None or first < child["referred"] else (first - child["referred"]).days
            )
            rows.append(
                {
                    "child_ref": ref,
                    "age": _age(child["date_of_birth"]),
                    "sex_member": child["sex"] if child["sex"] in {"F", "M"} else None,
                    "breaks": len(begun),
                    "over_night": any(row["break_kind"] == "night" for row in begun),
                    "waited": waited,
                    "in_time": None if waited is None else waited <= LONGEST_WAIT,
                }
            )
    return rows


def _age(born: date | None) -> int | None:
    if born is None:
        return None
    age = 0
    while _birthday(born, born.year + age + 1) <= END:
        age += 1
    return age if born <= END else age - 1


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
