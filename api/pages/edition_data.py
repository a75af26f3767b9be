"""What pages of proposals and editions read: account titles, cells and changes, without restricted figures."""

from __future__ import annotations

import polars as pl
from sqlmodel import Session

from exports.editions.changes.baseline import find_last_released
from exports.editions.changes.cell_changes import CHANGE_SCHEMA, compare_cells
from exports.editions.proposals.read_proposals import Proposal
from exports.editions.published_editions import PublishedEdition, read_editions_of
from exports.editions.storage.edition_blobs import read_edition_cells, read_stored_cells
from mappings.definitions.return_definitions import ENTITLED
from mappings.fill.restricted_figures import is_made_from, list_restricted_indicators
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.accounts import list_accounts
from returnonce.access.policy import can_read_restricted
from returnonce.access.principals import PolicySubject, Principal
from returnonce.blobs import BlobStore

#: Columns that can give a figure away.
FIGURES = ("numerator", "denominator", "value", "status", "previous", "disagreement", "rounded_to", "lineage")


class AccountTitles(dict[str, str]):
    """Titles by account name; without an account, the name itself."""

    def __missing__(self, name: str) -> str:
        return name


def account_titles(session: Session) -> AccountTitles:
    """Titles of accounts by name."""
    return AccountTitles({account.name: account.title for account in list_accounts(session)})


def without_restricted_figures(
    cells: pl.DataFrame, ruleset: Ruleset, principal: Principal, about: PolicySubject
) -> pl.DataFrame:
    """The cells (``CELL_SCHEMA``), without figures of restricted indicators where the caller may not see them."""
    if can_read_restricted(principal, about):
        return cells
    hidden = is_made_from(list_restricted_indicators(ruleset))
    nothing = [pl.when(hidden).then(None).otherwise(pl.col(name)).alias(name) for name in FIGURES]
    symbol = pl.when(hidden).then(pl.lit("confidential")).otherwise("symbol").alias("symbol")
    return cells.with_columns(*nothing, symbol)


def find_last_edition(session: Session, proposal: Proposal) -> PublishedEdition | None:
    """The newest edition of the same return that its recipient had and that stands."""
    return find_last_released(read_editions_of(session, proposal.key), ENTITLED)


def list_differences(
    blobs: BlobStore, proposal: Proposal, last: PublishedEdition | None, ruleset: Ruleset, principal: Principal
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells put up (``CELL_SCHEMA``), and what differs from the last edition (``CHANGE_SCHEMA``; none without)."""
    now = without_restricted_figures(read_stored_cells(blobs, proposal.content), ruleset, principal, proposal.subject)
    if last is None:
        return now, pl.DataFrame(schema=CHANGE_SCHEMA)
    before = without_restricted_figures(read_edition_cells(blobs, last, ENTITLED), ruleset, principal, proposal.subject)
    return now, compare_cells(before, now, ruleset.former_codes)
