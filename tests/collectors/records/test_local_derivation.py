"""Records that stay at home: the same figures as if they had been sent, and nobody in the workbook."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, text

from collectors.records.check import RecordVerdict, check_record_file
from collectors.records.local_derivation import write_local_derivation
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import copy_upload
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import read_figures
from returnonce.blobs import sha256_file
from returnonce.clock import FixedClock
from returnonce.db import reading
from tests.collectors.records.files import CANARIES, ssda903, zipped
from tests.contexts import make_context
from tests.shipped import load_ruleset
from tests.uploads import send_upload

AGENCY, YEAR = "nottinghamshire-childrens-services", "FY2024-25"


@pytest.fixture
def at_home(unjailed: None, clock: FixedClock, tmp_path: Path) -> tuple[Path, RecordVerdict, str]:
    """A workbook derived at home, what was judged there, and the hash of the file."""
    path = zipped(tmp_path / "set.zip", ssda903(assessed=3))
    context = make_context(ruleset=load_ruleset(), clock=clock)
    with copy_upload(path, AGENCY, period=YEAR) as upload:
        verdict = check_record_file(CheckContext(context), upload, "children-looked-after")
        data = write_local_derivation(verdict, file_hash=upload.sha256, ruleset=context.ruleset.hash)
    out = tmp_path / "figures.xlsx"
    out.write_bytes(data)
    return out, verdict, sha256_file(path)


@pytest.fixture
def send(engine: Engine, clock: FixedClock, tmp_path: Path) -> Any:
    context = make_context(engine, tmp_path / "home", load_ruleset(), clock=clock)

    def send(path: Path, agency: str = AGENCY) -> SubmissionReceipt:
        return send_upload(context, path, agency)

    return send


def test_the_figures_are_those_of_the_records_sent(send: Any, engine: Engine, at_home: Any, tmp_path: Path) -> None:
    out, told, _ = at_home
    receipt = send(out)
    assert receipt.accepted, receipt.table
    with reading(engine) as session:
        stored = read_figures(session)
    columns = [name for name in FIGURE_SCHEMA if name != "locator"]
    want = told.verdict.figures.select(columns).sort("indicator", "breakdown")
    assert stored.select(columns).sort("indicator", "breakdown").equals(want)
    assert set(stored["batch_kind"]) == {"derived"}


def test_the_hash_of_the_file_is_told(send: Any, at_home: Any) -> None:
    out, _, file_hash = at_home
    said = {finding.code: finding.message for finding in send(out).findings}
    assert file_hash[:12] in said["derived-at-home"]
    assert "children-looked-after" in said["derived-at-home"]
    assert send(out).repeated


def test_no_person_is_in_the_workbook(at_home: Any) -> None:
    with zipfile.ZipFile(at_home[0]) as package:
        content = b"".join(package.read(name) for name in package.namelist())
    assert [canary for canary in CANARIES if canary.encode() in content] == []
    sheet = load_workbook(at_home[0])["Derived"]
    facts = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert facts["rows"] == "12"


def test_another_agency_cannot_send_it(send: Any, at_home: Any) -> None:
    receipt = send(at_home[0], "lewisham-childrens-services")
    assert not receipt.accepted
    assert "derived-agency" in set(receipt.table["code"])


def test_other_rules_are_told(send: Any, at_home: Any, tmp_path: Path) -> None:
    book = load_workbook(at_home[0])
    for row in book["Derived"].iter_rows():
        if row[0].value == "ruleset":
            row[1].value = "0" * 64
    book.save(tmp_path / "older.xlsx")
    receipt = send(tmp_path / "older.xlsx")
    assert receipt.accepted, receipt.table
    assert "derived-ruleset" in set(receipt.table["code"])


def test_records_are_nowhere_in_the_store_of_the_other_side(send: Any, engine: Engine, at_home: Any) -> None:
    send(at_home[0])
    with reading(engine) as session:
        assert session.execute(text("SELECT count(*) FROM record_submission")).scalar() == 0
