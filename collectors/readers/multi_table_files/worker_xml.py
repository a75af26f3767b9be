"""One XML file of records to cells, in one pass that holds no tree. Runs in the sandbox."""

from __future__ import annotations

import codecs
from typing import Any
from xml.parsers import expat
from xml.parsers.expat import errors as codes

from collectors.readers.multi_table_files import limits
from collectors.readers.multi_table_files.worker_files import SourceFile
from collectors.readers.multi_table_files.worker_output import UnreadableFile, WorkerOutput
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
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.StartDoctypeDeclHandler = self.parser.EntityDeclHandler = self._refuse
        self.rows: XmlRows | None = None
        self.shape: CensusShape | None = None
        self._pieces: list[str] = []
        self.parser.CharacterDataHandler = self._pieces.append
        self._depth = 0
        self._leaf = False
        self._local: dict[str, str] = {}

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

    def _start(self, tag: str, _: dict[str, str]) -> None:
        name = self._local.get(tag) or self._name(tag)
        self._depth += 1
        self._pieces.clear()
        self._leaf = True
        if self.rows is not None and self.shape is not None:
            if name in self.shape.records:
                self.rows.begin(name, self.parser.CurrentLineNumber)
            elif self._depth > limits.XML_DEPTH:
                raise UnreadableFile("record-xml")
        elif self._depth == 1:
            self._begin(name)

    def _begin(self, name: str) -> None:
        self.shape = SHAPES.get(name)
        if self.shape is None:
            raise UnreadableFile("record-not-this-set")
        self.rows = XmlRows(self.shape)

    def _end(self, tag: str) -> None:
        name = self._local[tag]
        self._depth -= 1
        if self.rows is None or self.shape is None:
            return
        if name in self.shape.records:
            self.rows.end()
        elif self._leaf:
            self.rows.cell(name, "".join(self._pieces), self.parser.CurrentLineNumber)
        self._leaf = False
        self._pieces.clear()

    def _name(self, tag: str) -> str:
        if len(self._local) > limits.XML_NAMES:
            raise UnreadableFile("record-too-large", f"more than {limits.XML_NAMES} different elements")
        return self._local.setdefault(tag, tag.rpartition(":")[2])
