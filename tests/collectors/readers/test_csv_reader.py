"""CSV files as programs and people really make them: read rightly, or refused with the reason."""

from __future__ import annotations

import codecs
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.figures.limits import MOST_WORDS
from collectors.readers import csv_reader
from collectors.readers.csv_reader import find_quoted_cells, parse_rows, read_csv
from collectors.readers.limits import CELL_CHARACTERS
from tests.collectors.figures.small_ruleset import HEADINGS, judge, said, table

ROW = "headcount,E09000023,FY2009-10,,,,,12,,,"
NOTED = "headcount,E09000023,FY2009-10,,,,,12,,,cost £5 – “dear”"

ENCODINGS = [
    ("utf-8", table(NOTED).encode(), []),
    ("utf-8 with mark", codecs.BOM_UTF8 + table(NOTED).encode(), []),
    ("cp1252", table(NOTED).encode("cp1252"), ["encoding-cp1252"]),
    ("utf-16 little", table(NOTED).encode("utf-16"), ["encoding-utf16"]),
    ("utf-16 big", codecs.BOM_UTF16_BE + table(NOTED).encode("utf-16-be"), ["encoding-utf16"]),
    ("utf-16 without mark", table(NOTED).encode("utf-16-le"), ["nul-byte"]),
    ("utf-32", table(NOTED).encode("utf-32"), ["encoding-unknown"]),
    ("no encoding", table(ROW).encode() + b"\x81\x8d", ["encoding-unknown"]),
    ("utf-8 cut off, with mark", codecs.BOM_UTF8 + table(NOTED).encode() + b"\xe2\x80", ["encoding-unknown"]),
]


@pytest.mark.parametrize(("content", "codes"), [case[1:] for case in ENCODINGS], ids=[case[0] for case in ENCODINGS])
def test_letters_are_read_rightly_or_refused(tmp_path: Path, content: bytes, codes: list[str]) -> None:
    verdict = judge(tmp_path / "up.csv", content)
    assert [code for code, _, _ in said(verdict)] == codes
    if verdict.accepted:
        assert verdict.figures["note"].to_list() == ["cost £5 – “dear”"]


def test_windows_letters_are_shown_to_be_looked_at(tmp_path: Path) -> None:
    verdict = judge(tmp_path / "up.csv", table(NOTED).encode("cp1252"))
    assert "cost £5" in verdict.findings[0].message


BROKEN = [
    ("nothing", b"", "file-empty", None),
    ("blank lines", b"\n\r\n  \n", "file-empty", None),
    ("semicolons", table(ROW).replace(",", ";"), "csv-separator", None),
    ("tabs", table(ROW).replace(",", "\t"), "csv-separator", None),
    ("strokes", table(ROW).replace(",", "|"), "csv-separator", None),
    ("a cell too few", table(ROW, ROW[:-1]), "csv-fields", 3),
    ("a cell too many", table(ROW, ROW + ","), "csv-fields", 3),
    ("one short, one long", table(ROW[:-1], ROW + ","), "csv-fields", 2),
    ("blank cells too many", table(ROW, "," * 2_000), "csv-fields", 3),
    ("a carriage return beside a quoted cell", table(ROW + '"a, b"', ROW + "\r" + ROW), "csv-line-end", 3),
    ("a comma in a bare cell", table(ROW, ROW + "late, but right"), "csv-fields", 3),
    ("short after a blank line", table(ROW, "", ROW[:-1]), "csv-fields", 4),
    ("short beside a quoted comma", table(ROW + '"a, b"', ROW[:-1]), "csv-fields", 3),
    ("an open quote", table(ROW, ROW + '"never closed', ROW), "csv-quote", None),
    ("text after a quote", table(ROW, ROW + '"so"what'), "csv-quote", 3),
    ("a quote within a bare cell", table(ROW, ROW + 'so "what"'), None, None),
    ("a NUL", table(ROW, ROW + "a\x00b"), "nul-byte", 3),
    ("headings only", table(), "rows-missing", None),
    ("headings and blank rows", table(",,,,,,,,,,", ""), "rows-missing", None),
    ("a title above", "Figures for June\n" + table(ROW), "header-row", 1),
    ("a web page", "<html><body>Sign in</body></html>", "file-kind", None),
    ("a PDF", b"%PDF-1.7 ...", "file-kind", None),
    ("JSON", '{"a": 1}', "file-kind", None),
]


