"""Mistakes that are known because they were planted: each in a child of its own in files that were clean."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
Tables = dict[str, list[Row]]
Element = ElementTree.Element


class Unplanted(Exception):
    """No child of the clean council is fit for a mistake."""


@dataclass
class PlantedReturn:
    """The tables of a clean return while mistakes are put into them."""

    tables: Tables
    headings: dict[str, list[str]]
    year_end: date
    used: set[str] = field(default_factory=set)

    def child(self, fits: Callable[[Row, list[Row]], bool]) -> tuple[Row, list[Row]]:
        """A child's heading and episodes, of one that no other mistake has."""
        episodes: dict[str, list[Row]] = {}
        for row in self.tables["episodes.csv"]:
            episodes.setdefault(row["CHILD"], []).append(row)
        for header in self.tables["header.csv"]:
            own = sorted(episodes.get(header["CHILD"], []), key=lambda row: day(row["DECOM"]))
            if header["CHILD"] not in self.used and fits(header, own):
                self.used.add(header["CHILD"])
                return header, own
        raise Unplanted

    def of(self, table: str, child: str) -> list[Row]:
        """A child's rows of a table."""
        return [row for row in self.tables[table] if row["CHILD"] == child]

    def add(self, table: str, **cells: str) -> None:
        """One more row, blank where nothing is given."""
        self.tables[table].append(dict.fromkeys(self.headings[table], "") | cells)

    def drop(self, table: str, child: str) -> None:
        """A child's rows of a table are gone."""
        self.tables[table] = [row for row in self.tables[table] if row["CHILD"] != child]

    def write(self, folder: Path) -> None:
        """As CSV files."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            held = io.StringIO()
            writer = csv.DictWriter(held, self.headings[name], lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
            (folder / name).write_text(held.getvalue(), encoding="utf-8")


def read_return(folder: Path, year_end: date) -> PlantedReturn:
    """The CSV files of a folder."""
    tables, headings = {}, {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            tables[path.name] = list(reader)
            headings[path.name] = list(reader.fieldnames or ())
    return PlantedReturn(tables, headings, year_end)


@dataclass
class PlantedCensus:
    """The census while mistakes are put into it."""

    root: Element
    used: set[str] = field(default_factory=set)

    def child(self, path: str, fits: Callable[[Element], bool] = lambda _: True) -> tuple[Element, Element]:
        """A child, and the first element of it at a path that fits; of a child that no other mistake has."""
        for one in self.root.iter("Child"):
            number = one.findtext("ChildIdentifiers/LAchildID") or ""
            found = next((each for each in one.iterfind(path) if fits(each)), None)
            if number not in self.used and found is not None:
                self.used.add(number)
                return one, found
        raise Unplanted


def day(text: str) -> date:
    """A date as the return writes it."""
    return date(int(text[6:]), int(text[3:5]), int(text[:2]))


def text(of: date) -> str:
    """And back."""
    return of.strftime("%d/%m/%Y")


def later(of: str, days: int) -> str:
    """A date of the return moved by days."""
    return text(day(of) + timedelta(days))


def iso_later(of: str | None, days: int) -> str:
    """A date of the census moved by days."""
    return (date.fromisoformat(of or "") + timedelta(days)).isoformat()


def put(parent: Element, tag: str, value: str, *, after: str) -> None:
    """An element with a text, after the last one of another name."""
    at = max(at for at, one in enumerate(parent) if one.tag == after) + 1
    made = ElementTree.Element(tag)
    made.text = value
    parent.insert(at, made)
