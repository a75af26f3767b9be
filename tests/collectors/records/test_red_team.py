"""What somebody who looks for people finds: nothing in words, in the store or in names; and no half of anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from collectors.recognise_record_set import recognise_record_set
from collectors.records.file_name_facts import stored_file_name
from collectors.records.purge import find_named, purge
from collectors.submissions.receipts import SubmissionReceipt
from indicators.period.codes import parse_period
from indicators.records.sealed_records import find_record_submission, load_records
from mappings.ruleset.app_context import AppContext
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound, Refused, Unavailable
from returnonce.vault import Vault, open_vault
from tests.collectors.records.files import CANARIES, HEADER, in_folder, ssda903, zipped
from tests.collectors.records.reading import CIN, codes, read, workbook, write
from tests.contexts import make_context
from tests.shipped import RECORDS, load_ruleset
from tests.uploads import send_upload

pytestmark = pytest.mark.long

AGENCY, YEAR, LISTS = "nottinghamshire-childrens-services", "FY2024-25", "inspection-lists"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "home")


@pytest.fixture
def context(sqlite_engine: Engine, vault: Vault, clock: FixedClock, tmp_path: Path) -> AppContext:
    return make_context(sqlite_engine, tmp_path / "home", load_ruleset(), clock=clock, vault=vault)


@pytest.fixture
def send(context: AppContext) -> Any:
    def send(path: Path) -> SubmissionReceipt:
        return send_upload(context, path, AGENCY, period=YEAR)

    return send


PEOPLE = (
    "ZQSURNAME,ZQCHILD001\nZQSURNAME,ZQCHILD002\n",
    "ZQSURNAME,29/02/2012\n",
    "ZQSURNAME Zoe,2012-02-29,M\n",
    "ZQCHILD001:M:29/02/2012:ZQUPN\n",
    "first,last,born,number\nZQSURNAME,ZQSURNAME,20120229,943 476 5919\n",
)


@pytest.mark.parametrize("people", PEOPLE)
def test_a_file_of_which_no_heading_is_known_is_not_quoted(send: Any, tmp_path: Path, people: str) -> None:
    receipt = send(write(tmp_path / "x.csv", people))
    assert not receipt.accepted
    csv_text = receipt.table.write_csv()
    assert [canary for canary in CANARIES if canary in csv_text] == []


def test_a_workbook_of_lists_is_one_whatever_other_sheets_it_has(send: Any, tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "Figures": [["ZQSURNAME"]], "ZQSURNAME": [["x"]], "List 1": [["Child Unique ID"], ["ZQCHILD001"]],
    }  # fmt: skip
    assert recognise_record_set(workbook(tmp_path / "lists.xlsx", sheets), RECORDS, name="lists.xlsx") == LISTS
    receipt = send(workbook(tmp_path / "none.xlsx", {"ZQSURNAME": [["x"]], "ZQCHILD": [["y"]]}))
    assert set(receipt.table["code"]) == {"sheet-missing"}
    assert "ZQ" not in receipt.table.write_csv()


@pytest.mark.parametrize("encoding", ["utf-16-le", "shift_jis", "ZQSURNAME", "utf-32"])
def test_letters_that_the_parser_does_not_know_are_told_of(unjailed: None, tmp_path: Path, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{CIN}'
    marks = read(write(tmp_path / "x.xml", declared), "children-in-need").marks
    assert set(codes(marks)) <= {"record-letters", "record-xml"}
    assert marks.height


def test_a_file_that_is_called_after_somebody_is_not_so_called_here(
    send: Any, sqlite_engine: Engine, tmp_path: Path
) -> None:
    receipt = send(zipped(tmp_path / "ZQSURNAME 29-02-2012.ZIP", ssda903()))
    assert receipt.file_name == "children-looked-after_FY2024-25.zip"
    with reading(sqlite_engine) as session:
        held = [str(session.execute(text(f"SELECT * FROM {name}")).all()) for name in SQLModel.metadata.tables]
    assert not any("ZQSURNAME" in rows for rows in held)


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ("X0003-20100401-20110331-TREAT-IN-H.csv", "X0003-20100401-20110331-TREAT-IN-H.csv"),
        ("ZQSURNAME-20100401-TREAT.CSV", "treatment_FY2010-11.csv"),
        ("list.ZQSURNAME", "treatment_FY2010-11"),
        ("ZQSURNAME", "treatment_FY2010-11"),
    ],
)
def test_only_a_name_of_the_form_that_portals_ask_for_is_kept(given: str, ours: str) -> None:
    assert stored_file_name(given, "treatment", "FY2010-11") == ours


def test_records_of_which_a_table_was_taken_away_are_not_read_as_whole(
    send: Any, sqlite_engine: Engine, vault: Vault, tmp_path: Path
) -> None:
    send(zipped(tmp_path / "set.zip", ssda903()))
    [table] = (tmp_path / "home" / "records").rglob("table-OC2.sealed")
    table.unlink()
    with reading(sqlite_engine) as session:
        row = find_record_submission(session, "children-looked-after", agency=AGENCY, period=parse_period(YEAR))
    with pytest.raises(Unavailable, match="not whole"):
        load_records(vault, row, RECORDS, purpose="ssda903")


def test_a_byte_that_was_altered_is_found(send: Any, sqlite_engine: Engine, vault: Vault, tmp_path: Path) -> None:
    send(zipped(tmp_path / "set.zip", ssda903()))
    [table] = (tmp_path / "home" / "records").rglob("table-Header.sealed")
    sealed = table.read_bytes()
    table.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with reading(sqlite_engine) as session:
        row = find_record_submission(session, "children-looked-after", agency=AGENCY, period=parse_period(YEAR))
    with pytest.raises(Unavailable, match="altered"):
        load_records(vault, row, RECORDS, purpose="ssda903")


def test_headings_alone_are_no_nil_return(send: Any, tmp_path: Path) -> None:
    receipt = send(write(tmp_path / "header.csv", HEADER))
    assert not receipt.accepted


def test_two_episodes_of_one_day_are_asked_about_and_two_children_of_one_number_refused(
    send: Any, tmp_path: Path
) -> None:
    files = ssda903()
    twice = files["episodes.csv"] + files["episodes.csv"].splitlines()[1].replace(",U6,", ",U4,") + "\n"
    receipt = send(zipped(tmp_path / "a.zip", files | {"episodes.csv": twice}))
    assert receipt.accepted
    assert ("record-same-key", "query") in receipt.table.select("code", "severity").rows()
    twice = files["header.csv"] + files["header.csv"].splitlines()[1].replace(",M,", ",F,") + "\n"
    receipt = send(zipped(tmp_path / "b.zip", files | {"header.csv": twice}))
    assert not receipt.accepted
    assert ("record-duplicate-differs", "error") in receipt.table.select("code", "severity").rows()


def test_a_link_in_a_folder_is_not_followed(send: Any, tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "set", ssda903())
    (tmp_path / "elsewhere.csv").write_text("CHILD,REVIEW,REVIEW_CODE\nZQCHILD000,ZQ,ZQ\n")
    (folder / "reviews.csv").symlink_to(tmp_path / "elsewhere.csv")
    (folder / "dangling.csv").symlink_to(tmp_path / "nowhere")
    (folder / "within.csv").mkdir()
    receipt = send(folder)
    assert receipt.accepted, receipt.table
    assert receipt.counts["rows"] == 12


def test_what_cannot_be_read_is_refused_and_no_bug(send: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("ZQSURNAME.csv")

    path = zipped(tmp_path / "ZQSURNAME.zip", ssda903())
    monkeypatch.setattr("shutil.copyfile", refuse)
    with pytest.raises(Refused, match="cannot be read") as refused:
        send(path)
    assert "ZQSURNAME" not in str(refused.value)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(NotFound):
        send(tmp_path / "pipe.csv")


def test_a_cell_that_is_too_long_is_told_and_not_cut_unseen(unjailed: None, tmp_path: Path) -> None:
    marks = read(write(tmp_path / "x.xml", CIN.replace("WBRI", "ZQNAME" * 6000)), "children-in-need").marks
    assert marks.select("code", "table").rows() == [("record-cell-long", "Child")]


def test_what_was_purged_does_not_come_back_unseen(
    context: AppContext, send: Any, sqlite_engine: Engine, vault: Vault, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "set.zip", ssda903())
    receipt = send(path)
    with reading(sqlite_engine) as session:
        one = find_named(session, str(receipt.name), "asked for")
    purge(context, [one])
    with pytest.raises(Conflict, match="purged since"):
        send(path)
    assert list(vault.cases()) == []
