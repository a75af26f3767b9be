"""Whose file of adults it is: another council's code refuses until its sender confirms it."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.records.council_codes import council_marks
from indicators.areas.area_book import AreaBook
from indicators.records.record_frames import Records
from indicators.records.record_sets import apply_settings
from tests.collectors.records.reading import SETS, judge
from tests.collectors.records.test_client_level_data import SET, write_csv
from tests.shipped import load_ruleset

pytestmark = pytest.mark.usefixtures("unjailed")
AREA = "E10000024"


@pytest.fixture(scope="module")
def book() -> AreaBook:
    return load_ruleset().areas


@pytest.fixture(autouse=True)
def newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETS, SET, ("2", "FY2025-26"))


def _records(folder: Path, codes: list[str], settled: list[str] | None = None) -> Records:
    path = write_csv(
        folder / "a.csv", *({"LA_Code": code, "Event_Reference": f"e{at}"} for at, code in enumerate(codes))
    )
    records = judge(path, SET)[1]
    record_set = apply_settings(records.record_set, {"council-codes": settled or []})
    return Records(record_set, records.period, records.tables)


@pytest.mark.parametrize(
    ("codes", "settled", "earlier", "confirmed", "expected"),
    [
        ([AREA], [], [], None, []),
        (["e10000024 "], [], [], None, []),
        (["891"], [], [], None, []),
        (["E10000016"], [], [], None, [("record-sender-other", f"E10000016, and not {AREA}")]),
        (["E10000016"], [], [], "E10000016", [("record-sender-confirmed", "E10000016")]),
        (["E10000016"], [], [], "E10000017", [("record-sender-other", f"E10000016, and not {AREA}")]),
        ([AREA, "E10000016"], [], [], None, [("record-sender-other", f"E10000016, and not {AREA}")]),
        (["512"], [], [], None, [("record-sender-new", "512")]),
        (["512"], [], [], "512", [("record-sender-confirmed", "512")]),
        (["512"], ["512"], [], None, []),
        (["714"], ["512"], [], None, [("record-sender-other", "714, and not 512")]),
        (["512"], [], ["512"], None, []),
        (["714"], [], ["512"], None, [("record-sender-other", "714, and not 512")]),
        (["512", "714"], [], [], None, [("record-sender-other", f"512, 714, and not {AREA}")]),
        (["Jane Canary"], [], [], None, [("record-sender-new", "by what is no code")]),
        ([""], [], [], None, []),
    ],
)  # fmt: skip
def test_the_councils_that_a_file_names(
    codes: list[str], settled: list[str], earlier: list[str], confirmed: str | None,
    expected: list[tuple[str, str]], book: AreaBook, tmp_path: Path,
) -> None:  # fmt: skip
    kept = [_records(tmp_path, earlier)] if earlier else []
    marks = council_marks(_records(tmp_path, codes, settled), kept, AREA, book, confirmed)
    assert marks.select("code", "detail").rows() == expected
