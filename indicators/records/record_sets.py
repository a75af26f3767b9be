"""A version of a record set: the files of all versions up to it, one over the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from indicators.records.crosswalks import Concept
from indicators.records.official_rules import OfficialRule
from indicators.records.record_definitions import (
    CodeEntry,
    RecordColumn,
    RecordRule,
    Reference,
    Removal,
    SetDefinition,
    TableDefinition,
    VersionDefinition,
    VersionLayer,
)
from indicators.records.record_set_files import RecordSetFiles
from indicators.records.view_definitions import View
from returnonce.errors import NotFound, Refused


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
    """One version of a record set, every layer applied; ``settings`` are the values in use.

    ``files``: what holds for every version, and what the others are; ``concepts``: the crosswalks, by name.
    """

    files: RecordSetFiles = field(repr=False)
    concepts: Mapping[str, Concept] = field(repr=False)
    layer: VersionDefinition
    tables: dict[str, RecordTable]
    codes: dict[str, dict[str, CodeEntry]]
    rules: tuple[RecordRule, ...]
    settings: dict[str, Any]
    official: tuple[OfficialRule, ...] = ()

    @property
    def definition(self) -> SetDefinition:
        return self.files.definition

    @property
    def views(self) -> tuple[View, ...]:
        return self.files.views

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

    @property
    def versions(self) -> dict[str, VersionDefinition]:
        """Every version of the record set, oldest first."""
        return {name: layer.version for name, layer in self.files.layers.items()}

    def in_version(self, version: str) -> RecordSet:
        """The same record set in another version, with the default settings."""
        return resolve_version(self.files, self.concepts, version)

    def to_concept_code(self, concept: str, spelling: pl.Expr) -> pl.Expr:
        """A spelling of this record set as the concept's code; null where it is not known."""
        return self.concepts[concept].to_concept_code(self.code, spelling)

    def to_spelling(self, concept: str, code: pl.Expr) -> pl.Expr:
        """A concept's code as this record set spells it, or a broader one."""
        return self.concepts[concept].to_spelling(self.code, code)


def resolve_version(files: RecordSetFiles, concepts: Mapping[str, Concept], version: str) -> RecordSet:
    """One version of a record set, the layers that it extends laid under its own.

    Raises:
        NotFound: no such version.
        Refused: its layers do not fit each other.
    """
    layers = files.layers
    if version not in layers:
        code = files.definition.code
        raise NotFound(
            f"There is no version {version!r} of {code}.", where=code, mend=f"Versions are: {', '.join(layers)}."
        )
    tables = {table.name: table for table in files.definition.tables}
    columns: dict[tuple[str, str], RecordColumn] = {}
    codes: dict[str, dict[str, CodeEntry]] = {}
    for layer in _chain(layers, version):
        tables |= {table.name: table for table in layer.tables}
        columns |= {(column.table, column.column): column for column in layer.columns}
        for entry in layer.codes:
            codes.setdefault(entry.code_list, {})[entry.code] = entry
        for removal in layer.removed:
            _remove(removal, tables, columns, codes)
    names = list(layers)
    return RecordSet(
        files=files,
        concepts=concepts,
        layer=layers[version].version,
        tables={name: _with_columns(table, columns) for name, table in tables.items()},
        codes=codes,
        rules=tuple(rule for rule in files.rules if _holds(rule, version, names, tables)),
        settings={setting.name: setting.value for setting in files.definition.settings},
        official=tuple(rule for rule in files.official if _holds(rule, version, names, tables)),
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
    defined: dict[Any, Any] = tables
    key: Any = removal.name
    if removal.kind == "column":
        defined, key = columns, (removal.name, removal.member or "")
    elif removal.kind == "code":
        defined, key = codes.get(removal.name, {}), removal.member or ""
    if key not in defined:
        raise Refused(
            f"There is no {removal.kind} {removal.name} {removal.member or ''} to remove.",
            where="removed.tsv",
            mend="Correct it.",
        )
    del defined[key]


def _with_columns(table: TableDefinition, columns: Mapping[tuple[str, str], RecordColumn]) -> RecordTable:
    own = {name: column for (of, name), column in columns.items() if of == table.name}
    missing = [name for name in table.key if name not in {*own, "_parent"}]
    if missing and own:
        raise Refused(f"Its key {missing[0]} is not among its columns.", where=table.name, mend="Correct columns.tsv.")
    return RecordTable(table, own)


def _holds(
    rule: RecordRule | OfficialRule, version: str, names: list[str], tables: Mapping[str, TableDefinition]
) -> bool:
    at = names.index(version)
    first = names.index(rule.start) if rule.start in names else 0
    last = names.index(rule.end) if rule.end in names else len(names) - 1
    return first <= at <= last and rule.table in tables


def apply_settings(record_set: RecordSet, settings: Mapping[str, Any]) -> RecordSet:
    """A record set with a place's settings over its defaults. Raises ``NotFound`` for an unknown setting."""
    unknown = sorted(set(settings) - set(record_set.settings))
    if unknown:
        setting_names = ", ".join(record_set.settings)
        raise NotFound(f"{record_set.code} has no setting {unknown[0]!r}.", mend=f"Its settings are: {setting_names}.")
    return replace(record_set, settings=record_set.settings | dict(settings))
