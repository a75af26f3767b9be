"""Works the example of a prepared view: the rows written by hand must be the ones that its steps make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from indicators.period.codes import parse_period
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_frames import Records, build_records
from indicators.records.view_context import ViewContext
from indicators.records.view_definitions import View, ViewExample
from indicators.records.views import prepare_views
from returnonce.errors import Refused


def read_example_records(definitions: RecordDefinitions, code: str, example: ViewExample) -> Records:
    """The rows that an example gives, as records of its period; tables that it does not name are empty.

    Raises:
        Refused: a row or the period is none of the record set's.
    """
    period = parse_period(example.period)
    record_set = definitions.record_set(code, definitions.find_version(code, period))
    unknown = [name for name in example.given if name not in record_set.tables]
    if unknown:
        raise Refused(f"there is no table {unknown[0]}", where="given")
    try:
        return build_records(record_set, period, example.given)
    except KeyError as error:
        raise Refused(str(error.args[0]), where="given") from error
    except (TypeError, pl.exceptions.PolarsError) as error:
        words = f"a value is not of its column's type ({str(error).splitlines()[0]}); put codes and texts in quotes"
        raise Refused(words, where="given") from error


def find_example_faults(
    view: View, example: ViewExample, views: Mapping[str, pl.DataFrame]
) -> Iterator[tuple[str, str]]:
    """Where the rows made are not those written: the key of the example, and in what."""
    frame = views[view.view]
    names = {name for row in example.gives for name in row}
    for name in sorted(names - set(frame.columns)):
        yield "gives", f"the view has no column {name}"
    for column in view.columns:
        if example.gives and column.name not in names:
            yield "gives", f"no row says what {column.name} is"
    if frame.height != len(example.gives):
        yield "gives", f"the view has {frame.height} rows, the example {len(example.gives)}"
        return
    for number, rows in enumerate(zip(frame.iter_rows(named=True), example.gives, strict=True), start=1):
        yield from _compare_row(number, *rows)


def _compare_row(number: int, row: Mapping[str, Any], example_row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in example_row.items():
        if name in row and row[name] != value:
            yield "gives", f"row {number}: {name} is {_write(row[name])}, the example says {_write(value)}"


def _write(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def prepare_example(
    definitions: RecordDefinitions, code: str, example: ViewExample, context: ViewContext
) -> tuple[Records, dict[str, pl.DataFrame]]:
    """The example's records, and every view over them. Raises ``Refused`` as :func:`read_example_records` does."""
    records = read_example_records(definitions, code, example)
    return records, prepare_views(records, context)
