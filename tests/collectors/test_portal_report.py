"""Portals' own reports, read by the headings that their files name."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest

from collectors.portal_report import read_portal_report
from mappings.definitions.portals import Portal, PortalFinding, find_portal
from returnonce.errors import NotFound, Refused
from returnonce.workbook import new_workbook
from tests.shipped import load_finding_kinds, load_portals

PORTAL = find_portal(load_portals(), "collect")
CSV = "Error,Type,Line,Error Message\nE12,Query,NI 62,Much higher than last year\n,,,\nE3,,,No total\n"
TOLD = [
    PortalFinding("query", "E12", "NI 62", 2, "Much higher than last year"),
    PortalFinding("error", "E3", None, 4, "No total"),
]


def read(tmp_path: Path, text: str, portal: Portal = PORTAL, name: str = "report.csv") -> Sequence[PortalFinding]:
    path = tmp_path / name
    path.write_text(text)
    return read_portal_report(path, portal, load_finding_kinds()).findings


def test_a_csv_report(tmp_path: Path) -> None:
    assert read(tmp_path, CSV) == TOLD
    assert read_portal_report(tmp_path / "report.csv", PORTAL, load_finding_kinds()).data == CSV.encode()


def test_a_workbook_with_a_title_above_the_headings(tmp_path: Path) -> None:
    made = BytesIO()
    book = new_workbook(made, title="Errors")
    sheet = book.add_worksheet("Errors")
    rows = [["Report of errors"], [], *(line.split(",") for line in CSV.splitlines())]
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    path = tmp_path / "report.xlsx"
    path.write_bytes(made.getvalue())
    found = read_portal_report(path, PORTAL, load_finding_kinds()).findings
    assert [(one.severity, one.code, one.line, one.row) for one in found] == [
        ("query", "E12", "NI 62", 4), ("error", "E3", None, 6),
    ]  # fmt: skip


def test_headings_of_another_portal(tmp_path: Path) -> None:
    assert read(
        tmp_path, "rule id,MESSAGE,Severity\nR1,Bad postcode,Warning\n", find_portal(load_portals(), "dams")
    ) == [PortalFinding("query", "R1", None, 2, "Bad postcode")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read"),
        ("a,b\n1,2\n", "no column of messages"),
        ("%PDF-1.4", "cannot be read"),
        ("Error;Type\nE1;x\n", "cannot be read"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read(tmp_path, text)


def test_no_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_portal_report(tmp_path / "none.csv", PORTAL, load_finding_kinds())
    with pytest.raises(NotFound, match="Portals are: collect, dams"):
        find_portal(load_portals(), "none")
