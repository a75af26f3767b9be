"""Accepted whole or refused whole; once; corrected; contradicted; and ``check`` says the same."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, text

from collectors.receive_upload import find_received
from collectors.submissions.receipts import SubmissionReceipt, list_submissions, read_receipt
from collectors.submissions.uploaded_file import copy_upload
from indicators.figures.batches import withdraw_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import read_figures, read_versions
from returnonce.blobs import BlobStore, FolderObjects
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, NotFound
from returnonce.vault import open_vault
from tests.collectors.figures.small_ruleset import AGENCY, NOON, judge, ruleset, table
from tests.contexts import make_context
from tests.uploads import check_as_figures, judge_figures, send_figures

GOOD = ("share,E09000023,FY2009-10,,,12,100,,,,", "headcount,E09000023,FY2009-10,,,,,250,,provisional,as ever")


def send(
    engine: Engine, folder: Path, content: str, *, agency: str = AGENCY, name: str = "up.csv", later: int = 0
) -> SubmissionReceipt:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    clock = FixedClock(NOON.instant + timedelta(hours=later))
    return send_figures(make_context(engine, folder / "home", ruleset(), clock=clock), path, agency)


def known(engine: Engine) -> pl.DataFrame:
    with reading(engine) as session:
        return read_figures(session)


def test_what_is_accepted_can_be_read_and_its_bytes_are_kept(engine: Engine, tmp_path: Path) -> None:
    receipt = send(engine, tmp_path, table(*GOOD))
    assert receipt.accepted
    assert not receipt.repeated
    assert receipt.counts["figures"] == 2
    figures = known(engine).sort("indicator")
    assert figures.select(
        "indicator", "numerator", "denominator", "value", "status", "note", "locator", "agency"
    ).rows() == [
        ("headcount", None, None, 250_000_000, "provisional", "as ever", "row 3", AGENCY),
        ("share", 12_000_000, 100_000_000, None, "final", None, "row 2", AGENCY),
    ]
    assert BlobStore(FolderObjects(tmp_path / "home")).read("received", receipt.file).decode() == table(*GOOD)


def test_what_is_refused_leaves_its_bytes_sealed_and_one_audit_row(engine: Engine, tmp_path: Path) -> None:
    receipt = send(engine, tmp_path, table(*GOOD, "rate,E09000023,FY2009-10,,,seven,1,,,,"))
    assert not receipt.accepted
    assert [finding.code for finding in receipt.findings] == ["number-words"]
    assert known(engine).is_empty()
    [case] = open_vault(tmp_path / "home").cases()
    assert (case.kind, case.keep_until) == ("refused", date(2011, 7, 15))
    assert b"seven" in open_vault(tmp_path / "home").read(case.name, "received")
    assert not any(b"seven" in path.read_bytes() for path in (tmp_path / "home").rglob("*.sealed"))
    assert BlobStore(FolderObjects(tmp_path / "home")).size("received", receipt.file) is None
    with reading(engine) as session:
        acts = [act for (act,) in session.execute(text("SELECT act FROM audit"))]
        assert [act for act in acts if act != "adopt-key"] == ["refuse-upload"]
        assert list_submissions(session) == []


HEADCOUNT = "headcount,E09000023,FY2009-10,,,,,{},,,"


@pytest.mark.parametrize(
    ("contents", "refused"),
    [
        ([250, 260, 250], "1 figure of theirs was replaced since, last by 1.csv on 15 June 2011"),
        ([250, 250], None),
        ([250, 260, 260], None),
    ],
)
def test_an_old_file_after_a_later_one_is_refused_in_the_same_words_by_check_and_collect(
    engine: Engine, tmp_path: Path, contents: list[int], refused: str | None
) -> None:
    texts = [table(HEADCOUNT.format(number)) for number in contents]
    first = send(engine, tmp_path, texts[0], name="0.csv")
    for number, content in enumerate(texts[1:-1], start=1):
        assert send(engine, tmp_path, content, name=f"{number}.csv", later=number).accepted
    before = known(engine)
    context = make_context(engine, tmp_path / "home", ruleset(), clock=FixedClock(NOON.instant + timedelta(hours=9)))

    def check() -> SubmissionReceipt | None:
        path = tmp_path / "again.csv"
        path.write_text(texts[-1], encoding="utf-8")
        with copy_upload(path, AGENCY) as upload:
            return find_received(context, upload, check_as_figures(context, upload))

    if refused is None:
        receipt, again = check(), send(engine, tmp_path, texts[-1], later=9)
        assert receipt is not None
        assert (receipt.name, receipt.repeated) == (again.name, again.repeated)
        assert again.repeated
        assert (again.name == first.name) is (contents[0] == contents[-1])
    else:
        said = []
        for act in (check, lambda: send(engine, tmp_path, texts[-1], later=9)):
            with pytest.raises(Conflict) as error:
                act()
            said.append((error.value.what, error.value.mend))
        assert said[0] == said[1]
        assert refused in said[0][0]
    assert known(engine).equals(before)


def test_check_and_collect_say_the_same(engine: Engine, tmp_path: Path) -> None:
    send(engine, tmp_path, table(*GOOD))
    send(engine, tmp_path, table("share,E09000023,FY2009-10,,,14,100,,,,"), agency="lewisham-trust")
    for rows in (GOOD[:1], ("share,E09000023,FY2010-11,,,60,100,,,,",), ("rate,E09000023,FY2009-10,,,1,0,,,,",)):
        path = tmp_path / "next.csv"
        path.write_text(table(*rows, "compiled,E09000023,FY2009-10,,,1,2,,,,"), encoding="utf-8")
        with reading(engine) as session:
            context = make_context(engine, tmp_path / "home", ruleset(), clock=NOON)
            verdict = judge_figures(context, path, AGENCY, session)
        receipt = send(engine, tmp_path, path.read_text(encoding="utf-8"), name="next.csv", later=1)
        assert receipt.findings == verdict.findings
        assert receipt.accepted is verdict.accepted
        assert receipt.counts == verdict.counts


def test_the_same_bytes_twice_are_one_submission(engine: Engine, tmp_path: Path) -> None:
    first = send(engine, tmp_path, table(*GOOD))
    second = send(engine, tmp_path, table(*GOOD), name="again.csv", later=5)
    assert second.repeated
    assert (second.name, second.received_at, second.file_name) == (first.name, first.received_at, "up.csv")
    other = send(engine, tmp_path, table(*GOOD), agency="lewisham-trust")
    assert not other.repeated
    with reading(engine) as session:
        assert len(list_submissions(session)) == 2
        assert len(list_submissions(session, agency=AGENCY)) == 1


@pytest.mark.long
def test_twenty_at_once_are_one_submission(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "up.csv"
    path.write_text(table(*GOOD), encoding="utf-8")

    def once(_: int) -> SubmissionReceipt:
        return send_figures(make_context(engine, tmp_path / "home", ruleset(), clock=NOON), path, AGENCY)

    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(once, range(20)))
    assert len({receipt.name for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert known(engine).height == 2


def test_a_correction_replaces_what_it_gives_and_the_old_stays_readable(engine: Engine, tmp_path: Path) -> None:
    send(engine, tmp_path, table(*GOOD))
    receipt = send(engine, tmp_path, table("share,E09000023,FY2009-10,,,13,100,,,,"), later=1)
    assert [(f.code, f.message) for f in receipt.findings] == [
        ("corrects", "The figure 13 of 100 replaces the one you gave before: 12 of 100.")
    ]
    assert {k: receipt.counts[k] for k in ("new", "changed", "unchanged")} == {"new": 0, "changed": 1, "unchanged": 0}
    assert dict(known(engine).select("indicator", "numerator").iter_rows()) == {"share": 13_000_000, "headcount": None}
    with reading(engine) as session:
        versions = read_versions(session, indicator="share", area="E09000023", period="FY2009-10")
    assert versions["numerator"].to_list() == [12_000_000, 13_000_000]


def test_withdrawn_bytes_are_not_taken_again(engine: Engine, tmp_path: Path) -> None:
    receipt = send(engine, tmp_path, table(*GOOD))
    assert receipt.name is not None
    with transaction(engine) as session:
        withdraw_batch(session, receipt.name, at=NOON.instant, reason="test")
    with pytest.raises(Conflict, match="withdrawn on 15 June 2011"):
        send(engine, tmp_path, table(*GOOD))
    assert known(engine).is_empty()


def test_two_agencies_that_contradict_each_other_are_both_told(engine: Engine, tmp_path: Path) -> None:
    first = send(engine, tmp_path, table(*GOOD))
    second = send(engine, tmp_path, table(*GOOD[1:], "share,E09000023,FY2009-10,,,14,100,,,,"), agency="lewisham-trust")
    findings = [f for f in second.findings if f.code == "disagrees"]
    assert [(f.severity, f.row) for f in findings] == [("query", 3)]
    assert "lewisham-children gives 12 of 100, lewisham-trust gives 14 of 100" in findings[0].message
    with reading(engine) as session:
        assert first.name is not None
        again = read_receipt(session, first.name).findings
    assert [(f.severity, f.code, f.row, f.message) for f in again] == [("query", "disagrees", 2, findings[0].message)]
    assert known(engine).filter(indicator="share").height == 2


def test_a_big_change_and_last_periods_file_are_asked_about(engine: Engine, tmp_path: Path) -> None:
    def year(period: str, share: int) -> str:
        rows = [f"share,E09000023,{period},,,{share},100,,,,", f"headcount,E09000023,{period},,,,,250,,,"]
        rows += [f"{code},E09000023,{period},,,,,7,,," for code in ("score", "savings")]
        return table(*rows, f"rate,E09000023,{period},,,7,900,,,,", f"waste,E09000023,{period},,,7.5,900,,,,")

    assert send(engine, tmp_path, year("FY2008-09", 20)).findings == ()
    assert [(f.code, f.row) for f in send(engine, tmp_path, year("FY2009-10", 20)).findings] == [("same-as-last", None)]
    changed = send(engine, tmp_path, year("FY2010-11", 60)).findings
    assert [(f.code, f.row, f.message) for f in changed] == [
        ("big-change", 2, "The figure 60 of 100 differs much from the one before: 20 of 100 in FY2009-10.")
    ]


def test_a_change_from_a_baseline_needs_the_baseline(engine: Engine, tmp_path: Path) -> None:
    row = "TR 4,E09000023,FY2009-10,,,,,10.0,,,"
    refused = send(engine, tmp_path, table(row))
    assert [(f.code, f.row) for f in refused.findings] == [("line-not-invertible", 2)]
    together = send(engine, tmp_path, table("headcount,E09000023,FY2008-09,,,,,50,,,", row))
    assert together.accepted
    assert known(engine).filter(period="FY2009-10")["value"].to_list() == [55_000_000]
    later = send(engine, tmp_path, table(row.replace("10.0", "-10")), later=1)
    assert later.accepted
    assert known(engine).filter(period="FY2009-10")["value"].to_list() == [45_000_000]


def test_an_agency_that_is_not_known_is_refused_at_once(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no agency 'nobody'"):
        send(engine, tmp_path, table(*GOOD), agency="nobody")


@pytest.mark.parametrize(
    ("rows", "about"),
    [
        (
            (*GOOD, "rate,E09000023,FY2009-10,,,seven,1,,,,", "nothing known,E09000023,FY2009-10,,,1,1,,,,"),
            {"indicators": ["headcount", "rate", "share"], "areas": ["E09000023"], "periods": ["FY2009-10"]},
        ),
        (
            ("share,Atlantis,FY2009-10,,,seven,1,,,,",),
            {"indicators": ["share"], "areas": [], "periods": ["FY2009-10"]},
        ),
        (("a person's name,E09000023,FY2009-10,,,1,1,,,,",), None),
    ],
)
def test_the_row_of_a_refusal_says_what_the_file_was_about_in_known_codes(
    sqlite_engine: Engine, tmp_path: Path, rows: tuple[str, ...], about: dict[str, list[str]] | None
) -> None:
    assert not send(sqlite_engine, tmp_path, table(*rows)).accepted
    with reading(sqlite_engine) as session:
        query = "SELECT details FROM audit WHERE act = 'refuse-upload'"
        [details] = session.execute(text(query)).scalars()
    assert json.loads(details).get("about") == about


def test_figures_are_handed_over_as_enumerations_and_read_as_texts(tmp_path: Path) -> None:
    verdict = judge(tmp_path / "upload.csv", table("share,E09000023,FY2009-10,,,12,100,,,,"))
    words = [name for name, kind in FIGURE_SCHEMA.items() if kind == pl.String and name not in {"note", "locator"}]
    assert [verdict.coded_figures[name].dtype for name in words] == [pl.Enum] * len(words)
    assert verdict.figures.schema == FIGURE_SCHEMA
    assert verdict.figures["kind"].to_list() == ["actual"]
