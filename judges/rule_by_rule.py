"""Each official rule's own example planted in the clean council as a child more, and who finds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from collectors.records.content_checks import check_records
from collectors.records.gather_inputs import read_last_year
from collectors.records.headings import load_headings
from collectors.records.provider_list import PROVIDER_SCHEMA
from collectors.records.read import read_records
from collectors.records.rule_inputs import RuleInputs
from collectors.records.typed_records import type_records
from collectors.records.word_findings import word_record_marks
from indicators.period.arithmetic import financial_year
from judges.council import Files
from judges.planting import PlantedReturn, read_return
from judges.verdicts import ask_ssda903
from tests.collectors.records.rule_examples import ISO, LAST, Tables, read_examples
from tests.shipped import RECORDS, find_version, load_finding_kinds, load_record_set

SET = "children-looked-after"
Found = dict[str, set[str]]
#: By theirs and by ours.
WORDS = {(True, True): "both", (True, False): "THEIRS ONLY", (False, True): "ours only", (False, False): "NEITHER"}


def compare_rules(home: Path, files: Files) -> str:
    """A line for each rule of which an example can be written into files; postcodes are the validator's own."""
    broken = {number: each["breaks"] for number, each in read_examples(SET).items()}
    examples = {number: tables for number, tables in broken.items() if "Postcodes" not in tables}
    folder = files.this.parent / "examples"
    this, last = read_return(files.this, files.year.end), read_return(files.last, files.year.end)
    for number, tables in examples.items():
        _plant(number, tables, this, last)
    this.write(folder / "this")
    last.write(folder / "last")
    more = [row for tables in examples.values() for row in tables.get("Providers", [])]
    planted = replace(files, providers=(*files.providers, *_theirs(more, files)))
    paths = [sorted((folder / name).glob("*.csv")) for name in ("this", "last")]
    verdict = ask_ssda903(home, planted, this=paths[0], last=paths[1], shown="with an example of each rule")
    theirs: Found = defaultdict(set)
    for issue in verdict.issues:
        theirs[issue.child.upper()].add(issue.rule)
    return _table(examples, theirs, _ours(folder, planted), set(verdict.ran))


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


def _ours(folder: Path, files: Files) -> Found:
    """The official numbers that our findings name, by child."""
    raw = read_records(folder / "this", load_headings(RECORDS, SET), name="this")
    version = load_record_set(SET, find_version(SET, files.year))
    records, unread = type_records(raw, version, files.year)
    before = read_last_year(folder / "last", RECORDS, SET, financial_year(files.year.start.year - 1))
    rows = [(r[0], r[1], r[3], r[4], r[5], (r[6] or "").replace(" ", ""), str(files.year.end)) for r in files.providers]
    texts = pl.DataFrame(rows, schema=dict.fromkeys(PROVIDER_SCHEMA, pl.String), orient="row").unique("urn")
    providers = texts.with_columns(pl.col("closed", "as_of").str.to_date())
    inputs = RuleInputs(last_year=before, providers=providers, authority=files.area)
    checked = check_records(records, read_on=date(2027, 6, 30), inputs=inputs)
    findings = word_record_marks(pl.concat([unread, checked]), version, load_finding_kinds())
    whose = {name: dict(frame.select("_row", "CHILD").iter_rows()) for name, frame in raw.tables.items()}
    numbers = findings["message"].str.extract(r"\(official rule ([^)]*)\)")
    found: Found = defaultdict(set)
    for table, row, text in zip(findings["sheet"], findings["row"], numbers, strict=True):
        if text and (child := whose.get(table, {}).get(row)):
            found[child.upper()] |= set(text.split(", "))
    return found


def _table(examples: dict[str, Tables], theirs: Found, ours: Found, ran: set[str]) -> str:
    lines, counts = [], Counter[str]()
    for number in examples:
        children = _children(number, examples)
        by_them, by_us = (any(number in one.get(child, ()) for child in children) for one in (theirs, ours))
        verdict = WORDS[by_them, by_us]
        counts[verdict] += 1
        lines.append(f"  {number}: {verdict}{'' if number in ran else ' (theirs raised or was skipped)'}")
    summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    return "\n".join([f"Children looked after, rule by rule: {len(lines)} planted; found by {summary}.", *lines])


def _children(number: str, examples: dict[str, Tables]) -> set[str]:
    return {_child(number, row.get("CHILD")) for rows in examples[number].values() for row in rows}
