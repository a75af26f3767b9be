"""The tags of an XML file as columns, where it is written as plainly as nearly every export is. Runs in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat

import polars as pl

from collectors.readers.multi_table_files import limits

#: So many bytes are looked at together: enough to forget a query's fixed cost, few enough to stay small in memory.
PIECE = 4 << 20
_NAME = r"[^\s/:=\"'<>?!]+"
#: A tag of a plain file: a name without a prefix, and no attribute.
_TAG = re.compile(rf"(?P<end>/?)(?P<name>{_NAME})\s*(?P<alone>/?)")
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml\s+version\s*=\s*[\"']1\.0[\"'](?:\s+encoding\s*=\s*[\"'](?i:utf-8)[\"'])?\s*\?>)?\s*"
    rb"<(" + _NAME.encode() + rb")(?=[\s>])"
)
_REFERENCES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


class Root(NamedTuple):
    """The root's name, and where it ends in the file."""

    name: str
    end: int


def find_root(data: bytes) -> Root | None:
    """The root of a plain file: one that is well-formed and in UTF-8, without comments, sections, instructions and
    references by number. None where it is another."""
    start = _START.match(data)
    references = sum(data.count(each.encode()) for each in _REFERENCES) if b"&" in data else 0
    if start is None or b"<!" in data or data.count(b"&") != references or not _is_well_formed(data):
        return None
    return Root(start[1].decode(), start.end())


def _is_well_formed(data: bytes) -> bool:
    try:
        expat.ParserCreate("utf-8").Parse(data, True)
    except expat.ExpatError:
        return False
    return True


def unescape(texts: pl.Series) -> pl.Series:
    """Texts as they are meant: what a plain file refers to by name in place of it."""
    if not texts.str.contains("&", literal=True).any():
        return texts
    return texts.str.replace_many(list(_REFERENCES), list(_REFERENCES.values()))


class TagKind(NamedTuple):
    """``step``: 1 begins an element of that name, -1 ends one, 0 does both."""

    name: str
    step: int


class TagReader:
    """Reads a plain file's tags, piece by piece; ``kinds`` are those that were met so far."""

    def __init__(self, data: bytes, root: Root) -> None:
        self.kinds: list[TagKind] = []
        self._places: dict[str, int] = {}
        self._data, self._at = data, root.end
        self._line = 1 + _normalise(data[: root.end]).count(b"\n")

    def read(self, ending: bytes) -> Iterator[pl.DataFrame | None]:
        """``kind`` (a place in ``kinds``), the ``text`` after it as it is written, and the ``line`` of each tag within
        the root, in pieces which end with an element that so ends. None where one is no plain tag."""
        while self._at < len(self._data):
            found = self._data.find(ending, self._at + PIECE)
            stop = len(self._data) if found < 0 else found + len(ending)
            piece = _normalise(self._data[self._at : stop])
            yield self._split(piece.decode())
            self._at, self._line = stop, self._line + piece.count(b"\n")

    def _split(self, piece: str) -> pl.DataFrame | None:
        pieces = pl.Series([piece]).str.split("<").explode()
        lines = pieces.str.count_matches("\n", literal=True).cum_sum().shift(1, fill_value=0).cast(pl.Int64)
        tags = pieces.str.splitn(">", 2).struct.unnest().with_columns(line=lines + self._line).slice(1)
        tags.columns = ["tag", "text", "line"]
        if not self._learn(tags["tag"].unique()):
            return None
        places = tags["tag"].cast(pl.Enum(list(self._places))).to_physical()
        return tags.select("text", "line", kind=places)

    def _learn(self, tags: pl.Series) -> bool:
        for tag in tags:
            if tag not in self._places:
                plain = _TAG.fullmatch(tag or "")
                if plain is None or len(self._places) >= limits.XML_NAMES:
                    return False
                self._places[tag] = len(self._places)
                self.kinds.append(TagKind(plain["name"], -1 if plain["end"] else 0 if plain["alone"] else 1))
        return True


def _normalise(piece: bytes) -> bytes:
    """With the ends of lines as a parser reads them."""
    return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in piece else piece
