"""The life of one figure as the audit trail has it: from the files that gave it to the editions that say it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session, col, select

from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.resting_lines import FigureName, list_resting_lines
from indicators.figures.store import read_versions
from mappings.definitions.return_definitions import ENTITLED
from mappings.fill.figure_scope import list_areas_to_read
from mappings.ruleset.ruleset import Ruleset
from returnonce.audit import AuditRow
from returnonce.blobs import BlobStore

#: What an act was done to: a file that gave the figure, a return that was put up with it, or a published edition.
TrailSubject = Literal["submission", "proposal", "edition"]
#: Names that are asked for at once.
AT_ONCE = 400


@dataclass(frozen=True)
class TrailEvent:
    """One act of the audit trail. ``number``, ``hash``: the row's own. ``edition``: the one that it is about, or that
    the proposal became; ``lines``: which of its lines rest on the figure."""

    number: int
    at: datetime
    act: str
    of: TrailSubject
    subject: str
    details: Mapping[str, Any]
    hash: str
    edition: PublishedEdition | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Subjects:
    """What the acts of a figure's life were done to, by name."""

    kinds: dict[str, TrailSubject] = field(default_factory=dict)
    editions: dict[str, PublishedEdition] = field(default_factory=dict)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_figure_trail(
    session: Session,
    ruleset: Ruleset,
    blobs: BlobStore,
    figure: FigureName,
    *,
    inputs: Sequence[FigureName] = (),
    breakdown: str = "total",
) -> list[TrailEvent]:
    """Every act on what gave a figure and on what says it, in order. ``inputs``: the given figures that it is made of,
    where nobody gave it as such.

    Raises:
        Unavailable: an edition's bytes are gone, or were altered.
    """
    subjects = _Subjects()
    for name in dict.fromkeys((figure, *inputs)):
        versions = read_versions(session, **name._asdict(), former=ruleset.former_codes)
        own = versions.filter(breakdown=breakdown) if name == figure else versions
        subjects.kinds.update(dict.fromkeys(own["origin"].to_list(), "submission"))
    for edition, lines in _list_editions(session, ruleset, blobs, figure):
        for subject, kind in ((edition.name, "edition"), (edition.proposal, "proposal")):
            subjects.kinds[subject] = kind  # type: ignore[assignment]
            subjects.editions[subject], subjects.lines[subject] = edition, lines
    return [_event(row, subjects) for row in _read_rows(session, list(subjects.kinds))]


def _list_editions(
    session: Session, ruleset: Ruleset, blobs: BlobStore, figure: FigureName
) -> Iterable[tuple[PublishedEdition, tuple[str, ...]]]:
    """The editions with lines that rest on the figure, and these lines."""
    for edition in read_editions(session):
        areas = list_areas_to_read(ruleset, [edition.area], context=False)
        if ENTITLED in edition.cells and (areas is None or figure.area in {*areas, edition.area}):
            lines = list_resting_lines(blobs, edition, figure, ruleset.former_codes)
            if lines:
                yield edition, tuple(lines)


def _read_rows(session: Session, names: Sequence[str]) -> list[AuditRow]:
    rows: list[AuditRow] = []
    for first in range(0, len(names), AT_ONCE):
        rows += session.exec(select(AuditRow).where(col(AuditRow.subject).in_(names[first : first + AT_ONCE])))
    return sorted(rows, key=lambda row: row.id or 0)


def _event(row: AuditRow, subjects: _Subjects) -> TrailEvent:
    subject = row.subject
    return TrailEvent(
        row.id or 0, row.at, row.act, subjects.kinds[subject], subject, json.loads(row.details), row.hash,
        subjects.editions.get(subject), subjects.lines.get(subject, ()),
    )  # fmt: skip
