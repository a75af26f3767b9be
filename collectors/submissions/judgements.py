"""What came of an upload that was checked in its turn: sealed for a while, since its findings may quote the file."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from collectors.submissions.findings import FINDING_SCHEMA
from collectors.submissions.pending_uploads import KEPT_DAYS
from collectors.submissions.receipts import SubmissionReceipt
from mappings.ruleset.app_context import AppContext
from returnonce.clock import today
from returnonce.errors import NotFound
from returnonce.vault import Case, case_name

JUDGED_CASE, DOCUMENT, FINDINGS, FIGURES = "judged", "judgement", "findings", "figures"


class Refusal(BaseModel):
    """Why a file was refused before its rows were looked at; ``kind``: the class of the error."""

    kind: str
    what: str
    where: str | None
    mend: str | None


class ChangedEditionCount(BaseModel):
    """A published edition (its name), and how many of its cells would differ."""

    edition: str
    cells: int


class RecordsRead(BaseModel):
    """As what a file of records was read: its record set, version and period, by their codes."""

    model_config = ConfigDict(frozen=True)

    record_set: str
    version: str
    period: str


class Judgement(BaseModel):
    """``accepted`` and ``refused`` as a receipt says it; ``checked``: nothing more was asked for, and it would be
    accepted; ``unconfirmed``: it would be accepted, and changes published editions, which its sender did not confirm;
    ``failed``: the check met a bug of ours; ``unsent``: its sender's session had ended, and nothing was looked at.
    ``agency`` and ``file_name``: of a file that was refused while its sender waited; of others they are known with
    their place in the queue. ``letters``: of the columns that findings name, by sheet and heading. ``records``: of a
    file of records."""

    model_config = ConfigDict(frozen=True)

    state: Literal["accepted", "checked", "refused", "unconfirmed", "failed", "unsent"]
    submission: str | None = None
    repeated: bool = False
    counts: dict[str, int] = {}
    refusal: Refusal | None = None
    changed_editions: tuple[ChangedEditionCount, ...] = ()
    agency: str = ""
    file_name: str = ""
    letters: dict[str, str] = {}
    records: RecordsRead | None = None


def judgement_of(receipt: SubmissionReceipt) -> Judgement:
    """A receipt as a judgement."""
    return Judgement(
        state="accepted" if receipt.accepted else "refused", submission=receipt.name, repeated=receipt.repeated,
        counts=receipt.counts, letters=dict(receipt.letters),
    )  # fmt: skip


def keep_judgement(
    context: AppContext, name: str, judgement: Judgement, findings: pl.DataFrame, figures: pl.DataFrame | None = None
) -> None:
    """Seal what came of an upload, with its findings (``FINDING_SCHEMA``), in place of what was there before.

    ``figures``: what it would store (``FIGURE_SCHEMA``), of a file that its sender is still to send.
    """
    case = Case(_case(name), JUDGED_CASE, today(context.clock) + timedelta(days=KEPT_DAYS))
    frames = {FINDINGS: findings.select(list(FINDING_SCHEMA))} | ({} if figures is None else {FIGURES: figures})
    content = {DOCUMENT: judgement.model_dump_json().encode()}
    context.vault.seal(case, content | {label: _to_parquet(frame) for label, frame in frames.items()})


def find_judgement(context: AppContext, name: str) -> tuple[Judgement, pl.DataFrame] | None:
    """What came of an upload, and its findings; None where nothing did yet, or it is kept no more."""
    try:
        document = context.vault.read(_case(name), DOCUMENT)
        findings = context.vault.read(_case(name), FINDINGS)
    except NotFound:
        return None
    return Judgement.model_validate_json(document), pl.read_parquet(BytesIO(findings))


def find_judged_figures(context: AppContext, name: str) -> pl.DataFrame | None:
    """The figures (``FIGURE_SCHEMA``) that a judged upload would store; None where they were not kept."""
    try:
        return pl.read_parquet(BytesIO(context.vault.read(_case(name), FIGURES)))
    except NotFound:
        return None


def _to_parquet(frame: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _case(name: str) -> str:
    return case_name(JUDGED_CASE, name)
