"""Which column of a list holds what: by its heading in any of many spellings, else by its cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from collectors.readers.sheet_metadata import column_letter
from mappings.definitions.overlap_vocabulary import HeadingRole

#: Headings are looked for among the first rows; cells of a column are judged by the first of them.
HEADINGS_WITHIN, JUDGED_ROWS = 40, 300
#: Words of a title, on the average, and of a code.
_TITLE_WORDS, _HEADING_WORDS = 2.5, 8
_LETTER = re.compile(r"[A-Z]{1,2}")
_CODE = re.compile(r"[A-Za-z]{0,6}[\s./-]?[A-Za-z]{0,3}/?\d{1,4}(?:[.(]?[A-Za-z0-9]{1,3}[)]?)*|[A-Z]{2,6}\d*")
_PERIOD = re.compile(r"\b(?:fy\s*)?(20\d\d)\s*[-/–]\s*(\d\d|20\d\d)\b")
_NO_FIGURE = re.compile(
    r"target|trajectory|plan|quartile|average|england|national|rank|trend|baseline target|comparator|rag|status"
)


#: Role and rank by folded heading.
ListHeadings = Mapping[str, tuple[str, int]]


@dataclass(frozen=True)
class ListColumns:
    """Positions by role. ``header`` is the row of the headings, None where there is none."""

    title: int
    header: int | None
    roles: Mapping[str, int] = field(default_factory=dict)
    periods: tuple[tuple[str, int], ...] = ()
    headings: tuple[str, ...] = ()
    #: True where the codes are bare numbers of National Indicators.
    national: bool = False

    @property
    def letter(self) -> str:
        """The title's column as a spreadsheet shows it."""
        return column_letter(self.title)

    def is_heading(self, cells: list[str]) -> bool:
        """Whether a row repeats the headings, as each printed page does."""
        return bool(self.headings) and tuple(fold_list_heading(cell) for cell in cells if cell.strip()) == self.headings


def rank_headings(rows: Iterable[HeadingRole]) -> ListHeadings:
    """Role and rank by folded heading."""
    roles: dict[str, tuple[str, int]] = {}
    for row in rows:
        for rank, heading in enumerate(row.headings.split(";")):
            roles.setdefault(fold_list_heading(heading), (row.role, rank))
    return roles


def fold_list_heading(text: str) -> str:
    """A heading without case, punctuation, years and brackets."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    flat = re.sub(r"\([^)]*\)|\b20\d\d(?:\s*[-/–]\s*\d{2,4})?\b", " ", flat)
    return " ".join(re.findall(r"[a-z]+", flat))


def find_columns(rows: list[tuple[int, list[str]]], column: str | None, headings: ListHeadings) -> ListColumns | None:
    """The columns of a sheet; None where no column holds titles."""
    header = _header(rows, column, headings)
    if header is None:
        position = _position(column) if column else _find_wordiest_column(rows)
        return None if position is None else ListColumns(position, None)
    number, cells = header
    body = [found for row, found in rows if row > number]
    by_role = _roles(cells, headings)
    title = _find_named_column(cells, column) if column else _title(by_role, body)
    if title is None:
        return None
    roles = {role: found[0][1] for role, found in by_role.items() if role != "title" and found[0][1] != title}
    spare = [position for _, position in by_role.get("title", []) if position != title]
    for position in spare:
        roles.setdefault("code" if _codes(body, position) else "definition", position)
    repeated_headings = tuple(fold_list_heading(cell) for cell in cells if cell.strip())
    return ListColumns(
        title, number, roles, tuple(_periods(cells)), repeated_headings, _national(cells, roles.get("code"))
    )


def _national(cells: list[str], position: int | None) -> bool:
    return position is not None and fold_list_heading(cells[position]).split()[:1] == ["ni"]


def _header(
    rows: list[tuple[int, list[str]]], column: str | None, headings: ListHeadings
) -> tuple[int, list[str]] | None:
    """The row among the first that names most columns, one of them the title's."""
    best: tuple[int, int, list[str]] | None = None
    for number, cells in rows[:HEADINGS_WITHIN]:
        roles = _roles(cells, headings)
        known_count = len(roles) + len(list(_periods(cells)))
        named = (
            _find_named_column(cells, column) is not None
            if column and not _LETTER.fullmatch(column.strip())
            else bool(roles.keys() & {"title", "definition"} or (column and known_count))
        )
        short = all(len(cell.split()) <= _HEADING_WORDS for cell in cells)
        if named and short and (best is None or known_count > best[0]):
            best = known_count, number, cells
    return None if best is None else best[1:]


