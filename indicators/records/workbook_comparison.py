"""Compares two workbooks of inspection lists: lists, columns, codes, rows, and people in one alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from indicators.records.code_spellings import to_listed_code
from indicators.records.record_frames import Records
from indicators.records.record_sets import RecordTable

#: Which of two workbooks: the one made here, and the other.
OURS, THEIRS = "ours", "theirs"
LISTS = {
    "list": pl.String, "title": pl.String, "rows_ours": pl.Int64, "rows_theirs": pl.Int64, "people_ours": pl.Int64,
    "people_theirs": pl.Int64, "people_both": pl.Int64, "only_ours": pl.Int64, "only_theirs": pl.Int64,
}  # fmt: skip
COLUMNS = {"list": pl.String, "column": pl.String, "ours": pl.String, "theirs": pl.String, "cells_differ": pl.Int64}
CODES = {"list": pl.String, "column": pl.String, "ours": pl.Int64, "theirs": pl.Int64}
PEOPLE = {"list": pl.String, "in": pl.String, "person": pl.String, "rows": pl.Int64}


@dataclass(frozen=True)
class Comparison:
    """``lists``, ``columns`` and ``codes`` hold counts only; ``people`` names who is on one side alone.

    A column is ``filled``, ``empty`` (headed, and nothing under it) or ``missing``. ``cells_differ``
    counts the people with one row on each side whose cells differ, a code by what it means. ``codes``
    counts the cells that hold no code of the template, in any known spelling.
    """

    lists: pl.DataFrame
    columns: pl.DataFrame
    codes: pl.DataFrame
    people: pl.DataFrame = field(repr=False)


def compare_workbooks(ours: Records, theirs: Records) -> Comparison:
    """Two workbooks of one template. Rows that repeat another in every cell are counted once.

    Raises:
        ValueError: they are not of the same record set.
    """
    if ours.record_set.code != theirs.record_set.code:
        raise ValueError("only workbooks of the same record set can be compared")
    sides = {OURS: ours, THEIRS: theirs}
    tables = [table for table in ours.record_set.tables.values() if table.name in theirs.record_set.tables]
    pairs = {table.name: {side: _drop_repeats(records, table) for side, records in sides.items()} for table in tables}
    columns = [_compare_column(table, name, pairs[table.name], sides) for table in tables for name in table.columns]
    codes = [_count_unknown_codes(table, name, pairs[table.name], sides) for table in tables for name in table.columns]
    return Comparison(
        lists=pl.DataFrame([_compare_list(table, pairs[table.name]) for table in tables], schema=LISTS),
        columns=pl.DataFrame(columns, schema=COLUMNS),
        codes=pl.DataFrame([row for row in codes if row["ours"] or row["theirs"]], schema=CODES),
        people=pl.concat([_find_one_sided(table, pairs[table.name]) for table in tables]),
    )


def _drop_repeats(records: Records, table: RecordTable) -> pl.DataFrame:
    return records.tables[table.name].unique(list(table.columns), keep="first", maintain_order=True)


def _compare_list(table: RecordTable, pair: Mapping[str, pl.DataFrame]) -> dict[str, object]:
    people = {side: set(frame[table.person].drop_nulls()) for side, frame in pair.items()} if table.person else {}
    own_people, other_people = people.get(OURS, set()), people.get(THEIRS, set())
    return {
        "list": table.name, "title": table.definition.title,
        "rows_ours": pair[OURS].height, "rows_theirs": pair[THEIRS].height,
        "people_ours": len(own_people), "people_theirs": len(other_people),
        "people_both": len(own_people & other_people),
        "only_ours": len(own_people - other_people), "only_theirs": len(other_people - own_people),
    }  # fmt: skip


def _compare_column(
    table: RecordTable, name: str, pair: Mapping[str, pl.DataFrame], sides: Mapping[str, Records]
) -> dict[str, object]:
    states = {side: _state(frame, table, name, sides[side]) for side, frame in pair.items()}
    both_filled = set(states.values()) == {"filled"} and name != table.person
    differ = _count_differing(table, name, pair, sides) if both_filled else None
    return {"list": table.name, "column": name, **states, "cells_differ": differ}


def _state(frame: pl.DataFrame, table: RecordTable, name: str, records: Records) -> str:
    if (table.name, name) in records.left_out:
        return "missing"
    return "filled" if frame[name].count() else "empty"


def _count_differing(
    table: RecordTable, name: str, pair: Mapping[str, pl.DataFrame], sides: Mapping[str, Records]
) -> int:
    """People with one row on each side, whose cells differ."""
    person = table.person or name
    single = {side: frame.filter(pl.col(person).is_unique()) for side, frame in pair.items()}
    cells = {
        side: frame.select(pl.col(person), cell=_normalise(table, name, sides[side])) for side, frame in single.items()
    }
    joined = cells[OURS].join(cells[THEIRS], on=person)
    return joined.filter(pl.col("cell").ne_missing(pl.col("cell_right"))).height


def _normalise(table: RecordTable, name: str, records: Records) -> pl.Expr:
    """A code by what it means where that is known, a whole age without its parts, any other cell as it is."""
    code_list = table.columns[name].code_list
    if code_list is None:
        cell = pl.col(name)
        return cell.str.replace(r"\.\d+$", "") if table.columns[name].type == "text" else cell
    return pl.coalesce(to_listed_code(records.record_set, code_list, pl.col(name)), pl.col(name))


def _count_unknown_codes(
    table: RecordTable, name: str, pair: Mapping[str, pl.DataFrame], sides: Mapping[str, Records]
) -> dict[str, object]:
    """Cells with something that is no code of the template, in any spelling that is known."""
    code_list = table.columns[name].code_list
    counts = dict.fromkeys(pair, 0)
    if code_list is not None:
        for side, frame in pair.items():
            codes = to_listed_code(sides[side].record_set, code_list, pl.col(name))
            counts[side] = frame.filter(pl.col(name).is_not_null() & codes.is_null()).height
    return {"list": table.name, "column": name, **counts}


def _find_one_sided(table: RecordTable, pair: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Who has rows in one workbook and none in the other."""
    person = table.person
    if person is None:
        return pl.DataFrame(schema=PEOPLE)
    parts = []
    for side, other_side in ((OURS, THEIRS), (THEIRS, OURS)):
        alone = pair[side].drop_nulls(person).join(pair[other_side].drop_nulls(person), on=person, how="anti")
        counts = alone.group_by(person, maintain_order=True).len()
        parts.append(
            counts.select(
                pl.lit(table.name).alias("list"), pl.lit(side).alias("in"), pl.col(person).alias("person"),
                pl.col("len").cast(pl.Int64).alias("rows"),
            ).sort("person")
        )  # fmt: skip
    return pl.concat(parts)
