"""The SSDA903 return as XML, as the form of 2021 has it; children in the order of their identifiers.

The form is older than some of what is returned: it has no social workers and no deprivation of liberty orders, no room
for a placement code of three characters, and one date of birth and sex for each child. What it cannot carry is counted
and told beside the file; the CSV files carry all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from exports.records.ssda903_xml_structure import EPISODES, HEADER, PERSON, ROOM, ROOT, UASC, XmlTablePart
from exports.records.table_csv import sort_rows
from exports.records.xml_text import NO_CHARACTER, escape_xml
from indicators.records.record_frames import Records, date_text
from indicators.records.record_sets import RecordTable

_PARTS = (*HEADER, EPISODES)
_TEXT = "_text"


@dataclass(frozen=True)
class Ssda903Xml:
    """The file's bytes, and what the form of 2021 has no place for.

    ``left_out``: rows by table that the file has not: those of tables that the form has not, of a child without a
    header, with nothing but whose they are, and all but the first where a child can have one. ``unfit``: cells by
    (table, column) that stand in the file as they are though the XSD asks for fewer, more or other characters, and
    births and sexes of other tables that are not the header's and so are not in the file.
    """

    data: bytes
    left_out: dict[str, int]
    unfit: dict[tuple[str, str], int]


def ssda903_xml(records: Records) -> Ssda903Xml:
    """The whole return in one file."""
    tables = records.record_set.tables
    tables_in_order = {name: sort_rows(records, table) for name, table in tables.items()}
    children = (
        tables_in_order["Header"].filter(pl.col(PERSON).is_not_null()).unique(PERSON, keep="first", maintain_order=True)
    )
    carried = {"Header": children} | {
        part.table: _select_rows(part, tables_in_order[part.table], children)
        for part in _PARTS
        if part.table != "Header"
    }
    left_out = {
        name: frame.height - (carried[name].height if name in carried else 0) for name, frame in tables_in_order.items()
    }
    dates = records.record_set.dates["xml"][0]
    return Ssda903Xml(
        data=_document(children, carried, tables, dates),
        left_out={name: count for name, count in left_out.items() if count},
        unfit=_unfit(carried, children),
    )


def _select_rows(part: XmlTablePart, frame: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """Rows that have a place in the file."""
    rows = frame.filter(pl.col(PERSON).is_in(children[PERSON].implode()))
    if not part.many:
        rows = rows.unique(PERSON, keep="first", maintain_order=True)
    if part.table != UASC:
        # Only an unaccompanied child has a mark of its own; any other row with nothing in it would say nothing.
        rows = rows.filter(pl.any_horizontal(pl.col(*part.columns).is_not_null()))
    return rows


def _document(
    children: pl.DataFrame, carried: dict[str, pl.DataFrame], tables: dict[str, RecordTable], dates: str
) -> bytes:
    parts = [_part(part, carried[part.table], tables[part.table], dates) for part in _PARTS]
    flag = pl.col(PERSON).is_in(carried[UASC][PERSON].implode()).cast(pl.Int64).cast(pl.String)
    texts = children.select(PERSON, pl.concat_str(pl.lit(f"<{UASC}>"), flag, pl.lit(f"</{UASC}>")).alias(_TEXT))
    parts.insert(1, texts)
    within = children.select(PERSON)
    for at, part in enumerate(parts):
        within = within.join(part.rename({_TEXT: str(at)}), on=PERSON, how="left", maintain_order="left")
    of_header = [pl.col(str(at)).fill_null("") for at in range(len(parts) - 1)]
    episodes = pl.col(str(len(parts) - 1)).fill_null("")
    child = pl.concat_str(pl.lit("<CHILD><HEADER>"), *of_header, pl.lit("</HEADER>"), episodes, pl.lit("</CHILD>\n"))
    body = "".join(within.select(child.alias(_TEXT))[_TEXT])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT}>\n{body}</{ROOT}>\n'.encode()


def _part(part: XmlTablePart, frame: pl.DataFrame, table: RecordTable, dates: str) -> pl.DataFrame:
    """Each child's text of one part."""
    cells = [_cell(frame, table, column, dates, always=column in part.always) for column in part.columns]
    before, after = (pl.lit(f"<{part.element}>"), pl.lit(f"</{part.element}>")) if part.element else (pl.lit(""),) * 2
    row = pl.concat_str(before, *cells, after).alias(_TEXT)
    return frame.select(PERSON, row).group_by(PERSON, maintain_order=True).agg(pl.col(_TEXT).str.join(""))


def _cell(frame: pl.DataFrame, table: RecordTable, name: str, dates: str, *, always: bool) -> pl.Expr:
    """An element with a cell's text; blank, none or one without text."""
    column = table.columns[name]
    element = column.xml or name
    text = date_text(frame, name, dates) if column.type == "date" else pl.col(name).cast(pl.String)
    blank = f"<{element}></{element}>" if always else ""
    return pl.concat_str(pl.lit(f"<{element}>"), escape_xml(text), pl.lit(f"</{element}>")).fill_null(blank)


def _unfit(carried: dict[str, pl.DataFrame], children: pl.DataFrame) -> dict[tuple[str, str], int]:
    counts = {(table, column): _out_of_room(carried[table][column], *room) for (table, column), room in ROOM.items()}
    for table, frame in carried.items():
        for column in {"DOB", "SEX"} & set(frame.columns):
            counts[table, column] = counts.get((table, column), 0) + _differing(frame, children, column)
    return {place: count for place, count in sorted(counts.items()) if count}


def _out_of_room(cells: pl.Series, fewest: int, most: int) -> int:
    if cells.dtype == pl.Date:
        return cells.null_count() if fewest else 0
    text = cells.cast(pl.String)
    length = text.str.len_chars().fill_null(0)
    strange = text.str.contains(NO_CHARACTER).fill_null(value=False)
    return int((~length.is_between(fewest, most) | strange).sum())


def _differing(frame: pl.DataFrame, children: pl.DataFrame, column: str) -> int:
    beside = frame.select(PERSON, column).join(children.select(PERSON, header=column), on=PERSON, how="left")
    return int(beside.select(pl.col(column).ne_missing(pl.col("header")).sum()).item())
