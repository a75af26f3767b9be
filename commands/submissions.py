"""``returnonce submissions | withdraw``: what was taken, and what counts no more."""

from __future__ import annotations

from typing import Annotated

import typer

from collectors.submissions.receipts import list_submissions, withdraw_submission
from commands.context import JsonOption, open_context
from commands.uploads import MaybeAgency
from returnonce.db import reading


def withdraw(
    submission: Annotated[str, typer.Argument(help="Name of the submission, or its first figures.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is withdrawn; kept in the audit trail.")],
    as_json: JsonOption = False,
) -> None:
    """Take a submission back: the version before it counts again."""
    context = open_context(as_json)
    row, repeated = withdraw_submission(context, submission, reason=reason)
    context.console.data({"submission": row.name, "agency": row.agency, "file_name": row.file_name, "reason": reason,
                          "repeated": repeated})  # fmt: skip
    state = "was withdrawn before, for this reason; nothing more is to be done" if repeated else "is withdrawn"
    context.console.text(f"Submission {row.name[:12]} of {row.agency} ({row.file_name}) {state}.")


def submissions(agency: MaybeAgency = None, as_json: JsonOption = False) -> str:
    """What was accepted, newest first."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        rows = [
            (row.name[:12], row.received_at.date(), row.agency, row.file_name, "withdrawn" if gone else "")
            for row, gone in list_submissions(session, agency=agency)
        ]
    headings = ["submission", "received", "agency", "file", ""]
    context.console.data(
        [dict(zip(["submission", "received", "agency", "file", "state"], row, strict=True)) for row in rows]
    )
    # Files are called as their senders like, so their names fit at times; of one agency it is known whose they are.
    spare = ("agency", "file") if agency else ("file",)
    context.console.table(headings, rows, spare=spare, none="Nothing was accepted.")
    return "" if rows else "returnonce collect FILE --agency AGENCY"
