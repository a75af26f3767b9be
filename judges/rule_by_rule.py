"""Each official rule's own example planted in the clean council as a child more, and who finds it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from collectors.records.content_checks import check_records
from collectors.records.gather_inputs import read_last_year
from collectors.records.headings import load_headings
from collectors.records.provider_list import PROVIDER_SCHEMA
from collectors.records.read import read_records
from collectors.records.rule_inputs import PLACED_SCHEMA, RuleInputs
from collectors.records.typed_records import type_records
from collectors.records.word_findings import word_record_marks
from indicators.period.arithmetic import financial_year
from judges.council import Files
from judges.planting import PlantedReturn, read_return
from judges.rule_table import Found, find_numbers, make_table
from judges.verdicts import ask_ssda903
from tests.collectors.records.rule_examples import ISO, LAST, Tables, read_examples
from tests.shipped import RECORDS, find_version, load_finding_kinds, load_record_set

SET = "children-looked-after"


def compare_rules(home: Path, files: Files) -> str:
    """A line for each rule; its providers and postcodes stand beside those that the validator knows."""
    examples = {number: each["breaks"] for number, each in read_examples(SET).items()}
    folder = files.this.parent / "examples"
    this, last = read_return(files.this, files.year.end), read_return(files.last, files.year.end)
    for number, tables in examples.items():
        _plant(number, tables, this, last)
    this.write(folder / "this")
    last.write(folder / "last")
    more = [row for tables in examples.values() for row in tables.get("Providers", [])]
    planted = replace(files, providers=(*files.providers, *_theirs(more, files)), postcodes=_list_postcodes(examples))
    paths = [sorted((folder / name).glob("*.csv")) for name in ("this", "last")]
    verdict = ask_ssda903(home, planted, this=paths[0], last=paths[1], shown="with an example of each rule")
    theirs: Found = defaultdict(set)
    for issue in verdict.issues:
        theirs[issue.child.upper()].add(issue.rule)
    children = {number: _children(number, examples) for number in examples}
    return make_table("Children looked after", children, theirs, _ours(folder, planted), set(verdict.ran))


def _child(number: str, child: str | None) -> str:
    return f"RULE{number}{child or ''}".upper()


def _plant(number: str, tables: Tables, this: PlantedReturn, last: PlantedReturn) -> None:
    files = {name: table.file for name, table in load_record_set(SET).tables.items()}
    for name, rows in tables.items():
        target = last if name.startswith(LAST) else this
        file = files.get(name.removeprefix(LAST))
        for row in rows if file in target.tables else ():
            cells = {k: ISO.sub(r"\3/\2/\1", v or "") for k, v in row.items() if k in target.headings[file or ""]}
            target.tables[file or ""].append(
                dict.fromkeys(target.headings[file or ""], "") | cells | {"CHILD": _child(number, row["CHILD"])}
            )


def _theirs(rows: list[dict[str, str | None]], files: Files) -> list[tuple[str | None, ...]]:
    return [
        (row["urn"], files.area, "Fostering", row["placements"], row["sectors"], row["closed"], row["postcode"])
        for row in {row["urn"]: row for row in rows}.values()
    ]


def _list_postcodes(examples: dict[str, Tables]) -> tuple[tuple[str, int, int, str], ...]:
    rows = {row["postcode"]: row for tables in examples.values() for row in tables.get("Postcodes", [])}
    return tuple(
        (str(code), int(row["easting"] or 0), int(row["northing"] or 0), str(row["authority"]))
        for code, row in rows.items()
    )


def _ours(folder: Path, files: Files) -> Found:
    """The official numbers that our findings name, by child."""
    raw = read_records(folder / "this", load_headings(RECORDS, SET), name="this")
    version = load_record_set(SET, find_version(SET, files.year))
    records, unread = type_records(raw, version, files.year)
    before = read_last_year(folder / "last", RECORDS, SET, financial_year(files.year.start.year - 1))
    rows = [(r[0], r[1], r[3], r[4], r[5], (r[6] or "").replace(" ", ""), str(files.year.end)) for r in files.providers]
    texts = pl.DataFrame(rows, schema=dict.fromkeys(PROVIDER_SCHEMA, pl.String), orient="row").unique("urn")
    providers = texts.with_columns(pl.col("closed", "as_of").str.to_date())
    postcodes = pl.DataFrame(files.postcodes, schema=PLACED_SCHEMA, orient="row")
    inputs = RuleInputs(last_year=before, providers=providers, postcodes=postcodes, authority=files.area)
    checked = check_records(records, read_on=date(2027, 6, 30), inputs=inputs)
    findings = word_record_marks(pl.concat([raw.marks, unread, checked]), version, load_finding_kinds())
    return find_numbers(findings, raw.tables, "CHILD")


def _children(number: str, examples: dict[str, Tables]) -> set[str]:
    return {_child(number, row.get("CHILD")) for rows in examples[number].values() for row in rows}
