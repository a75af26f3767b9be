"""A record set of two tables, to draw checks on; and its checks once more, slowly, row by row in plain Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectors.records.marks import no_record_marks
from collectors.records.raw_records import RawRecords
from indicators.records.record_frames import ORIGIN_COLUMNS
from indicators.records.record_sets import RecordSet
from tests.shipped import load_record_set

Row = dict[str, str | None]
Found = tuple[str, str, int, str | None]

SET = """
code: small
title: Small
record_return: small
purposes: [small]
person: child
retention: {days: 1, source: test, assumed: true}
confidence: high
sources: [test]
dates: {csv: ["%d/%m/%Y", "%Y%m%d"]}
settings:
  - {name: null-read, value: [NA], question: "?", source: test, confidence: high}
  - {name: longest-days, value: 3, question: "?", source: test, confidence: high}
tables:
  - {name: Person, file: person.csv, title: People, key: [ID], person: ID, required: true}
  - name: Stay
    file: stay.csv
    title: Stays
    key: [ID, START]
    person: ID
    refers: [{to: Person, "on": [ID]}]
"""

RULES = """
- rule: ends-before-it-begins
  severity: error
  table: Stay
  wrong: "STOP < START"
  columns: [STOP]
  what: It ends before it begins.
  why: w
  mend: m
  source: s
  confidence: high
- rule: overlaps
  official: "7"
  severity: query
  table: Stay
  by: [ID]
  order: [START]
  beside: [START, STOP]
  wrong: "START < prev__STOP OR (count > 2 AND next__START IS NULL AND first__STOP IS NULL)"
  columns: [START]
  what: It overlaps.
  why: w
  mend: m
  source: s
  confidence: high
- rule: before-birth
  severity: query
  table: Stay
  join: {Person: [ID]}
  wrong: "START < Person__BORN OR START > period_end OR setting__longest_days < 3"
  columns: [START]
  what: It begins before birth.
  why: w
  mend: m
  source: s
  confidence: high
