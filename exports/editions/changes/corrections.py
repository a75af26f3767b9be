"""Corrections: figures that came or went since an edition was published, and would make another edition differ.

Each stands until somebody puts the return up again, or says that the edition stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import or_
from sqlmodel import Session, col, select

from exports.editions.changes.cell_changes import compare_cells
from exports.editions.proposals.read_proposals import OPEN, read_proposals
from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import read_edition_cells
from indicators.figures.models import BatchRow, CodeRow, TouchRow, WithdrawalRow
from mappings.definitions.edition_reasons import EditionReasons, load_edition_reasons
from mappings.definitions.return_definitions import ENTITLED
from mappings.fill.cells import FillRequest
from mappings.fill.figure_scope import list_areas_to_read
from mappings.fill.fill import fill
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.access.policy import check_propose
from returnonce.access.principals import Principal
from returnonce.audit import AuditRow
from returnonce.blobs import sha256
from returnonce.db import transaction
from returnonce.errors import Refused

LEAVE = "leave edition"
REASONS_FILE = Path(__file__).with_name("leave_reasons.yaml")


@dataclass(frozen=True)
class Correction:
    """An edition that another would differ from in so many ``cells``; ``token`` names these very differences."""

    edition: PublishedEdition
    cells: int
    token: str


@lru_cache(maxsize=1)
def load_leave_reasons() -> EditionReasons:
    """Why an edition stays as it is although figures changed: what is said, by code."""
    return load_edition_reasons(REASONS_FILE)


def list_changed_editions(session: Session, ruleset: Ruleset) -> list[tuple[PublishedEdition, str]]:
    """Each newest standing edition into whose area figures came or went since, and which is not put up again.

    With it a token of what came, so that what was found for it can be remembered. No figure is read.
    """
    newest: dict[ReturnKey, PublishedEdition] = {}
    for edition in read_editions(session):
        if edition.withdrawn_at is None:
            newest[edition.key] = edition
    open_keys = {one.key for one in read_proposals(session) if one.state in OPEN}
    waiting = [edition for key, edition in newest.items() if key not in open_keys]
    touches = _read_touches(session, min((edition.as_of for edition in waiting), default=None))
    pairs = [(edition, _find_token(ruleset, edition, touches)) for edition in waiting]
    return [(edition, token) for edition, token in pairs if token]


class _Touch(NamedTuple):
    """A batch that speaks of an area. ``withdrawn_at``: since when it does not count any more."""

    batch: int
    made_at: datetime
    withdrawn_at: datetime | None


def _read_touches(session: Session, since: datetime | None) -> dict[str, list[_Touch]]:
    """By area, the batches that came or went since an instant; one question for all editions."""
    touches: dict[str, list[_Touch]] = {}
    if since is None:
        return touches
    query = (
        select(CodeRow.text, BatchRow.id, BatchRow.made_at, WithdrawalRow.at)
        .join(TouchRow, col(TouchRow.area) == CodeRow.id)
        .join(BatchRow, col(BatchRow.id) == TouchRow.batch)
        .join(WithdrawalRow, col(WithdrawalRow.batch) == BatchRow.id, isouter=True)
        .where(or_(col(BatchRow.made_at) >= since, col(WithdrawalRow.at) >= since), CodeRow.domain == "area")
        .distinct()
    )
    for area, batch, made_at, withdrawn_at in session.exec(query):
        touches.setdefault(area, []).append(_Touch(batch or 0, made_at, withdrawn_at))
    return touches


def _find_token(ruleset: Ruleset, edition: PublishedEdition, touches: Mapping[str, Sequence[_Touch]]) -> str:
    """What touched the edition's areas since it was filled: newest batch and count; empty where nothing did."""
    key = ("areas-to-read", edition.area)
    areas = ruleset.derived(key, lambda: list_areas_to_read(ruleset, [edition.area], context=False) or [edition.area])
    since = edition.as_of
    found = {
        touch
        for area in areas
        for touch in touches.get(area, ())
        if touch.made_at >= since or (touch.withdrawn_at is not None and touch.withdrawn_at >= since)
    }
    if not found:
        return ""
    withdrawn_at = max((touch.withdrawn_at for touch in found if touch.withdrawn_at), default=None)
    return f"{max(touch.batch for touch in found)}/{len(found)}/{withdrawn_at}"


def find_correction(session: Session, context: AppContext, edition: PublishedEdition) -> Correction | None:
    """What differs between an edition and the return as it stands; None where nothing does."""
    ruleset, former = context.ruleset, context.ruleset.former_codes
    now = fill(ruleset, session, FillRequest(edition.return_code, edition.area, edition.period)).cells
    changes = compare_cells(read_edition_cells(context.blobs, edition, ENTITLED), now, former)
    if changes.is_empty():
        return None
    return Correction(edition, changes.height, sha256(changes.write_csv().encode())[:32])


def read_left_corrections(session: Session) -> set[tuple[str, str]]:
    """Edition and token of each correction that somebody decided to leave out."""
    rows = session.exec(select(AuditRow.subject, AuditRow.details).where(AuditRow.act == LEAVE))
    return {(subject, json.loads(details)["cells"]) for subject, details in rows}


def select_undecided(corrections: Iterable[Correction], left: set[tuple[str, str]]) -> list[Correction]:
    """Those of which nobody decided that the edition stays as it is."""
    return [one for one in corrections if (one.edition.name, one.token) not in left]


def leave_edition(context: AppContext, correction: Correction, *, by: Principal, reason: str) -> None:
    """Decide that an edition stays as it is although these cells differ now. Other differences stand again.

    Raises:
        NotFound, Forbidden: as the policy says of putting the return up.
        Refused: no such reason.
    """
    check_propose(by, correction.edition.subject)
    if reason not in load_leave_reasons():
        raise Refused("Say why the edition stays as it is.", where="leave", mend="Choose a reason.")
    details = {"by": by.name, "cells": correction.token, "reason": reason}
    with transaction(context.engine) as session:
        audit.record(session, context.clock, act=LEAVE, subject=correction.edition.name, details=details)
