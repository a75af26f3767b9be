"""Files that were received, judged anew by another ruleset in limited child processes. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import col, select

from collectors.guests.checker import GuestChecker
from collectors.submissions.models import SubmissionRow
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from indicators.figures.models import BatchRow, WithdrawalRow
from indicators.period.arithmetic import day as day_period
from indicators.period.codes import parse_period
from indicators.records.models import RecordSubmissionRow
from indicators.records.sealed_records import unseal_received
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.archive import pack_all_files
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading
from returnonce.errors import Refused, ReturnOnceError
from returnonce.scratch import scratch

REFUSED = "refused"


@dataclass(frozen=True)
class RejudgedFile:
    """One upload. ``rows_by_rule``: rows with an error that they had not before, by the code of the rule, or the whole
    file as ``refused``. Nothing of what a row says is kept."""

    agency: str
    file_name: str
    received: str
    sha256: str
    rows_by_rule: Mapping[str, int] = field(default_factory=dict)
    #: Why it was not judged.
    unread: str = ""

    @property
    def fails(self) -> bool:
        return bool(self.rows_by_rule)

    def as_json(self) -> dict[str, Any]:
        """Every field by its name."""
        return asdict(self) | {"rows_by_rule": dict(self.rows_by_rule), "fails": self.fails}


@dataclass(frozen=True)
class ReceivedFiles:
    """``judged``: the files of a span, the newest first. ``sealed``: files of records that were not opened for this.
    ``left``: files beyond the most that are judged."""

    judged: tuple[RejudgedFile, ...]
    sealed: int
    left: int

    def count_rules(self) -> list[tuple[str, int, int]]:
        """Rule, files and rows that fail it, the most files first."""
        files = Counter(rule for each in self.judged for rule in each.rows_by_rule)
        rows: Counter[str] = Counter()
        for each in self.judged:
            rows.update(each.rows_by_rule)
        return sorted(((rule, count, rows[rule]) for rule, count in files.items()), key=lambda one: (-one[1], one[0]))

    def as_json(self) -> dict[str, Any]:
        """Files, counts by rule, and what was not judged."""
        rules = [{"rule": rule, "files": files, "rows": rows} for rule, files, rows in self.count_rules()]
        files = [each.as_json() for each in self.judged]
        return {"rules": rules, "files": files, "sealed": self.sealed, "left": self.left}


def judge_received_files(
    context: AppContext,
    rules: tuple[Ruleset, Ruleset],
    *,
    since: datetime,
    until: datetime,
    most: int,
    opens_records: bool = False,
) -> ReceivedFiles:
    """Files received from ``since`` and before ``until`` that stand, by the second ruleset.

    One that fails is judged by the first too, so that what was wrong by that is not told. Records are judged by the
    version of the year after theirs, where their set has one; ``opens_records``: whoever asks said why.

    Raises:
        Unavailable: a child process cannot be started.
    """
    uploads = _list_uploads(context, since, until)
    wanted = [each for each in uploads if opens_records or each.records is None]
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        checkers = _Checkers(context, stack, folder)
        judged = tuple(_judge(context, each, checkers, rules, folder) for each in wanted[:most])
    return ReceivedFiles(judged, len(uploads) - len(wanted), max(0, len(wanted) - most))


class _Upload(NamedTuple):
    row: SubmissionRow
    records: RecordSubmissionRow | None


def _list_uploads(context: AppContext, since: datetime, until: datetime) -> list[_Upload]:
    row = SubmissionRow
    within = (
        select(row, RecordSubmissionRow)
        .join(BatchRow, col(BatchRow.id) == col(row.batch))
        .outerjoin(RecordSubmissionRow, col(RecordSubmissionRow.batch) == col(row.batch))
        .where(col(row.received_at) >= since, col(row.received_at) < until, col(BatchRow.kind) != "pulled")
        .where(col(row.batch).not_in(select(WithdrawalRow.batch)))
        .order_by(col(row.received_at).desc(), col(row.id).desc())
    )
    with reading(context.engine) as session:
        uploads = [_Upload(*pair) for pair in session.exec(within).all()]
        session.expunge_all()
    return uploads


class _Checkers:
    """A guest checker for each ruleset, started when first needed."""

    def __init__(self, context: AppContext, stack: ExitStack, folder: Path) -> None:
        self._context, self._stack, self._folder = context, stack, folder
        self._started: dict[str, GuestChecker] = {}

    def check(self, ruleset: Ruleset, upload: UploadedFile) -> UploadVerdict:
        checker = self._started.get(ruleset.hash) or self._start(ruleset)
        result = checker.check(self._context.replace(ruleset=ruleset), upload)
        return result if isinstance(result, UploadVerdict) else result.verdict

    def _start(self, ruleset: Ruleset) -> GuestChecker:
        path = self._folder / f"{ruleset.hash}.zip"
        path.write_bytes(pack_all_files(ruleset.files))
        checker = self._started[ruleset.hash] = GuestChecker(self._context.settings, definitions=path)
        self._stack.callback(checker.close)
        return checker


def _judge(
    context: AppContext, upload: _Upload, checkers: _Checkers, rules: tuple[Ruleset, Ruleset], folder: Path
) -> RejudgedFile:
    row, (before, after) = upload.row, rules
    facts = (row.agency, row.file_name, row.received_at.date().isoformat(), row.file)
    path = folder / "upload"
    try:
        _unseal(context, upload, path)
    except ReturnOnceError as error:
        return RejudgedFile(*facts, unread=error.what)
    now = _count_errors(checkers, after, _lay_out(upload, path, after))
    known = _count_errors(checkers, before, _lay_out(upload, path, before)) if now else Counter[str]()
    return RejudgedFile(*facts, rows_by_rule=dict(sorted((now - known).items())))


def _unseal(context: AppContext, upload: _Upload, path: Path) -> None:
    if upload.records is None:
        path.write_bytes(context.blobs.read("received", upload.row.file))
        return
    unseal_received(context.vault, upload.records.case_name, path)


def _lay_out(upload: _Upload, path: Path, rules: Ruleset) -> UploadedFile:
    row, records = upload
    if records is None:
        return UploadedFile(path, row.file, row.file_name, row.agency)
    version = _version_of_the_year_after(records, rules)
    return UploadedFile(path, row.file, row.file_name, row.agency, records.period, version)


def _version_of_the_year_after(records: RecordSubmissionRow, rules: Ruleset) -> str:
    last = parse_period(records.period).end
    year_after = day_period(last.replace(year=last.year + 1, day=min(last.day, 28)))
    try:
        return rules.records.find_version(records.record_set, year_after)
    except Refused:
        return records.version


def _count_errors(checkers: _Checkers, ruleset: Ruleset, upload: UploadedFile) -> Counter[str]:
    try:
        verdict = checkers.check(ruleset, upload)
    except ReturnOnceError:
        # Its words may quote the file.
        return Counter({REFUSED: 1})
    return Counter(verdict.table.filter(severity="error")["code"].to_list())
