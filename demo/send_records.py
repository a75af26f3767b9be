"""Synthetic records as files, sent as an agency would send them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from collectors.receive_upload import receive
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import copy_upload
from demo.demo_store import DemoStore
from demo.receive_file import receive_step
from demo.record_steps import AdultsStep, ChildrenStep, ServicesStep
from demo.synthetic import adults, children, clients
from exports.records.cin_xml import cin_xml
from exports.records.ndtms_csv import ndtms_file
from exports.records.table_csv import table_files, zip_tables
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records
from returnonce.blobs import write_atomic
from returnonce.errors import Refused

SENT = "records-made-up"
ADULTS_TABLE = "events"


@dataclass(frozen=True)
class SentRecords:
    """One file of records: whose, its rows and people, and what came back."""

    agency: str
    record_set: str
    period: str
    path: Path
    rows: int
    people: int
    receipt: SubmissionReceipt


def send_children(step: ChildrenStep, store: DemoStore) -> list[SentRecords]:
    """A council's looked-after children as CSV files in a zip, and its census as XML."""
    looked_after, in_need = children(
        step.count, store.ruleset, seed=step.seed, year=parse_period(step.year), area=step.area
    )
    folder = store.out / SENT / step.agency
    files = (
        (
            looked_after,
            write_atomic(folder / f"ssda903_{step.year}_illustrative.zip", zip_tables(looked_after)),
            "Header",
        ),
        (in_need, write_atomic(folder / f"cin_{step.year}_illustrative.xml", cin_xml(in_need).data), "Child"),
    )
    return [_send(step.agency, records, path, people, store) for records, path, people in files]


def send_keyed(step: ChildrenStep, store: DemoStore) -> SubmissionReceipt:
    """A figure that the same council keys, as an upload of its own."""
    keyed = step.keyed
    rows = (
        "indicator,area,period,numerator,denominator,note",
        f"{keyed.indicator},{step.area},{step.year},{keyed.numerator},{keyed.denominator},made up for illustration",
    )
    path = write_atomic(
        store.out / SENT / step.agency / f"keyed_{step.year}_illustrative.csv", "\n".join((*rows, "")).encode()
    )
    return _receive(path, step.agency, store, None)


def send_adults(step: AdultsStep, store: DemoStore) -> Iterator[SentRecords]:
    """A council's five quarterly files of adults, in the order of their quarters; the residents come first."""
    receive_step(step.residents, store)
    made = adults(step.count, store.ruleset, seed=step.seed, year=parse_period(step.year), area=step.area)
    for records in made.submissions:
        [data] = table_files(records).values()
        path = write_atomic(store.out / SENT / step.agency / name_adults_file(records), data)
        yield _send(step.agency, records, path, ADULTS_TABLE, store)


def name_adults_file(records: Records) -> str:
    """The name of a quarterly file, by its last day."""
    return f"cld_to_{records.period.end.isoformat()}_illustrative.csv"


def send_services(step: ServicesStep, store: DemoStore) -> Iterator[SentRecords]:
    """Each drug service's extract, but for those that keep silent."""
    year = parse_period(step.year)
    records = clients(
        step.count, store.ruleset, seed=step.seed, year=year, providers=list(step.providers), version=step.version,
        area=step.ground, reach=step.reach,
    )  # fmt: skip
    for code, agency in step.providers.items():
        if code not in step.silent:
            record_set = store.ruleset.records.record_set("treatment", step.version)
            name, data = ndtms_file(Records(record_set, year, records[code].tables), agency=code)
            path = write_atomic(store.out / SENT / agency / name, data)
            yield _send(agency, records[code], path, "client", store)


def _send(agency: str, records: Records, path: Path, people: str, store: DemoStore) -> SentRecords:
    code = records.record_set.code
    receipt = _receive(path, agency, store, records.period.code, records.record_set.version)
    if not receipt.accepted:
        first = next(iter(receipt.findings)).message
        raise Refused("Made-up records were not received as they should be.", where=path.name, mend=first)
    rows = receipt.counts["rows"]
    return SentRecords(agency, code, records.period.code, path, rows, _count_people(records, people), receipt)


def _count_people(records: Records, table: str) -> int:
    """The rows of the table of people; of events, the people whose they are."""
    person = records.record_set.tables[table].person
    rows = records.tables[table]
    return rows[person].n_unique() if table == ADULTS_TABLE and person else rows.height


def _receive(
    path: Path, agency: str, store: DemoStore, period: str | None, version: str | None = None
) -> SubmissionReceipt:
    with copy_upload(path, agency, period=period, version=version) as upload:
        return receive(store, upload)
