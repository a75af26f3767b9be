"""Files sent and checked in tests as doors do it: copied, hashed, and then received."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session

from collectors.figures.accept import accept_figures
from collectors.figures.check import check_figures
from collectors.receive_upload import receive
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import copy_upload
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.app_context import AppContext


def send_upload(
    context: AppContext, path: Path, agency: str, *, period: str | None = None, version: str | None = None
) -> SubmissionReceipt:
    """Figures or records."""
    with copy_upload(path, agency, period=period, version=version) as upload:
        return receive(context, upload)


def send_figures(context: AppContext, path: Path, agency: str) -> SubmissionReceipt:
    """Figures, without a look whether they are records."""
    with copy_upload(path, agency) as upload:
        return accept_figures(context, upload)


def judge_figures(context: AppContext, path: Path, agency: str | None, session: Session | None = None) -> UploadVerdict:
    """The verdict on figures; offline without a session."""
    with copy_upload(path, agency) as upload:
        return check_figures(CheckContext(context, session), upload)
