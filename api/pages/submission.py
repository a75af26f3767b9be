"""``/submissions/…``: the receipt of what was accepted, with everything that was said of it, then and since."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from api.dependencies import RulesetDep, SessionDep, veiled
from api.pages.render import show
from api.pages.views.figure import agency_name
from api.pages.views.findings import counted, kinds
from api.pages.visitor import caller
from api.pages.words import instant_words
from collectors.upload.receipts import Receipt, find_submission, read_receipt
from indicators.models import WithdrawalRow
from mappings.reach import subject_of
from returnonce.access.policy import check_read_submission, check_signed_in

router = APIRouter(prefix="/submissions")


@router.get("/{name}")
def get_submission(request: Request, ruleset: RulesetDep, session: SessionDep, name: str) -> Response:
    """One receipt."""
    who = caller(request)
    check_signed_in(who)
    with veiled():
        receipt = read_receipt(session, name)
    check_read_submission(who, subject_of(ruleset, agency=receipt.agency))
    return show(
        request,
        "submission.html",
        title="Received",
        at="schedule",
        receipt=receipt,
        agency=agency_name(ruleset, receipt.agency),
        reference=_spaced(receipt),
        received=instant_words(receipt.received_at),
        again=request.query_params.get("again") == "1",
        withdrawn=_withdrawn(session, name),
        counts=counted(receipt.counts),
        kinds=kinds(receipt.table),
    )


def _spaced(receipt: Receipt) -> str:
    """The first 12 figures of its name, in fours, to be read out over the telephone."""
    short = (receipt.name or "")[:12]
    return "\u00a0".join(short[n : n + 4] for n in range(0, 12, 4))


def _withdrawn(session: Session, name: str) -> str:
    row = find_submission(session, name)
    gone = session.get(WithdrawalRow, row.batch) if row is not None else None
    return instant_words(gone.at) if gone is not None else ""
