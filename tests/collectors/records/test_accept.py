"""Records from file to figures: what is stored, what is sealed, and what nobody may read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from collectors.records.purge import find_named, list_due, purge, purge_due
from collectors.submissions.receipts import SubmissionReceipt, read_receipt, withdraw_submission
from exports.editions.queries.submission_queries import read_queries
from indicators.figures.store import read_figures
from indicators.period.codes import parse_period
from indicators.records.sealed_records import find_record_submission, list_record_submissions, load_records
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import sha256_file
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound, Refused, WrongUsage
from returnonce.settings import Settings
from returnonce.vault import Vault, open_vault
from tests.collectors.records.files import CANARIES, in_folder, ssda903, zipped
from tests.contexts import make_context
from tests.shipped import RECORDS, load_ruleset
from tests.uploads import send_upload

pytestmark = pytest.mark.long

AGENCY, AREA, YEAR, SET = "nottinghamshire-childrens-services", "E10000024", "FY2024-25", "children-looked-after"


@pytest.fixture
def vault(settings: Settings) -> Vault:
    return open_vault(settings.home)


@pytest.fixture
def context(engine: Engine, settings: Settings, vault: Vault, clock: FixedClock) -> AppContext:
    return make_context(engine, ruleset=load_ruleset(), clock=clock, vault=vault, settings=settings)


@pytest.fixture
def send(context: AppContext) -> Any:
    def send(path: Path, **given: Any) -> SubmissionReceipt:
        told = {"agency": AGENCY, "period": YEAR} | given
        return send_upload(context, path, told.pop("agency"), **told)

    return send


def _figure(engine: Engine, indicator: str, period: str = YEAR) -> tuple[int, int] | None:
    with reading(engine) as session:
        actual_rows = read_figures(session, indicators=[indicator], periods=[period]).filter(breakdown="total")
    rows = actual_rows.select(pl.col("numerator") // 1_000_000, pl.col("denominator") // 1_000_000).rows()
    return rows[0] if rows else None


def test_records_give_figures_and_are_kept_sealed(send: Any, engine: Engine, vault: Vault, tmp_path: Path) -> None:
    receipt = send(zipped(tmp_path / "looked-after.zip", ssda903(assessed=3)))
    assert receipt.accepted, receipt.table
    assert _figure(engine, "cla-health-assessment") == (3, 4)
    with reading(engine) as session:
        row = find_record_submission(session, SET, agency=AGENCY, period=parse_period(YEAR))
        records = load_records(vault, row, RECORDS, purpose="ssda903")
        assert (row.rows, row.version, row.area) == (12, YEAR, AREA)
    assert records.tables["Header"]["CHILD"].to_list() == [f"ZQCHILD00{n}" for n in range(4)]
    assert vault.read(row.case_name, "received") == (tmp_path / "looked-after.zip").read_bytes()


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_folder_and_a_zip_give_the_same_figures(send: Any, engine: Engine, tmp_path: Path, form: str) -> None:
    files = ssda903()
    path = in_folder(tmp_path / "set", files) if form == "folder" else zipped(tmp_path / "set.zip", files)
    assert send(path).accepted
    assert _figure(engine, "cla-health-assessment") == (2, 4)


def test_no_person_is_in_the_store_the_files_or_the_receipt(
    send: Any, engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = ssda903()
    files["header.csv"] += "ZQSURNAME,ZQSURNAME,29/02/2012,ZQSURNAME,9434765919,ZQSURNAME,\n"
    files["episodes.csv"] += "ZQSURNAME,01/03/2024,ZQSURNAME,ZQSURNAME,9434765919,ZQSURNAME,,,,,ZQ9 9ZQ,,\n"
    receipt = send(zipped(tmp_path / "set.zip", files))
    assert receipt.accepted, receipt.table
    assert receipt.counts["query"] > 4
    told = receipt.table.write_csv() + str(receipt.counts) + caplog.text
    assert [canary for canary in CANARIES if canary in told] == []
    assert _rows_that_tell(engine) == []
    for path in (tmp_path / "var").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert [canary for canary in CANARIES if canary.encode() in data] == [], path.name
            assert not any(canary in path.name for canary in CANARIES)


def _on(day: date) -> FixedClock:
    return FixedClock(datetime.combine(day, time(12), UTC))


def _rows_that_tell(engine: Engine) -> list[str]:
    """Tables of the store in which a canary stands anywhere."""
    with reading(engine) as session:
        held = {name: str(session.execute(text(f"SELECT * FROM {name}")).all()) for name in SQLModel.metadata.tables}
    return [name for name, rows in held.items() for canary in CANARIES if canary in rows]


def test_a_refused_file_leaves_a_row_of_the_audit_trail_and_nothing_else(
    send: Any, engine: Engine, vault: Vault, tmp_path: Path
) -> None:
    files = ssda903()
    files["episodes.csv"] = files["episodes.csv"].replace("01/03/2023", "ZQSURNAME", 1)
    receipt = send(zipped(tmp_path / "set.zip", files))
    assert not receipt.accepted
    assert [(f.code, f.sheet, f.row, f.column, f.value) for f in receipt.findings if f.severity == "error"] == [
        ("record-date", "Episodes", 2, "DECOM", None)
    ]
    assert "ZQSURNAME" not in receipt.table.write_csv()
    assert list(vault.cases()) == []
    assert _rows_that_tell(engine) == []
    with reading(engine) as session:
        assert [row[0] for row in session.execute(text("SELECT act FROM audit"))] == ["refuse-records"]
        assert session.execute(text("SELECT count(*) FROM submission")).scalar() == 0


def test_the_same_bytes_of_the_same_year_are_one_submission(send: Any, vault: Vault, tmp_path: Path) -> None:
    path = zipped(tmp_path / "set.zip", ssda903())
    first, second = send(path), send(path)
    assert (second.repeated, second.name) == (True, first.name)
    assert len(list(vault.cases())) == 1
    # Read as of another year the same bytes are something else.
    assert send(path, period="FY2025-26").name != first.name


def test_a_revision_of_an_earlier_year_is_a_new_version_and_a_cut_stands_apart(
    context: AppContext, send: Any, engine: Engine, tmp_path: Path
) -> None:
    cut = "2024-04-01..2024-12-31"
    assert send(zipped(tmp_path / "cut.zip", ssda903()), period=cut).accepted
    assert _figure(engine, "cla-health-assessment", cut) is None, "OC2 exists once a year"
    assert _figure(engine, "cla-health-assessment") is None
    assert send(zipped(tmp_path / "first.zip", ssda903(assessed=1))).accepted
    revised = send(zipped(tmp_path / "second.zip", ssda903(assessed=4)))
    assert _figure(engine, "cla-health-assessment") == (4, 4)
    withdraw_submission(context.replace(clock=FixedClock(revised.received_at)), revised.name, reason="sent too early")
    assert _figure(engine, "cla-health-assessment") == (1, 4)
    with reading(engine) as session:
        assert {row.period for row in list_record_submissions(session, SET, agencies=[AGENCY])} == {YEAR, cut}
        assert set(read_figures(session, periods=[cut])["status"]) <= {"provisional"}


def test_an_old_file_of_records_is_refused_after_a_later_one_though_it_gives_the_same_figures(
    context: AppContext, send: Any, tmp_path: Path
) -> None:
    corrected = {name: content.replace("WBRI", "WIRI") for name, content in ssda903().items()}
    old = zipped(tmp_path / "old.zip", ssda903())
    assert send(old).accepted
    newest = send(zipped(tmp_path / "later.zip", corrected))
    assert newest.accepted
    with pytest.raises(Conflict, match=r"replaced since, last by children-looked-after_FY2024-25.zip on"):
        send(old)
    withdraw_submission(context.replace(clock=FixedClock(newest.received_at)), newest.name, reason="sent too early")
    assert send(old).repeated


def test_a_keyed_figure_that_disagrees_is_told_both_ways(send: Any, engine: Engine, tmp_path: Path) -> None:
    assert send(zipped(tmp_path / "set.zip", ssda903(assessed=3))).accepted
    keyed = tmp_path / "keyed.csv"
    keyed.write_text(f"indicator,area,period,numerator,denominator\ncla-health-assessment,{AREA},{YEAR},2,4\n")
    receipt = send(keyed)
    said = [f.message for f in receipt.findings if f.code == "records-and-figures-differ"]
    assert len(said) == 1
    assert "3 of 4" in said[0]
    assert "2 of 4" in said[0]
    again = send(zipped(tmp_path / "again.zip", ssda903(assessed=4)))
    said = [f.message for f in again.findings if f.code == "records-and-figures-differ"]
    assert len(said) == 1
    assert "4 of 4" in said[0]
    assert "2 of 4" in said[0]
    agrees = send(zipped(tmp_path / "agrees.zip", ssda903(assessed=2)))
    assert "records-and-figures-differ" not in set(agrees.table["code"])


def test_each_wrong_value_that_is_keyed_is_asked_about(send: Any, engine: Engine, tmp_path: Path) -> None:
    assert send(zipped(tmp_path / "set.zip", ssda903(assessed=3))).accepted
    said: list[list[str]] = []
    for number, numerator in enumerate((2, 1, 1, 3, 4)):
        keyed = tmp_path / f"keyed{number}.csv"
        row = f"cla-health-assessment,{AREA},{YEAR},{numerator},4,sending {number}\n"
        keyed.write_text(f"indicator,area,period,numerator,denominator,note\n{row}")
        receipt = send(keyed)
        assert receipt.accepted
        said.append([f.message for f in receipt.findings if f.code == "records-and-figures-differ"])
    assert [len(messages) for messages in said] == [1, 1, 1, 0, 1]
    assert ("3 of 4" in said[1][0], "1 of 4" in said[1][0]) == (True, True)
    with reading(engine) as session:
        names = [name for (name,) in session.execute(text("SELECT name FROM submission ORDER BY id"))]
        open_queries = [one for one in read_queries(session, names[-1]) if one.code == "records-and-figures-differ"]
    assert [one.answers for one in open_queries] == [()]


def test_records_are_used_for_what_they_were_sent_for(send: Any, engine: Engine, vault: Vault, tmp_path: Path) -> None:
    send(zipped(tmp_path / "set.zip", ssda903()))
    with reading(engine) as session:
        row = find_record_submission(session, SET, agency=AGENCY, period=parse_period(YEAR))
    with pytest.raises(Refused, match="not sent for ndtms"):
        load_records(vault, row, RECORDS, purpose="ndtms")


def test_a_purge_destroys_the_records_and_leaves_figures_hashes_and_audit(
    context: AppContext, send: Any, engine: Engine, vault: Vault, clock: FixedClock, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "set.zip", ssda903(assessed=3))
    receipt = send(path)
    with reading(engine) as session:
        row = find_record_submission(session, SET, agency=AGENCY, period=parse_period(YEAR))
        assert list_due(session, vault, clock) == []
        [one] = list_due(session, vault, _on(row.keep_until))
    assert (one.submission, one.agency, one.period) == (receipt.name, AGENCY, YEAR)
    purge(context, [one])
    assert not any((tmp_path / "var" / "records").rglob("*.sealed"))
    assert not any((tmp_path / "var" / "records").rglob("key"))
    assert _figure(engine, "cla-health-assessment") == (3, 4)
    with reading(engine) as session:
        assert list_record_submissions(session, SET, agencies=[AGENCY]) == []
        assert list_due(session, vault, _on(row.keep_until)) == []
        assert session.execute(text("SELECT file FROM submission")).scalar() == sha256_file(path)
        acts = [each[0] for each in session.execute(text("SELECT act FROM audit ORDER BY id"))]
        assert acts == ["accept-records", "bind", "purge"]
        with pytest.raises(NotFound):
            find_record_submission(session, SET, agency=AGENCY, period=parse_period(YEAR))
    with pytest.raises(NotFound, match="not kept"):
        load_records(vault, row, RECORDS, purpose="ssda903")


def test_a_purge_that_stopped_halfway_is_finished_by_the_next(
    context: AppContext, send: Any, engine: Engine, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = send(zipped(tmp_path / "set.zip", ssda903()))
    with reading(engine) as session:
        one = find_named(session, receipt.name[:12], "the parents withdrew their consent")
    monkeypatch.setattr(Vault, "destroy", lambda *_: (_ for _ in ()).throw(OSError("power")))
    with pytest.raises(OSError, match="power"):
        purge(context, [one])
    monkeypatch.undo()
    assert vault.holds(one.case_name)
    assert [each.submission for each in purge_due(context)] == [receipt.name]
    assert not vault.holds(one.case_name)
    assert purge_due(context) == []


def test_a_purge_before_its_time_needs_a_reason_and_a_name(send: Any, engine: Engine, tmp_path: Path) -> None:
    receipt = send(zipped(tmp_path / "set.zip", ssda903()))
    with reading(engine) as session:
        with pytest.raises(Refused, match="reason"):
            find_named(session, receipt.name, " ")
        with pytest.raises(NotFound, match="No submission"):
            find_named(session, "ffff", "why not")


def test_bytes_that_were_withdrawn_do_not_come_back_unseen(
    context: AppContext, send: Any, engine: Engine, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "set.zip", ssda903())
    withdraw_submission(context, send(path).name, reason="wrong year")
    with pytest.raises(Conflict, match="withdrawn"):
        send(path)


def test_a_store_that_fails_leaves_no_sealed_records(
    send: Any, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("collectors.records.accept.register_submission", fail)
    with pytest.raises(OSError, match="disk full"):
        send(zipped(tmp_path / "set.zip", ssda903()))
    assert list(vault.cases()) == []


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"period": None}, WrongUsage, "Which period"),
        ({"period": "AY2024-25"}, Refused, "academic year"),
        ({"period": "2025-03-31"}, Refused, "not of a day"),
        ({"agency": "nottinghamshire-police"}, Refused, "does not send records of this kind"),
        ({"agency": "nobody"}, NotFound, "no agency"),
        ({"version": "FY1999-00"}, NotFound, "no version"),
    ],
)
def test_what_is_not_said_or_does_not_fit_is_asked_for(
    send: Any, vault: Vault, tmp_path: Path, given: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        send(zipped(tmp_path / "set.zip", ssda903()), **given)
    assert list(vault.cases()) == []


def test_a_year_outside_all_versions_is_read_by_the_nearest_and_asked_about(send: Any, tmp_path: Path) -> None:
    receipt = send(zipped(tmp_path / "old.zip", ssda903()), period="FY2014-15")
    assert receipt.accepted, receipt.table
    [asked] = [f.message for f in receipt.findings if f.code == "record-version-near"]
    assert "FY2016-17" in asked


def test_a_purge_of_what_is_purged_is_refused(context: AppContext, send: Any, engine: Engine, tmp_path: Path) -> None:
    receipt = send(zipped(tmp_path / "set.zip", ssda903()))
    with reading(engine) as session:
        one = find_named(session, receipt.name, "by mistake")
    purge(context, [one])
    with reading(engine) as session, pytest.raises(Conflict, match="purged already"):
        find_named(session, receipt.name, "again")


def test_every_finding_is_told_and_some_of_each_kind_are_kept(send: Any, engine: Engine, tmp_path: Path) -> None:
    files = ssda903(children=600)
    files["header.csv"] = files["header.csv"].replace(",WBRI,", ",XXXX,")
    receipt = send(zipped(tmp_path / "many.zip", files))
    rows = dict(receipt.table["code"].value_counts().iter_rows())
    assert rows["record-code"] == 600
    with reading(engine) as session:
        kept_rows = session.execute(text("SELECT count(*) FROM finding WHERE code = 'record-code'")).scalar()
        kept = read_receipt(session, receipt.name).table
    assert kept_rows == 500
    notes = kept.filter(code="findings-not-listed")["message"]
    assert notes.str.starts_with("There are 600 findings of one kind, and only the first of them are listed").any()
    assert receipt.counts["query"] >= 600
