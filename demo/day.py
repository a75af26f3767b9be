"""The day on which the pages open: some sent in time, one is late, one was refused, one has queries to answer, and a
correction came since an edition. Everything by the machinery that a council uses, each thing at its own instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import polars as pl

from collectors.receive_upload import receive
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import copy_upload
from demo.day_steps import ChaseStep, CouncilStep, DaySteps, ExtractStep, FileStep, ReturnStep
from demo.demo_store import DemoStore
from demo.publication import acting_as, answer_queries
from demo.run import DemoOutcome, Say, run
from demo.send_records import SENT
from demo.synthetic import children, clients
from exports.editions.proposals.approve import approve, sign_off
from exports.editions.proposals.propose import propose
from exports.editions.proposals.read_proposals import Proposal
from exports.editions.publication.publish import publish
from exports.records.cin_xml import cin_xml
from exports.records.ndtms_csv import ndtms_file
from exports.records.table_csv import zip_tables
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records
from mappings.progress.board import build_board
from mappings.reminders.chases import send_chase, write_chases
from returnonce.blobs import write_atomic
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.progress import show_progress, track

TREATMENT, VERSION, SEED = "treatment", "R", 31
#: A year that has not come: a slip of the finger in a birth date.
BORN, MISTYPED = b"<PersonBirthDate>20", b"<PersonBirthDate>30"
BOARD_DAYS = timedelta(days=366)


def run_up_to_day(out: Path, steps: DaySteps, *, say: Say, port: int | None = None) -> DemoOutcome:
    """The whole demonstration under ``out``, and what happened up to the day.

    Raises as :func:`demo.run.run`.
    """
    outcome = run(out, clock=FixedClock(steps.rounds), say=say, port=port, before=partial(_send_extracts, steps.before))
    outcome.engine.dispose()
    with show_progress("Living up to the day"):
        live_on(steps, DemoStore(out, FixedClock(steps.rounds)))
    return outcome


def live_on(steps: DaySteps, store: DemoStore) -> None:
    """What happened since, up to the day; the accounts of the sample people must be there."""
    _send_extracts(steps.after[:-1], store)
    _chase(steps.chase, _at(store, steps.chase.at))
    for edition in steps.editions:
        _publish(edition, _at(store, edition.at))
    _send(steps.correction, _at(store, steps.correction.at))
    _send_children(steps.children, store)
    _send(steps.figures, _at(store, steps.figures.at))
    for proposal in steps.proposals:
        _propose(proposal, _at(store, proposal.at))
    _send_extracts(steps.after[-1:], store)


def _at(store: DemoStore, instant: datetime) -> DemoStore:
    return store.replace(clock=FixedClock(instant))


def _send_extracts(steps: Iterable[ExtractStep], store: DemoStore) -> None:
    for step in track("Receiving extracts of drug services", tuple(steps)):
        period = parse_period(step.period)
        made = clients(
            step.count, store.ruleset, seed=SEED, year=period, providers=[step.provider], version=VERSION,
            area=step.area, reach=period.end,
        )  # fmt: skip
        record_set = store.ruleset.records.record_set(TREATMENT, VERSION)
        name, data = ndtms_file(Records(record_set, period, made[step.provider].tables), agency=step.provider)
        path = write_atomic(store.out / SENT / step.agency / name, data)
        with copy_upload(path, step.agency, period=step.period, version=VERSION) as upload:
            receive(_at(store, step.at), upload)


def _chase(step: ChaseStep, store: DemoStore) -> None:
    now = store.clock.now()
    with reading(store.engine) as session:
        board = build_board(
            store.ruleset, session, start=now.date() - BOARD_DAYS, end=now.date(), now=now
        ).filter(pl.col("state") == "late", pl.col("agency") == step.agency)  # fmt: skip
    for chase in write_chases(store.ruleset, board, now=now, base_url=None):
        send_chase(store, chase, chase.subject, chase.body, by=acting_as(store, step.by))


def _propose(step: ReturnStep, store: DemoStore) -> Proposal:
    officer = acting_as(store, f"{step.team}-officer")
    answer_queries(store, step.key, officer)
    return propose(store, step.key, by=officer)


def _publish(step: ReturnStep, store: DemoStore) -> None:
    proposal = _propose(step, store)
    approve(store, proposal.name, by=acting_as(store, f"{step.team}-approver"))
    if proposal.office:
        sign_off(store, proposal.name, by=acting_as(store, f"{step.team}-director"))
    publish(store, proposal.name, by=acting_as(store, f"{step.team}-officer"))


def _send(step: FileStep, store: DemoStore) -> SubmissionReceipt:
    with copy_upload(step.path, step.agency) as upload:
        return receive(store, upload)


def _send_children(step: CouncilStep, store: DemoStore) -> None:
    """The census, which is refused for its mistyped dates; then the children looked after."""
    year = parse_period(step.year)
    looked_after, in_need = children(step.count, store.ruleset, seed=step.seed, year=year, area=step.area)
    census = cin_xml(in_need).data.replace(BORN, MISTYPED, step.mistyped)
    folder = store.out / SENT / step.agency
    for name, data, instant in (
        (f"cin_{step.year}_mistyped_illustrative.xml", census, step.in_need_at),
        (f"ssda903_{step.year}_illustrative.zip", zip_tables(looked_after), step.looked_after_at),
    ):
        with copy_upload(write_atomic(folder / name, data), step.agency, period=step.year) as upload:
            receive(_at(store, instant), upload)