@pytest.mark.parametrize(("content", "code", "row"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_file_is_explained(tmp_path: Path, content: bytes | str, code: str | None, row: int | None) -> None:
    verdict = judge(tmp_path / "up.csv", content)
    if code is None:
        assert verdict.findings == () or not verdict.accepted
        return
    assert not verdict.accepted
    assert said(verdict)[0][:2] == (code, row if row else said(verdict)[0][1])
    assert all(finding.mend for finding in verdict.findings)


def test_what_only_looks_odd_is_read(tmp_path: Path) -> None:
    odd = table(
        '"headcount", E09000023 ,FY2009-10,,,,, 12 ,,,"two\nlines, ""quoted"""', "", ROW.replace("2009-10", "2010-11")
    )
    verdict = judge(tmp_path / "up.csv", "\r\n" + odd.replace("\n", "\r\n"))
    assert said(verdict) == []
    assert verdict.figures["locator"].to_list() == ["row 3", "row 5"]
    assert verdict.figures["value"].to_list() == [12_000_000, 12_000_000]
    assert "two" in verdict.figures["note"][0]


def test_rows_ended_by_carriage_returns_alone_are_rows(tmp_path: Path) -> None:
    assert said(judge(tmp_path / "up.csv", table(ROW).replace("\n", "\r"))) == []


def test_rows_that_end_in_different_ways_are_rows(tmp_path: Path) -> None:
    earlier = ROW.replace("2009-10", "2008-09")
    verdict = judge(tmp_path / "up.csv", f"{HEADINGS}\r\n{earlier}\r{ROW}\n")
    assert said(verdict) == []
    assert verdict.figures["locator"].to_list() == ["row 2", "row 3"]


@pytest.mark.parametrize(("length", "codes"), [(-1, []), (0, []), (1, ["cell-too-long"])])
def test_a_giant_cell_is_refused_at_the_spreadsheets_own_limit(tmp_path: Path, length: int, codes: list[str]) -> None:
    wide = HEADINGS + ",title\n" + ROW + "," + "£" * (CELL_CHARACTERS + length) + "\n"
    assert [code for code, _, _ in said(judge(tmp_path / "up.csv", wide))] == codes


HEADED = [
    ("INDICATOR , Area\u00a0,period,value", [], True),
    ("indicator,area,period,value,Value ", ["header-duplicate"], True),
    ("indicator,area,period,value,", ["header-empty"], True),
    ("indicator,area,period,value,target value", ["header-unknown"], True),
    ("indicator,area,period,valeu,", ["header-empty", "header-unknown"], True),
    ("measure,LA,year,outturn", ["header-unknown"] * 4, True),
    ("indicator,area,value,x", ["header-missing", "header-unknown"], False),
    ("indicator,area,period,title", ["header-missing", "figure-missing"], True),
]


@pytest.mark.parametrize(("headings", "codes", "rows_checked"), HEADED)
def test_headings(tmp_path: Path, headings: str, codes: list[str], rows_checked: bool) -> None:
    width = headings.count(",") + 1
    cells = ["headcount", "E09000023", "FY2009-10", "12", "7"][:width]
    verdict = judge(tmp_path / "up.csv", f"{headings}\n{','.join(cells)}\n")
    assert sorted(code for code, _, _ in said(verdict)) == sorted(codes)
    assert (verdict.counts["rows"] == 1) is rows_checked


def test_a_near_heading_is_offered_and_an_empty_unknown_column_is_no_matter(tmp_path: Path) -> None:
    verdict = judge(
        tmp_path / "up.csv", "indicator,area,period,Numeratr,denominator,old\nshare,E09000023,FY2009-10,1,2,\n"
    )
    assert [f.message for f in verdict.findings] == ["There is no column Numeratr (did you mean numerator?)."]


def test_what_a_survey_says_beside_its_result_is_told_where_it_goes(tmp_path: Path) -> None:
    text = "indicator,area,period,value,lower ci,base,weighted\nshare,E09000023,FY2009-10,71,68,412,yes\n"
    findings = judge(tmp_path / "survey.csv", text).findings
    messages = sorted(finding.message for finding in findings if finding.code == "header-unknown")
    assert messages[1] == "There is no column lower ci (did you mean lower?)."
    assert messages[0].startswith("There is no column base: how many answered a survey is a row of its own")
    assert messages[2].startswith("There is no column weighted: whether a survey is weighted stands with the survey")


def test_headings_below_a_title_are_pointed_at(tmp_path: Path) -> None:
    text = "Figures for June,,,\n,,,\nindicator,area,period,value\nheadcount,E09000023,FY2009-10,12\n"
    finding = judge(tmp_path / "up.csv", text).findings[0]
    assert finding.code == "header-row"
    assert "row 3" in finding.message


def test_a_column_of_something_else_is_told_at_once_and_soon(tmp_path: Path) -> None:
    rows = [f"headcount,place {n},FY2009-10,,,,,1,,," for n in range(MOST_WORDS + 1)]
    assert said(judge(tmp_path / "up.csv", table(*rows))) == [("column-mixed", None, "area")]
    verdict = judge(tmp_path / "up.csv", table(*rows[:2000]))
    assert verdict.counts["error"] == 2000
    assert len({finding.mend for finding in verdict.findings}) > 1


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        (b"a,b\n", []),
        (b'"a,1","b\n2"\r\nc,"d"', [b"a,1", b"b\n2", b"d"]),
        (b'a,"b""c"\n', None),
        (b'5" x 3",c\n', None),
        (b'a,"b\n', None),
        (b'a, "b"\n', None),
        (b'"a"\rb,c\n', None),
        (b'"a",' * 1000, None),
    ],
)
def test_quoted_cells_are_found_where_they_are_few_and_whole(body: bytes, quoted: list[bytes] | None) -> None:
    assert find_quoted_cells(body) == quoted


