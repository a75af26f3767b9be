"""A return's lines: reads ``lines.tsv`` strictly, and finds a line by any common spelling of its code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from indicators.period.arithmetic import Period
from mappings.definitions.return_definitions import Line
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import read_table
from returnonce.errors import Refused

EXACT = "skos:exactMatch"
COLUMNS = tuple(Line.model_fields)
_SPELLED = (("NATIONALINDICATOR", "NI"), ("COREDATASET", "CORE"), ("VITALSIGN", ""))
_GAPS = re.compile(r"[\s\-_\u2010-\u2015]+")
_NUMBERED = re.compile(r"^([A-Z]+?)0*(\d+)(.*)$")
_PART = re.compile(r"^(?:\.|PART)?\(?(\d+|[A-H]|[IVX]+)\)?$")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True)
class LineRef:
    """A line of a return, with all its mapping rows."""

    return_code: str
    line: str
    rows: tuple[Line, ...]

    @property
    def label(self) -> str:
        return self.rows[0].subject_label

    @property
    def exact(self) -> Line | None:
        """The exact row that holds latest; None when a person must choose."""
        rows = [row for row in self.rows if row.predicate_id == EXACT]
        return rows[-1] if rows else None

    def find_exact(self, period: Period) -> Line | None:
        """The exact row that holds in any of a period's days, or else the one that holds latest."""
        rows = [row for row in self.rows if row.predicate_id == EXACT]
        current = [row for row in rows if is_in_force(row, period.end) or is_in_force(row, period.start)]
        return current[0] if current else self.exact


@dataclass(frozen=True)
class LineIndex:
    """Every line of every return under its normalised code."""

    lines: Mapping[str, LineRef] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, text: str) -> LineRef | None:
        """The line that a text names, however it is spaced, hyphenated or cased; None when it names none.

        Raises:
            Refused: the line has parts and the text does not say which; the message lists them.
        """
        key = normalise_code(text)
        if key in self.lines:
            return self.lines[key]
        if key in self.parts:
            choices = [self.lines[part] for part in self.parts[key]]
            choice_names = "; ".join(f"{ref.line} ({ref.label})" for ref in choices)
            raise Refused(
                f"{text.strip()} has parts, and this does not say which.", mend=f"Write one of: {choice_names}."
            )
        return None


def normalise_code(text: str) -> str:
    """``ni-40`` to ``NI40``; ``NI 33 (ii)``, ``NI 33b``, ``ni33 part 2`` and ``NI 33.2`` to ``NI33.2``."""
    flat = _GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()
    for spelled, short in _SPELLED:
        if flat.startswith(spelled):
            flat = short + flat.removeprefix(spelled)
    numbered = _NUMBERED.match(flat)
    if numbered is None:
        return flat
    prefix, number, rest = numbered.groups()
    if not rest:
        return prefix + number
    part = _PART.match(rest)
    return f"{prefix}{number}.{_part_number(part[1])}" if part else flat


def _part_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text in _ROMAN:
        return _ROMAN.index(text) + 1
    return ord(text[0]) - ord("A") + 1


def build_line_index(lines: Mapping[str, Iterable[Line]]) -> LineIndex:
    """Index lines by return code.

    Raises:
        Refused: two lines are written alike.
    """
    rows: dict[tuple[str, str], list[Line]] = {}
    for return_code, rows_of_return in lines.items():
        for line in rows_of_return:
            rows.setdefault((return_code, line.subject_id), []).append(line)
    index: dict[str, LineRef] = {}
    parts: dict[str, list[str]] = {}
    for (return_code, subject), its_rows in rows.items():
        key = normalise_code(subject)
        if key in index:
            raise Refused(
                f"{subject} and {index[key].line} ({index[key].return_code}) are written alike.",
                where=f"{return_code}/lines.tsv",
                mend="Give one of them another code.",
            )
        index[key] = LineRef(return_code, subject, tuple(sorted(its_rows, key=_sort_by_start)))
        stem, _, part = key.rpartition(".")
        if part.isdigit() and stem:
            parts.setdefault(stem, []).append(key)
    return LineIndex(index, {stem: tuple(keys) for stem, keys in parts.items()})


def _sort_by_start(line: Line) -> tuple[bool, str]:
    is_established = isinstance(line.valid_from, date)
    return is_established, line.valid_from.isoformat() if isinstance(line.valid_from, date) else ""


def is_in_force(line: Line, day: date) -> bool:
    """True unless an established date says otherwise; ``valid_to`` is the first day it is not."""
    has_begun = not isinstance(line.valid_from, date) or day >= line.valid_from
    return has_begun and (not isinstance(line.valid_to, date) or day < line.valid_to)


def read_lines(path: FilePath) -> tuple[Line, ...]:
    """Every mapping row, in the file's order.

    Raises:
        Refused: a heading, a row or a cell is wrong; names file, row, column and the mend.
    """
    lines = read_table(path, Line, COLUMNS)
    _check_unique(lines, f"{path.parent.name}/{path.name}")
    return lines


def _check_unique(lines: tuple[Line, ...], where: str) -> None:
    keys: set[tuple[str, str, object]] = set()
    for number, line in enumerate(lines, start=2):
        key = (line.subject_id, line.object_id, line.valid_from)
        if key in keys:
            raise Refused(
                f"{line.subject_id} is mapped to {line.object_id} twice.",
                where=f"{where} row {number}",
                mend="Keep one row for each line and indicator.",
            )
        keys.add(key)
