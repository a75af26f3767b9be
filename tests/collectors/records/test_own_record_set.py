"""A record set that only a pack defines, from its files to the lines of a return, and to the end of its rows."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from collectors.recognise_record_set import find_mistaken_tables, recognise_record_set
from collectors.records.check import check_record_file
from collectors.records.local_derivation import write_local_derivation
from collectors.records.purge import purge_due
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import copy_upload
from exports.records.return_files import RecordReturnRequest, write_records
from indicators.figures.store import read_figures
from indicators.period.codes import parse_period
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_set_files import read_record_set
from indicators.records.sealed_records import find_record_submission, load_records
from indicators.records.work_lists import find_lacking, select_work_lists
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill
from mappings.packs.pack_skeleton import write_skeleton
from mappings.ruleset.app_context import AppContext
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import NotFound, Refused
from returnonce.settings import Settings
from returnonce.vault import open_vault
from tests.collectors.records.own_records import AGENCY, AREA, SET, TABLES, YEAR, load_own_ruleset, write_tables
from tests.collectors.records.test_accept import _on
from tests.contexts import make_context
from tests.mappings.packs.pack_folders import DAY, change
from tests.uploads import send_upload

pytestmark = pytest.mark.usefixtures("unjailed")


@pytest.fixture
def context(engine: Engine, settings: Settings, clock: FixedClock) -> AppContext:
    own = load_own_ruleset()
    return make_context(engine, ruleset=own, clock=clock, vault=open_vault(settings.home), settings=settings)


def _send(context: AppContext, path: Path, period: str | None = YEAR) -> SubmissionReceipt:
    return send_upload(context, path, AGENCY, period=period)


FAILING = [
    (f"sets/{SET}/rules.yaml", "break_ended < break_started", "CAST(break_kind AS INT) > 3"),
    (f"sets/{SET}/views.yaml", "breaks > 0", "CAST(child_ref AS INT) > 0"),
]


@pytest.mark.parametrize(("file", "old", "new"), FAILING, ids=["a rule", "a step"])
def test_an_expression_that_fails_at_real_rows_is_refused_and_quotes_none(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    write_skeleton(SET, tmp_path, DAY, record_set=True)
    change(tmp_path / SET / "indicators" / "records" / file, old, new)
    record_set = read_record_set(tmp_path / SET / "indicators" / "records" / "sets" / SET)
    own = load_own_ruleset()
    ruleset = replace(own, records=RecordDefinitions(own.records.sets | {SET: record_set}, own.records.concepts))
    context = CheckContext(make_context(None, ruleset=ruleset, clock=_on(date(2026, 11, 20))), None)
    with copy_upload(write_tables(tmp_path, "zip"), AGENCY, period=YEAR) as upload, pytest.raises(Refused) as refused:
        check_record_file(context, upload, SET)
    assert "cannot be worked out: a value is not of the kind" in str(refused.value)
    assert "ZQ" not in str(refused.value)
    assert refused.value.__suppress_context__


def _changed(name: str, old: str, new: str) -> dict[str, str]:
    assert old in TABLES[name]
    return TABLES | {name: TABLES[name].replace(old, new)}


def _figures(engine: Engine) -> dict[tuple[str, str], tuple[int | None, ...]]:
    with reading(engine) as session:
        rows = read_figures(session, areas=[AREA], periods=[YEAR])
    numbers = (pl.col(name) // 1_000_000 for name in ("numerator", "denominator", "value"))
    parts = rows.select("indicator", "breakdown", *numbers)
    return {(indicator, breakdown): tuple(rest) for indicator, breakdown, *rest in parts.rows()}


@pytest.mark.parametrize("form", ["folder", "zip", "workbook"])
def test_its_files_give_the_figures_worked_by_hand(
    context: AppContext, engine: Engine, tmp_path: Path, form: str
) -> None:
    receipt = _send(context, write_tables(tmp_path, form))
    assert receipt.accepted, receipt.table
    assert receipt.counts["rows"] == 5
    assert _figures(engine) == {
        ("kent-breaks-in-time", "total"): (1, 2, None),
        ("kent-breaks-in-time", "sex=F"): (1, 1, None),
        ("kent-breaks-in-time", "sex=M"): (0, 1, None),
        ("kent-breaks-children", "total"): (None, None, 2),
    }


def test_its_figures_fill_the_lines_of_a_return(context: AppContext, engine: Engine, tmp_path: Path) -> None:
    _send(context, write_tables(tmp_path, "zip"))
    with reading(engine) as session:
        filled = fill(context.ruleset, session, FillRequest(SET, AREA, YEAR))
    cells = dict(filled.cells.select("line", "value").rows())
    assert {line: value / 1_000_000 for line, value in cells.items()} == {"KENT BREAKS 1": 50.0, "KENT BREAKS 2": 2.0}


WRONG = [
    ("break.csv", "12/04/2026", "10/04/2026", f"{SET}:ends-before-it-starts", "error", 2, "break_ended"),
    ("break.csv", "ZQ2,15/05/2026", "ZQ2,31/03/2026", f"{SET}:before-the-referral", "query", 3, "break_started"),
    ("break.csv", "ZQ2,15/05/2026,15/05/2026", "ZQ1,12/04/2026,12/04/2026", "", "", 0, ""),
    ("break.csv", "ZQ2,15/05/2026", "ZQ1,11/04/2026", "record-same-key", "query", 3, "break_started"),
    ("break.csv", "ZQ2", "ZQ9", "record-orphan", "query", 3, "child_ref"),
    ("break.csv", ",day,", ",week,", "record-code", "query", 3, "break_kind"),
    ("break.csv", ",day,", ",,", "record-required", "query", 3, "break_kind"),
    ("break.csv", ",6\n", ",six\n", "record-integer", "error", 3, "break_hours"),
    ("child.csv", "31/03/2012", "03/31/2012", "record-date", "error", 2, "date_of_birth"),
    ("child.csv", "ZQ3", "", "record-key-missing", "error", 4, "child_ref"),
    ("child.csv", "ZQ3", "ZQ2", "record-duplicate-differs", "error", 4, "child_ref"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "severity", "row", "column"), WRONG, ids=[each[3] or "nothing" for each in WRONG]
)
def test_what_is_wrong_is_found_at_its_row_and_column(
    tmp_path: Path, file: str, old: str, new: str, code: str, severity: str, row: int, column: str
) -> None:
    table = _check(write_tables(tmp_path, "zip", _changed(file, old, new)))
    found = {(each["severity"], each["row"], each["column"]) for each in table.filter(code=code).to_dicts()}
    # Of two different rows about one person each is named.
    rows = {row - 1, row} if code == "record-duplicate-differs" else {row}
    assert found == ({(severity, each, column) for each in rows} if code else set())
    assert "ZQ" not in table.write_csv()


def _check(path: Path) -> pl.DataFrame:
    with copy_upload(path, AGENCY, period=YEAR) as upload:
        return check_record_file(_without_store(), upload, SET).verdict.table


def _without_store() -> CheckContext:
    clock = _on(date(2026, 11, 20))
    return CheckContext(make_context(None, ruleset=load_own_ruleset(), clock=clock), None)


@pytest.mark.parametrize(
    ("period", "words"),
    [("AY2026/27", "not of an academic year"), ("2026-05-01", "Name it as FY2024-25, or 2024-04-01..2024-12-31")],
    ids=["another kind of year", "a day"],
)
def test_a_period_of_another_kind_is_refused(tmp_path: Path, period: str, words: str) -> None:
    path = write_tables(tmp_path, "zip")
    with copy_upload(path, AGENCY, period=period.replace("/", "-")) as upload, pytest.raises(Refused) as refused:
        check_record_file(_without_store(), upload, SET)
    assert words in str(refused.value)


def test_its_rows_are_sealed_and_purged_and_its_figures_stay(
    context: AppContext, engine: Engine, tmp_path: Path
) -> None:
    assert _send(context, write_tables(tmp_path, "zip")).accepted
    figures = _figures(engine)
    with reading(engine) as session:
        rows = {name: str(session.execute(text(f"SELECT * FROM {name}")).all()) for name in SQLModel.metadata.tables}
        submission = find_record_submission(session, SET, agency=AGENCY, period=parse_period(YEAR))
    assert [name for name, row in rows.items() if "ZQ1" in row] == []
    kept = [path for path in (tmp_path / "var").rglob("*") if path.is_file()]
    assert [path.name for path in kept if b"ZQ1" in path.read_bytes()] == []
    vault = context.vault
    records = load_records(vault, submission, context.ruleset.records, purpose=f"{SET}-records")
    assert records.tables["Child"]["child_ref"].to_list() == ["ZQ1", "ZQ2", "ZQ3"]
    with pytest.raises(Refused, match="not sent for ssda903"):
        load_records(vault, submission, context.ruleset.records, purpose="ssda903")
    end = _on(date(2029, 11, 22))
    later = make_context(engine, ruleset=context.ruleset, clock=end, vault=vault, settings=context.settings)
    assert len(purge_due(later)) == 1
    assert _figures(engine) == figures
    with reading(engine) as session, pytest.raises(NotFound):
        find_record_submission(session, SET, agency=AGENCY, period=parse_period(YEAR))


@pytest.mark.long
def test_what_was_worked_out_at_home_is_collected(context: AppContext, engine: Engine, tmp_path: Path) -> None:
    with copy_upload(write_tables(tmp_path, "zip"), AGENCY, period=YEAR) as upload:
        verdict = check_record_file(_without_store(), upload, SET)
        data = write_local_derivation(verdict, file_hash=upload.sha256, ruleset=context.ruleset.hash)
    (tmp_path / "derived.xlsx").write_bytes(data)
    receipt = _send(context, tmp_path / "derived.xlsx", None)
    assert receipt.accepted, receipt.table
    assert _figures(engine)["kent-breaks-in-time", "total"] == (1, 2, None)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert not any(b"ZQ1" in package.read(name) for name in package.namelist())


def test_its_rows_are_written_as_a_return_and_named_on_work_lists(tmp_path: Path) -> None:
    tables = _changed("break.csv", "15/05/2026,15/05/2026", "15/05/2026,")
    with copy_upload(write_tables(tmp_path, "zip", tables), AGENCY, period=YEAR) as upload:
        records = check_record_file(_without_store(), upload, SET).records
    assert records is not None
    request = RecordReturnRequest(f"{SET}-records", "csv", date(2027, 3, 31))
    files = write_records(request, {SET: records}, load_own_ruleset()).files
    assert set(files) == {"child.csv", "break.csv"}
    assert files["break.csv"].decode().splitlines()[1:] == [
        "ZQ1,11/04/2026,12/04/2026,night,20", "ZQ2,15/05/2026,,day,6",
    ]  # fmt: skip
    lacking = find_lacking(records, select_work_lists(records.record_set))
    assert lacking.select("list", "row", "record").rows() == [("break-without-end", 3, "ZQ2 / 2026-05-15")]


@pytest.mark.parametrize("name", list(TABLES))
def test_each_of_its_files_is_told_from_those_of_other_record_sets(tmp_path: Path, name: str) -> None:
    (tmp_path / "some.csv").write_text(TABLES[name])
    assert recognise_record_set(tmp_path / "some.csv", load_own_ruleset().records, name="some.csv") == SET


def test_a_damaged_file_of_its_own_name_is_taken_for_its_own(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("nothing;that anybody;knows\n")
    assert recognise_record_set(tmp_path / "x", load_own_ruleset().records, name="break.csv") == SET


HEADINGS = [
    ({}, []),
    ({"date_of_birth": "year", "sex": "SEX", "referred": "status"}, [("Child", "figures")]),
    ({"date_of_birth": "DOB", "sex": "SEX", "referred": "UPN"}, []),
]


@pytest.mark.parametrize(("names", "expected"), HEADINGS, ids=["its own", "those of figures", "three of another set's"])
def test_tables_whose_headings_are_those_of_something_else_are_named(
    tmp_path: Path, names: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    write_skeleton(SET, tmp_path, DAY, record_set=True)
    records = tmp_path / SET / "indicators" / "records" / "sets"
    columns = records / SET / "versions" / "1" / "columns.tsv"
    child, rest = columns.read_text().split("Break\t", 1)
    for old, new in names.items():
        child = child.replace(f"Child\t{old}\t", f"Child\t{new}\t")
    columns.write_text(child + "Break\t" + rest)
    shipped = load_own_ruleset().records
    definitions = RecordDefinitions(shipped.sets | {SET: read_record_set(records / SET)}, shipped.concepts)
    assert list(find_mistaken_tables(definitions, SET)) == expected
