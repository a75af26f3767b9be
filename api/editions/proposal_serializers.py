"""Proposals as API schemas."""

from __future__ import annotations

from typing import Any

from api.schemas.proposals import ActShown, AudienceShown, ProposalShown, ProposedFile
from exports.editions.proposals.read_proposals import Proposal


def proposal_summary(one: Proposal) -> dict[str, Any]:
    """A row of a list."""
    return {
        "proposal": one.name, "return_code": one.return_code, "form": one.form, "area": one.area,
        "period": one.period, "state": one.state, "waits_for": one.waits_for, "office": one.office,
        "proposed_by": one.proposed_by, "proposed_at": one.proposed_at, "edition": one.number,
    }  # fmt: skip


def proposal_details(one: Proposal) -> ProposalShown:
    """The whole proposal."""
    audiences = [
        AudienceShown(audience=a.audience, rule=a.rule, version=a.version, hidden=a.hidden, refusal=a.refusal)
        for a in one.audiences
    ]
    return ProposalShown(
        **proposal_summary(one), reason=one.reason, note=one.note, as_of=one.as_of, ruleset=one.ruleset,
        content=one.content, audiences=audiences, files=[ProposedFile(**vars(file)) for file in one.files],
        acts=[ActShown(**vars(act)) for act in one.acts],
    )  # fmt: skip
