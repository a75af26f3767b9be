"""The examples of the official rules: rows that break each of them and rows that do not, read as a file would be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from collectors.records.content_checks import check_records
from collectors.records.raw_records import RawRecords
from collectors.records.rule_inputs import PLACED_SCHEMA, PROVIDER_SCHEMA, RuleInputs
from collectors.records.typed_records import type_records
from collectors.records.word_findings import word_record_marks
from indicators.period.codes import parse_period
from indicators.records.record_frames import FILE, ID, PARENT, ROW, Records
from returnonce.definition_files.yaml_files import read_yaml
from tests.repository import ROOT
from tests.shipped import RECORDS, load_finding_kinds, load_record_set

EXAMPLES = ROOT / "tests" / "collectors" / "records" / "official_examples"
VERSION, AUTHORITY, READ_ON = "FY2025-26", "E10000024", date(2026, 5, 1)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
LAST = "last_"
#: Of the census: the table whose record each one lies in.
PARENTS = {
    "children-in-need": {
        name: reference.to
        for name, table in load_record_set("children-in-need").tables.items()
        for reference in table.refers
        if PARENT in reference.on
    }
}
#: Lists that an example brings, and what each row of them is known by.
LISTS = {"Providers": "urn", "Postcodes": "postcode"}
Tables = dict[str, list[dict[str, str | None]]]


@cache
def read_examples(code: str) -> dict[str, dict[str, Tables]]:
    """By number: the tables of ``breaks`` and ``fits``, each row whole; numbers parted by nothing else."""
    content = read_yaml(EXAMPLES / f"{code}.yaml")
    return {
        number: {name: _fill_rows(tables, content["rows"]) for name, tables in example.items()}
        for number, example in content["rules"].items()
    }


def fill_tables(code: str, tables: Tables) -> Tables:
    """Rows of which only what differs is written, whole."""
    return _fill_rows(tables, read_yaml(EXAMPLES / f"{code}.yaml")["rows"])


def _fill_rows(tables: dict[str, list[dict[str, Any]]], rows: dict[str, dict[str, Any]]) -> Tables:
    def cell(value: Any) -> str | None:
        return None if value is None else str(value)

    return {
        table: [{k: cell(v) for k, v in (rows[table.removeprefix(LAST)] | row).items()} for row in some]
        for table, some in tables.items()
    }


def type_tables(code: str, tables: Tables, period: str) -> tuple[Records, pl.DataFrame]:
    """Rows of text as records of a year, and the marks of what cannot be read."""
    year = parse_period(period)
    record_set = load_record_set(code, RECORDS.find_version(code, year))
    slashed = code == "children-looked-after"
    frames = {name: _texts(rows, name, slashed=slashed) for name, rows in tables.items() if name in record_set.tables}
    return type_records(RawRecords(code, frames, {"form": "xml"}), record_set, year)


def _texts(rows: list[dict[str, str | None]], table: str, *, slashed: bool) -> pl.DataFrame:
    """Dates as the set's files have them. A row's ``_id`` and ``_parent`` may be given."""
    columns = [name for name in rows[0] if not name.startswith("_")]
    cells = {name: [_write_cell(row.get(name), slashed=slashed) for row in rows] for name in columns}
    places = {
        ROW: range(2, len(rows) + 2),
        ID: [int(row.get(ID) or at) for at, row in enumerate(rows)],
        PARENT: [None if row.get(PARENT) is None else int(row[PARENT] or 0) for row in rows],
    }
    text = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String))
    return text.hstack(pl.DataFrame(places, schema=dict.fromkeys(places, pl.Int64))).with_columns(
        pl.lit(table).alias(FILE)
    )


def _write_cell(value: str | None, *, slashed: bool) -> str | None:
    return ISO.sub(r"\3/\2/\1", value) if value and slashed else value


def inputs_of(code: str, tables: Tables) -> RuleInputs:
    """Last year's return, providers and postcodes, where the example has them."""
    last = {name.removeprefix(LAST): rows for name, rows in tables.items() if name.startswith(LAST)}
    return RuleInputs(
        last_year=type_tables(code, last, "FY2024-25")[0] if last else None,
        providers=_input(tables, "Providers", PROVIDER_SCHEMA),
        postcodes=_input(tables, "Postcodes", PLACED_SCHEMA),
        authority=AUTHORITY,
    )


def _input(tables: Tables, name: str, schema: dict[str, Any]) -> pl.DataFrame | None:
    if name not in tables:
        return None
    texts = pl.DataFrame(tables[name], schema=dict.fromkeys(schema, pl.String))
    days = [name for name, kind in schema.items() if kind == pl.Date]
    return texts.with_columns(pl.col(days).str.to_date()).cast(schema)


@dataclass
class Batch:
    """Examples that are checked together: each has children of its own, and none contradicts another's lists."""

    tables: Tables = field(default_factory=dict)
    owners: dict[tuple[str, int], str] = field(default_factory=dict)

    def fits(self, code: str, tables: Tables) -> bool:
        """Whether the lists of an example agree with those of the others."""
        if code == "children-in-need" and "Header" in {*tables, *self.tables}:
            return not self.tables
        lists = {name: tables.get(name) for name in LISTS}
        if not self.tables:
            return True
        return all((self.tables.get(name) is None) == (rows is None) for name, rows in lists.items()) and all(
            row in self.tables[name] or row[key] not in {each[key] for each in self.tables[name]}
            for name, key in LISTS.items()
            for row in tables.get(name, [])
        )

    def add(self, owner: str, tables: Tables, person: str, parents: dict[str, str]) -> None:
        """An example under its name; its records lie in the first one of the table around theirs."""
        prefix, firsts = owner.replace("-", "")[: owner.index("-") + 1], dict[str, str]()
        for name, rows in tables.items():
            held = self.tables.setdefault(name, [])
            firsts[name] = str(len(held))
            for row in rows:
                if name in LISTS:
                    held += [] if row in held else [row]
                    continue
                self.owners[name, len(held) + 2] = owner
                named = {person: f"{prefix}{row[person]}"} if row.get(person) else {}
                held.append(row | named | {PARENT: firsts.get(parents.get(name, ""))})


def _batches(code: str, person: str) -> list[Batch]:
    batches: list[Batch] = []
    for number, example in read_examples(code).items():
        for name, tables in example.items():
            batch = next((each for each in batches if each.fits(code, tables)), None)
            if batch is None:
                batches.append(batch := Batch())
            batch.add(f"{number}-{name}", tables, person, PARENTS.get(code, {}))
    return batches


@cache
def numbers_by_example(code: str, person: str) -> dict[str, set[str]]:
    """By number and ``breaks`` or ``fits``: the official rules that the findings on its rows name."""
    found: dict[str, set[str]] = {}
    for batch in _batches(code, person):
        findings = find(code, batch.tables)
        numbers = findings["message"].str.extract(r"\(official rule ([^)]*)\)")
        for table, row, text in zip(findings["sheet"], findings["row"], numbers, strict=True):
            owner = batch.owners.get((table, row))
            if text and owner:
                found.setdefault(owner, set()).update(part for part in text.split(", ") if " " not in part)
    return found


def find(code: str, tables: Tables, period: str = VERSION) -> pl.DataFrame:
    """Every finding on tables of a year, in words."""
    records, unread = type_tables(code, tables, period)
    checked = check_records(records, read_on=READ_ON, inputs=inputs_of(code, tables))
    return word_record_marks(pl.concat([unread, checked]), records.record_set, load_finding_kinds())
