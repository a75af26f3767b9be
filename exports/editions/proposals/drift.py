"""Drift: figures that changed since a draft was frozen. What was approved must be what stands."""

from __future__ import annotations

import polars as pl
from sqlmodel import Session

from exports.editions.changes.cell_changes import compare_cells
from exports.editions.proposals.read_proposals import Proposal
from exports.editions.queries.answers_in_cells import write_answers
from exports.editions.storage.edition_blobs import read_stored_cells
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill
from mappings.ruleset.app_context import AppContext
from returnonce.errors import Conflict

#: Cells named in a refusal.
SHOWN = 8


def find_drift(session: Session, context: AppContext, proposal: Proposal) -> pl.DataFrame:
    """``CHANGE_SCHEMA``: what differs between the frozen draft and the figures as they stand."""
    request = FillRequest(proposal.return_code, proposal.area, proposal.period)
    filled = write_answers(session, fill(context.ruleset, session, request, as_of=context.clock.now()))
    former = context.ruleset.former_codes
    return compare_cells(read_stored_cells(context.blobs, proposal.content), filled.cells, former)


def refuse_drift(session: Session, context: AppContext, proposal: Proposal) -> None:
    """Stop a publication whose figures are not those that were approved.

    Raises:
        Conflict: names the cells that changed.
    """
    changed = find_drift(session, context, proposal)
    if changed.is_empty():
        return
    lines = dict.fromkeys(changed["line"].head(SHOWN))
    more = f" and {changed.height - SHOWN} more" if changed.height > SHOWN else ""
    many = f"{changed.height} cells" if changed.height > 1 else "One cell"
    raise Conflict(
        f"{many} moved since this was proposed: {', '.join(lines)}{more}.",
        where=proposal.name[:12],
        mend="Propose the return again, so that what stands now is approved; or say that the approved figures go out.",
    )
