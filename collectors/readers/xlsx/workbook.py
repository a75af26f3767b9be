"""The parts of a workbook: its sheets, shared texts and styles. Runs in the sandbox."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple

from collectors.readers.sheet_metadata import CellKind
from collectors.readers.upload_form import FIGURES_SHEET
from collectors.readers.xlsx.cells import CellContext
from collectors.readers.xlsx.number_formats import detect_kind_shown
from collectors.readers.xlsx.sheet import SourceSheet
from collectors.readers.xlsx.xml_parts import SharedStrings, list_elements

_TRUE = frozenset({"1", "true"})


class SheetEntry(NamedTuple):
    """One sheet of a workbook: its name, ``visible`` or hidden in some way, and its part."""

    name: str
    state: str
    part: str


class SourceWorkbook:
    """An open package, read part by part."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._members = {name.lstrip("/"): name for name in package.namelist()}
        self._root = self._target("_rels/.rels", "", "/officeDocument") or "xl/workbook.xml"
        self._folder = posixpath.dirname(self._root)
        self._rels = f"{self._folder}/_rels/{posixpath.basename(self._root)}.rels"
        content = list_elements(self._open(self._root))
        self.sheets = tuple(self._entries(content))
        properties = {name: attributes for name, attributes in content if name in {"workbookPr", "calcPr"}}
        self._context = CellContext(
            strings=self._strings(),
            formats=self._formats(),
            epoch_1904=properties.get("workbookPr", {}).get("date1904") in _TRUE,
            recalculate=properties.get("calcPr", {}).get("fullCalcOnLoad") in _TRUE,
        )

    def find(self, folded: str) -> int | None:
        """The sheet of that name, whatever its letter case."""
        return next((n for n, sheet in enumerate(self.sheets) if sheet.name.strip().casefold() == folded), None)

    def choose(self) -> int | None:
        """The sheet named Figures, else the only one that can be seen."""
        named = self.find(FIGURES_SHEET)
        visible = [n for n, sheet in enumerate(self.sheets) if sheet.state == "visible"]
        return visible[0] if named is None and len(visible) == 1 else named

    def read(self, position: int, *, most_rows: int, most_columns: int) -> SourceSheet:
        """The cells of one sheet."""
        sheet = SourceSheet(self._context, most_rows=most_rows, most_columns=most_columns)
        with self._open(self.sheets[position].part) as stream:
            return sheet.read(stream)

    def _open(self, part: str) -> IO[bytes]:
        return self._package.open(self._members[part])

    def _entries(self, content: list[tuple[str, dict[str, str]]]) -> Iterator[SheetEntry]:
        parts = {a.get("Id", ""): part for part, a in self._targets(self._rels, self._folder)}
        for name, attributes in content:
            if name == "sheet":
                link = next(v for k, v in attributes.items() if k.endswith(":id"))
                yield SheetEntry(attributes["name"], attributes.get("state", "visible"), parts[link])

    def _target(self, rels: str, base: str, kind: str) -> str | None:
        return next((part for part, a in self._targets(rels, base) if a.get("Type", "").endswith(kind)), None)

    def _targets(self, rels: str, base: str) -> Iterator[tuple[str, dict[str, str]]]:
        if rels not in self._members:
            return
        for name, attributes in list_elements(self._open(rels)):
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                joined = posixpath.join("/", base, attributes.get("Target", ""))
                yield posixpath.normpath(joined).lstrip("/"), attributes

    def _strings(self) -> list[str]:
        part = self._target(self._rels, self._folder, "/sharedStrings")
        if part is None:
            return []
        with self._open(part) as stream:
            return SharedStrings().read(stream)

    def _formats(self) -> list[CellKind | None]:
        part = self._target(self._rels, self._folder, "/styles")
        if part is None:
            return []
        custom: dict[int, str] = {}
        formats: list[CellKind | None] = []
        section = ""
        for name, attributes in list_elements(self._open(part)):
            if name == "numFmt" and section != "dxfs":
                custom[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif name in {"cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}:
                section = name
            elif name == "xf" and section == "cellXfs":
                formats.append(detect_kind_shown(int(attributes.get("numFmtId", 0)), custom))
        return formats
