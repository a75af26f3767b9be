"""One file, CSV or XLSX, to a table of texts."""

from __future__ import annotations

from pathlib import Path

from collectors.readers.large_csv import read_csv_file
from collectors.readers.limits import CSV_BYTES, MEBI
from collectors.readers.marks import Mark
from collectors.readers.raw_table import TableReading
from collectors.readers.xlsx.package_checks import OLE, ZIP
from collectors.readers.xlsx_reader import read_xlsx
from returnonce.errors import NotFound

_TEXT_ENDINGS = frozenset({".csv", ".txt"})
_WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".xltm"})
_OTHER_MAGIC = {b"%PDF": "PDF", b"\x1f\x8b": "a packed file", b"{": "JSON", b"<": "XML or a web page"}


def read_table_file(path: Path, *, name: str | None = None) -> TableReading:
    """Cells as text, or the marks that say why not. ``name`` is what the sender called the file.

    Raises:
        NotFound: there is no such file.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path.name!r}.", mend="Give the path of a .csv or .xlsx file.")
    size = path.stat().st_size
    if size > CSV_BYTES:
        detail = f"{size // MEBI} MB, and the most is {CSV_BYTES // MEBI}"
        return TableReading(None, (Mark("file-too-large", detail=detail),))
    with path.open("rb") as stream:
        start = stream.read(MEBI)
    # Only a file that begins with very many blanks is read whole for this.
    is_blank = (not start or start.isspace()) and not path.read_bytes().strip()
    ending = Path(name or path.name).suffix.lower()
    return _refuse(start, ending, is_blank=is_blank) or _read(path, start)


def _read(path: Path, start: bytes) -> TableReading:
    return read_xlsx(path, path.read_bytes()) if _is_workbook(start) else read_csv_file(path)


def _is_workbook(data: bytes) -> bool:
    return data.startswith((ZIP, OLE))


def _refuse(data: bytes, ending: str, *, is_blank: bool) -> TableReading | None:
    """What need not be opened to be refused, by the first bytes of its ``data``."""
    if is_blank:
        return TableReading(None, (Mark("file-empty"),))
    if ending in _TEXT_ENDINGS and _is_workbook(data):
        return TableReading(None, (Mark("file-name", value=ending, detail="it is no text"),))
    if ending in _WORKBOOK_ENDINGS and not _is_workbook(data):
        return TableReading(None, (Mark("file-name", value=ending, detail="it is no workbook"),))
    other = next((kind for magic, kind in _OTHER_MAGIC.items() if data[:256].lstrip().startswith(magic)), None)
    if other or (ending not in _TEXT_ENDINGS | _WORKBOOK_ENDINGS and not _is_workbook(data) and ending):
        return TableReading(None, (Mark("file-kind", detail=f": it is {other}" if other else f" but {ending}"),))
    return None
