"""Definition files as spreadsheets and editors save them, brought to the one form that is read: UTF-8, plain cells."""

from __future__ import annotations

import csv
import io
import re

from returnonce.byte_order_marks import read_byte_order_mark

#: A cell in quotes, whole: what only begins with a quote stands as it is written.
_QUOTED = re.compile(r'(?:\A|(?<=[\t\n]))"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
#: What would part a row or a cell if it stood in one.
_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def decode_saved_text(data: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, with or without a byte order mark; None where it is none."""
    mark, encoding = read_byte_order_mark(data)
    body = data.removeprefix(mark)
    for name in (encoding,) if encoding else _guess_encodings(body):
        try:
            text = body.decode(name)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _guess_encodings(body: bytes) -> tuple[str, ...]:
    """A letter and a zero by turns is UTF-16 that lost its mark."""
    if b"\0" in body:
        return ("utf-16-be",) if body[:1] == b"\0" else ("utf-16-le",)
    return "utf-8", "cp1252"


def normalise_saved_file(name: str, data: bytes) -> bytes:
    """The same file in UTF-8; of a table, cells parted by tabs (``.tsv``) or commas (``.csv``), out of their quotes.

    A row keeps its number as a spreadsheet counts it. What is no text is given back as it is, for its reader to refuse.
    """
    text = decode_saved_text(data)
    if text is None:
        return data
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if name.endswith(".tsv"):
        text = _as_tabs(text)
    elif name.endswith(".csv"):
        text = _as_commas(text)
    return text.encode()


def _as_tabs(text: str) -> str:
    mark = _find_mark(text, "\t")
    if mark == "\t":
        return _QUOTED.sub(lambda match: _plain(match[1].replace('""', '"')), text) if '"' in text else text
    return "".join("\t".join(map(_plain, row)) + "\n" for row in _read(text, mark))


def _as_commas(text: str) -> str:
    mark = _find_mark(text, ",")
    rows = None if mark == "," and '"' not in text else _read(text, mark)
    if rows is None:
        return text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def _find_mark(text: str, usual: str) -> str:
    """What parts the cells: the usual mark where the headings have it, else the one that they have most of."""
    heading = text.partition("\n")[0]
    most = max("\t;,", key=heading.count)
    return usual if usual in heading or most not in heading else most


def _read(text: str, mark: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error:
        # A cell longer than any that means something: its reader says what is wrong.
        return [line.split(mark) for line in text.split("\n")]


def _plain(cell: str) -> str:
    return _BREAKS.sub(" ", cell)
