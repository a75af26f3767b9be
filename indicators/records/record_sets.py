"""A version of a record set: the files of all versions up to it, one over the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from indicators.period.arithmetic import Period
from indicators.records.record_definitions import (
    CodeEntry,
    RecordColumn,
    RecordRule,
    Reference,
    Removal,
    SetDefinition,
    Setting,
    TableDefinition,
    VersionDefinition,
    VersionLayer,
    View,
)
from indicators.records.record_set_files import read_layers, read_rules, read_set, read_views
from returnonce.definition_files.root import definition_path
from returnonce.errors import NotFound, Refused

RECORD_SETS_FOLDER = definition_path("indicators", "records", "sets")


@dataclass(frozen=True)
class RecordTable:
    """A table of one version, its columns in the order in which they are written."""

    definition: TableDefinition
    columns: dict[str, RecordColumn]

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def file(self) -> str:
        return self.definition.file

    @property
    def key(self) -> tuple[str, ...]:
        return self.definition.key

    @property
    def person(self) -> str | None:
        return self.definition.person

    @property
    def refers(self) -> tuple[Reference, ...]:
        return self.definition.refers

    @property
    def required(self) -> bool:
        return self.definition.required


@dataclass(frozen=True, eq=False)
class RecordSet:
    """One version of a record set, every layer applied; ``settings`` are the values in use."""

    definition: SetDefinition
    layer: VersionDefinition
    tables: dict[str, RecordTable]
    codes: dict[str, dict[str, CodeEntry]]
    rules: tuple[RecordRule, ...]
    views: tuple[View, ...]
    settings: dict[str, Any]

    @property
    def code(self) -> str:
        return self.definition.code

    @property
    def title(self) -> str:
        return self.definition.title

    @property
    def version(self) -> str:
        return self.layer.version

    @property
    def layout(self) -> str:
        return self.layer.layout

    @property
    def purposes(self) -> tuple[str, ...]:
        return self.definition.purposes

    @property
    def role(self) -> str | None:
        return self.definition.role

    @property
    def retention_days(self) -> int:
        return self.definition.retention.days

    @property
    def dates(self) -> dict[str, tuple[str, ...]]:
        return self.definition.dates


def list_record_sets(root: Path = RECORD_SETS_FOLDER) -> tuple[str, ...]:
    """Codes of all record sets."""
    return tuple(sorted(path.parent.name for path in root.glob("*/set.yaml")))


def load_record_set(
    code: str, version: str | None = None, *, settings: Mapping[str, Any] | None = None, root: Path = RECORD_SETS_FOLDER
) -> RecordSet:
    """One version of a record set (the newest, if none is named), with settings of one's own over the defaults.

    Raises:
        NotFound: no such record set, version or setting.
        Refused: a definition file is wrong.
    """
    _require_record_set(code, root)
    layers = read_layers(root / code)
    chosen = version or list(layers)[-1]
    if chosen not in layers:
        raise NotFound(
            f"There is no version {chosen!r} of {code}.", where=code, mend=f"Versions are: {', '.join(layers)}."
        )
    record_set = _resolve(root / code, chosen)
    return _with_settings(record_set, settings) if settings else record_set


def list_versions(code: str, root: Path = RECORD_SETS_FOLDER) -> dict[str, VersionDefinition]:
    """Every version of a record set, oldest first."""
    _require_record_set(code, root)
    return {name: layer.version for name, layer in read_layers(root / code).items()}


def find_version(code: str, period: Period, root: Path = RECORD_SETS_FOLDER) -> str:
    """The version in force on a period's last day: the newest one, where several are.

    Raises:
        Refused: none was.
    """
    _require_record_set(code, root)
    layers = read_layers(root / code)
    fitting = [name for name, layer in layers.items() if layer.covers(period.end)]
    if not fitting:
        raise Refused(
            f"No version of {code} is known for {period.code}.",
            where="the period",
            mend=f"Versions are: {', '.join(layers)}. Another one is a folder of files.",
        )
    return fitting[-1]


def read_all_headings(code: str, root: Path = RECORD_SETS_FOLDER) -> dict[str, tuple[tuple[str, str], ...]]:
    """Every spelling of a heading in any version, with the (table, column) pairs that it may mean."""
    columns_by_heading: dict[str, dict[tuple[str, str], None]] = {}
    for layer in read_layers(root / code).values():
        for column in layer.columns:
            for spelling in (column.column, *column.aliases):
                columns_by_heading.setdefault(spelling, {})[column.table, column.column] = None
    return {spelling: tuple(columns) for spelling, columns in columns_by_heading.items()}


def read_all_tables(code: str, root: Path = RECORD_SETS_FOLDER) -> dict[str, TableDefinition]:
    """Every table of any version, by name."""
    tables = {table.name: table for table in read_set(root / code).tables}
    for layer in read_layers(root / code).values():
        tables |= {table.name: table for table in layer.tables}
    return tables


def read_settings(code: str, root: Path = RECORD_SETS_FOLDER) -> dict[str, Setting]:
    """What a record set leaves open, by name."""
    _require_record_set(code, root)
    return {setting.name: setting for setting in read_set(root / code).settings}


def read_all_rules(root: Path = RECORD_SETS_FOLDER) -> dict[str, RecordRule]:
    """Every rule of every record set, by ``<set code>:<rule>``."""
    return {f"{code}:{rule.rule}": rule for code in list_record_sets(root) for rule in read_rules(root / code)}


def _require_record_set(code: str, root: Path) -> None:
    if code not in list_record_sets(root):
        raise NotFound(
            f"There is no record set {code!r}.", mend=f"Record sets are: {', '.join(list_record_sets(root))}."
        )


@cache
def _resolve(folder: Path, version: str) -> RecordSet:
    definition, layers = read_set(folder), read_layers(folder)
    chain = _chain(layers, version)
    tables = {table.name: table for table in definition.tables}
    columns: dict[tuple[str, str], RecordColumn] = {}
    codes: dict[str, dict[str, CodeEntry]] = {}
    for layer in chain:
        tables |= {table.name: table for table in layer.tables}
        columns |= {(column.table, column.column): column for column in layer.columns}
        for entry in layer.codes:
            codes.setdefault(entry.code_list, {})[entry.code] = entry
        for removal in layer.removed:
            _remove(removal, tables, columns, codes)
    names = list(layers)
    return RecordSet(
        definition=definition,
        layer=layers[version].version,
        tables={name: _with_columns(table, columns) for name, table in tables.items()},
        codes=codes,
        rules=tuple(rule for rule in read_rules(folder) if _applies(rule, version, names, tables)),
        views=read_views(folder),
        settings={setting.name: setting.value for setting in definition.settings},
    )


def _chain(layers: Mapping[str, VersionLayer], version: str) -> list[VersionLayer]:
    chain = [layers[version]]
    while (before := chain[0].version.extends) is not None:
        chain.insert(0, layers[before])
    return chain


def _remove(
    removal: Removal,
    tables: dict[str, TableDefinition],
    columns: dict[tuple[str, str], RecordColumn],
    codes: dict[str, dict[str, CodeEntry]],
) -> None:
    entries: dict[Any, Any] = tables
    key: Any = removal.name
    if removal.kind == "column":
        entries, key = columns, (removal.name, removal.member or "")
    elif removal.kind == "code":
        entries, key = codes.get(removal.name, {}), removal.member or ""
    if key not in entries:
        raise Refused(
            f"There is no {removal.kind} {removal.name} {removal.member or ''} to remove.",
            where="removed.tsv",
            mend="Correct it.",
        )
    del entries[key]


def _with_columns(table: TableDefinition, columns: Mapping[tuple[str, str], RecordColumn]) -> RecordTable:
    own = {name: column for (of, name), column in columns.items() if of == table.name}
    missing = [name for name in table.key if name not in {*own, "_parent"}]
    if missing and own:
        raise Refused(f"Its key {missing[0]} is not among its columns.", where=table.name, mend="Correct columns.tsv.")
    return RecordTable(table, own)


def _applies(rule: RecordRule, version: str, names: list[str], tables: Mapping[str, TableDefinition]) -> bool:
    at = names.index(version)
    first = names.index(rule.start) if rule.start in names else 0
    last = names.index(rule.end) if rule.end in names else len(names) - 1
    return first <= at <= last and rule.table in tables


def _with_settings(record_set: RecordSet, settings: Mapping[str, Any]) -> RecordSet:
    unknown = sorted(set(settings) - set(record_set.settings))
    if unknown:
        names = ", ".join(record_set.settings)
        raise NotFound(f"{record_set.code} has no setting {unknown[0]!r}.", mend=f"Its settings are: {names}.")
    return replace(record_set, settings=record_set.settings | dict(settings))
