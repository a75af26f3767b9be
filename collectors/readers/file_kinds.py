"""What kind of file it is, by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

from collectors.readers.xlsx.package_checks import OLE, ZIP

FileKind = Literal["empty", "zip", "xlsx", "xml", "html", "csv", "old-excel", "binary"]
_ZIPS = (ZIP, b"PK\x05\x06", b"PK\x07\x08")
#: A workbook's package begins with its list of parts, or with one of its folders.
_OFFICE = re.compile(rb"\[Content_Types\]\.xml|_rels/|xl/|docProps/")
_WEB_PAGE = re.compile(r"<\s*(!doctype\s+html|html|head|body|script|table|div|title)\b", re.IGNORECASE)
_BINARY = (
    b"%PDF",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"SQLite format",
)


def detect_kind(start: bytes) -> FileKind:
    """From the first bytes of a file: what it is to be read as."""
    if start.startswith(_ZIPS):
        return "xlsx" if _OFFICE.match(start, 30) else "zip"
    if start.startswith(OLE):
        return "old-excel"
    if start.startswith(_BINARY):
        return "binary"
    text = peek_text(start).lstrip("\ufeff \t\r\n")
    if not text:
        return "empty"
    if text.startswith("<"):
        return "html" if _WEB_PAGE.search(text[:1024]) else "xml"
    return "csv"


def peek_text(start: bytes) -> str:
    """The first bytes as text, as well as can be; for recognising only, never for reading."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", errors="replace")
    # Unicode of 16 bits that lost its mark has a zero beside every letter.
    return start.replace(b"\x00", b"").decode("utf-8", errors="replace")
