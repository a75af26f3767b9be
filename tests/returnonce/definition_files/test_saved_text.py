"""The same table, as any usual program saves it."""

from __future__ import annotations

import csv
import io

import pytest

from returnonce.definition_files.saved_text import decode_saved_text, normalise_saved_file

ROWS = [["code", "name", "from"], ["caf\u00e9", 'The "Old" Mill, Leeds', "2010-04-01"], ["b", "two; three", ""]]
PLAIN = "".join("\t".join(row) + "\n" for row in ROWS)


def save(mark: str, *, quote: int = csv.QUOTE_MINIMAL, ends: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, quoting=quote, lineterminator=ends).writerows(ROWS)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("mark", ["\t", ",", ";"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_table_is_the_same_however_it_was_saved(encoding: str, mark: str, ends: str, quote: int) -> None:
    data = save(mark, quote=quote, ends=ends).encode(encoding)
    # UTF-32 without zeros at the beginning is told by its mark alone.
    assert normalise_saved_file("kent/agencies.tsv", data).decode() == PLAIN
    if mark != "\t" or quote == csv.QUOTE_ALL:
        found = normalise_saved_file("areas.csv", data).decode()
        assert list(csv.reader(io.StringIO(found))) == ROWS


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('"quoted"', "quoted"),
        ('"a ""b"" c"', 'a "b" c'),
        ('"two\nlines"', "two lines"),
        ('"good" or better', '"good" or better'),
        ('say "good"', 'say "good"'),
        ('"', '"'),
        ('"open', '"open'),
        ('""', ""),
    ],
)
def test_quotes_are_those_of_a_spreadsheet_or_stay(cell: str, read: str) -> None:
    assert normalise_saved_file("x.tsv", f"a\tb\n{cell}\tz\n".encode()).decode() == f"a\tb\n{read}\tz\n"


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"\x81\x8d", b"\xff\xfea"])
def test_what_is_no_text_is_left_to_its_reader(data: bytes) -> None:
    assert decode_saved_text(data) is None
    assert normalise_saved_file("x.tsv", data) is data


def test_a_definition_keeps_its_letters() -> None:
    assert normalise_saved_file("place.yaml", "title: Caf\u00e9 \u2013 \u00a3\r\n".encode("cp1252")).decode() == (
        "title: Caf\u00e9 \u2013 \u00a3\n"
    )


def test_plain_files_keep_their_bytes() -> None:
    data = b"a,b\n1,2\n"
    assert normalise_saved_file("x.csv", data) == data
    assert normalise_saved_file("x.tsv", b"only\nrow\n") == b"only\nrow\n"
