"""Takes one file by the route that such files come by."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from collectors.published.accept import accept_published
from collectors.receive_upload import receive
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import copy_upload
from collectors.template.workbook import make_template
from demo.demo_store import DemoStore
from demo.rounds import FOLDER, DemoStep
from demo.template_filling import fill_template
from indicators.period.codes import parse_period
from mappings.definitions.published_sources import Source, get_source, read_source
from returnonce.blobs import write_atomic
from returnonce.clock import Clock, FixedClock
from returnonce.db import reading


def receive_step(step: DemoStep, store: DemoStore) -> SubmissionReceipt:
    """Collect a step's file; one that is refused gives a receipt that says why."""
    if step.agency is None:
        return accept_published(store, step.path, _source(step, store))
    path = _from_template(step, store) if step.template else step.path
    with copy_upload(path, step.agency) as upload:
        return receive(store, upload)


def _source(step: DemoStep, store: DemoStore) -> Source:
    if step.mapping is not None:
        return read_source(FOLDER / step.mapping)
    return get_source(store.ruleset.sources, step.source or "")


def _from_template(step: DemoStep, store: DemoStore) -> Path:
    """A template made for the agency now, filled from the step's rows as a person would, and saved."""
    assert step.agency is not None
    assert step.template is not None
    with reading(store.engine) as session:
        template_bytes = make_template(
            store.ruleset, session, agency=step.agency, period=step.template, clock=_after(step.template)
        )
    folder = store.out / "templates"
    empty = write_atomic(folder / f"{step.agency}_{step.template}_as-sent-out.xlsx", template_bytes)
    name = f"{step.agency}_{step.template}_sent-back-illustrative.xlsx"
    return write_atomic(folder / name, fill_template(empty, step.path))


def _after(period: str) -> Clock:
    """The day after the period: a template says when it was made, and the same one is to be made again."""
    day = parse_period(period).end + timedelta(days=1)
    return FixedClock(datetime.combine(day, time(9), UTC))
