"""Headings of record files, as any version names them, in any order, whatever the letter case, spaces or marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_definitions import TableDefinition

_SILENT = re.compile(r"[\s\"'`‘’“”_?:*.,()\u00a0\u200b\ufeff]+")
#: Two headings name a table; one of them may be lost in a file that was cut off.
FEWEST_HEADINGS = 2

#: How the heading of a column of teams ends, folded.
TEAM_ENDINGS = ("team", "teamname")

Places = tuple[tuple[str, str], ...]


def fold_record_heading(heading: str) -> str:
    """``" Place_Provider\\u00a0"`` is ``"placeprovider"``."""
    return _SILENT.sub("", heading).casefold()


def names_team(heading: str | None) -> bool:
    """Whether a heading is a team's: Team, ALLOCATED_TEAM, Worker team, Team name."""
    return fold_record_heading(heading or "").endswith(TEAM_ENDINGS)


@dataclass(frozen=True, eq=False)
class Headings:
    """Every spelling in any version, folded, with the columns that it may name; and the tables' columns.

    ``flat``: one file holds every table, so that a heading names its column in each of them.
    """

    definitions: RecordDefinitions
    code: str
    #: What a file or sheet of each table may be called, folded.
    names: dict[str, str]
    places: dict[str, Places]
    columns: dict[str, frozenset[str]]
    shared: frozenset[str]
    flat: bool

    def tables(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def count_known(self, header: Sequence[str | None]) -> int:
        """How many of the headings this record set has."""
        return len({fold_record_heading(heading) for heading in header if heading} & self.places.keys())

    def count_distinctive(self, header: Sequence[str | None]) -> int:
        """How many of them no other kind of file has."""
        return len({fold_record_heading(heading) for heading in header if heading} & self.places.keys() - COMMON)

    def positions(self, header: Sequence[str | None], table: str) -> dict[str, list[int]]:
        """Columns of a table to where they stand in the file."""
        positions: dict[str, list[int]] = {}
        for at, heading in enumerate(header):
            for of, column in self.places.get(fold_record_heading(heading or ""), ()):
                if of == table:
                    positions.setdefault(column, []).append(at)
        return positions


#: Headings of record sets that uploads of figures, and much else, have too.
COMMON = frozenset({"year", "la", "sex", "gender", "ethnicity", "age", "pc", "collection", "dat", "status"})


@lru_cache(maxsize=32)
def load_headings(definitions: RecordDefinitions, code: str) -> Headings:
    """The headings of one record set."""
    places: dict[str, dict[tuple[str, str], None]] = {}
    for spelling, places_of_spelling in definitions.headings(code).items():
        places.setdefault(fold_record_heading(spelling), {}).update(dict.fromkeys(places_of_spelling))
    tables = definitions.tables(code)
    columns = {
        name: frozenset(c for places_of_spelling in places.values() for t, c in places_of_spelling if t == name)
        for name in tables
    }
    return Headings(
        definitions=definitions,
        code=code,
        names=_names(tables),
        places={spelling: tuple(places_of_spelling) for spelling, places_of_spelling in places.items()},
        columns=columns,
        shared=_find_shared_columns(columns),
        flat=definitions.is_wide(code),
    )


def _find_shared_columns(columns: dict[str, frozenset[str]]) -> frozenset[str]:
    """Columns of more than one table: no table is recognised by them."""
    every = [column for names in columns.values() for column in names]
    return frozenset(column for column in every if every.count(column) > 1)


def find_table_by_headings(
    headings: Headings, header: Sequence[str | None], *, names: Sequence[str] = ()
) -> str | None:
    """The table whose columns are most like these headings; the name of file or sheet decides between equals."""
    named = {table for name in names if (table := find_table_by_name(headings, name)) is not None}
    scores = {table: _likeness(headings, header, table) for table in headings.tables()}
    best = max(scores.values(), default=(0, 0))
    if best[1] < FEWEST_HEADINGS and not (best[1] and named):
        return None
    equal = [table for table, score in scores.items() if score == best]
    if len(equal) > 1:
        equal = [table for table in equal if table in named]
    return equal[0] if len(equal) == 1 else None


def _likeness(headings: Headings, header: Sequence[str | None], table: str) -> tuple[int, int]:
    """Shared part of headings and columns in ten-thousandths, then how many they share."""
    own = headings.columns[table]
    both = len(headings.positions(header, table))
    heading_count = sum(1 for heading in header if heading and heading.strip())
    return (20_000 * both // max(heading_count + len(own), 1), both)


def likeness_of_best_table(headings: Headings, header: Sequence[str | None]) -> int:
    """How like the headings are to those of the table most alike, in ten-thousandths."""
    return max((_likeness(headings, header, table)[0] for table in headings.tables()), default=0)


def _names(tables: Mapping[str, TableDefinition]) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, table in tables.items():
        for spelling in (name, table.file.rsplit(".", 1)[0], *table.aliases):
            names.setdefault(fold_record_heading(spelling).replace("-", ""), name)
    return names


def find_table_by_name(headings: Headings, name: str, *, whole: bool = False) -> str | None:
    """The table that a file or a sheet is named after: ``SSDA903_2018_episodes.csv`` is the episodes.

    ``whole``: only where that is its whole name.
    """
    stem = fold_record_heading(name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0]).replace("-", "")
    names = headings.names
    if stem in names or whole:
        return names.get(stem)
    ending = [(len(spelling), table) for spelling, table in names.items() if stem.endswith(spelling)]
    return max(ending)[1] if ending else None


def best_versions(headings: Headings, columns_in_file: dict[str, frozenset[str]]) -> list[str]:
    """Versions, oldest first, that differ least from the file's columns, lacking or left over."""
    differences = {}
    for version in headings.definitions.versions(headings.code):
        tables = headings.definitions.record_set(headings.code, version).tables
        columns = {name: frozenset(tables[name].columns) if name in tables else frozenset() for name in columns_in_file}
        if headings.flat:
            # One file's columns are those of all tables, whichever of them it has rows of.
            every = {column for table in tables.values() for column in table.columns}
            differences[version] = len(every ^ frozenset().union(*columns_in_file.values()))
        else:
            differences[version] = sum(len(columns[name] ^ column) for name, column in columns_in_file.items())
    least = min(differences.values(), default=0)
    return [version for version, count in differences.items() if count == least]
