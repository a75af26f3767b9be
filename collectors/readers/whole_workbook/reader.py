"""A publisher's workbook to its sheets: size checks here, the workbook itself in the sandbox."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from functools import partial

from collectors.readers.limits import JAIL
from collectors.readers.marks import Mark
from collectors.readers.whole_workbook.worker import CONTENT, RESULT
from collectors.readers.xlsx.package_checks import check_package
from returnonce import sandbox
from returnonce.errors import Refused
from returnonce.scratch import scratch

#: What a publisher's workbook may carry: its stored values are read, and no link is followed.
_HARMLESS = frozenset({"file-external-links"})


@dataclass(frozen=True)
class PublishedSheet:
    """One sheet: rows with content as (row number as shown, text by column number)."""

    name: str
    visible: bool
    rows: tuple[tuple[int, dict[int, str]], ...]


@dataclass(frozen=True)
class WorkbookReading:
    """The sheets of a workbook, or the marks that say why there are none."""

    sheets: tuple[PublishedSheet, ...]
    marks: tuple[Mark, ...] = ()


def read_workbook(data: bytes) -> WorkbookReading:
    """Every sheet of an XLSX or ODS file."""
    fault = _check(data)
    if fault:
        return WorkbookReading((), (fault,))
    run = sandbox.run_here if sandbox.is_inside() else partial(sandbox.run, limits=JAIL)
    try:
        with scratch() as folder:
            path = folder / "workbook"
            path.write_bytes(data)
            with run("collectors.readers.whole_workbook.worker:read", path) as out:
                content = json.loads((out / RESULT).read_bytes())
    except Refused as error:
        return WorkbookReading((), (Mark("file-heavy", detail=error.what),))
    if "mark" in content:
        return WorkbookReading((), (Mark(*content["mark"]),))
    return WorkbookReading(tuple(_sheet(**sheet) for sheet in content["sheets"]))


def _check(data: bytes) -> Mark | None:
    fault = check_package(data)
    if fault is not None and (fault.code in _HARMLESS or (fault.code == "file-kind" and _is_ods(data))):
        return None
    return fault


def _is_ods(data: bytes) -> bool:
    return CONTENT in zipfile.ZipFile(io.BytesIO(data)).namelist()


def _sheet(name: str, visible: bool, rows: list[tuple[int, dict[str, str]]]) -> PublishedSheet:
    # JSON has texts as names, so columns are numbers again here.
    return PublishedSheet(name, visible, tuple((row, {int(c): t for c, t in cells.items()}) for row, cells in rows))