"""

COLUMNS = (
    "table column type required code_list personal aliases xml confidence source note",
    "Person ID text yes - identifies - - high test -",
    "Person SEX code yes SEX sensitive - - high test -",
    "Person BORN date conditional - identifies - - high test -",
    "Person SCORE integer no - sensitive - - high test -",
    "Stay ID text yes - identifies - - high test -",
    "Stay START date yes - sensitive - - high test -",
    "Stay STOP date no - sensitive - - high test -",
    "Stay FLAG code no FLAG sensitive - - high test -",
)
CODES = (
    "code_list code meaning official_rule confidence source note",
    "SEX M male 12 high test -",
    "SEX F female 12 high test -",
    "SEX NA unanswered 12 high test -",
    "FLAG 0 no - high test -",
    "FLAG 1 yes - high test -",
)

VERSION = "version: V1\nin_force: {from: 2000-01-01, to: null}\nconfidence: high\nsources: [test]\n"
PERIOD_END = date(2024, 3, 31)


def small_set(root: Path) -> RecordSet:
    """The record set, from files in a folder."""
    version = root / "small" / "versions" / "V1"
    version.mkdir(parents=True, exist_ok=True)
    (root / "small" / "set.yaml").write_text(SET)
    (root / "small" / "rules.yaml").write_text(RULES)
    (version / "version.yaml").write_text(VERSION)
    (version / "columns.tsv").write_text(_tabbed(COLUMNS))
    (version / "codes.tsv").write_text(_tabbed(CODES))
    return load_record_set("small", root=root)


def _tabbed(lines: Sequence[str]) -> str:
    return "".join("\t".join("" if cell == "-" else cell for cell in line.split()) + "\n" for line in lines)


def raw_of(tables: dict[str, Sequence[Row]]) -> RawRecords:
    """Rows as they would have been read from CSV files, numbered from 2."""
    frames = {}
    for name, rows in tables.items():
        held: dict[str, list[Any]] = {column: [row[column] for row in rows] for column in NAMES[name]}
        held |= {"_row": [n + 2 for n in range(len(rows))], "_id": list(range(len(rows)))}
        held |= {"_parent": [None] * len(rows), "_file": [f"{name.lower()}.csv"] * len(rows)}
        schema = {**dict.fromkeys(NAMES[name], pl.String), **ORIGIN_COLUMNS}
        frames[name] = pl.DataFrame(held, schema=schema)
    return RawRecords("small", frames, {"form": "csv"}, no_record_marks())


NAMES = {"Person": ("ID", "SEX", "BORN", "SCORE"), "Stay": ("ID", "START", "STOP", "FLAG")}
KEYS = {"Person": ("ID",), "Stay": ("ID", "START")}
DATES, CODE_LISTS = {"BORN", "START", "STOP"}, {"SEX": ("M", "F", "NA"), "FLAG": ("0", "1")}
REQUIRED = {"Person": ("ID", "SEX"), "Stay": ("ID", "START")}


def slow_checks(tables: dict[str, Sequence[Row]]) -> list[Found]:
    """Every mark as (code, table, row, column), sorted: each check as one would do it by hand."""
    found: list[Found] = []
    typed = {name: _slow_typed(name, rows, found) for name, rows in tables.items()}
    kept = {name: _slow_once(name, rows, found) for name, rows in typed.items()}
    for name, rows in kept.items():
        _slow_table(name, rows, found)
    people: dict[Any, list[dict[str, Any]]] = {}
    for person in kept["Person"]:
        people.setdefault(person["ID"], []).append(person)
    for row in kept["Stay"]:
        if row["ID"] is not None and row["ID"] not in people:
            found.append(("record-orphan", "Stay", row["_row"], "ID"))
        _slow_rules(row, kept["Stay"], people, found)
    return sorted(found, key=repr)


def _slow_typed(name: str, rows: Sequence[Row], found: list[Found]) -> list[dict[str, Any]]:
    typed = []
    for at, row in enumerate(rows):
        held: dict[str, Any] = {"_row": at + 2}
        for column, text in row.items():
            value: Any = None if text == "NA" and column != "SEX" else text
            if value is not None and column == "FLAG":
                value = {"true": "1", "false": "0"}.get(value.lower(), value.lower())
            if value is not None and column in DATES:
                value = _slow_date(value)
                if value is None:
                    found.append(("record-date", name, at + 2, column))
            if value is not None and column == "SCORE":
                value = int(value) if re.fullmatch(r"[+-]?[0-9]{1,15}", value) else None
                if value is None:
                    found.append(("record-integer", name, at + 2, column))
            held[column] = value
        typed.append(held)
    return typed


def _slow_date(text: str) -> date | None:
    for form in (r"(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})", r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"):
        if part := re.fullmatch(form, text):
            try:
                day = date(int(part["y"]), int(part["m"]), int(part["d"]))
            except ValueError:
                return None
            return day if 1900 <= day.year < 2100 else None
    return None


def _slow_once(name: str, rows: list[dict[str, Any]], found: list[Found]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for row in rows:
        if any(all(row[c] == other[c] for c in NAMES[name]) for other in kept):
            found.append(("record-duplicate", name, row["_row"], None))
        else:
            kept.append(row)
    return kept


def _slow_table(name: str, rows: list[dict[str, Any]], found: list[Found]) -> None:
    for at, row in enumerate(rows):
        for column in NAMES[name]:
            if row[column] is None and column in KEYS[name]:
                found.append(("record-key-missing", name, row["_row"], column))
            elif row[column] is None and column in REQUIRED[name]:
                found.append(("record-required", name, row["_row"], column))
            elif row[column] is not None and column in CODE_LISTS and row[column] not in CODE_LISTS[column]:
                found.append(("record-code", name, row["_row"], column))
        key = [row[column] for column in KEYS[name]]
        # Of a person only one row can be right, so each is named; of stays those after the first.
        others = [other for other in rows if other is not row] if name == "Person" else rows[:at]
        if None not in key and any([other[c] for c in KEYS[name]] == key for other in others):
            code = "record-duplicate-differs" if name == "Person" else "record-same-key"
            found.append((code, name, row["_row"], KEYS[name][-1]))


def _slow_rules(
    row: dict[str, Any], stays: list[dict[str, Any]], people: dict[Any, list[dict[str, Any]]], found: list[Found]
) -> None:
    start, stop = row["START"], row["STOP"]
    if start and stop and stop < start:
        found.append(("small:ends-before-it-begins", "Stay", row["_row"], "STOP"))
    if row["ID"] is not None:
        own = sorted((s for s in stays if s["ID"] == row["ID"]), key=lambda s: (s["START"] is None, s["START"] or 0))
        at = next(n for n, s in enumerate(own) if s is row)
        before = own[at - 1]["STOP"] if at else None
        overlaps = bool(start and before and start < before)
        last = (own[at + 1]["START"] if at + 1 < len(own) else None) is None
        if overlaps or (len(own) > 2 and last and own[0]["STOP"] is None):
            found.append(("small:overlaps", "Stay", row["_row"], "START"))
    own_people = people.get(row["ID"], []) if row["ID"] is not None else []
    unborn = any(start and person["BORN"] and start < person["BORN"] for person in own_people)
    if start and (unborn or start > PERIOD_END):
        found.append(("small:before-birth", "Stay", row["_row"], "START"))
