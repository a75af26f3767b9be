"""Files sent and checked in tests as doors do it: copied, hashed, and then received."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session

from collectors.figures.check import check_figures
from collectors.receive_upload import receive
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import UploadedFile, copy_upload
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.app_context import AppContext
from returnonce.db import reading


def send_upload(
    context: AppContext,
    path: Path,
    agency: str,
    *,
    period: str | None = None,
    version: str | None = None,
    sent_under: str | None = None,
) -> SubmissionReceipt:
    """Figures or records."""
    with copy_upload(path, agency, period=period, version=version, sent_under=sent_under) as upload:
        return receive(context, upload)


def send_figures(context: AppContext, path: Path, agency: str) -> SubmissionReceipt:
    """Figures, without a look whether they are records."""
    with copy_upload(path, agency) as upload:
        return receive(context, upload, check=check_as_figures)


def check_as_figures(context: AppContext, upload: UploadedFile) -> UploadVerdict:
    """A check that takes any file for figures."""
    with reading(context.engine) as session:
        return check_figures(CheckContext(context, session), upload)


def judge_figures(context: AppContext, path: Path, agency: str | None, session: Session | None = None) -> UploadVerdict:
    """The verdict on figures; offline without a session."""
    with copy_upload(path, agency) as upload:
        return check_figures(CheckContext(context, session), upload)
