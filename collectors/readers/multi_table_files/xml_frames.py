"""A census's XML to its tables by whole columns, several times as fast as element by element. Runs in the sandbox.

Only what is plain is read so; :mod:`collectors.readers.multi_table_files.worker_xml` reads everything, finds every
fault, and comes to the same tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from collectors.readers.multi_table_files.worker_output import WorkerOutput
from collectors.readers.multi_table_files.xml_rows import FLAGS, ID, NTH, PARENT, PERSON
from collectors.readers.multi_table_files.xml_shapes import SHAPES, CensusShape
from collectors.readers.multi_table_files.xml_steps import RecordFinder, RecordRows, largest
from collectors.readers.multi_table_files.xml_tags import TagReader, find_root
from collectors.readers.raw_table import ROW, cell_name

_PLACES = (ROW, ID, PARENT, PERSON, NTH)


class _Table(NamedTuple):
    """One table's rows and cells (``RecordRows``), and the cells of the persons around its rows."""

    name: str
    rows: pl.DataFrame
    cells: pl.DataFrame
    people: pl.DataFrame


def write_plain_census(data: bytes, output: WorkerOutput) -> CensusShape | None:
    """Write the rows of each table; the shape, or None where the file is not plain, and nothing is written then."""
    root = find_root(data)
    shape = SHAPES.get(root.name) if root else None
    if root is None or shape is None:
        return None
    finder, reader = RecordFinder(shape), TagReader(data, root)
    tables: dict[str, list[pl.DataFrame]] = {}
    split_counts = dict.fromkeys(shape.split_tables, 0)
    for tags in reader.read(f"</{shape.unit}>".encode()):
        records = finder.find(tags, reader.kinds) if tags is not None else None
        if records is None:
            return None
        if _lacks_flag(records, shape):
            return None
        for table in _list_tables(records, shape, split_counts):
            frame = _make_frame(table, shape)
            if frame is None:
                return None
            tables.setdefault(table.name, []).append(frame)
    for name in [*(name for name in tables if name not in shape.split_tables), *shape.split_tables]:
        _write(name, tables[name], output)
    return shape


def _write(name: str, frames: list[pl.DataFrame], output: WorkerOutput) -> None:
    """Headings stand in the order in which the rows first have them."""
    frame = pl.concat(frames, how="diagonal", rechunk=True)
    header = [column for column in frame.columns if column not in _PLACES]
    named = frame.select(*_PLACES, *(pl.col(column).alias(cell_name(n)) for n, column in enumerate(header)))
    output.add_table(named, name=name, header=header, table=name)


def _list_tables(records: RecordRows, shape: CensusShape, split_counts: dict[str, int]) -> Iterator[_Table]:
    """The tables in the order in which their records begin, and then those whose cells are in the person's record."""
    rows = records.rows.partition_by("table", as_dict=True, maintain_order=True)
    cells = records.cells.partition_by("table", as_dict=True, maintain_order=True)
    no_rows, no_cells = records.rows.clear(), records.cells.clear()
    people, own = rows.get((shape.person,), no_rows), cells.get((shape.person,), no_cells)
    split_tables = []
    for name, elements in shape.split_tables.items():
        its_rows, its_cells = _split_off(people, own, elements, shape.flags.get(name))
        split_tables.append((name, its_rows.with_columns(pl.col("id") + split_counts[name]), its_cells))
        split_counts[name] += its_rows.height
        own = own.filter(~pl.col("element").is_in([*elements, shape.flags.get(name, "")]))
    cells[shape.person,] = own
    for (name,), its_rows in rows.items():
        yield _Table(str(name), its_rows, cells.get((name,), no_cells), own)
    yield from (_Table(*table, own) for table in split_tables)


def _lacks_flag(records: RecordRows, shape: CensusShape) -> bool:
    """Whether a person's record has not every flag, as 0 or 1: a fault, or nothing else in the record."""
    people = records.rows.filter(pl.col("table") == shape.person).height
    cells = records.cells.filter(pl.col("table") == shape.person, pl.col("value").is_in(FLAGS))
    return any(cells.filter(pl.col("element") == flag)["number"].n_unique() < people for flag in shape.flags.values())


