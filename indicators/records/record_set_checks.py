"""Checks the files of a record set against each other: what names a table, column or code that there is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from indicators.period.arithmetic import financial_year
from indicators.records.crosswalks import Concept
from indicators.records.empty_rows import build_empty_rows
from indicators.records.expression_errors import describe_expression_error
from indicators.records.record_definitions import RecordColumn, RecordRule, TableDefinition, VersionLayer, WorkList
from indicators.records.record_frames import ORIGIN_COLUMNS, Records, build_empty_records
from indicators.records.record_set_files import RecordSetFiles
from indicators.records.record_sets import RecordSet, resolve_version
from indicators.records.rule_name_checks import check_field_states, check_official_rules, describe_version_fault
from indicators.records.view_context import ViewContext
from indicators.records.view_definitions import View
from indicators.records.views.steps import DTYPES, StepInputs, list_missing, select_view_columns, take_step
from indicators.records.work_lists import find_lacking, select_work_lists
from returnonce.definition_files.fault_words import DefinitionFault, DefinitionFaults, FaultPath
from returnonce.errors import Refused

#: A period to look at empty tables of.
SOME_YEAR = financial_year(2000)
#: What a date may be written as.
DATE_PARTS = {"%d", "%m", "%Y"}
CORRECT = "Correct the file and try again."


def check_record_set(files: RecordSetFiles, concepts: Mapping[str, Concept]) -> Iterator[Refused]:
    """What is wrong with the files of one record set, the newest version laid under rules, views and work lists.

    Each names a file, and its cause (``DefinitionFaults``) holds every fault of that file with the path to it.
    """
    code, layers = files.definition.code, files.layers
    yield from (fault for layer in layers.values() for fault in _check_columns(files, layer))
    try:
        record_set = resolve_version(files, concepts, list(layers)[-1])
    except Refused as refused:
        yield _place_refusal(files, refused)
        return
    by_file: tuple[tuple[str, Iterable[DefinitionFault]], ...] = (
        ("set.yaml", _check_definition(record_set)),
        ("rules.yaml", _check_rules(record_set)),
        ("views.yaml", _check_views(record_set)),
        ("work_lists.yaml", _check_work_lists(record_set)),
    )
    for name, found in by_file:
        if faults := tuple(found):
            yield refuse_faults(f"{code}/{name}", faults)
    yield from check_official_rules(record_set)
    yield from check_field_states(record_set)


def _place_refusal(files: RecordSetFiles, refused: Refused) -> Refused:
    """What does not fit when the layers are laid over each other: a table by its name, or a file."""
    names = [table.name for table in files.definition.tables]
    if refused.where not in names:
        return refused
    fault = DefinitionFault(("tables", names.index(refused.where), "key"), refused.what.rstrip("."))
    return refuse_faults(f"{files.definition.code}/set.yaml", [fault])


def refuse_faults(where: str, faults: Iterable[DefinitionFault]) -> Refused:
    """One error of all faults of a file."""
    every = DefinitionFaults(faults)
    refused = Refused(f"{every}.", where=where, mend=CORRECT)
    refused.__cause__ = every
    return refused


def _check_columns(files: RecordSetFiles, layer: VersionLayer) -> Iterator[Refused]:
    """Each column is of a table, and each code list that it names has codes in some version."""
    layers = files.layers.values()
    tables = {table.name for table in (*files.definition.tables, *(t for each in layers for t in each.tables))}
    lists = {entry.code_list for each in layers for entry in each.codes}
    for row, column in enumerate(layer.columns, start=2):
        if words := _describe_column_fault(column, tables, lists):
            yield Refused(words, where=f"{layer.version.version}/columns.tsv row {row}", mend="Correct the cell.")


def _describe_column_fault(column: RecordColumn, tables: set[str], lists: set[str]) -> str | None:
    if column.table not in tables:
        return f"column table: there is no table {column.table}; tables are {', '.join(sorted(tables))}."
    if column.code_list is not None and column.code_list not in lists:
        return f"column code_list: codes.tsv has no code of {column.code_list}."
    return None


def _check_definition(record_set: RecordSet) -> Iterator[DefinitionFault]:
    definition = record_set.definition
    if not definition.purposes:
        yield DefinitionFault(("purposes",), "name at least one purpose")
    for form, written in definition.dates.items():
        for each in written:
            if {f"%{part[:1]}" for part in each.split("%")[1:]} != DATE_PARTS:
                yield DefinitionFault(("dates", form), f"{each!r} is no date: it has %d, %m and %Y once each")
    for at, table in enumerate(definition.tables):
        if table.name in record_set.tables:
            yield from _check_table(table, record_set, ("tables", at))


def _check_table(table: TableDefinition, record_set: RecordSet, path: FaultPath) -> Iterator[DefinitionFault]:
    columns = record_set.tables[table.name].columns
    if not columns:
        yield DefinitionFault((*path, "name"), f"no columns.tsv has a column of {table.name}")
    elif table.person is not None and table.person not in columns:
        yield DefinitionFault((*path, "person"), _no_column(table.person, columns))
    for at, reference in enumerate(table.refers):
        here = (*path, "refers", at)
        if reference.to not in record_set.tables:
            yield DefinitionFault((*here, "to"), _no_table(reference.to, record_set))
            continue
        for name in set(reference.on) - ORIGIN_COLUMNS.keys():
            for owner in (table.name, reference.to):
                if columns and name not in record_set.tables[owner].columns:
                    yield DefinitionFault((*here, "on"), f"there is no column {name} of {owner}")


def _check_rules(record_set: RecordSet) -> Iterator[DefinitionFault]:
    empty = build_empty_records(record_set, SOME_YEAR)
    for at, rule in enumerate(record_set.files.rules):
        if rule.table not in record_set.tables and rule.end is None:
            yield DefinitionFault((at, "table"), _no_table(rule.table, record_set))
        elif words := describe_version_fault(rule, record_set.versions):
            yield DefinitionFault((at, "from"), words)
        elif rule in record_set.rules:
            yield from _check_rule(rule, empty, at)


def _check_rule(rule: RecordRule, empty: Records, at: int) -> Iterator[DefinitionFault]:
    record_set = empty.record_set
    own = record_set.tables[rule.table].columns
    for key in ("columns", "by", "order", "beside"):
        for name in getattr(rule, key):
            if name not in own and name not in ORIGIN_COLUMNS:
                yield DefinitionFault((at, key), _no_column(name, own))
                return
    for other, on in rule.join.items():
        if other not in record_set.tables:
            yield DefinitionFault((at, "join", other), _no_table(other, record_set))
            return
        for name in on:
            if name not in ORIGIN_COLUMNS and not (name in own and name in record_set.tables[other].columns):
                yield DefinitionFault((at, "join", other), f"{name} is not a column of both tables")
                return
    if words := describe_condition_fault(rule.wrong, build_empty_rows(empty, rule)):
        yield DefinitionFault((at, "wrong"), words)


def describe_condition_fault(condition: str, rows: pl.DataFrame) -> str | None:
    """What is wrong with an SQL condition over such rows; None where it is true or false of each."""
    try:
        expression = pl.sql_expr(condition)
        unknown = [name for name in expression.meta.root_names() if name not in rows.columns]
        if unknown:
            return _no_column(unknown[0], [name for name in rows.columns if not name.startswith("_")])
        dtype = rows.select(expression.alias("wrong")).schema["wrong"]
    except pl.exceptions.PolarsError as error:
        return f"{condition!r} cannot be read: {describe_expression_error(error, rows=0)}"
    return None if dtype == pl.Boolean else f"{condition!r} is not true or false of a row"


def _check_work_lists(record_set: RecordSet) -> Iterator[DefinitionFault]:
    empty = build_empty_records(record_set, SOME_YEAR)
    applying = select_work_lists(record_set)
    for at, work_list in enumerate(record_set.files.work_lists):
        if work_list not in applying:
            yield DefinitionFault((at, "table"), "its tables and columns are not all there")
        elif words := _describe_work_list_fault(work_list, empty):
            yield DefinitionFault((at, "wrong"), words)


def _describe_work_list_fault(work_list: WorkList, empty: Records) -> str | None:
    try:
        find_lacking(empty, (work_list,))
    except (pl.exceptions.PolarsError, KeyError) as error:
        return f"it does not fit its tables: {describe_expression_error(error, rows=0)}"
    return None


def _check_views(record_set: RecordSet) -> Iterator[DefinitionFault]:
    empty = build_empty_records(record_set, SOME_YEAR)
    # Views that the program makes have the columns that they say.
    views = {view.view: describe_empty_view(view) for view in record_set.views if view.rows_of is None}
    for at, view in enumerate(record_set.views):
        if view.view in record_set.tables or [one.view for one in record_set.views[:at]].count(view.view):
            yield DefinitionFault((at, "view"), f"something else is called {view.view}")
        elif view.rows_of is not None:
            yield from _check_view(view, StepInputs(empty, ViewContext(), dict(views)), at)
            views[view.view] = describe_empty_view(view)


def describe_empty_view(view: View) -> pl.DataFrame:
    """A view's columns, without a row."""
    return pl.DataFrame(schema={column.name: DTYPES[column.type] for column in view.columns})


