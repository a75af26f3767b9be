"""Checks whatever an agency would send, figures or records, and stores nothing."""

from __future__ import annotations

from collectors.figures.check import check_figures
from collectors.recognise_record_set import recognise_record_set
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.app_context import AppContext


def check_upload(context: CheckContext, upload: UploadedFile) -> UploadVerdict:
    """What receiving the upload would say; nothing is stored.

    Raises:
        NotFound, WrongUsage, Refused: as for receiving it.
    """
    code = recognise_record_set(upload.path, context.ruleset.records, name=upload.name)
    return check_figures(context, upload) if code is None else _check_records(context, upload, code)


def check_upload_for(app: AppContext, upload: UploadedFile) -> UploadVerdict:
    """As :func:`check_upload`, against the store if there is one. Figures need no more of it than a connection.

    Raises:
        NotFound, WrongUsage, Refused: as for receiving it.
        Unavailable: the store cannot be reached.
    """
    if not app.store_exists:
        return check_upload(CheckContext(app), upload)
    code = recognise_record_set(upload.path, app.ruleset.records, name=upload.name)
    if code is None:
        with app.reading() as store:
            return check_figures(CheckContext(app, connection=store), upload)
    # Only now: whoever checks figures waits for neither the ORM nor the readers of records.
    from returnonce.db import reading

    with reading(app.engine) as session:
        return _check_records(CheckContext(app, session), upload, code)


def _check_records(context: CheckContext, upload: UploadedFile, code: str) -> UploadVerdict:
    from collectors.records.check import check_record_file

    return check_record_file(context, upload, code).verdict
