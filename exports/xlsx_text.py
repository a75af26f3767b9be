"""Values as XML text: exact numbers, and text that stays text.

A text cell is written inline (``t="inlineStr"``), which no reader takes for a formula, whatever
the text begins with. Escapes: XML 1.0 section 2.2, and ``ST_Xstring`` of ECMA-376 part 1
(22.9.2.19), which writes characters that XML cannot hold as ``_xHHHH_``.
"""

from __future__ import annotations

import re

from returnonce.numbers import MICRO, PLACES

#: Characters that XML cannot hold, or that its line-end rule would change (carriage return).
_UNHOLDABLE = (*range(0x09), 0x0B, 0x0C, *range(0x0D, 0x20), 0xFFFE, 0xFFFF)
_MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_TRANSLATION = _MARKUP | {code: f"_x{code:04X}_" for code in _UNHOLDABLE}
_LOOKS_ESCAPED = re.compile("_x[0-9a-fA-F]{4}_")
_NEEDS_ESCAPE = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")


def escaped(texts: list[str]) -> list[str]:
    """Texts as XML character data; the list itself where nothing needs it."""
    return [escape(text) for text in texts] if _NEEDS_ESCAPE.search(" ".join(texts)) else texts


def escape(text: str) -> str:
    """One text as XML character data."""
    if _LOOKS_ESCAPED.search(text):
        # Or it would come back as the character that it seems to name.
        text = text.replace("_x", "_x005F_x")
    return text.translate(_TRANSLATION)


def text_tags(texts: list[str]) -> tuple[str, str]:
    """What goes before and after an inline text; spaces at its ends have to be asked for."""
    keep = ' xml:space="preserve"' if any(text != text.strip() for text in texts) else ""
    return f't="inlineStr"><is><t{keep}>', "</t></is></c>"


def exact_number(micro: int) -> str:
    """Micros as the shortest exact decimal text: ``12_500_000`` is ``12.5``."""
    whole, rest = divmod(micro, MICRO)
    if not rest:
        return str(whole)
    digits = f"{micro:0{PLACES + 1 + (micro < 0)}d}"
    return f"{digits[:-PLACES]}.{digits[-PLACES:]}".rstrip("0")
