"""Corrections: figures that came or went since an edition was published, and would make another edition differ.

Each stands until somebody puts the return up again, or says that the edition stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from exports.editions.changes.cell_changes import compare_cells
from exports.editions.proposals.read_proposals import OPEN, read_proposals
from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import read_edition_cells
from indicators.figures.models import BatchRow, CodeRow, TouchRow, WithdrawalRow
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
#: Why an edition stays as it is although figures changed: what is said, by code.
LEAVE_REASONS: Mapping[str, str] = {
    "too-small": "The change is too small to publish again",
    "next-edition": "It goes into the next period’s return",
    "told-otherwise": "The recipient was told in another way",
}


@dataclass(frozen=True)
class Correction:
    """An edition that another would differ from in so many ``cells``; ``token`` names these very differences."""

    edition: PublishedEdition
    cells: int
    token: str


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
    pairs = [(edition, _read_newest_touch(session, ruleset, edition)) for edition in waiting]
    return [(edition, token) for edition, token in pairs if token]


def _read_newest_touch(session: Session, ruleset: Ruleset, edition: PublishedEdition) -> str:
    """What touched the edition's areas since it was filled: newest batch and count; empty where nothing did."""
    areas = list_areas_to_read(ruleset, [edition.area], context=False) or [edition.area]
    since: datetime = edition.as_of
    query = (
        select(func.max(col(BatchRow.id)), func.count(func.distinct(col(BatchRow.id))), func.max(col(WithdrawalRow.at)))
        .join(TouchRow, col(TouchRow.batch) == BatchRow.id)
        .join(CodeRow, col(CodeRow.id) == TouchRow.area)
        .join(WithdrawalRow, col(WithdrawalRow.batch) == BatchRow.id, isouter=True)
        .where(or_(col(BatchRow.made_at) >= since, col(WithdrawalRow.at) >= since))
        .where(CodeRow.domain == "area", col(CodeRow.text).in_(areas))
    )
    batch, count, withdrawn_at = session.exec(query).one()
    return f"{batch}/{count}/{withdrawn_at}" if batch is not None else ""


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
    if reason not in LEAVE_REASONS:
        raise Refused("Say why the edition stays as it is.", where="leave", mend="Choose a reason.")
    details = {"by": by.name, "cells": correction.token, "reason": reason}
    with transaction(context.engine) as session:
        audit.record(session, context.clock, act=LEAVE, subject=correction.edition.name, details=details)
