"""A round in numbers: per return, per reason that a cell is empty, and in keying spared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from demo.rounds import DemoRound
from demo.stories import ReceivedFile
from mappings.burden.count_reconciliation import ReconciledCount
from mappings.burden.ledger import BurdenLedger
from mappings.definitions.line_coverage import is_of_districts
from mappings.fill.cells import FilledReturn
from mappings.fill.round_summary import RoundSummary, outcome_of_cell, summarise
from mappings.ruleset.ruleset import Ruleset

#: Columns of the table, in its order.
COLUMNS = ("cells", "keyed", "made", "central", "pulled", "withheld", "empty")
DOUBTFUL = "The line's official code is uncertain: asked of nobody until the place approves it"
CHOICE = "No indicator means exactly this: a person must choose (the near ones are shown beside)"
CENTRAL = "Compiled by a department, and not in the files loaded here"
OTHER = "Comes from another return or its records, which are not in the files loaded here"
NOBODY = "Nobody gave it"
DISTRICTS = "Each district answers for itself"
PART = "A figure that it is made from is missing or withheld"


@dataclass(frozen=True)
class PlannedCounts:
    """What was asked of agencies before anything came in; ``energy_records`` are asked for as a whole."""

    returns: int
    figures: int
    agencies: int
    energy_records: int
    spared: int
    #: Every count of the burden ledger, by its code.
    counts: Mapping[str, int]


@dataclass(frozen=True)
class RoundAccount:
    """One round: its returns' counts (``SUMMARY_SCHEMA``), why cells are empty, and where the files are."""

    round: DemoRound
    planned: PlannedCounts | None
    #: Figures asked for, and by what those that came and are in use differ.
    reconciled: tuple[ReconciledCount, ...]
    summary: RoundSummary
    #: Returns of which only lines kept after abolition are left.
    kept: frozenset[str]
    empty: tuple[tuple[str, int], ...]
    answerable: int
    answered: int
    files_from_agencies: int
    agencies: int
    files_from_publishers: int
    refused: int
    folder: Path
    files: int


def count_plan(ledger: BurdenLedger, ruleset: Ruleset) -> PlannedCounts:
    """A ledger's plan in numbers. A council's energy record has many rows, and is one thing to send."""
    plan = ledger.plan
    records = {factor_set.energy_indicator for factor_set in ruleset.factor_sets.values()}
    is_record = pl.col("indicator").is_in(pl.Series(sorted(records)).implode())
    return PlannedCounts(
        returns=plan.obligations.height,
        figures=plan.figure_requests.filter(~is_record).height,
        agencies=plan.figure_requests["agency"].drop_nulls().n_unique(),
        energy_records=plan.figure_requests.filter(is_record)["area"].n_unique(),
        spared=plan.spared.height,
        counts=ledger.count(),
    )


def count_round(
    demo_round: DemoRound,
    filled: Sequence[FilledReturn],
    received: Sequence[ReceivedFile],
    *,
    planned: PlannedCounts | None,
    reconciled: Sequence[ReconciledCount],
    folder: Path,
) -> RoundAccount:
    """Count what a round received and filled."""
    accepted = [upload.step for upload in received if upload.receipt.accepted]
    senders = [step.agency for step in accepted if step.agency]
    return RoundAccount(
        round=demo_round,
        planned=planned,
        reconciled=tuple(reconciled),
        summary=summarise(filled),
        kept=frozenset(filled_return.return_code for filled_return in filled if filled_return.cells["kept"].all()),
        empty=_count_reasons(filled),
        answerable=sum(_answerable(filled_return).height for filled_return in filled),
        answered=sum(_answerable(filled_return)["value"].count() for filled_return in filled),
        files_from_agencies=len(senders),
        agencies=len(set(senders)),
        files_from_publishers=len(accepted) - len(senders),
        refused=len(received) - len(accepted),
        folder=folder,
        files=len([path for path in folder.rglob("*") if path.suffix in {".xlsx", ".csv"} or _is_export(path)]),
    )


def _answerable(filled_return: FilledReturn) -> pl.DataFrame:
    """The cells that an agency is to answer for: none that a department compiles, that wait for approval or that
    districts answer for."""
    of_districts = is_of_districts(pl.lit(filled_return.area.kind), pl.col("body"))
    return filled_return.cells.filter(~pl.col("for_information"), ~pl.col("withheld"), ~of_districts)


def _is_export(path: Path) -> bool:
    return path.suffix == ".json" and not path.name.endswith(".manifest.json")


def _count_reasons(filled: Sequence[FilledReturn]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for filled_return in filled:
        empty = filled_return.cells.filter(outcome_of_cell() == "empty")
        counts.update(map(_reason, empty.iter_rows(named=True)))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _reason(cell: dict[str, Any]) -> str:
    """A cell's reason in a few words; the cell itself has the whole of it."""
    reason = cell["reason"] or ""
    if reason.startswith(DISTRICTS):
        return f"{DISTRICTS}, and their figures do not add up to the county's"
    if cell["indicator"] is None:
        return CHOICE
    if reason.startswith("Given as"):
        return f"{reason.removesuffix('.').partition(' by ')[0]}, by whoever holds it"
    if cell["withheld"]:
        return DOUBTFUL
    if "Cannot be added" in reason or "worked out from" in reason:
        return PART
    if cell["for_information"]:
        return CENTRAL
    return OTHER if cell["route"] == "other_return" else NOBODY


def sum_columns(summary: RoundSummary) -> dict[str, int]:
    """The columns added up over the returns."""
    return summary.returns.select(pl.col(COLUMNS).sum()).row(0, named=True)
