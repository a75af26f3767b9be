"""Job: fill the drafts of returns that fall due soon whenever figures came, and write those that differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from exports.filled_returns.render import FORMATS, file_name, file_stem, render
from exports.filled_returns.write import MANIFEST, write_filled
from indicators.figures.models import BatchRow, WithdrawalRow
from indicators.period.codes import parse_period
from jobs.runner.job_function import Finish
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from mappings.obligations.event_ledger import read_events
from mappings.obligations.extension_ledger import read_grants
from mappings.obligations.obligations import Obligation, list_obligations
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.blobs import sha256, sha256_file
from returnonce.claims.background_tasks import queue_task
from returnonce.clock import LONDON
from returnonce.count_text import format_count
from returnonce.db import reading
from returnonce.errors import NotFound, Refused, Unsupported

#: Drafts are kept of returns that fall due within so many days.
SOON = timedelta(days=28)
VIEW = timedelta(days=400)
DRAFTS = "drafts"


def queue_refills(context: AppContext, slot: datetime) -> Finish:
    """The job: have each return that falls due soon filled, if anything came since it was filled last."""
    ruleset, day = context.ruleset, slot.astimezone(LONDON).date()
    with reading(context.engine) as session:
        version_token = _version_token(session, ruleset)
        due = [
            obligation
            for obligation in _obligations(session, ruleset, day)
            if obligation.due and day <= obligation.due <= day + SOON
        ]

    def finish(session: Session) -> str:
        new = [
            queue_task(session, context.clock, name="refill", key=_key(one, version_token), arguments=_arguments(one))
            for one in due
        ]
        return f"{sum(new)} of {len(due)} drafts to be filled"

    return finish


def refill_draft(context: AppContext, arguments: Mapping[str, str]) -> str | Finish:
    """The heavy part: fill one return, and write it unless the draft that is there says the same."""
    ruleset, period = context.ruleset, parse_period(arguments["period"])
    code, area, place = arguments["return"], arguments["area"], arguments["place"]
    try:
        with reading(context.engine) as session:
            filled = fill(ruleset, session, FillRequest(code, area, period.code, place))
    except (Refused, NotFound, Unsupported) as error:
        return f"not made: {error.what}"
    folder = draft_folder(context.home, filled.return_code, period.code)
    if is_written(filled, folder):
        return "unchanged"
    files = write_filled(filled, folder)
    details = {"files": {file.path.name: file.sha256 for file in files}, "ruleset": filled.ruleset}

    def finish(session: Session) -> str:
        audit.record(session, context.clock, act="refill-draft", subject=file_stem(filled), details=details)
        return f"{format_count(len(files), 'file')} written"

    return finish


def draft_folder(home: Path, return_code: str, period: str) -> Path:
    """Where the drafts of a return for a period lie."""
    return home / DRAFTS / return_code / period.replace("..", "_to_")


def is_written(filled: FilledReturn, folder: Path) -> bool:
    """Whether the draft that is there has these cells, and all its files are as they were written."""
    manifest = folder / f"{file_stem(filled)}.{MANIFEST}"
    if not manifest.is_file():
        return False
    manifest_content: dict[str, Any] = json.loads(manifest.read_bytes())
    hashes = {str(file["name"]): str(file["sha256"]) for file in manifest_content["files"]}
    if any(not (folder / name).is_file() or sha256_file(folder / name) != was for name, was in hashes.items()):
        return False
    # The quickest format stands for all: each is made from the same cells.
    quickest = next(form for form in reversed(FORMATS) if form in filled.edition.formats)
    return hashes.get(file_name(filled, quickest)) == sha256(render(filled, quickest))


def _obligations(session: Session, ruleset: Ruleset, day: date) -> Iterator[Obligation]:
    ledgers = {"events": read_events(session), "grants": read_grants(session)}
    for place in ruleset.places.values():
        for obligation in list_obligations(ruleset, place, start=day - VIEW, end=day + VIEW, **ledgers):  # type: ignore[arg-type]
            if obligation.edition is not None:
                yield obligation


def _version_token(session: Session, ruleset: Ruleset) -> str:
    """Changes whenever a definition, a batch or a withdrawal does: what a filled return rests on."""
    newest = session.exec(select(func.max(col(BatchRow.id)))).one()
    withdrawn = session.exec(select(func.count()).select_from(WithdrawalRow)).one()
    return sha256(f"{ruleset.hash} {newest} {withdrawn}".encode())[:16]


def _key(obligation: Obligation, version_token: str) -> str:
    return f"refill/{obligation.key}/{version_token}"


def _arguments(obligation: Obligation) -> dict[str, str]:
    return {
        "place": obligation.place.name,
        "return": obligation.code,
        "area": obligation.area,
        "period": obligation.period.code,
    }
