"""Proposals as API schemas."""

from __future__ import annotations

from typing import Any

from api.schemas.proposals import ActShown, AudienceShown, ProposalShown, ProposedFile
from exports.editions.proposals.read_proposals import Proposal


def proposal_summary(proposal: Proposal) -> dict[str, Any]:
    """A row of a list."""
    return {
        "proposal": proposal.name, "return_code": proposal.return_code, "form": proposal.form, "area": proposal.area,
        "period": proposal.period, "state": proposal.state, "waits_for": proposal.waits_for, "office": proposal.office,
        "proposed_by": proposal.proposed_by, "proposed_at": proposal.proposed_at, "edition": proposal.number,
    }  # fmt: skip


def proposal_details(proposal: Proposal) -> ProposalShown:
    """The whole proposal."""
    audiences = [
        AudienceShown(audience=a.audience, rule=a.rule, version=a.version, hidden=a.hidden, refusal=a.refusal)
        for a in proposal.audiences
    ]
    return ProposalShown(
        **proposal_summary(proposal), reason=proposal.reason, note=proposal.note, as_of=proposal.as_of,
        ruleset=proposal.ruleset,
        content=proposal.content, audiences=audiences, files=[ProposedFile(**vars(file)) for file in proposal.files],
        acts=[ActShown(**vars(act)) for act in proposal.acts],
    )  # fmt: skip
