"""Which record set a file is of; none of them means that it is an upload of figures.

When in doubt it says records, however damaged the file: findings on an upload of figures quote its cells, and
findings on records never do. Only the first bytes are looked at, and nothing is parsed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from collectors.figures.headings import COLUMNS
from collectors.readers.file_kinds import detect_kind, peek_text
from collectors.readers.multi_table_files import limits
from collectors.readers.upload_form import REQUIRED_COLUMNS, fold_heading
from collectors.readers.zip_faults import ZIP_FAULTS, list_files, open_zip
from collectors.records.file_name_facts import parse_file_name
from collectors.records.headings import FEWEST_HEADINGS, find_table_by_name, likeness_of_best_table, load_headings
from indicators.records.record_catalogue import RecordDefinitions

LOOKED_AFTER, IN_NEED, TREATMENT, LISTS = "children-looked-after", "children-in-need", "treatment", "inspection-lists"
ADULTS = "client-level-data"
SHIPPED = frozenset({LOOKED_AFTER, IN_NEED, TREATMENT, LISTS, ADULTS})
_ROOTS = {"EXPSSDA903": LOOKED_AFTER, "Message": IN_NEED}
_ELEMENT = re.compile(r"<\s*(?:[\w.-]{1,40}:)?([A-Za-z_][\w.-]{0,80})")
_CELL = re.compile(r"[,;\t|]")
_TEXT = re.compile(r"<t(?:\s[^<>]{0,100})?>([^<]{1,200})</t>")
_SHEET = re.compile(r'<(?:\w{1,10}:)?sheet\s[^<>]{0,200}?name="([^"]{1,100})"')
_LIST = re.compile(r"\s*list[\s_-]*\d{1,2}\b", re.IGNORECASE)
#: Sheets of workbooks of figures.
_FIGURES = frozenset({"figures", "template", "derived"})
_OF_PERSON = re.compile(
    r"\b(?:\d{2}/\d{2}/(?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})\b|\b\d{3} ?\d{3} ?\d{4}\b|\b[A-Z]\d{11}[A-Z0-9]\b"
)
_LINES, _MANY_SHEETS = 20, 6


def recognise_record_set(path: Path, definitions: RecordDefinitions, *, name: str) -> str | None:
    """The record set's code; None for an upload of figures. ``name`` is what the sender called it."""
    if path.is_dir():
        return _of_files(
            definitions, ((p.name, _start(p)) for p in sorted(path.iterdir())[: limits.MEMBERS] if p.is_file())
        )
    start = _start(path)
    kind = detect_kind(start)
    if kind == "zip":
        return _of_zip(definitions, path)
    if kind == "xlsx":
        return _of_workbook(definitions, path, start)
    if kind == "xml":
        return _of_xml(definitions, start) or _of_name(definitions, name) or IN_NEED
    if kind in {"csv", "html", "empty"}:
        return _of_text(definitions, peek_text(start), name)
    return None


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(limits.PEEK)


def _of_files(definitions: RecordDefinitions, files: Iterable[tuple[str, bytes]]) -> str:
    """The record set that most of several files are of; some record set in any case."""
    votes = [code for name, start in files if (code := _of_xml(definitions, start) if detect_kind(start) == "xml" else
             _of_text(definitions, peek_text(start), name)) is not None]  # fmt: skip
    return max(votes, key=votes.count) if votes else LOOKED_AFTER


def _of_zip(definitions: RecordDefinitions, path: Path) -> str:
    try:
        with open_zip(path) as package:
            return _of_files(definitions, _members(package))
    except (*ZIP_FAULTS, ValueError, OSError):
        return LOOKED_AFTER


