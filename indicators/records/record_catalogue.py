"""The catalogue of record sets: every version of each, and the crosswalks between their codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.period.arithmetic import Period
from indicators.records.crosswalks import Concept, load_concepts
from indicators.records.record_definitions import RecordRule, Setting, TableDefinition, VersionDefinition
from indicators.records.record_set_files import RecordSetFiles, read_record_set
from indicators.records.record_sets import RecordSet, apply_settings, resolve_version
from returnonce.definition_files.file_tree import FilePath
from returnonce.errors import NotFound, Refused


@dataclass(frozen=True, eq=False)
class RecordDefinitions:
    """Every record set in every version, and the crosswalks between the codes of several."""

    sets: Mapping[str, RecordSetFiles]
    concepts: Mapping[str, Concept]
    _resolved: dict[tuple[str, str], RecordSet] = field(default_factory=dict, repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all record sets."""
        return tuple(self.sets)

    def files_of(self, code: str) -> RecordSetFiles:
        """The files of a record set, else ``NotFound`` naming the known ones."""
        if code in self.sets:
            return self.sets[code]
        raise NotFound(f"There is no record set {code!r}.", mend=f"Record sets are: {', '.join(self.sets)}.")

    def record_set(
        self, code: str, version: str | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> RecordSet:
        """One version of a record set (the newest, if none is named), with a place's settings over the defaults.

        Raises:
            NotFound: no such record set, version or setting.
        """
        files = self.files_of(code)
        newest = version or list(files.layers)[-1]
        if (code, newest) not in self._resolved:
            self._resolved[code, newest] = resolve_version(files, self.concepts, newest)
        found = self._resolved[code, newest]
        return apply_settings(found, settings) if settings else found

    def versions(self, code: str) -> dict[str, VersionDefinition]:
        """Every version of a record set, oldest first."""
        return {name: layer.version for name, layer in self.files_of(code).layers.items()}

    def find_version(self, code: str, period: Period) -> str:
        """The version in force on a period's last day: the newest one, where several are.

        Raises:
            Refused: none was.
        """
        layers = self.files_of(code).layers
        fitting = [name for name, layer in layers.items() if layer.covers(period.end)]
        if not fitting:
            raise Refused(
                f"No version of {code} is known for {period.code}.",
                where="the period",
                mend=f"Versions are: {', '.join(layers)}. Another one is a folder of files.",
            )
        return fitting[-1]

    def headings(self, code: str) -> dict[str, tuple[tuple[str, str], ...]]:
        """Every spelling of a heading in any version, with the (table, column) pairs that it may mean."""
        pairs: dict[str, dict[tuple[str, str], None]] = {}
        for layer in self.files_of(code).layers.values():
            for column in layer.columns:
                for spelling in (column.column, *column.aliases):
                    pairs.setdefault(spelling, {})[column.table, column.column] = None
        return {spelling: tuple(pair) for spelling, pair in pairs.items()}

    def tables(self, code: str) -> dict[str, TableDefinition]:
        """Every table of any version, by name."""
        files = self.files_of(code)
        tables = {table.name: table for table in files.definition.tables}
        for layer in files.layers.values():
            tables |= {table.name: table for table in layer.tables}
        return tables

    def settings(self, code: str) -> dict[str, Setting]:
        """The settings of a record set, by name."""
        return {setting.name: setting for setting in self.files_of(code).definition.settings}

    def rules(self) -> dict[str, RecordRule]:
        """Every rule of every record set, ours and official, by ``<set code>:<rule>``."""
        return {f"{code}:{rule.rule}": rule for code, files in self.sets.items() for rule in files.all_rules}

    def is_wide(self, code: str) -> bool:
        """Whether one file holds all tables of a record set."""
        return bool(self.files_of(code).wide_layouts)

    def concept(self, name: str) -> Concept:
        """One concept's crosswalk, else ``NotFound`` naming the known ones."""
        if name in self.concepts:
            return self.concepts[name]
        raise NotFound(f"There is no concept {name!r}.", mend=f"Concepts are: {', '.join(self.concepts)}.")


def load_record_definitions(folder: FilePath) -> RecordDefinitions:
    """The record sets and crosswalks that the folders ``sets`` and ``concepts`` define.

    Raises:
        Refused: a definition file is wrong.
    """
    sets = {path.parent.name: read_record_set(path.parent) for path in sorted((folder / "sets").glob("*/set.yaml"))}
    return RecordDefinitions(sets, load_concepts(folder / "concepts"))
