"""The XML parts of a workbook, walked by local names, without entities. Runs in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from collectors.readers.xml_stream import parse_stream

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def walk_elements(
    stream: IO[bytes], *, start: Start, end: End | None = None, texts: frozenset[str] = frozenset()
) -> None:
    """Calls ``start(name, attributes)`` and ``end(name, text)``; text only for elements in ``texts``.

    Raises:
        ExpatError: not well-formed.
        ValueError: it declares a document type, which no workbook needs and bombs do.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local: dict[str, str] = {}
    pieces: list[str] = []

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        name = local.get(tag) or local.setdefault(tag, tag.rpartition(":")[2])
        if name in texts:
            pieces.clear()
            parser.CharacterDataHandler = pieces.append
        start(name, attributes)

    def on_end(tag: str) -> None:
        name = local[tag]
        if name in texts:
            parser.CharacterDataHandler = None
            if end is not None:
                end(name, "".join(pieces))
        elif end is not None:
            end(name, "")

    def on_doctype(*_: object) -> None:
        raise ValueError("a document type is declared")

    parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
    parser.StartDoctypeDeclHandler = on_doctype
    parse_stream(parser, stream)


def list_elements(stream: IO[bytes]) -> list[tuple[str, dict[str, str]]]:
    """Every element's name and attributes, for the small parts."""
    listed: list[tuple[str, dict[str, str]]] = []
    walk_elements(stream, start=lambda name, attributes: listed.append((name, attributes)))
    return listed


def unescape(text: str) -> str:
    """``_x000D_`` is how a workbook writes a character that XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class SharedStrings:
    """The texts that cells refer to by number; pronunciation hints left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._phonetic = False

    def read(self, stream: IO[bytes]) -> list[str]:
        walk_elements(stream, start=self._start, end=self._end, texts=frozenset({"t"}))
        return self.texts

    def _start(self, name: str, _: dict[str, str]) -> None:
        if name == "rPh":
            self._phonetic = True

    def _end(self, name: str, text: str) -> None:
        if name == "t" and not self._phonetic:
            self._pieces.append(text)
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.texts.append(unescape("".join(self._pieces)))
            self._pieces.clear()
