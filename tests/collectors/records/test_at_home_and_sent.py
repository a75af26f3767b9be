"""Figures derived where their records stay are taken as those of the records that are sent, for every record set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from collectors.recognise_record_set import recognise_record_set
from collectors.records.check import check_record_file
from collectors.records.local_derivation import write_local_derivation
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import copy_upload
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import read_figures
from mappings.fill.cells import CELL_SCHEMA, FillRequest
from mappings.fill.fill import fill
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import open_store, reading
from returnonce.errors import ReturnOnceError
from returnonce.settings import Settings
from tests.collectors.records import own_records
from tests.collectors.records.made_up_files import MADE_UP
from tests.collectors.records.test_inspection_workbook import CONTACTS, LEAVERS, read
from tests.contexts import make_context
from tests.shipped import load_ruleset
from tests.stores import copied
from tests.uploads import send_upload

pytestmark = pytest.mark.usefixtures("unjailed")

CHILDREN, LISTS, OWN = "nottinghamshire-childrens-services", "inspection-lists", "own-record-set"
#: What figures and cells say, but for where the figure was read.
FIGURE = [name for name in FIGURE_SCHEMA if name != "locator"]
CELL = [name for name, kind in CELL_SCHEMA.items() if not isinstance(kind, pl.List | pl.Struct)]


@dataclass(frozen=True)
class SentFile:
    path: Path
    agency: str
    period: str
    version: str | None
    ruleset: Ruleset


def _make(name: str, folder: Path) -> SentFile:
    if name == LISTS:
        read(folder, List_1=CONTACTS, List_9=LEAVERS)
        return SentFile(folder / "lists.xlsx", CHILDREN, "2021-03-16", None, load_ruleset())
    if name == OWN:
        path = own_records.write_tables(folder, "zip")
        return SentFile(path, own_records.AGENCY, own_records.YEAR, None, own_records.load_own_ruleset())
    made_up = MADE_UP[name]
    records = made_up.make()
    path = made_up.write(folder / "sent", records)
    return SentFile(path, made_up.agency, records.period.code, records.record_set.version, load_ruleset())


def _derive(sent: SentFile, out: Path) -> Path:
    """The workbook that the agency sends without its records, made where there is no store."""
    context = make_context(ruleset=sent.ruleset)
    code = recognise_record_set(sent.path, sent.ruleset.records, name=sent.path.name)
    assert code is not None
    with copy_upload(sent.path, sent.agency, period=sent.period, version=sent.version) as upload:
        verdict = check_record_file(CheckContext(context), upload, code)
        out.write_bytes(write_local_derivation(verdict, file_hash=upload.sha256, ruleset=sent.ruleset.hash))
    return out


#: A partnership's figures wait for those who keep their records at home, too.
NAMES = "(records of) .*[.]"


@dataclass(frozen=True)
class Answer:
    receipt: SubmissionReceipt
    figures: pl.DataFrame
    cells: pl.DataFrame


def _send(sent: SentFile, path: Path, home: Path, made: Path) -> Answer:
    """What a fresh store holds and fills once the file came."""
    copied(made, home)
    engine = open_store(Settings(home=home))
    of_records = {} if path != sent.path else {"period": sent.period, "version": sent.version}
    receipt = send_upload(make_context(engine, home, sent.ruleset), path, sent.agency, **of_records)
    with reading(engine) as session:
        stored = read_figures(session)
        cells = pl.concat([*_fill(stored, sent.ruleset, session)])
    engine.dispose()
    said = pl.col("note").str.replace(NAMES, "$1")
    figures = stored.select(*FIGURE, "agency", "batch_kind").with_columns(said).sort(pl.all())
    return Answer(receipt, figures, cells.with_columns(pl.col("commentary").str.replace(NAMES, "$1")))


def _fill(stored: pl.DataFrame, ruleset: Ruleset, session: object) -> Iterator[pl.DataFrame]:
    """The cells of every return that has a line for one of the figures."""
    yield pl.DataFrame(schema=dict.fromkeys(["return", *CELL], pl.String))
    for code, definition in sorted(ruleset.returns.items()):
        lines = {line.object_id for line in definition.lines}
        wanted = (
            stored.filter(pl.col("indicator").is_in(sorted(lines))).select("area", "period").unique().sort(pl.all())
        )
        for area, period in wanted.rows():
            try:
                filled = fill(ruleset, session, FillRequest(code, area, period))  # type: ignore[arg-type]
            except ReturnOnceError:
                continue
            yield filled.cells.select(pl.lit(code).alias("return"), *CELL).cast(pl.String)


@pytest.mark.parametrize("name", [*MADE_UP, LISTS, OWN])
def test_what_is_derived_at_home_gives_the_figures_and_cells_of_the_records(
    name: str, made: Path, tmp_path: Path
) -> None:
    sent = _make(name, tmp_path)
    derived = _derive(sent, tmp_path / "derived.xlsx")
    of_records = _send(sent, sent.path, tmp_path / "records", made)
    at_home = _send(sent, derived, tmp_path / "derived", made)
    assert of_records.receipt.accepted
    assert at_home.receipt.accepted, at_home.receipt.findings
    assert [finding.code for finding in at_home.receipt.findings] == ["derived-at-home"]
    assert at_home.figures.height > 0
    assert at_home.figures.equals(of_records.figures)
    assert at_home.cells.equals(of_records.cells)


def test_what_somebody_wrote_beside_the_derived_figures_is_judged_as_any_figure(made: Path, tmp_path: Path) -> None:
    sent = _make("ssda903-csv-FY2025-26", tmp_path)
    derived = _derive(sent, tmp_path / "derived.xlsx")
    book = load_workbook(derived)
    book["Figures"].append(
        ["ni-59-initial-assessments-in-7-days", "E10000024", "FY2030-31", "total", "actual", "1", "2"]
    )
    book.save(derived)
    receipt = _send(sent, derived, tmp_path / "derived", made).receipt
    assert not receipt.accepted
    assert set(receipt.table.filter(severity="error")["row"]) == {39}


def test_a_keyed_figure_that_differs_is_asked_about_in_the_words_of_records(made: Path, tmp_path: Path) -> None:
    sent = _make("ssda903-csv-FY2025-26", tmp_path)
    derived = _derive(sent, tmp_path / "derived.xlsx")
    home = tmp_path / "var"
    copied(made, home)
    engine = open_store(Settings(home=home))
    context = make_context(engine, home, sent.ruleset)
    keyed = tmp_path / "keyed.csv"
    keyed.write_text("indicator,area,period,value\ncla-at-31-march,E10000024,2026-03-31,7777\n")
    assert send_upload(context, keyed, sent.agency).accepted
    [asked] = [each for each in send_upload(context, derived, sent.agency).findings if each.severity == "query"]
    engine.dispose()
    assert asked.code == "records-and-figures-differ"
    assert "the keyed figure" in asked.message
