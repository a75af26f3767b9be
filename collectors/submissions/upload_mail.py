"""Messages to an agency's mailbox on what came of its upload: the receipt, or what is to be mended. Never a figure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from sqlmodel import Session

from collectors.submissions.judgements import Judgement
from collectors.submissions.pending_uploads import PendingUpload
from collectors.submissions.sending_agency import find_sending_agency
from indicators.figures.store import read_batch_figures
from mappings.plan.lines_filled import find_lines_filled
from mappings.ruleset.app_context import AppContext
from returnonce.claims import outbox
from returnonce.claims.outbox import NewMessage
from returnonce.clock import today
from returnonce.count_text import format_count

OUTCOMES = {
    "refused": "was not accepted; nothing was stored",
    "unconfirmed": "changes what is published, and waits for you to look at it",
    "checked": "was checked and can be sent", "failed": "could not be checked; send it again later",
}  # fmt: skip


@dataclass(frozen=True)
class UploadMessage:
    """``key``: the occasion, for which an agency is written to once."""

    agency: str
    key: str
    subject: str
    lines: tuple[str, ...]


def write_upload_mail(
    context: AppContext, session: Session, name: str, upload: PendingUpload, judged: Judgement
) -> None:
    """Put the message on a judged upload into the outbox, in the caller's transaction; a second time is nothing."""
    if judged.submission is not None:
        send_to_agency(context, session, _receipt(context, session, upload, judged))
        return
    what = OUTCOMES[judged.state]
    counts = [
        format_count(judged.counts[kind], one, many)
        for kind, one, many in (("error", "error", None), ("query", "query", "queries"))
        if judged.counts.get(kind)
    ]
    said = (f"It has {' and '.join(counts)}.",) if counts else ()
    address = _address(context, "uploads", name)
    lines = (f"{upload.file_name} {what}.", *said, f"What was found, and what to do: {address}")
    send_to_agency(
        context, session, UploadMessage(upload.agency, f"upload/{name}", f"{upload.file_name} {what}", lines)
    )


def _receipt(context: AppContext, session: Session, upload: PendingUpload, judged: Judgement) -> UploadMessage:
    name = judged.submission or ""
    figures = read_batch_figures(session, [name], former=context.ruleset.former_codes)
    filled = find_lines_filled(
        context.ruleset, figures, agency=upload.agency, store=session, today=today(context.clock)
    )
    queries = judged.counts.get("query", 0)
    said = (
        f"{upload.file_name} was received. Reference {name[:4]} {name[4:8]} {name[8:12]}.",
        filled.sentence,
        f"{format_count(queries, 'query', 'queries')} to explain." if queries else "",
        f"SHA-256 of the file: {upload.sha256}",
        f"The receipt: {_address(context, 'submissions', name)}",
    )
    lines = tuple(line for line in said if line)
    return UploadMessage(upload.agency, f"receipt/{name}", f"{upload.file_name} was received", lines)


def send_to_agency(context: AppContext, session: Session, message: UploadMessage) -> None:
    """One message for each of the agency's mailboxes at each of its places."""
    sender = find_sending_agency(context.ruleset, message.agency)
    for place in sender.places:
        for contact in place.contacts:
            if (contact.kind, contact.whom) != ("agency", sender.code):
                continue
            body = "\n\n".join((f"To {sender.name}", *message.lines)) + "\n"
            key, recipient = f"{message.key}/{place.name}/{contact.code}", f"{place.name}/{contact.code}"
            now = context.clock.now()
            outbox.put(session, context.clock, NewMessage(recipient, (key,), message.subject, body, now))


def _address(context: AppContext, *parts: str) -> str:
    """Where people look; a path alone where the service has no address of its own."""
    return (context.settings.base_url or "").rstrip("/") + "/" + "/".join(quote(part, safe="") for part in parts)
