"""Checks whatever an agency would send, figures or records, and stores nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from collectors.figures.check import check_figures
from collectors.recognise_record_set import recognise_record_set
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.app_context import AppContext
from returnonce.errors import ReturnOnceError
from returnonce.read_connection import ReadConnection

# Whoever checks figures does not wait for the readers of records.
if TYPE_CHECKING:
    from collectors.records.check import RecordVerdict
    from collectors.submissions.judgements import RecordsRead

#: What a check comes to: on figures, or on records.
CheckResult: TypeAlias = "UploadVerdict | RecordVerdict"
UploadCheck: TypeAlias = Callable[[AppContext, UploadedFile], "CheckResult"]


def check_upload(context: CheckContext, upload: UploadedFile) -> UploadVerdict:
    """What receiving the upload would say; nothing is stored.

    Raises:
        NotFound, WrongUsage, Refused: as for receiving it.
    """
    code = recognise_record_set(upload.path, context.ruleset.records, name=upload.name)
    return check_figures(context, upload) if code is None else verdict_of(_check_records(context, upload, code))


def check_here(app: AppContext, upload: UploadedFile) -> CheckResult:
    """The whole result of a check in this process, against the store if there is one, which is not held meanwhile.

    Raises:
        NotFound, WrongUsage, Refused: as for receiving it.
        Unavailable: the store cannot be reached.
    """
    code = recognise_record_set(upload.path, app.ruleset.records, name=upload.name)
    if not app.store_exists:
        return (
            check_figures(CheckContext(app), upload)
            if code is None
            else _check_records(CheckContext(app), upload, code)
        )
    if code is None:
        from returnonce.brief_reading import brief_reading

        with brief_reading(app.settings) as store:
            return check_figures(CheckContext(app, connection=store), upload)
    # Only now: whoever checks figures waits for neither the ORM nor the readers of records.
    from returnonce.db import reading

    # Opened before the store is read: a store may have to adopt its key first.
    _ = app.vault
    with reading(app.engine) as session:
        return _check_records(CheckContext(app, session, reads_briefly=True), upload, code)


def check_upload_for(app: AppContext, upload: UploadedFile) -> UploadVerdict:
    """As :func:`check_upload`, against the store if there is one, all of it as it is at one moment.

    Raises:
        NotFound, WrongUsage, Refused: as for receiving it.
        Unavailable: the store cannot be reached.
    """
    if not app.store_exists:
        return check_upload(CheckContext(app), upload)
    code = recognise_record_set(upload.path, app.ruleset.records, name=upload.name)
    if code is None:
        # Figures need no more of the store than a connection.
        with app.reading() as store:
            return check_figures(CheckContext(app, connection=store), upload)
    return verdict_of(check_here(app, upload))


def was_received(app: AppContext, upload: UploadedFile) -> bool:
    """Whether anybody sent these same bytes before and they were accepted, by as little of the store as that needs.

    Raises:
        Unavailable: the store cannot be reached.
    """
    if not app.store_exists or upload.agency is None:
        return False
    query = "SELECT agency FROM submission WHERE file = ?"
    with app.reading() as store:
        senders = ReadConnection.of(store).fetch(query, {"agency": pl.String}, [upload.sha256])
    return not senders.is_empty()


def check_once(check: UploadCheck) -> UploadCheck:
    """A check that remembers what it came to, for one upload that is asked about twice: an error is raised again."""
    results: list[CheckResult | ReturnOnceError] = []

    def remember(app: AppContext, upload: UploadedFile) -> CheckResult:
        if not results:
            try:
                results.append(check(app, upload))
            except ReturnOnceError as error:
                results.append(error)
        if isinstance(results[0], ReturnOnceError):
            raise results[0]
        return results[0]

    return remember


def verdict_of(result: CheckResult) -> UploadVerdict:
    """The verdict alone."""
    return result if isinstance(result, UploadVerdict) else result.verdict


def read_as_of(result: CheckResult) -> RecordsRead | None:
    """As what a file of records was read; None of figures."""
    return None if isinstance(result, UploadVerdict) else result.read_as


def _check_records(context: CheckContext, upload: UploadedFile, code: str) -> CheckResult:
    from collectors.records.broken_files import UnreadFile
    from collectors.records.check import check_record_file

    try:
        return check_record_file(context, upload, code)
    except UnreadFile as unread:
        return unread.verdict
