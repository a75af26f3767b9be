"""Withdraws an edition: it stays, with all its files, and says that it no longer counts."""

from __future__ import annotations

from exports.editions.models import EditionWithdrawalRow
from exports.editions.publication.webhook_events import announce
from exports.editions.published_editions import PublishedEdition, read_edition_by_id
from exports.editions.required_text import require_text
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import check_withdraw_edition
from returnonce.access.principals import Principal
from returnonce.db import transaction
from returnonce.errors import Conflict


def withdraw_edition(context: AppContext, edition: PublishedEdition, *, by: Principal, reason: str) -> PublishedEdition:
    """The edition, withdrawn from now on. The same word from the same person twice is the same as once.

    Raises:
        NotFound, Forbidden: as the policy says.
        Refused: no reason is given.
        Conflict: it is withdrawn already, by somebody else or for another reason.
    """
    check_withdraw_edition(by, edition.subject)
    clock, reason_given = context.clock, require_text(reason, what="Withdrawing an edition", where="reason")
    with transaction(context.engine) as session:
        if (earlier_withdrawal := session.get(EditionWithdrawalRow, edition.id)) is not None:
            if (earlier_withdrawal.by, earlier_withdrawal.reason) == (by.name, reason_given):
                return read_edition_by_id(session, edition.id)
            since, why = f"{earlier_withdrawal.at:%Y-%m-%d %H:%M} UTC", earlier_withdrawal.reason
            raise Conflict(
                f"This edition is withdrawn already, since {since}: {why}.",
                mend="Nothing more is to be done; publish another, if there is one to come.",
            )
        session.add(EditionWithdrawalRow(edition=edition.id, at=clock.now(), by=by.name, reason=reason_given))
        session.flush()
        withdrawn = read_edition_by_id(session, edition.id)
        details = {"by": by.name, "content": withdrawn.content}
        audit.record(session, clock, act="withdraw edition", subject=withdrawn.name, details=details)
        announce(session, clock, "withdrawn", withdrawn)
        return withdrawn
