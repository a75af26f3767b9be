"""Each record set's tables and columns over all of its versions, and its code lists, counted and exemplified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docs.pages.markdown import code, page, table
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_definitions import CodeEntry, RecordColumn, TableDefinition
from indicators.records.record_sets import RecordSet
from mappings.ruleset.ruleset import Ruleset

COLUMNS = ("column", "type", "required", "code list", "personal", "also read as", "versions", "confidence", "note")
LISTS = ("list", "codes", "such as", "columns that are checked", "official rule", "least confidence")
#: So many codes and spellings are shown; the rest are counted.
SHOWN, SPELLINGS = 4, 3
#: From the least on.
SURE = ("low", "medium", "high")


class ColumnVersions(NamedTuple):
    """A column as the newest version that has it describes it, and the versions that have it."""

    column: RecordColumn
    versions: tuple[str, ...]


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``record-tables-<record set>.md`` for each record set."""
    return {f"record-tables-{name}.md": _page(ruleset.records, name) for name in ruleset.records.codes}


def _page(definitions: RecordDefinitions, name: str) -> str:
    every = {version: definitions.record_set(name, version) for version in definitions.versions(name)}
    newest = every[list(every)[-1]]
    sections = [_section(table, every) for table in definitions.tables(name).values()]
    return page(f"Tables: {newest.title}", _opening(newest, len(every)), *sections, _lists(list(every.values())))


def _opening(newest: RecordSet, count: int) -> str:
    sentence = f"over its {count} versions" if count > 1 else "of its one version"
    return (
        f"Every table and column {sentence}, as the newest version that has it describes it; `{newest.version}` is the "
        "newest. Headings are read by name in any order. A blank where *required* says yes is asked about; in a key it "
        "refuses the file; *conditional* is left to the rules. *Personal*: whether a column says who somebody is, or "
        "something about them. Sources of each row are in `columns.tsv` and `codes.tsv`. "
        "[Versions and settings](record-sets.md)."
    )


def _section(table_definition: TableDefinition, every: dict[str, RecordSet]) -> str:
    columns = _columns(table_definition.name, every)
    about = [
        f"File or element: `{table_definition.file}`.",
        f"Key: {_key(table_definition)}.",
        *_belongs(table_definition),
    ]
    if table_definition.required:
        about.append("Required.")
    if table_definition.notes:
        about.append(table_definition.notes)
    rows = [_row(column, every) for column in columns.values()]
    return f"## {table_definition.name}: {table_definition.title}\n\n{' '.join(about)}\n\n{table(COLUMNS, rows)}"


def _columns(name: str, every: dict[str, RecordSet]) -> dict[str, ColumnVersions]:
    columns: dict[str, ColumnVersions] = {}
    for version, record_set in every.items():
        for column in record_set.tables[name].columns.values() if name in record_set.tables else ():
            before = columns[column.name].versions if column.name in columns else ()
            columns[column.name] = ColumnVersions(column, (*before, version))
    return columns


def _key(table_definition: TableDefinition) -> str:
    names = ["the record above it" if name == "_parent" else code(name) for name in table_definition.key]
    return ", ".join(names) or "none; a row is another's double only if every cell is the same"


def _belongs(table_definition: TableDefinition) -> Iterator[str]:
    for reference in table_definition.refers:
        yield f"Belongs to a row of {reference.to}."


def _row(column_versions: ColumnVersions, every: dict[str, RecordSet]) -> tuple[object, ...]:
    column = column_versions.column
    code_list = code(column.code_list) if column.code_list else ""
    spelled = _join_first([*column.aliases, *([f"{column.xml} in XML"] if column.xml else [])], SPELLINGS)
    return (
        code(column.column), column.type, column.required, code_list, column.personal, spelled,
        _span(column_versions.versions, list(every)), column.confidence, column.note,
    )  # fmt: skip


def _span(versions: Sequence[str], every: Sequence[str]) -> str:
    if len(versions) == len(every):
        return "all"
    if versions[-1] == every[-1]:
        return f"from {versions[0]}"
    return f"to {versions[-1]}" if versions[0] == every[0] else f"{versions[0]} to {versions[-1]}"


def _lists(every: list[RecordSet]) -> str:
    newest = every[-1]
    sentence = (
        "Counted as in the newest version. A list that no column is checked against is known in part only, or not "
        "surely: its codes have a meaning here, and no code is asked about."
    )
    rows = [_list(name, entries, newest) for name, entries in newest.codes.items() if entries]
    return f"## Code lists\n\n{sentence}\n\n{table(LISTS, rows)}"


def _list(name: str, entries: dict[str, CodeEntry], newest: RecordSet) -> tuple[object, ...]:
    codes_shown = [f"{c} {e.meaning}" if e.meaning and e.meaning != c else c for c, e in entries.items()]
    columns = dict.fromkeys(
        f"{table.name} {column.name}" for table in newest.tables.values() for column in table.columns.values()
        if column.code_list == name
    )  # fmt: skip
    rules = dict.fromkeys(entry.official_rule for entry in entries.values() if entry.official_rule)
    least_sure = min((entry.confidence for entry in entries.values()), key=SURE.index)
    return (
        code(name),
        len(entries),
        _join_first(codes_shown, SHOWN, "; "),
        _join_first(list(columns), 6) or "none",
        ", ".join(rules),
        least_sure,
    )


def _join_first(names: Sequence[str], count: int, between: str = ", ") -> str:
    more = f" and {len(names) - count} more" if len(names) > count else ""
    return between.join(names[:count]) + more
