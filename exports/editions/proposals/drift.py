"""Drift: figures that changed since a draft was frozen. What was approved must be what stands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
from sqlmodel import Session

from exports.editions.changes.cell_changes import compare_cells
from exports.editions.proposals.read_proposals import Proposal
from exports.editions.storage.blob_store import read_stored_cells
from indicators.period.codes import parse_period
from mappings.fill.fill import fill
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Conflict

#: Cells named in a refusal.
SHOWN = 8


def find_drift(session: Session, ruleset: Ruleset, home: Path, one: Proposal, *, as_of: datetime) -> pl.DataFrame:
    """``CHANGE_SCHEMA``: what differs between the frozen draft and the figures as they stand."""
    now = fill(
        ruleset, session, return_code=one.return_code, area=one.area, period=parse_period(one.period), as_of=as_of
    )
    return compare_cells(read_stored_cells(home, one.content), now.cells)


def refuse_drift(session: Session, ruleset: Ruleset, home: Path, one: Proposal, *, as_of: datetime) -> None:
    """Stop a publication whose figures are not those that were approved.

    Raises:
        Conflict: names the cells that changed.
    """
    found = find_drift(session, ruleset, home, one, as_of=as_of)
    if found.is_empty():
        return
    named = dict.fromkeys(found["line"].head(SHOWN))
    more = f" and {found.height - SHOWN} more" if found.height > SHOWN else ""
    many = f"{found.height} cells" if found.height > 1 else "One cell"
    raise Conflict(
        f"{many} moved since this was proposed: {', '.join(named)}{more}.",
        where=one.name[:12],
        mend="Propose the return again, so that what stands now is approved; or say that the approved figures go out.",
    )
