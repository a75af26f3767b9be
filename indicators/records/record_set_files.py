"""Reads the files of a record set: its definition, rules and views, and what each version changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import RootModel, ValidationError

from indicators.records.record_definitions import (
    CodeEntry,
    RecordColumn,
    RecordRule,
    Removal,
    SetDefinition,
    TableDefinition,
    VersionDefinition,
    VersionLayer,
    View,
)
from returnonce.definition_files.tsv_files import read_table
from returnonce.definition_files.yaml_files import read_definition, read_yaml
from returnonce.errors import Refused

COLUMN_COLUMNS = ("table", "column", "type", "required", "code_list", "personal", "aliases", "xml", "confidence",
                  "source", "note")  # fmt: skip
CODE_COLUMNS = ("code_list", "code", "meaning", "official_rule", "confidence", "source", "note")
REMOVED_COLUMNS = ("kind", "name", "member", "reason")


@cache
def read_set(folder: Path) -> SetDefinition:
    """What holds for every version."""
    return read_definition(SetDefinition, folder / "set.yaml")


@cache
def read_rules(folder: Path) -> tuple[RecordRule, ...]:
    """The checks of every version."""
    return _read_list(folder / "rules.yaml", RecordRule)


@cache
def read_views(folder: Path) -> tuple[View, ...]:
    """What the prepared views hold."""
    return _read_list(folder / "views.yaml", View)


def _read_list(path: Path, kind: type[Any]) -> tuple[Any, ...]:
    if not path.exists():
        return ()
    try:
        return RootModel[tuple[kind, ...]].model_validate(read_yaml(path)).root  # type: ignore[valid-type]
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:5])
        where = f"{path.parent.name}/{path.name}"
        raise Refused(f"{faults}.", where=where, mend="Correct the file and try again.") from error


@cache
def read_layers(folder: Path) -> dict[str, VersionLayer]:
    """Versions by name, each after the one that it extends."""
    layers = {layer.version.version: layer for layer in map(_read_layer, sorted((folder / "versions").iterdir()))}
    ordered: dict[str, VersionLayer] = {}
    while len(ordered) < len(layers):
        ready = [n for n, layer in layers.items() if n not in ordered and layer.version.extends in {None, *ordered}]
        if not ready:
            raise Refused("A version extends one that is not there.", where=folder.name, mend="Correct `extends`.")
        ordered |= {name: layers[name] for name in ready}
    return ordered


def _read_layer(folder: Path) -> VersionLayer:
    return VersionLayer(
        version=read_definition(VersionDefinition, folder / "version.yaml"),
        columns=_table(folder / "columns.tsv", RecordColumn, COLUMN_COLUMNS),
        codes=_table(folder / "codes.tsv", CodeEntry, CODE_COLUMNS),
        removed=_table(folder / "removed.tsv", Removal, REMOVED_COLUMNS),
        tables=_read_list(folder / "tables.yaml", TableDefinition),
    )


def _table(path: Path, kind: type[Any], columns: tuple[str, ...]) -> tuple[Any, ...]:
    return read_table(path, kind, columns) if path.exists() else ()
