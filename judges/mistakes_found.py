"""Where our checks and the judges' agree and differ, on files with mistakes that are known."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectors.records.content_checks import check_records
from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from indicators.period.arithmetic import Period
from judges.council import Files
from judges.planted_census_mistakes import CENSUS_MISTAKES
from judges.planted_return_mistakes import RETURN, Mistake
from judges.planting import PlantedCensus, Unplanted, read_return
from judges.verdicts import Verdict, ask_cin, ask_ssda903
from tests.shipped import RECORDS, find_version, load_record_set, read_all_rules

PERSON = {"children-looked-after": "CHILD", "children-in-need": "LAchildID"}
Rules = dict[str, set[str]]


@dataclass(frozen=True)
class Compared:
    """One mistake: what theirs and ours say of its child, as codes; and why they differ, where that is known."""

    name: str
    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    why: str = ""

    @property
    def verdict(self) -> str:
        """Who finds it."""
        if self.theirs and self.ours:
            return "both"
        return "theirs only" if self.theirs else "ours only" if self.ours else "NEITHER"


def compare(home: Path, files: Files) -> str:
    """Both returns with mistakes in them, as tables of words."""
    parts = [(RETURN, *_of_return(home, files)), (CENSUS_MISTAKES, *_of_census(home, files))]
    return "\n\n".join(_table(title, rows) for _, title, rows in parts)


def _of_return(home: Path, files: Files) -> tuple[str, list[Compared]]:
    return_ = read_return(files.this, files.year.end)
    children, unplanted = _plant(RETURN, return_)
    folder = files.this.parent / "mistaken"
    return_.write(folder)
    last = sorted(files.last.glob("*.csv"))
    theirs = ask_ssda903(home, files, this=sorted(folder.glob("*.csv")), last=last, shown="with mistakes")
    ours = _ours(folder, "children-looked-after", files.year)
    return "Children looked after", _compared(RETURN, children, _by_child(theirs), ours) + unplanted


def _of_census(home: Path, files: Files) -> tuple[str, list[Compared]]:
    census = PlantedCensus(ElementTree.parse(files.census).getroot())
    children, unplanted = _plant(CENSUS_MISTAKES, census)
    path = files.census.parent / "mistaken.xml"
    ElementTree.ElementTree(census.root).write(path, encoding="utf-8", xml_declaration=True)
    theirs = ask_cin(home, files, path, shown="with mistakes")
    ours = _ours(path, "children-in-need", files.year)
    return "Children in need", _compared(CENSUS_MISTAKES, children, _by_child(theirs), ours) + unplanted


def _plant(mistakes: Iterable[Mistake], return_: Any) -> tuple[dict[str, str], list[Compared]]:
    """Which child each mistake is in; and those for which this council has no child that fits."""
    children, unplanted = {}, []
    for mistake in mistakes:
        try:
            children[mistake.name] = mistake.plant(return_)
        except Unplanted:
            unplanted.append(Compared(f"{mistake.name} (no child fits)", (), ()))
    return children, unplanted


def _compared(mistakes: Iterable[Mistake], children: Mapping[str, str], theirs: Rules, ours: Rules) -> list[Compared]:
    return [
        Compared(one.name, _sorted(theirs, children[one.name]), _sorted(ours, children[one.name]), one.why)
        for one in mistakes
        if one.name in children
    ]


def _sorted(rules: Rules, child: str) -> tuple[str, ...]:
    return tuple(sorted(rules.get(child, ())))


def _by_child(verdict: Verdict) -> Rules:
    rules: Rules = defaultdict(set)
    for issue in verdict.issues:
        rules[issue.child].add(issue.rule)
    return rules


def _ours(path: Path, record_set: str, year: Period) -> Rules:
    """Our rules by child: the mark's row leads to the child whose row it is."""
    raw = read_records(path, load_headings(RECORDS, record_set), name=path.name)
    version = load_record_set(record_set, find_version(record_set, year))
    records, typed = type_records(raw, version, year)
    checked = check_records(records, read_on=date(2027, 6, 30))
    columns = ["code", "table", "row"]
    marks = pl.concat([frame.select(columns) for frame in (raw.marks, typed, checked)])
    rules: Rules = defaultdict(set)
    whose = {name: _children(raw.tables.get(name), PERSON[record_set]) for name in version.tables}
    officials = {
        code: f"{code} [{rule.official}]" if rule.official else code for code, rule in read_all_rules().items()
    }
    for code, table, row in marks.iter_rows():
        child = whose.get(table, {}).get(row)
        if child:
            rules[child].add(officials.get(code, code).removeprefix(f"{record_set}:"))
    return rules


def _children(frame: pl.DataFrame | None, person: str) -> dict[int, str]:
    if frame is None or person not in frame.columns:
        return {}
    return dict(frame.select("_row", person).iter_rows())


def _table(title: str, rows: list[Compared]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.verdict] += 1
    counts_in_words = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    lines = [f"{title}: {len(rows)} known mistakes; found by {counts_in_words}."]
    for row in rows:
        lines.append(f"  {row.name}: {row.verdict}")
        lines += [f"      theirs: {', '.join(row.theirs)}"] if row.theirs else []
        lines += [f"      ours:   {', '.join(row.ours)}"] if row.ours else []
        lines += [f"      why:    {row.why}"] if row.why else []
    return "\n".join(lines)
