"""Escapes text for XML content."""

from __future__ import annotations

import polars as pl

#: What XML 1.0 cannot hold.
NO_CHARACTER = r"[^\t\n\r\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]"


def escape_xml(text: pl.Expr) -> pl.Expr:
    """A text as an element's content; a character that XML cannot hold becomes the sign for one."""
    whole = text.str.replace_all(NO_CHARACTER, "\ufffd")
    for plain, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        whole = whole.str.replace_all(plain, written, literal=True)
    return whole
