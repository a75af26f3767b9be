"""Reads the files of a record set: its definition, rules and views, and what each version changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import RootModel, ValidationError

from indicators.records.field_states import STATE_COLUMNS, FieldState, list_blank_rules
from indicators.records.official_rules import RULE_COLUMNS, Fact, OfficialBook, OfficialRule, as_record_rule
from indicators.records.record_definitions import (
    CodeEntry,
    RecordColumn,
    RecordRule,
    Removal,
    SetDefinition,
    TableDefinition,
    VersionDefinition,
    VersionLayer,
    WideHeading,
    WorkList,
)
from indicators.records.view_definitions import View
from returnonce.definition_files.fault_words import read_faults
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import read_table
from returnonce.definition_files.yaml_files import MOST_FAULTS, D, define, read_definition, read_yaml
from returnonce.errors import Refused

COLUMN_COLUMNS = ("table", "column", "type", "required", "code_list", "personal", "aliases", "xml", "confidence",
                  "source", "note")  # fmt: skip
CODE_COLUMNS = ("code_list", "code", "meaning", "official_rule", "confidence", "source", "note")
REMOVED_COLUMNS = ("kind", "name", "member", "reason")
LAYOUT_COLUMNS = ("position", "table", "column")


@dataclass(frozen=True, eq=False)
class RecordSetFiles:
    """The contents of one record set's folder.

    ``layers``: what each version changes, each after the one that it extends. ``wide_layouts``: by version, where all
    tables stand in one file.
    """

    definition: SetDefinition
    layers: Mapping[str, VersionLayer]
    rules: tuple[RecordRule, ...]
    views: tuple[View, ...]
    work_lists: tuple[WorkList, ...]
    wide_layouts: Mapping[str, tuple[WideHeading, ...]]
    official: tuple[OfficialRule, ...] = ()
    book: OfficialBook | None = None
    field_states: tuple[FieldState, ...] = ()

    @property
    def book_facts(self) -> tuple[Fact, ...]:
        """What the official rules may name beside columns."""
        return self.book.facts if self.book else ()

    @property
    def all_rules(self) -> tuple[RecordRule, ...]:
        """Our own rules and the official ones, as findings word them."""
        if self.book is None:
            return self.rules
        book, asked = self.book, {rule.code: rule for rule in reversed(self.official) if rule.wrong}
        return (*self.rules, *(as_record_rule(rule, book) for rule in asked.values()))


def read_record_set(folder: FilePath) -> RecordSetFiles:
    """The files of one record set.

    Raises:
        Refused: a file is wrong.
    """
    states = _table(folder / "field_states.tsv", FieldState, STATE_COLUMNS)
    return RecordSetFiles(
        definition=_read_definition(SetDefinition, folder / "set.yaml"),
        layers=_layers(folder),
        rules=(*_read_list(folder / "rules.yaml", RecordRule), *list_blank_rules(states)),
        views=_read_list(folder / "views.yaml", View),
        work_lists=_read_list(folder / "work_lists.yaml", WorkList),
        wide_layouts={
            path.parent.name: read_table(path, WideHeading, LAYOUT_COLUMNS)
            for path in sorted(folder.glob("versions/*/layout.tsv"))
        },
        official=_table(folder / "official" / "rules.tsv", OfficialRule, RULE_COLUMNS),
        book=_read_book(folder / "official"),
        field_states=states,
    )


def _read_book(folder: FilePath) -> OfficialBook | None:
    """The facts of ``book.yaml``, and those of ``facts/`` after them in the order of their names."""
    if not (folder / "book.yaml").exists():
        return None
    book = read_definition(OfficialBook, folder / "book.yaml")
    added = tuple(fact for path in sorted(folder.glob("facts/*.yaml")) for fact in _read_list(path, Fact))
    return book.model_copy(update={"facts": (*book.facts, *added)})


def _read_definition(kind: type[D], path: FilePath) -> D:
    """Another record set has a file of the same name, so an error says the folder too."""
    try:
        return define(kind, read_yaml(path), where=_where(path))
    except Refused as refused:
        refused.where = _where(path)
        raise


def _where(path: FilePath) -> str:
    return f"{path.parent.name}/{path.name}"


def _read_list(path: FilePath, kind: type[Any]) -> tuple[Any, ...]:
    if not path.exists():
        return ()
    try:
        return RootModel[tuple[kind, ...]].model_validate(read_yaml(path)).root  # type: ignore[valid-type]
    except ValidationError as error:
        faults = read_faults(error, kind)
        words = "; ".join(map(str, faults.faults[:MOST_FAULTS]))
        raise Refused(f"{words}.", where=_where(path), mend="Correct the file and try again.") from faults


def _layers(folder: FilePath) -> dict[str, VersionLayer]:
    layers = {layer.version.version: layer for layer in map(_read_layer, sorted((folder / "versions").iterdir()))}
    ordered: dict[str, VersionLayer] = {}
    while len(ordered) < len(layers):
        ready = [n for n, layer in layers.items() if n not in ordered and layer.version.extends in {None, *ordered}]
        if not ready:
            raise Refused("A version extends one that is not there.", where=folder.name, mend="Correct `extends`.")
        ordered |= {name: layers[name] for name in ready}
    return ordered


def _read_layer(folder: FilePath) -> VersionLayer:
    return VersionLayer(
        version=_read_definition(VersionDefinition, folder / "version.yaml"),
        columns=_table(folder / "columns.tsv", RecordColumn, COLUMN_COLUMNS),
        codes=_table(folder / "codes.tsv", CodeEntry, CODE_COLUMNS),
        removed=_table(folder / "removed.tsv", Removal, REMOVED_COLUMNS),
        tables=_read_list(folder / "tables.yaml", TableDefinition),
    )


def _table(path: FilePath, kind: type[Any], columns: tuple[str, ...]) -> tuple[Any, ...]:
    return read_table(path, kind, columns) if path.exists() else ()
