"""XML read piece by piece: what the parser itself reads, and few pieces for a tag of megabytes."""

from __future__ import annotations

import io
from typing import Any
from unittest.mock import patch
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.readers import xml_stream
from collectors.readers.xml_stream import parse_stream

PARTS = st.sampled_from(
    ["<a>", "</a>", '<b c="1" d="&lt;"/>', "text", "<!-- a long comment -->", "<![CDATA[x]]>", "&amp;"]
)


def listen() -> tuple[expat.XMLParserType, list[Any]]:
    events: list[Any] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda *element: events.append((*element, parser.CurrentLineNumber))
    parser.EndElementHandler = lambda tag: events.append(("end", tag))
    parser.CommentHandler = lambda text: events.append(("comment", text))
    # A text may come in several parts; whoever reads it joins them.
    parser.CharacterDataHandler = lambda text: events.append(
        events.pop() + text if events and isinstance(events[-1], str) else text
    )
    return parser, events


@given(st.lists(PARTS, max_size=12), st.integers(1, 30))
def test_the_events_and_the_fault_are_the_parsers_own(parts: list[str], size: int) -> None:
    document = f"<r>{''.join(parts)}</r>".encode()
    told = []
    for parse in (parse_stream, lambda parser, stream: parser.ParseFile(stream)):
        parser, events = listen()
        with patch.object(xml_stream, "PIECE", size):
            try:
                parse(parser, io.BytesIO(document))
            except expat.ExpatError as error:
                # What stands before a fault may not have been told yet.
                events[-1:] = [event for event in events[-1:] if not isinstance(event, str)]
                events.append((error.code, error.lineno, error.offset))
        told.append(events)
    assert told[0] == told[1]


class CountingStream(io.BytesIO):
    """Counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)


@pytest.mark.parametrize("start", ["<r a='", "<r><!-- ", "<r><?x "])
def test_what_never_ends_is_read_in_pieces_that_grow(start: str) -> None:
    stream = CountingStream(start.encode() + b"x" * 200 * xml_stream.PIECE)
    with pytest.raises(expat.ExpatError):
        parse_stream(listen()[0], stream)
    assert stream.reads < 12
