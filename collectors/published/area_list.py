"""A list of areas of the Office for National Statistics beside ours: what is new, gone or renamed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collectors.readers.encodings import decode_text
from collectors.readers.file_kinds import detect_kind
from collectors.readers.whole_workbook.reader import read_workbook
from indicators.areas.area_book import AreaBook
from returnonce.errors import Refused

#: ``LAD25CD``, ``UTLA23NM``, ``RGN24CD``: the tier, the year, and whether it is code or name.
_HEADING = re.compile(r"(LAD|LTLA|UTLA|CTYUA|CTY|RGN)(\d\d)(CD|NM)")
KINDS = {
    "E06": "unitary",
    "E07": "district",
    "E08": "metropolitan_borough",
    "E09": "london_borough",
    "E10": "county",
}
REGION = "E12"
AREAS = ("code", "name", "kind", "valid_from", "valid_to", "absent_until", "gone_by", "source", "note")
PARENTS = ("child", "parent", "hierarchy", "valid_from", "valid_to", "source")


@dataclass(frozen=True)
class AreaListComparison:
    """``new``: code, name, kind. ``gone``: code, name. ``renamed``: code, our name, the list's name.

    ``parents``: child, parent, hierarchy of what is new. ``without_region``: new areas of whose region it says nothing.
    """

    listed: int
    other_countries: int
    new: tuple[tuple[str, str, str], ...]
    gone: tuple[tuple[str, str], ...]
    renamed: tuple[tuple[str, str, str], ...]
    parents: tuple[tuple[str, str, str], ...]
    without_region: tuple[str, ...]


def compare_area_list(data: bytes, book: AreaBook) -> AreaListComparison:
    """Compare a list (CSV, XLSX or ODS) with the areas that stand now.

    Raises:
        Refused: no row of headings such as LAD25CD and LAD25NM, or a code with two names.
    """
    names, links = _read_list(_rows(data))
    english = {_code_of_now(code, book): name for code, name in names.items() if code[:3] in KINDS}
    kinds = {KINDS[code[:3]] for code in english}
    # A code that is known here and ended is not new: it is an older list.
    new = tuple((code, name, KINDS[code[:3]]) for code, name in english.items() if code not in book)
    gone = tuple(
        (area.code, area.name)
        for area in book.all()
        if area.kind in kinds and area.exists_on(None) and area.code not in english
    )
    renamed = tuple(
        (code, book.get(code).name, name)
        for code, name in english.items()
        if code in book and book.get(code).name != name
    )
    codes = [code for code, _, _ in new]
    known = {*codes, *(area.code for area in book.all())}
    parents = tuple(link for link in links if link[0] in codes and link[1] in known)
    placed = {child for child, _, _ in parents}
    others = sum(code[:1] not in {"E"} for code in names)
    return AreaListComparison(
        len(names), others, new, gone, renamed, parents, tuple(code for code in codes if code not in placed)
    )


def _code_of_now(code: str, book: AreaBook) -> str:
    """The code that an older list gives by a former one; a code that nothing is known of stays."""
    return book.find(code).code if book.recognises(code) else code


def pack_files(comparison: AreaListComparison, source: str) -> dict[str, str]:
    """The new areas as ``areas.csv`` and ``parents.csv``; a list gives no first day, so that is not established."""
    unknown = "not established"
    areas = [(code, name, kind, unknown, "", "", "", source, "") for code, name, kind in comparison.new]
    parents = [(*link, unknown, "", source) for link in comparison.parents]
    return {"areas.csv": _csv(AREAS, areas), "parents.csv": _csv(PARENTS, parents)}


def _rows(data: bytes) -> list[list[str]]:
    if detect_kind(data[:4096]) in {"zip", "xlsx", "old-excel"}:
        sheets = read_workbook(data).sheets
        tables = [[[c.get(n, "") for n in range(max(c) + 1)] for _, c in sheet.rows] for sheet in sheets]
        return next((table for table in tables if _find_headings(table) is not None), [])
    decoded = decode_text(data).data
    return list(csv.reader(io.StringIO((decoded or b"").decode(), newline="")))


def _find_headings(rows: list[list[str]]) -> int | None:
    return next((n for n, row in enumerate(rows) if len(_columns(row)) > 1), None)


def _columns(row: Iterable[str]) -> dict[tuple[str, str], int]:
    matches = ((n, _HEADING.fullmatch(cell.strip().upper())) for n, cell in enumerate(row))
    return {(match[1], match[3]): n for n, match in matches if match}


def _read_list(rows: list[list[str]]) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    at = _find_headings(rows)
    if at is None:
        raise Refused(
            "This is no list of areas: no row has headings such as LAD25CD and LAD25NM.",
            mend="Give a names-and-codes list or a lookup of the Office for National Statistics, as CSV, XLSX or ODS.",
        )
    columns = _columns(rows[at])
    tiers = [tier for tier, part in columns if part == "CD" and (tier, "NM") in columns]
    names: dict[str, str] = {}
    links: dict[tuple[str, str, str], None] = {}
    for row in rows[at + 1 :]:
        cells = {tier: (_cell(row, columns[tier, "CD"]), _cell(row, columns[tier, "NM"])) for tier in tiers}
        for code, name in cells.values():
            if code and names.setdefault(code, name) != name:
                raise Refused(f"The area {code} is called {names[code]!r} and {name!r}.", mend="Give one list only.")
        links |= dict.fromkeys(_links({tier: code for tier, (code, _) in cells.items() if code}))
    return names, list(links)


def _links(codes: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    lower = codes.get("LTLA") or codes.get("LAD")
    upper = codes.get("UTLA") or codes.get("CTYUA") or codes.get("CTY") or lower
    if lower and upper and lower != upper:
        yield lower, upper, "local_government"
    region = codes.get("RGN", "")
    if upper and region.startswith(REGION):
        yield upper, region, "region"


def _cell(row: list[str], position: int) -> str:
    return " ".join(row[position].split()) if position < len(row) else ""


def _csv(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([headings, *rows])
    return out.getvalue()