def _members(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for entry in list_files(package)[: limits.MEMBERS]:
        with package.open(entry) as stream:
            yield entry.filename, stream.read(limits.PEEK)


def _of_workbook(definitions: RecordDefinitions, path: Path, start: bytes) -> str | None:
    try:
        with open_zip(path) as package:
            parts = {name.lstrip("/").lower(): name for name in package.namelist()}
            sheets = _SHEET.findall(_part(package, parts, "xl/workbook.xml"))
            texts = _TEXT.findall(_part(package, parts, "xl/sharedstrings.xml"))
            texts += _TEXT.findall(_part(package, parts, "xl/worksheets/sheet1.xml"))
    except (*ZIP_FAULTS, ValueError, OSError):
        # A workbook that was cut off has no list of its parts left, but still their names before each.
        return LISTS if len(set(re.findall(rb"xl/worksheets/sheet\d{1,3}\.xml", start))) > _MANY_SHEETS else None
    if any(_LIST.match(sheet) for sheet in sheets):
        return LISTS
    if any(sheet.strip().casefold() in _FIGURES for sheet in sheets):
        return None
    code, known_count = _find_best_match(definitions, texts)
    return code if known_count >= FEWEST_HEADINGS else None


def _part(package: zipfile.ZipFile, parts: dict[str, str], name: str) -> str:
    if name not in parts:
        return ""
    with package.open(parts[name]) as stream:
        return stream.read(limits.PEEK).decode("utf-8", errors="replace")


def _of_xml(definitions: RecordDefinitions, start: bytes) -> str | None:
    names = _ELEMENT.findall(peek_text(start))
    root = next((_ROOTS[name] for name in names[:1] if name in _ROOTS), None)
    code, known_count = _find_best_match(definitions, names)
    return root or (code if known_count else None)


def _of_text(definitions: RecordDefinitions, text: str, name: str) -> str | None:
    lines = [_CELL.split(line.replace('"', "")) for line in text.splitlines()[:_LINES]]
    code, known_count = max(
        (_find_best_match(definitions, line) for line in lines), key=lambda found: found[1], default=(None, 0)
    )
    figures = {fold_heading(cell) for line in lines for cell in line} & set(COLUMNS)
    if known_count >= FEWEST_HEADINGS or (known_count and not figures):
        return code
    if figures.issuperset(REQUIRED_COLUMNS):
        return None
    return _of_name(definitions, name) or (LOOKED_AFTER if not figures and _is_of_people(text) else None)


def _is_of_people(text: str) -> bool:
    """Whether some row holds two things such as dates of birth or numbers of the health service."""
    return any(len(_OF_PERSON.findall(line[:2000])) > 1 for line in text.splitlines()[: _LINES * 10])


def _of_name(definitions: RecordDefinitions, name: str) -> str | None:
    if parse_file_name(name):
        return TREATMENT
    return next(
        (
            code
            for code in (LOOKED_AFTER, LISTS, *(code for code in definitions.codes if code not in SHIPPED))
            if find_table_by_name(load_headings(definitions, code), name, whole=True)
        ),
        None,
    )


def _find_best_match(definitions: RecordDefinitions, words: Sequence[str]) -> tuple[str | None, int]:
    """The record set that has most of the words as headings, and how many; of several the one with a table most alike.

    What ships comes before a set of one's own where nothing tells them apart.
    """
    headings = {code: load_headings(definitions, code) for code in sorted(definitions.codes, key=_own_last)}
    counts = {code: each.count_distinctive(words) for code, each in headings.items()}
    most = max(counts.values(), default=0)
    best = [code for code, count in counts.items() if count == most]
    if len(best) > 1 and most and not SHIPPED.issuperset(best):
        best.sort(key=lambda code: likeness_of_best_table(headings[code], words), reverse=True)
    return (best[0], most) if best else (None, 0)


def find_mistaken_tables(definitions: RecordDefinitions, code: str) -> Iterator[tuple[str, str]]:
    """Tables of a record set that are taken for something else where they come alone, each with what for."""
    for table in definitions.record_set(code).tables.values():
        best, known_count = _find_best_match(definitions, list(table.columns))
        if known_count < FEWEST_HEADINGS or best is None:
            yield table.name, "figures"
        elif best != code:
            yield table.name, best


def _own_last(code: str) -> tuple[bool, str]:
    return code not in SHIPPED, code
