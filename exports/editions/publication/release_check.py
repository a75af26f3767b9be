"""Checks that a frozen table may still go out to an audience, given all that the audience had until now."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from exports.editions.proposals.read_proposals import AudienceRelease, Proposal
from exports.editions.snapshots.released_tables import ReleasedTables, read_released_tables
from exports.editions.snapshots.snapshot import take_snapshot
from exports.editions.storage.edition_blobs import read_stored_cells
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import sha256
from returnonce.errors import Conflict, Refused

PUBLIC = "public"


def audiences_reached(proposal: Proposal, *, public: bool) -> list[AudienceRelease]:
    """The audiences that a publication reaches: all with a rule, the public only where that is asked for."""
    return [
        audience
        for audience in proposal.audiences
        if audience.cells is not None and (audience.audience != PUBLIC or public)
    ]


def refuse_release(session: Session, context: AppContext, proposal: Proposal, *, public: bool) -> None:
    """Stop a publication that may not go out.

    Raises:
        Refused: no rule is established for the public, or a hidden cell could be worked out.
        Conflict: other tables went out since it was proposed, and beside them it would have to hide more.
    """
    public_release = proposal.audience(PUBLIC)
    if public and public_release.cells is None:
        raise Refused(
            f"It cannot be released to the public. {public_release.refusal or ''}".strip(), where=proposal.return_code
        )
    history = read_released_tables(session, context.blobs, context.ruleset.former_codes)
    for each in audiences_reached(proposal, public=public):
        released = history[each.audience]
        if released.key != each.history and not _gate_gives_the_same(session, context, proposal, each, released):
            raise Conflict(
                f"Since this was proposed, other tables went out to the audience {each.audience!r}, beside which it "
                "tells too much.",
                where=proposal.name[:12],
                mend="Propose the return again; more will be hidden.",
            )


def _gate_gives_the_same(
    session: Session,
    context: AppContext,
    proposal: Proposal,
    audience_release: AudienceRelease,
    released: ReleasedTables,
) -> bool:
    """True where the gate, applied today, gives exactly what was frozen."""
    request = FillRequest(proposal.return_code, proposal.area, proposal.period)
    filled_then = fill(context.ruleset, session, request, as_of=proposal.as_of)
    filled = replace(filled_then, cells=read_stored_cells(context.blobs, proposal.content))
    snapshot = take_snapshot(filled, audience_release.audience, ruleset=context.ruleset, history=released, files=False)
    return snapshot.cells is not None and sha256(snapshot.cells) == audience_release.cells
