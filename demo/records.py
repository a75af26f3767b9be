"""Records sent once: synthetic people from each agency, and every return that they feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from collectors.submissions.receipts import SubmissionReceipt
from demo.demo_store import DemoStore
from demo.fed_returns import ReturnCellCount, count_fed_returns
from demo.record_steps import RecordSteps, ServicesStep, load_record_steps
from demo.send_records import SentRecords, send_adults, send_children, send_keyed, send_services
from exports.filled_returns.write import write_filled
from exports.records.return_files import RecordReturnRequest, write_records
from exports.records.source_records import find_sender_code, find_source_records, records_by_set
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.record_returns import RecordReturn
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from returnonce import audit
from returnonce.blobs import sha256, write_atomic
from returnonce.count_text import format_count
from returnonce.db import reading, transaction

WRITTEN = "returns-of-records"
#: Of the returns of figures that rest on made-up records.
FOLDER = "from-records"
PURPOSE = "demonstration with made-up people"


@dataclass(frozen=True)
class RecordsRound:
    """Everything that was sent, written and filled from it."""

    uploads: tuple[SentRecords, ...]
    keyed: SubmissionReceipt
    written: tuple[Path, ...]
    filled: tuple[FilledReturn, ...]
    fed: dict[str, list[ReturnCellCount]]
    waiting: tuple[ServicesStep, ...]
    record_returns: Mapping[str, RecordReturn]


def run_records(store: DemoStore, say: Callable[[str], None]) -> RecordsRound:
    """Send the made-up records, write every return of records, fill every return of figures."""
    steps = load_record_steps()
    say("Records, made up:")
    children = send_children(steps.children, store)
    keyed = send_keyed(steps.children, store)
    adults = list(send_adults(steps.adults, store))
    services = [uploads for service in steps.services for uploads in send_services(service, store)]
    uploads = [*children, *adults, *services]
    rows = format_count(sum(upload.rows for upload in uploads), "row")
    say(f"  received {format_count(len(uploads), 'file')} of records, {rows}")
    written = list(_write_all(steps, services, store))
    filled = _fill(steps, store)
    say(f"  wrote {format_count(len(written), 'file')} of records, filled {format_count(len(filled), 'return')}")
    fed = {upload.path.name: count_fed_returns(upload.receipt, filled, store) for upload in uploads}
    waiting = tuple(service for service in steps.services if service.silent)
    return RecordsRound(
        tuple(uploads), keyed, tuple(written), tuple(filled), fed, waiting, store.ruleset.record_returns
    )


def _write_all(steps: RecordSteps, services: Sequence[SentRecords], store: DemoStore) -> Iterator[Path]:
    children = steps.children
    year, day = parse_period(children.year), parse_period(children.inspection)
    for code, form, period in (("ssda903", "csv", year), ("ssda903", "xml", year), ("cin", "xml", year),
                               ("ofsted-annex-a", "xlsx", day)):  # fmt: skip
        yield from _write(store, code, form, period, children.agency)
    yield from _write(store, "cld", "csv", parse_period(steps.adults.year), steps.adults.agency)
    for service in services:
        yield from _write(store, "ndtms", "csv", parse_period(service.period), service.agency)


def _write(store: DemoStore, code: str, form: str, period: Period, agency: str) -> Iterator[Path]:
    """One return of records, as ``returnonce fill`` writes it, and its row of the audit trail."""
    record_return = store.ruleset.record_return(code)
    with reading(store.engine) as session:
        sources = find_source_records(session, store, record_return, period, agency=agency)
    records = records_by_set(sources)
    sender = _sender(store, agency, records["treatment"], period.end) if code == "ndtms" else ""
    files = write_records(RecordReturnRequest(code, form, period.end, sender), records, store.ruleset)
    with transaction(store.engine) as session:
        details = {"return": code, "purpose": PURPOSE, "files": {n: sha256(data) for n, data in files.files.items()}}
        audit.record(session, store.clock, act="export-records", subject=code, details=details)
    folder = store.out / WRITTEN / agency / code
    for name, data in files.files.items():
        yield write_atomic(folder / name, data, private=True)


def _sender(store: DemoStore, agency: str, records: object, on: date) -> str:
    return find_sender_code(store.ruleset, agency, "treatment", on, records)  # type: ignore[arg-type]


def _fill(steps: RecordSteps, store: DemoStore) -> list[FilledReturn]:
    with reading(store.engine) as session:
        filled = [
            fill(store.ruleset, session, FillRequest(return_.return_code, return_.area, return_.period))
            for return_ in steps.returns
        ]
        head = audit.read_head(session)
    for filled_return in filled:
        write_filled(filled_return, store.out / "returns" / FOLDER, audit_head=head)
    return filled
