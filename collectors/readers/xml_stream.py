"""XML parsed as it is read, at a cost in proportion to its bytes whatever they are. Light to import: the workers do."""

from __future__ import annotations

from typing import IO
from xml.parsers.expat import XMLParserType

PIECE = 64 * 1024


def parse_stream(parser: XMLParserType, stream: IO[bytes]) -> None:
    """As ``parser.ParseFile`` does, but for a tag or comment of megabytes too.

    One that a piece does not end is looked at again from its start with the next piece, so pieces grow until it ends.

    Raises:
        ExpatError: not well-formed.
    """
    size = PIECE
    while piece := stream.read(size):
        reached = parser.CurrentByteIndex
        parser.Parse(piece, False)
        size = size * 2 if parser.CurrentByteIndex == reached else PIECE
    parser.Parse(b"", True)
