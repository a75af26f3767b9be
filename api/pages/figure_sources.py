"""Where the figures come from that a figure rests on: submission, row, checks; and whether the caller may open it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from collectors.submissions.models import FindingRow, SubmissionRow
from exports.editions.queries.submission_queries import Query, list_source_rows, read_queries
from indicators.figures.models import BatchRow
from indicators.figures.store import read_batch_figures
from indicators.records.models import RecordSubmissionRow
from mappings.access.policy_subject import build_subject
from mappings.fill.restricted_figures import list_restricted_indicators
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_restricted, can_read_submission, can_somewhere
from returnonce.access.principals import Principal

#: Sources of one figure that are looked up; a national total has thousands.
MOST_SOURCES = 60


@dataclass(frozen=True, eq=False)
class TracedSource:
    """One given figure (``LINEAGE_TYPE``) and the submission that it came with; None where the store has none.

    ``kind``: of the batch; ``findings``: what the checks said of its rows; ``queries``: those of them that ask, with
    their answers. ``why_closed``: why the caller may not open the file, empty where they may.
    """

    figure: Mapping[str, Any]
    kind: str
    submission: SubmissionRow | None
    records: RecordSubmissionRow | None
    findings: tuple[FindingRow, ...]
    queries: tuple[Query, ...]
    why_closed: str


def list_figure_sources(
    session: Session, ruleset: Ruleset, principal: Principal, lineage: Iterable[Mapping[str, Any]]
) -> list[TracedSource]:
    """Each given figure that a result rests on, in its order; the first ``MOST_SOURCES``."""
    figures = list(lineage)[:MOST_SOURCES]
    submissions = _find_submissions(session, {each["file"] for each in figures if each["file"]})
    return [
        _build_source(session, ruleset, principal, each, submissions.get((each["agency"], each["file"])))
        for each in figures
    ]


def _find_submissions(session: Session, files: set[str]) -> dict[tuple[str, str], tuple[SubmissionRow, str]]:
    """By agency and file, the newest submission and the kind of its batch."""
    query = (
        select(SubmissionRow, BatchRow.kind)
        .join(BatchRow, col(BatchRow.id) == SubmissionRow.batch)
        .where(col(SubmissionRow.file).in_(sorted(files)))
        .order_by(col(SubmissionRow.id))
    )
    return {(row.agency, row.file): (row, kind) for row, kind in session.exec(query)}


def _build_source(
    session: Session,
    ruleset: Ruleset,
    principal: Principal,
    figure: Mapping[str, Any],
    entry: tuple[SubmissionRow, str] | None,
) -> TracedSource:
    if entry is None:
        return TracedSource(figure, "", None, None, (), (), "The file is not kept here.")
    submission, kind = entry
    rows = list_source_rows(figure["locator"])
    records = session.get(RecordSubmissionRow, submission.batch)
    queries = [each for each in read_queries(session, submission.name) if each.row in rows or each.row is None]
    why_closed = _explain_closed(session, ruleset, principal, submission, kind, is_records=records is not None)
    return TracedSource(
        figure, kind, submission, records, _read_findings(session, submission, rows), tuple(queries), why_closed
    )


def _read_findings(session: Session, submission: SubmissionRow, rows: set[int]) -> tuple[FindingRow, ...]:
    """Those of the figure's own rows."""
    if not rows:
        return ()
    query = select(FindingRow).where(
        FindingRow.submission == submission.id, col(FindingRow.row_number).in_(sorted(rows))
    )
    return tuple(session.exec(query.order_by(col(FindingRow.position))))


def _explain_closed(
    session: Session, ruleset: Ruleset, principal: Principal, submission: SubmissionRow, kind: str, *, is_records: bool
) -> str:
    """Why a caller may not open a received file; empty where they may."""
    if is_records:
        return "It holds records about people, which are sealed; nobody opens them from here."
    if kind == "pulled":
        return "" if can_somewhere(principal, "read_figures") else "It is opened by those who work with figures."
    about = build_subject(ruleset, agency=submission.agency)
    if not can_read_submission(principal, about):
        return "It is opened by its sender and by those who work on the place's returns."
    may_see_all = principal.holds("agency", about) or can_read_restricted(principal, about)
    if not may_see_all and _has_restricted(session, ruleset, submission):
        return "It holds figures of restricted indicators too, which are shown to officers and approvers alone."
    return ""


def _has_restricted(session: Session, ruleset: Ruleset, submission: SubmissionRow) -> bool:
    figures = read_batch_figures(session, [submission.name], former=ruleset.former_codes)
    return not set(figures["indicator"].unique()).isdisjoint(list_restricted_indicators(ruleset))
