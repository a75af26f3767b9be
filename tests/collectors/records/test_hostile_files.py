"""Files made to do harm, or cut off anywhere: refused in words, quoting nothing and exhausting nothing."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.readers.multi_table_files import limits
from collectors.recognise_record_set import recognise_record_set
from indicators.records.wide_layout import read_wide_layout
from returnonce.errors import Refused
from returnonce.sandbox import SandboxLimits
from tests.collectors.records.files import EPISODES, HEADER
from tests.collectors.records.reading import CIN, LOOKED_AFTER_XML, SETS, codes, judge, read, workbook, write, zipped
from tests.shipped import RECORDS, load_record_set

pytestmark = pytest.mark.long

LOOKED_AFTER, IN_NEED, TREATMENT, LISTS = "children-looked-after", "children-in-need", "treatment", "inspection-lists"
#: A name, an NHS number, a date of birth, a postcode: what no finding, fact, error or log may hold.
CANARIES = ("ZQNAME", "9434765919", "29/02/2012", "2012-02-29", "ZQ9 9ZQ")
CUTS = 50


def planted(count: int, rows: int = 4) -> str:
    """Rows of nothing but canaries."""
    chance = random.Random(count)
    return "".join(",".join(chance.choice(CANARIES) for _ in range(count)) + "\n" for _ in range(rows))


def planted_files(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Record set, file name and content: canaries in every cell, and as headings beside the known ones."""
    for table in load_record_set(LOOKED_AFTER).tables.values():
        headings = [*table.columns, *CANARIES]
        yield LOOKED_AFTER, table.file, (",".join(headings) + "\n" + planted(len(headings))).encode()
    headings = [*(h.column for h in read_wide_layout(load_record_set(TREATMENT, "K"))), *CANARIES]
    yield TREATMENT, "N0852-20130401-20140331-TREAT-IN-K.csv", f"{','.join(headings)}\n{planted(149)}".encode()
    for code, text in ((IN_NEED, CIN), (LOOKED_AFTER, LOOKED_AFTER_XML)):
        cells = re.sub(r">[^<>\n]+<", ">ZQNAME 9434765919 29/02/2012 2012-02-29 ZQ9 9ZQ<", text)
        yield code, "census.xml", cells.replace("<Sex>", "<ZQNAME>x</ZQNAME><Sex>").encode()
    tables = load_record_set(LISTS).tables.values()
    sheets: dict[str, list[list[object]]] = {
        table.name: [["Lists of ZQNAME"], [*table.columns, *CANARIES], [CANARIES[n % 5] for n in range(40)]]
        for table in tables
    }
    yield LISTS, "lists.xlsx", workbook(folder / "made.xlsx", sheets).read_bytes()
    files = {"ZQNAME.csv": HEADER + "\n" + planted(7), "ZQNAME/episodes.csv": EPISODES + "\n" + planted(13)}
    yield LOOKED_AFTER, "ZQNAME.zip", zipped(folder / "made.zip", files).read_bytes()


def test_nothing_of_a_file_is_told_wherever_it_is_cut(
    unjailed: None, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for code, name, data in planted_files(tmp_path):
        cuts = CUTS if name.endswith((".xml", ".zip", "K.csv")) else 8
        for cut in {len(data) * n // cuts for n in range(cuts + 1)}:
            raw, _, findings = judge(write(tmp_path / "upload", data[:cut]), code, name=name)
            told = findings.write_csv() + json.dumps(raw.facts)
            assert [canary for canary in CANARIES if canary in told] == [], (name, cut)
            if cut < len(data):
                assert "error" in findings["severity"] or data[cut - 1 : cut + 1].count(b"\n"), (name, cut)
    printed = capfd.readouterr()
    assert not any(canary in caplog.text + printed.out + printed.err for canary in CANARIES)


def test_a_damaged_file_of_records_is_never_taken_for_figures(tmp_path: Path) -> None:
    for code, name, data in planted_files(tmp_path):
        if not name.endswith(".xlsx"):
            for cut in range(max(len(data) // 2, 40), len(data), max(len(data) // 25, 1)):
                assert recognise_record_set(write(tmp_path / "upload", data[:cut]), RECORDS, name="upload") == code, (
                    name,
                    cut,
                )


def bomb(size: int) -> dict[str, str | bytes]:
    return {"header.csv": b"0" * size}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (bomb(40 << 20), "record-too-large"),
        ({f"{n}.csv": HEADER for n in range(limits.MEMBERS + 1)}, "record-too-large"),
        ({"inner.zip": b"PK\x03\x04"}, "record-nested"),
        ({"header.csv": b"PK\x03\x04"}, "record-nested"),
        ({"../../etc/header.csv": HEADER}, "record-empty"),
        ({"/abs/header.csv": HEADER}, "record-empty"),
        ({"header.csv": b"%PDF-1.4 x"}, "record-kind"),
    ],
)  # fmt: skip
def test_a_zip_is_unpacked_within_limits(
    files: dict[str, str | bytes], expected: str, unjailed: None, tmp_path: Path
) -> None:
    assert expected in codes(read(zipped(tmp_path / "x.zip", files), LOOKED_AFTER).marks)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.zip"]


def test_a_zip_that_lies_about_its_sizes_is_not_believed(unjailed: None, tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("header.csv", b"0" * (30 << 20))
    lying = target.getvalue().replace((30 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    marks = read(write(tmp_path / "x.zip", lying), LOOKED_AFTER).marks
    assert set(codes(marks)) & {"record-damaged", "record-too-large", "record-not-this-set", "record-cells"}


def test_a_zip_with_a_password_is_refused(unjailed: None, tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "x.zip", {"header.csv": HEADER}).read_bytes())
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flag] |= 1
    assert codes(read(write(tmp_path / "y.zip", bytes(data)), LOOKED_AFTER).marks) == ["record-encrypted"]


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'<!DOCTYPE Message [<!ENTITY a0 "ha">{LAUGHS}]><Message>&a9;</Message>', "record-doctype"),
        ('<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>&x;</Message>', "record-doctype"),
        ("<Message>" + "<a>" * 100_000, "record-xml"),
        ("<Message>" + "".join(f"<a{n}/>" for n in range(1000)), "record-too-large"),
        ("<Message><Children>" + "<Child/>" * 1000 + "</Children></Message>", "record-empty"),
    ],
)
def test_xml_is_read_within_limits(text: str, expected: str, unjailed: None, tmp_path: Path) -> None:
    assert expected in codes(read(write(tmp_path / "x.xml", text), IN_NEED).marks)


def test_a_reader_that_overruns_is_a_refusal_that_quotes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = SandboxLimits(memory=3 << 30, cpu_seconds=1, wall_seconds=0)
    monkeypatch.setattr("collectors.records.read.JAIL", small)
    with pytest.raises(Refused) as refused:
        read(write(tmp_path / "x.csv", HEADER + "\n" + planted(7)), LOOKED_AFTER)
    assert not any(canary in str(refused.value) for canary in CANARIES)


@pytest.mark.parametrize("code", SETS)
@pytest.mark.parametrize("data", [b"\x00" * 5000, bytes(range(256)) * 40, b'"' * 999, b"," * 9999, b"\n" * 9999])
def test_what_is_no_file_at_all_is_refused(code: str, data: bytes, unjailed: None, tmp_path: Path) -> None:
    _, records, findings = judge(write(tmp_path / "x.csv", data), code)
    assert records.rows == 0
    assert "error" in findings["severity"]