def _split_off(
    people: pl.DataFrame, own: pl.DataFrame, elements: tuple[str, ...], flag: str | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of a table whose cells are in the person's own record, and these cells."""
    order = pl.DataFrame({"element": elements, "order": range(len(elements))}, schema_overrides={"element": pl.String})
    cells = own.join(order, on="element").sort("number", "order").select(own.columns)
    flagged = own.filter(pl.col("element") == pl.lit(flag), pl.col("value") == "1")
    is_there = pl.col("number").is_in(pl.concat([cells["number"], flagged["number"]]).unique().implode())
    number = pl.int_range(pl.len())
    rows = people.filter(is_there).with_columns(
        person="number", child="id", number=number, id=number, parent=pl.lit(None, pl.Int64), holds=pl.lit(value=True)
    )
    numbers = rows.select(number="person", new="number")
    return rows, cells.join(numbers, on="number", maintain_order="left").with_columns(number="new").drop("new")


def _make_frame(table: _Table, shape: CensusShape) -> pl.DataFrame | None:
    """Places and cells by element, of the records that are rows; None where an element is twice in a record."""
    shares = shape.shares.get(table.name, {})
    numbered = table.rows.with_columns(
        nth=pl.when(pl.col("child").is_not_null()).then(pl.int_range(1, pl.len() + 1).over("inside", "child"))
    )
    is_row = pl.col("holds") | pl.col("number").is_in(table.cells["number"].unique().implode())
    rows = numbered if table.name in shape.blank_rows else numbered.filter(is_row)
    own = _list_columns(table.cells, rows["number"])
    by_element = _list_columns(table.people.filter(pl.col("element").is_in(list(shares.values()))), rows["person"])
    if own is None or by_element is None:
        return None
    shared = {column: by_element[element] for column, element in shares.items() if element in by_element}
    header = _order_headings(table.cells, rows["number"], shared)
    both = {name: shared[name].zip_with(own[name].is_null(), own[name]) for name in own.keys() & shared.keys()}
    cells = shared | own | both
    parent = rows["parent"] if shape.nested else rows["parent"].clear(rows.height)
    places = [
        rows["line"].alias(ROW), rows["id"].alias(ID), parent.alias(PARENT), rows["child"].alias(PERSON),
        rows["nth"].alias(NTH),
    ]  # fmt: skip
    return pl.DataFrame([*places, *(cells[name].alias(name) for name in header)])


def _list_columns(cells: pl.DataFrame, numbers: pl.Series) -> dict[str, pl.Series] | None:
    """By element: its value in each of the records of those numbers; None where one is there twice."""
    size = max(largest(cells["number"]), largest(numbers)) + 1
    nowhere = pl.Series([None], dtype=pl.UInt32).new_from_index(0, size)
    columns = []
    for (element,), each in cells.partition_by("element", as_dict=True).items():
        places = nowhere.clone().scatter(each["number"], pl.int_range(each.height, dtype=pl.UInt32, eager=True))
        if size - places.null_count() < each.height:
            return None
        columns.append(pl.lit(each["value"]).gather(pl.lit(places).gather("number")).alias(str(element)))
    return numbers.alias("number").to_frame().select(columns).to_dict()


def _order_headings(cells: pl.DataFrame, numbers: pl.Series, shared: dict[str, pl.Series]) -> list[str]:
    """The headings in the order in which the rows first have them; in each row what it shares comes first."""
    number, place = pl.col("number"), pl.col("place").filter(pl.col("number") == pl.col("number").min()).first()
    own = cells.with_row_index("place").group_by("element").agg(number.min(), place)
    firsts: dict[str, tuple[int, int, int]] = {name: (first, 1, at) for name, first, at in own.iter_rows()}
    there = pl.DataFrame(shared).select(pl.all().is_not_null().arg_true().first()).to_dicts()
    for at, (name, where) in enumerate(there[0].items() if there else ()):
        if where is not None:
            key = (int(numbers[where]), 0, at)
            firsts[name] = min(key, firsts.get(name, key))
    return sorted(firsts, key=firsts.__getitem__)
