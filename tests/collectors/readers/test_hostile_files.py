"""Files that would harm the reader, or that somebody sent by mistake: refused, quickly, by name."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from collectors.readers import limits
from collectors.readers.file_names import safe_name
from returnonce.errors import NotFound
from tests.collectors.figures.small_ruleset import AGENCY, NOON, judge, ruleset, said, table
from tests.collectors.figures.workbooks import made, parts, with_parts, with_sheet_xml, zipped
from tests.contexts import make_context
from tests.uploads import judge_figures

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def _declare(doctype: str) -> bytes:
    return with_sheet_xml(lambda xml: xml.replace("<worksheet", doctype + "<worksheet", 1))


def _far(cell: str) -> bytes:
    """One more cell, far away: a few bytes that other readers take for a sheet of that size."""
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return with_sheet_xml(
        lambda xml: xml.replace("</sheetData>", f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>')
    )


def _padded(size: int) -> bytes:
    return with_parts({"xl/media/image1.bmp": b"\0" * size})


def _cut() -> bytes:
    return made()[:-200]


def _flipped() -> bytes:
    content = bytearray(made())
    middle = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[middle : middle + 40] = bytes(40)
    return bytes(content)


def _deep() -> bytes:
    return with_sheet_xml(lambda xml: xml.replace("<sheetData>", "<a>" * 200_000 + "<sheetData>"))


HOSTILE = [
    ("a cell in the last corner", _far("XFD1048576"), "sheet-too-large"),
    ("a cell far down", _far(f"A{limits.XLSX_ROWS + 1}"), "sheet-too-large"),
    ("a cell far right", _far("IW2"), "sheet-too-large"),
    ("unpacks to many times its size", _padded(40 * limits.MEBI), "file-too-big-inside"),
    ("too many parts", with_parts({f"xl/p{n}.xml": b"" for n in range(limits.XLSX_MEMBERS)}), "file-too-big-inside"),
    ("entities", _declare(LAUGHS), "file-damaged"),
    ("an entity from outside", _declare(OUTSIDE), "file-damaged"),
    ("cut off", _cut(), "file-damaged"),
    ("bytes flipped", _flipped(), "file-damaged"),
    ("XML never closed", _deep(), "file-damaged"),
    ("not a package", b"PK\x03\x04" + b"nothing" * 50, "file-damaged"),
    ("macros", with_parts({"xl/vbaProject.bin": b"x"}), "file-macros"),
    ("links to other files", with_parts({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "file-external-links"),
    ("a binary workbook", with_parts({"xl/workbook.bin": b"x"}), "file-binary-excel"),
    ("an old workbook", OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "file-old-excel"),
    ("a password", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file-encrypted"),
    ("a document", zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "file-kind"),
    ("OpenDocument", zipped({"mimetype": b"x", "content.xml": b"<x/>"}), "file-kind"),
    ("a package of anything", zipped({"readme.txt": b"x"}), "file-kind"),
    ("an empty workbook", made(lambda b, s: None, rows=()), "rows-missing"),
]


@pytest.mark.parametrize(("content", "code"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_it_is_refused_by_name_and_soon(tmp_path: Path, content: bytes, code: str) -> None:
    started = time.monotonic()
    verdict = judge(tmp_path / "up.xlsx", content)
    assert [found[0] for found in said(verdict)] == [code]
    assert not verdict.accepted
    assert time.monotonic() - started < 10


@pytest.mark.long
def test_a_workbook_that_needs_too_much_ends_with_its_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.readers.xlsx_reader.JAIL", limits.SandboxLimits(cpu_seconds=1, wall_seconds=2))
    held = parts(made())
    cells = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(4, 190_000))
    many = b"<c><v>1</v></c>" * 1_500_000
    held["xl/worksheets/sheet1.xml"] = (
        b"<worksheet><sheetData>" + cells + b"<row>" + many + b"</row></sheetData></worksheet>"
    )
    monkeypatch.setattr(limits, "XLSX_RATIO", 10_000)
    verdict = judge(tmp_path / "up.xlsx", zipped(held))
    assert said(verdict)[0][0] in {"file-heavy", "sheet-too-large"}
    assert judge(tmp_path / "next.xlsx", made()).accepted


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("up.csv", made(), "file-name"),
        ("up.xlsx", table("a,b").encode(), "file-name"),
        ("up.xls", made(), None),
        ("up.pdf", table("a").encode(), "file-kind"),
        ("up.XLSX", made(), None),
    ],
)
def test_name_and_content_must_agree(tmp_path: Path, name: str, content: bytes, code: str | None) -> None:
    assert [found[0] for found in said(judge(tmp_path / name, content))] == ([code] if code else [])


def test_a_file_that_is_not_there_and_one_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound, match=r"no file 'gone\.csv'"):
        judge_figures(make_context(ruleset=ruleset(), clock=NOON), tmp_path / "gone.csv", AGENCY)
    monkeypatch.setattr("collectors.readers.single_table_file.CSV_BYTES", 10)
    assert [found[0] for found in said(judge(tmp_path / "up.csv", table("x")))] == ["file-too-large"]
    monkeypatch.undo()
    monkeypatch.setattr("collectors.readers.csv_reader.CSV_ROWS", 1)
    rows = ("headcount,E09000023,FY2009-10,,,,,1,,,", "headcount,E09000023,FY2010-11,,,,,1,,,")
    assert [found[0] for found in said(judge(tmp_path / "up.csv", table(*rows)))] == ["file-too-large"]


NAMES = [
    ("../../etc/passwd.csv", "passwd.csv"),
    ("C:\\Users\\me\\June.xlsx", "June.xlsx"),
    ("a\r\nSet-Cookie: x.csv", "aSet-Cookie: x.csv"),
    ("in\u202evoice.xlsx\x00.exe", "invoice.xlsx.exe"),
    ("", "upload"),
    ("..", "upload"),
    ("x" * 5000 + ".xlsx", "x" * 115 + ".xlsx"),
    ("Kinder – Größe.csv", "Kinder – Größe.csv"),
]


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_a_name_is_only_ever_shown(name: str, shown: str) -> None:
    assert safe_name(name) == shown
    assert safe_name(shown) == shown
