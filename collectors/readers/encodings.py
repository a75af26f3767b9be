"""Bytes of a text file to UTF-8. A letter is never guessed without saying so."""

from __future__ import annotations

import re
from typing import NamedTuple

from collectors.readers.marks import Mark
from returnonce.byte_order_marks import read_byte_order_mark

_SAMPLE = re.compile(r"[^\r\n]{0,12}[^\x00-\x7f][^\r\n]{0,12}")


class DecodedText(NamedTuple):
    """UTF-8 without a byte order mark, rows ended by line feeds; None where it cannot be had."""

    data: bytes | None
    marks: tuple[Mark, ...] = ()


def decode_text(data: bytes) -> DecodedText:
    """Byte order mark, then strict UTF-8, then Windows text with a note that shows a sample."""
    mark, encoding = read_byte_order_mark(data)
    if encoding and encoding.startswith("utf-16"):
        return _decode_utf16(data.removeprefix(mark), encoding)
    if encoding and encoding.startswith("utf-32"):
        return DecodedText(None, (Mark("encoding-unknown", detail=" (32 bits for each letter)"),))
    body = data.removeprefix(mark)
    if b"\x00" in body:
        return DecodedText(None, (_nul(body),))
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            return DecodedText(None, (Mark("encoding-unknown", _row_at(body, error.start)),))
        return _decode_windows(body)
    return DecodedText(_line_feeds(body))


def _decode_utf16(body: bytes, encoding: str) -> DecodedText:
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        return DecodedText(None, (Mark("encoding-unknown", detail=" (Unicode of 16 bits, but damaged)"),))
    if "\x00" in text:
        return DecodedText(None, (_nul(text.encode()),))
    return DecodedText(_line_feeds(text.encode()), (Mark("encoding-utf16"),))


def _decode_windows(body: bytes) -> DecodedText:
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError as error:
        return DecodedText(None, (Mark("encoding-unknown", _row_at(body, error.start)),))
    sample = _SAMPLE.search(text)
    return DecodedText(_line_feeds(text.encode()), (Mark("encoding-cp1252", detail=sample[0] if sample else ""),))


def _nul(body: bytes) -> Mark:
    # A letter and a zero by turns is UTF-16 that lost its mark.
    wide = body[1:200:2].count(0) > 50 or body[0:200:2].count(0) > 50
    hint = "; it looks like Unicode of 16 bits without its mark" if wide else ""
    return Mark("nul-byte", _row_at(body, body.index(b"\x00")), detail=hint)


def _row_at(body: bytes, position: int) -> int:
    return body.count(b"\n", 0, position) + 1


def _line_feeds(body: bytes) -> bytes:
    """Rows ended by carriage returns alone, as old Macintosh programs write them; or by those and others, as files have
    that were put together from several. Within marks of quotation one may be part of a cell."""
    if b"\r" not in body or (b"\n" in body and b'"' in body):
        return body
    return body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
