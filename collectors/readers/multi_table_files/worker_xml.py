"""One XML file of records to cells, in one pass that holds no tree. Runs in the sandbox."""

from __future__ import annotations

import codecs
from collections.abc import Container
from typing import Any
from xml.parsers import expat
from xml.parsers.expat import errors as codes

from collectors.readers.multi_table_files import limits
from collectors.readers.multi_table_files.worker_files import SourceFile
from collectors.readers.multi_table_files.worker_output import UnreadableFile, WorkerOutput
from collectors.readers.multi_table_files.xml_frames import write_plain_census
from collectors.readers.multi_table_files.xml_rows import XmlRows
from collectors.readers.multi_table_files.xml_shapes import SHAPES, CensusShape
from collectors.readers.xml_stream import parse_stream

#: What the end of a file that was cut off looks like to the parser.
_CUT = frozenset(
    codes.codes[told]
    for told in (
        codes.XML_ERROR_NO_ELEMENTS,
        codes.XML_ERROR_UNCLOSED_TOKEN,
        codes.XML_ERROR_PARTIAL_CHAR,
        codes.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)


def read_xml(member: SourceFile, output: WorkerOutput) -> None:
    """Write the rows of each table; ``output.form`` is ``xml``. Text between elements is skipped."""
    output.form = "xml"
    shape = write_plain_census(member.read(), output)
    if shape is not None:
        output.facts["record_set"] = shape.record_set
    else:
        read_any_xml(member, output)


def read_any_xml(member: SourceFile, output: WorkerOutput) -> None:
    """The same element by element, whatever is in the file."""
    output.form = "xml"
    start = member.start()
    walk = _Walk("utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None)
    fault = walk.follow(member)
    if fault is not None and fault.code == "record-xml" and not _is_utf8(member):
        # Letters of Windows in a file that says that it is UTF-8.
        walk = _Walk("windows-1252")
        fault = walk.follow(member)
        output.add_mark("record-encoding", detail="Windows text (cp1252)")
    if fault is not None:
        output.add_mark(fault.code, row=walk.parser.CurrentLineNumber, detail=fault.detail)
    elif walk.rows is not None:
        walk.rows.write(output)
    if walk.shape is not None:
        output.facts["record_set"] = walk.shape.record_set


def _is_utf8(member: SourceFile) -> bool:
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        with member.path.open("rb") as stream:
            while piece := stream.read(limits.PEEK):
                reader.decode(piece)
    except UnicodeDecodeError:
        return False
    return True


class _Walk:
    """Follows the elements: those that are records begin a row, their leaves are its cells."""

    def __init__(self, encoding: str | None) -> None:
        self.parser = expat.ParserCreate(encoding)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.StartDoctypeDeclHandler = self.parser.EntityDeclHandler = self._refuse
        self.rows: XmlRows | None = None
        self.shape: CensusShape | None = None

    def follow(self, member: SourceFile) -> UnreadableFile | None:
        """To the end; or what it was that stopped it."""
        try:
            with member.path.open("rb") as stream:
                parse_stream(self.parser, stream)
        except expat.ExpatError as error:
            return UnreadableFile("record-truncated" if error.code in _CUT else "record-xml")
        except (LookupError, ValueError):
            # An encoding that nobody knows, or one of several bytes to a letter, which the parser has not.
            return UnreadableFile("record-letters")
        except UnreadableFile as fault:
            return fault
        return None

    def _refuse(self, *_: Any) -> None:
        raise UnreadableFile("record-doctype")

    def _begin(self, tag: str, _: dict[str, str]) -> None:
        """The root, which says what the file is."""
        self.shape = SHAPES.get(_local_name(tag))
        if self.shape is None:
            raise UnreadableFile("record-not-this-set")
        self.rows = XmlRows(self.shape, self.parser)
        _follow_elements(self.parser, self.rows, _Names(self.shape.records))


class _Names(dict[str, tuple[str, bool]]):
    """By tag: an element's name without a prefix, and whether it is a record; learned when a tag is first met."""

    def __init__(self, records: Container[str]) -> None:
        super().__init__()
        self._records = records

    def __missing__(self, tag: str) -> tuple[str, bool]:
        if len(self) > limits.XML_NAMES:
            raise UnreadableFile("record-too-large", f"more than {limits.XML_NAMES} different elements")
        name = _local_name(tag)
        return self.setdefault(tag, (name, name in self._records))


def _follow_elements(parser: expat.XMLParserType, rows: XmlRows, names: _Names) -> None:
    """Handle every element within the root. Nothing is looked up by ``self``: a census has millions of elements."""
    pieces: list[str] = []
    depth, is_leaf = 1, False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal depth, is_leaf
        name, is_record = names[tag]
        depth += 1
        if is_record:
            rows.begin(name)
        elif depth > limits.XML_DEPTH:
            raise UnreadableFile("record-xml")
        is_leaf = True
        pieces.clear()

    def end(tag: str) -> None:
        nonlocal depth, is_leaf
        name, is_record = names[tag]
        depth -= 1
        if is_record:
            rows.end()
        elif is_leaf:
            rows.cell(name, "".join(pieces))
        is_leaf = False

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, pieces.append


def _local_name(tag: str) -> str:
    return tag.rpartition(":")[2]