def _check_view(view: View, inputs: StepInputs, at: int) -> Iterator[DefinitionFault]:
    frame = inputs.rows(view.rows_of or "")
    if frame is None:
        yield DefinitionFault((at, "rows_of"), f"there is no table or view above called {view.rows_of}")
        return
    for number, step in enumerate(view.steps):
        path = (at, "steps", number, step.kind)
        try:
            missing = list(list_missing(frame, step, inputs))
            taken = None if missing else take_step(frame, step, inputs)
        except pl.exceptions.PolarsError as error:
            yield DefinitionFault(path, f"it cannot be worked out: {describe_expression_error(error, rows=0)}")
            return
        if taken is None:
            yield DefinitionFault(path, f"there is no {missing[0]}; columns here are {_list_columns(frame.columns)}")
            return
        frame = taken
    yield from _check_view_columns(view, frame, at)
    yield from _check_absent_tables(view, inputs.records.record_set, at)


def _check_view_columns(view: View, frame: pl.DataFrame, at: int) -> Iterator[DefinitionFault]:
    """Each column is made, and of the type that it says."""
    for number, column in enumerate(view.columns):
        path = (at, "columns", number)
        if column.name not in frame.columns:
            words = f"no step makes {column.name}; there are {_list_columns(frame.columns)}"
            yield DefinitionFault((*path, "name"), words)
        elif not _is_of_type(frame.schema[column.name], column.type):
            words = f"{column.name} is not {column.type}: the steps make {frame.schema[column.name]}"
            yield DefinitionFault((*path, "type"), words)
    if not select_view_columns(frame, view).columns:
        yield DefinitionFault((at, "columns"), "the view has no column")


def _is_of_type(dtype: pl.DataType, column_type: str) -> bool:
    return dtype in {pl.Null, DTYPES[column_type]} or (column_type == "int" and dtype.is_integer())


def _check_absent_tables(view: View, record_set: RecordSet, at: int) -> Iterator[DefinitionFault]:
    """A table that need not be sent would be taken for one without rows, and nobody for a true nought."""
    named = (view.rows_of, *(step.count.of for step in view.steps if step.count))
    for name in dict.fromkeys(named):
        table = record_set.tables.get(name or "")
        if table is not None and not (table.required or record_set.definition.partial):
            words = (
                f"{name} need not be sent, and a file without it would count as nought: "
                f"say required: true of the table, or partial: true of the set"
            )
            yield DefinitionFault((at, "rows_of"), words)


def _no_column(name: str, columns: Iterable[str]) -> str:
    return f"there is no column {name}; there are {_list_columns(columns)}"


def _list_columns(columns: Iterable[str]) -> str:
    return ", ".join(name for name in columns if name not in ORIGIN_COLUMNS) or "none"


def _no_table(name: str, record_set: RecordSet) -> str:
    return f"there is no table {name}; tables are {', '.join(record_set.tables)}"
