"""The whole job, twice, on a fresh embedded store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from collectors.submissions.receipts import read_receipt
from demo.demo_store import DemoStore
from demo.energy_record import compare_schemes
from demo.fan_out import disagreement_story, records_data, records_story, waiting_story
from demo.fill_returns import fill_returns, write_round
from demo.output_folder import prepare_folder
from demo.public_release import public_release_data, public_release_story, run_public_release
from demo.publication import publication_data, publication_stories, run_publication
from demo.receive_file import receive_step
from demo.records import run_records
from demo.refusal_report import refusal_text
from demo.reporting_year import run_year, year_data, year_stories
from demo.round_counts import PlannedCounts, RoundAccount, count_plan, count_round, sum_columns
from demo.rounds import DemoRound, DemoStep, load_rounds
from demo.stories import (
    DemoStory,
    ReceivedFile,
    boundaries,
    correction,
    disagreement,
    one_upload,
    refusals,
    suppliers,
)
from demo.summary_text import write_summary
from indicators.period.codes import parse_period
from mappings.burden.count_reconciliation import reconcile_counts
from mappings.burden.ledger import BurdenLedger, make_ledger
from mappings.burden.stored_figures import count_stored_figures
from mappings.fill.cells import FilledReturn
from returnonce.blobs import write_atomic
from returnonce.clock import Clock
from returnonce.count_text import format_count
from returnonce.db import reading
from returnonce.errors import Refused
from returnonce.progress import show_progress, track

Say = Callable[[str], None]
#: The year whose schedule, burden and calendar are shown.
YEAR = "FY2009-10"
MENTAL_HEALTH = {
    "south-london-maudsley-illustrative.csv": "South London and Maudsley sent 2 figures, once. They fill",
    "nottinghamshire-healthcare-illustrative.csv": "Nottinghamshire Healthcare sent 2 a district, once. They fill",
}


@dataclass(frozen=True)
class DemoOutcome:
    """What a demonstration leaves: its text, the same as data, and the store that it filled."""

    text: str
    data: dict[str, Any]
    filled: tuple[FilledReturn, ...]
    engine: Engine


@dataclass(frozen=True)
class _FinishedRound:
    round: DemoRound
    received: list[ReceivedFile]
    filled: list[FilledReturn]
    stories: list[DemoStory]
    account: RoundAccount


def run(
    out: Path, *, clock: Clock, say: Say, port: int | None = None, before: Callable[[DemoStore], None] | None = None
) -> DemoOutcome:
    """Plan, collect, fill and write both rounds under ``out``, then records of made-up people.

    Nothing but files there is touched. ``port``: where its pages are to answer, as its text says. ``before``: what
    comes to the empty store first.

    Raises:
        Refused: the folder holds something that no demonstration made, or a sample file is not accepted.
    """
    prepare_folder(out)
    store = DemoStore(out, clock, port=port)
    if before is not None:
        before(store)
    rounds = [_round(demo_round, store, say) for demo_round in load_rounds()]
    with show_progress("Sending records, and filling from them"):
        records = run_records(store, say)
    stories = [story for finished in rounds for story in finished.stories]
    stories += [records_story(records), waiting_story(records), disagreement_story(records)]
    with show_progress("Going through the year, its dates and its burden"):
        year = run_year(YEAR, store)
    stories += year_stories(year)
    with show_progress("Publishing an edition, and a correction of it"):
        published = run_publication(store)
    stories += publication_stories(published, store)
    with show_progress("Releasing to the public"):
        released = run_public_release(store)
    stories.append(public_release_story(released, store))
    text = write_summary([finished.account for finished in rounds], stories)
    write_atomic(out / "summary.txt", text.encode())
    filled = tuple(filled_return for finished in rounds for filled_return in finished.filled)
    data = _data(rounds, stories) | {"records": records_data(records), "year": year_data(year)}
    data |= {"published": publication_data(published), "released": public_release_data(released)}
    return DemoOutcome(text, data, filled, store.engine)


def _round(demo_round: DemoRound, store: DemoStore, say: Say) -> _FinishedRound:
    say(f"{demo_round.title}:")
    ledger = _make_ledger(demo_round, store) if demo_round.plan else None
    planned = _plan(ledger, store, say) if ledger else None
    before: list[FilledReturn] = []
    received = []
    for step in track("Receiving files", demo_round.steps):
        if step.corrects:
            before = _about_to_change(demo_round, store)
        received.append(ReceivedFile(step, _receive(step, store)))
    say(f"  received {format_count(len(demo_round.steps), 'file')}")
    with show_progress("Filling returns"):
        filled = fill_returns(demo_round.returns, store)
    cells = sum(each.cells.height for each in filled)
    say(f"  filled {format_count(len(filled), 'return')}, {format_count(cells, 'cell')}")
    with show_progress("Writing files"):
        folder = write_round(demo_round, filled, store)
    say(f"  wrote them to {folder}")
    latest = _as_they_stand(received, store)
    reconciled = reconcile_counts(ledger, count_stored_figures(filled, store.ruleset)) if ledger else ()
    counts = count_round(demo_round, filled, latest, planned=planned, reconciled=reconciled, folder=folder)
    return _FinishedRound(demo_round, latest, filled, list(_stories(store, filled, latest, before)), counts)


def _make_ledger(demo_round: DemoRound, store: DemoStore) -> BurdenLedger:
    year = parse_period(demo_round.period)
    return make_ledger(store.ruleset, start=year.start, end=year.end)


def _plan(ledger: BurdenLedger, store: DemoStore, say: Say) -> PlannedCounts:
    planned = count_plan(ledger, store.ruleset)
    say(
        f"  planned {format_count(planned.returns, 'return')}: {format_count(planned.figures, 'figure')} to ask of "
        f"{format_count(planned.agencies, 'agency', 'agencies')}"
    )
    return planned


def _receive(step: DemoStep, store: DemoStore) -> Any:
    receipt = receive_step(step, store)
    if receipt.accepted == step.refused:
        first = next((f"row {f.row}, {f.column}: {f.message}" for f in receipt.findings), "it has no finding")
        raise Refused(
            "A sample file was not received as it should be.",
            where=step.file,
            mend=f"{'It was accepted' if receipt.accepted else 'It was refused'}: {first}",
        )
    if step.refused:
        text = refusal_text(receipt, store.ruleset.finding_kinds)
        write_atomic(store.out / "refused.txt", text.encode())
    return receipt


def _about_to_change(demo_round: DemoRound, store: DemoStore) -> list[FilledReturn]:
    """National indicators as they stood before a correction."""
    return fill_returns({"national-indicators": demo_round.period}, store)


def _as_they_stand(received: Sequence[ReceivedFile], store: DemoStore) -> list[ReceivedFile]:
    """The receipts with what was found since, when another agency sent."""
    with reading(store.engine) as session:
        return [
            ReceivedFile(upload.step, read_receipt(session, upload.receipt.name)) if upload.receipt.name else upload
            for upload in received
        ]


def _stories(
    store: DemoStore, filled: Sequence[FilledReturn], received: Sequence[ReceivedFile], before: Sequence[FilledReturn]
) -> Iterator[DemoStory]:
    if before:
        yield one_upload(filled, MENTAL_HEALTH)
        yield boundaries(filled, ("NI 40", "VSB14", "NDTMS ET"))
        yield suppliers(filled, "NDTMS W1")
        corrected = next(upload for upload in received if upload.step.corrects).receipt
        yield correction(before, filled, file_name=corrected.file_name)
        yield disagreement(filled, received)
        with reading(store.engine) as session:
            yield compare_schemes(store.ruleset, session, area="E09000023")
    yield from refusals(received)


def _data(rounds: Sequence[_FinishedRound], stories: Sequence[DemoStory]) -> dict[str, Any]:
    return {
        "rounds": [_round_data(finished) for finished in rounds],
        "stories": [asdict(story) for story in stories],
    }


def _round_data(round_: _FinishedRound) -> dict[str, Any]:
    counts = round_.account
    return {
        "period": round_.round.period,
        "title": round_.round.title,
        "planned": asdict(counts.planned) if counts.planned else None,
        "returns": counts.summary.returns.to_dicts(),
        "all": sum_columns(counts.summary),
        "figures_keyed": counts.summary.figures_keyed,
        "cells_from_keyed": counts.summary.cells_from_keyed,
        "empty": [{"reason": reason, "cells": count} for reason, count in counts.empty],
        "files_from_agencies": counts.files_from_agencies,
        "agencies": counts.agencies,
        "files_from_publishers": counts.files_from_publishers,
        "refused": counts.refused,
        "folder": counts.folder.as_posix(),
        "files": counts.files,
    }