def _roles(cells: list[str], headings: ListHeadings) -> dict[str, list[tuple[int, int]]]:
    """Rank and position of each column, by role, the surest first."""
    positions: dict[str, list[tuple[int, int]]] = {}
    for position, cell in enumerate(cells):
        folded = fold_list_heading(cell)
        role_and_rank = headings.get(folded) if cell.strip() else None
        if role_and_rank is None and 0 < len(cell.split()) <= _HEADING_WORDS:
            role_and_rank = _match_part_of_heading(folded, headings)
        if role_and_rank is not None:
            positions.setdefault(role_and_rank[0], []).append((role_and_rank[1], position))
    return {role: sorted(position) for role, position in positions.items()}


def _match_part_of_heading(folded: str, headings: ListHeadings) -> tuple[str, int] | None:
    """A heading that begins or ends with one that is known: "PI title and number"."""
    if _NO_FIGURE.search(folded):
        return None
    alike = [
        heading
        for heading in headings
        if len(heading) > 3 and (folded.startswith(heading + " ") or folded.endswith(" " + heading))
    ]
    if not alike:
        return None
    role, rank = headings[max(alike, key=lambda heading: (len(heading), heading))]
    return role, rank + 100


def _title(roles: dict[str, list[tuple[int, int]]], body: list[list[str]]) -> int | None:
    """The surest heading of titles under which there are titles, and not codes."""
    candidates = [*roles.get("title", []), *((rank + 1000, position) for rank, position in roles.get("definition", []))]
    candidates += [(rank + 2000, position) for rank, position in roles.get("code", [])]
    wordy = [(rank, position) for rank, position in candidates if _words(body, position) >= _TITLE_WORDS]
    plain = [(rank, position) for rank, position in roles.get("title", []) if not _codes(body, position)]
    choice = sorted(wordy) or sorted(plain)
    return choice[0][1] if choice else None


def _texts(body: list[list[str]], position: int) -> list[str]:
    cells = (cells[position].strip() for cells in body[:JUDGED_ROWS] if position < len(cells))
    return [cell for cell in cells if cell]


def _words(body: list[list[str]], position: int) -> float:
    texts = _texts(body, position)
    return sum(len(re.findall(r"[^\W\d_]{2,}", text)) for text in texts) / len(texts) if texts else 0


def _codes(body: list[list[str]], position: int) -> bool:
    texts = _texts(body, position)
    return bool(texts) and sum(1 for text in texts if is_code(text)) > len(texts) / 2


def is_code(text: str) -> bool:
    """``NI 117``, ``BV 82a``, ``2.07i``, ``12``: and not words."""
    return bool(_CODE.fullmatch(text.strip())) or bool(re.fullmatch(r"\d[\w.()]*", text.strip()))


def _find_wordiest_column(rows: list[tuple[int, list[str]]]) -> int | None:
    """Without headings: the column whose cells read most like titles."""
    body = [cells for _, cells in rows]
    width = max((len(cells) for cells in body), default=0)
    scored = []
    for position in range(width):
        texts = _texts(body, position)
        share = len(set(texts)) / max(1, len(body[:JUDGED_ROWS]))
        words = min(_words(body, position), 12)
        if len(texts) >= 1 and words >= _TITLE_WORDS:
            scored.append((words * share, -position))
    return -max(scored)[1] if scored else None


def _find_named_column(cells: list[str], column: str | None) -> int | None:
    """The column that has this heading or letter."""
    if column is None:
        return None
    heading = column.strip().casefold()
    exact = [position for position, cell in enumerate(cells) if " ".join(cell.split()).casefold() == heading]
    return exact[0] if exact else _position(column)


def _position(column: str) -> int | None:
    letters = column.strip().upper()
    if not _LETTER.fullmatch(letters):
        return None
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _periods(cells: list[str]) -> list[tuple[str, int]]:
    """Columns that hold a year's figures: "2008/09", "2008-09 outturn", and not targets."""
    return [
        (period, position)
        for position, cell in enumerate(cells)
        if not _NO_FIGURE.search(cell.casefold()) and (period := as_period(cell))
    ]


def as_period(text: str) -> str | None:
    """The financial year that a heading or cell names, as its code; None where it names none."""
    match = _PERIOD.search(text.casefold())
    if match is None:
        return None
    first, last = int(match[1]), int(match[2]) % 100
    return f"FY{first}-{last:02d}" if (first + 1) % 100 == last else None