CELLS = st.text(st.sampled_from("ab1 .,'é\t\u00a0\u2028#"), max_size=4).map(lambda text: text.replace(",", ""))


@given(
    st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)),
    st.sampled_from(["\n", "\r\n"]), st.booleans(),
)  # fmt: skip
def test_few_rows_are_split_as_the_library_reads_them(rows: list[list[str]], line_end: str, ends: bool) -> None:
    body = (line_end.join(map(",".join, rows)) + line_end * ends).encode()
    names = [f"c{n}" for n in range(len(rows[0]))]
    split = csv_reader._split_few(body, names)
    assert split is not None
    assert split.equals(parse_rows(body, names))


@pytest.mark.parametrize("odd", [b'a,"b"\n', b"a,b\rc,d\n", b"a,b\nc\n", b"a,b\n\nc,d\n", b"a,b\n" * 5_000])
def test_what_is_not_plain_or_not_few_is_left_to_the_library(odd: bytes) -> None:
    assert csv_reader._split_few(odd, ["c0", "c1"]) is None


def test_a_column_of_one_has_no_separator_to_split_at() -> None:
    assert csv_reader._split_few(b"a\n\nb\n", ["c0"]) is None
    reading = read_csv(b"a\nb\n")
    assert reading.table is not None
    assert reading.table.cells.schema == {"row": pl.Int64, "c0": pl.String}
