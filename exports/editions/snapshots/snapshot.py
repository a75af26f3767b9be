"""Snapshots of a draft, one for each audience: its cells, its files in every format, and the rule applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.disclosure.gate import apply_gate
from exports.editions.named_files import MEDIA, NamedFile
from exports.editions.published_editions import AUDIENCES
from exports.editions.snapshots.released_tables import ReleasedTables
from exports.editions.storage import cell_serialization
from exports.filled_returns.machine_files import render_machine_files
from exports.filled_returns.render import file_name, render
from mappings.fill.cells import FilledReturn
from returnonce.errors import Refused

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: What every edition is written as, besides the formats of its form.
ALWAYS = ("json", "csv")


@dataclass(frozen=True)
class AudienceSnapshot:
    """What one audience would get. ``cells`` is None where it gets nothing, and ``refusal`` says why."""

    audience: str
    cells: bytes | None
    files: tuple[NamedFile, ...]
    rule: str
    version: str
    hidden: int
    history: str
    refusal: str | None = None


def take_snapshots(
    filled: FilledReturn, *, ruleset: Ruleset, history: Mapping[str, ReleasedTables]
) -> tuple[AudienceSnapshot, ...]:
    """The draft for every audience. ``history``: the tables that each audience had before."""
    return tuple(take_snapshot(filled, audience, ruleset=ruleset, history=history[audience]) for audience in AUDIENCES)


def take_snapshot(
    filled: FilledReturn, audience: str, *, ruleset: Ruleset, history: ReleasedTables, files: bool = True
) -> AudienceSnapshot:
    """The draft for one audience, through the gate; an audience without a rule gets nothing."""
    try:
        passed = apply_gate(filled, audience, ruleset=ruleset, history=history)
    except Refused as refusal:
        return AudienceSnapshot(audience, None, (), "none", "", 0, history.key, str(refusal))
    cells = cell_serialization.cells_to_bytes(passed.filled.cells)
    rendered = render_files(passed.filled) if files else ()
    return AudienceSnapshot(audience, cells, rendered, passed.rule, passed.version, passed.hidden.height, history.key)


def render_files(filled: FilledReturn) -> tuple[NamedFile, ...]:
    """The return in every format of its form, in those that every edition has, and in those that programs read."""
    formats = dict.fromkeys((*filled.edition.formats, *ALWAYS))
    files = tuple(NamedFile(file_name(filled, name), MEDIA[name], render(filled, name)) for name in formats)
    return files + tuple(NamedFile(*extra) for extra in render_machine_files(filled))
