"""Byte order marks, by which a text file says its encoding."""

from __future__ import annotations

import codecs

#: UTF-32 before UTF-16: the mark of the one begins with the mark of the other.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)


def read_byte_order_mark(data: bytes) -> tuple[bytes, str | None]:
    """The mark that the bytes begin with and its encoding; no bytes and None where there is no mark."""
    return next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", None))
