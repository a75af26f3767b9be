"""Accepts a published file: the publisher supplies its figures, and is never the agency of record."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from collectors.published.read import read_published
from collectors.readers.limits import CSV_BYTES
from collectors.readers.marks import Mark, mark_frame
from collectors.submissions.acceptance import seal_refused, store_accepted
from collectors.submissions.check_context import CheckContext
from collectors.submissions.findings import count_by_severity, word_marks
from collectors.submissions.receipts import SubmissionReceipt, find_submission, read_receipt, read_repeated_receipt
from collectors.submissions.verdict import UploadVerdict
from indicators.figures.batches import NewBatch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.definitions.published_sources import Source
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import sha256
from returnonce.db import transaction
from returnonce.errors import NotFound, TooLarge


def accept_published(context: AppContext, path: Path, source: Source) -> SubmissionReceipt:
    """Read a publisher's file by its mapping and store its figures; the same bytes are stored once a mapping.

    Raises:
        NotFound: no such file.
        TooLarge: more than an upload may hold.
        Conflict: these bytes were received and withdrawn.
    """
    data = _read_bytes(path)
    # Read by another mapping the same file gives other figures, so it is another batch.
    mapping, received_at = sha256(source.model_dump_json().encode()), context.clock.now()
    batch = NewBatch(
        "pulled", source.publisher, sha256(data), path.name, context.ruleset.hash, received_at, mapping_hash=mapping
    )
    verdict = check_published(CheckContext(context), data, source)
    if not verdict.accepted:
        return seal_refused(context, batch, verdict, data, act="refuse-published")
    context.blobs.make_sure("received", batch.file, data)
    with transaction(context.engine) as session:
        if find_submission(session, batch.name):
            return read_repeated_receipt(session, batch.name)
        # A sweep may have come between: what is named in a row must be there.
        context.blobs.make_sure("received", batch.file, data)
        store_accepted(context, session, batch, verdict, act="accept-published")
        return read_receipt(session, batch.name)


def check_published(context: CheckContext, data: bytes, source: Source) -> UploadVerdict:
    """Every finding on a published file; nothing is stored. A file that gives no figure is refused."""
    read = read_published(data, source, areas=context.ruleset.areas, catalogue=context.ruleset.catalogue)
    kinds = context.ruleset.finding_kinds
    table = word_marks(mark_frame(read.marks), kinds, sheet=None)
    if read.figures.is_empty() and not count_by_severity(table)["error"]:
        table = word_marks(mark_frame([*read.marks, Mark("published-nothing")]), kinds, sheet=None)
    counts = {"rows": read.rows, "figures": read.figures.height} | count_by_severity(table)
    figures = read.figures if not counts["error"] else pl.DataFrame(schema=FIGURE_SCHEMA)
    return UploadVerdict(agency=source.publisher, sheet=None, table=table, coded_figures=figures, counts=counts)


def _read_bytes(path: Path) -> bytes:
    if not path.is_file():
        raise NotFound(f"There is no file {path.name}.", mend="Give the path of a published file: CSV, XLSX or ODS.")
    if path.stat().st_size > CSV_BYTES:
        raise TooLarge(f"{path.name} is larger than {CSV_BYTES >> 20} MB.", mend="Cut it into several files.")
    return path.read_bytes()
