"""``returnonce propose | proposals | approve | send-back | sign-off | publish``: from draft to edition."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.acting_account import ByOption, find_acting_by_rules
from commands.context import AreaOption, CommandContext, JsonOption, PeriodOption, ReturnArgument, open_context
from exports.as_of import count_cells
from exports.editions.proposals import approve as approving
from exports.editions.proposals import propose as proposing
from exports.editions.proposals.read_proposals import Proposal, read_proposals
from exports.editions.publication import publish as publishing
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import read_stored_cells
from indicators.period.printed import read_period
from returnonce.count_text import format_count
from returnonce.db import reading

ProposalArgument = Annotated[str, typer.Argument(metavar="PROPOSAL", help="Name of the proposal, or its beginning.")]
NoteOption = Annotated[str, typer.Option("--note", help="A few words, kept with it.")]
WAITS = {"approval": "a second person's approval", "sign_off": "the word of the {office}", "publication": "publication"}


def propose(
    return_code: ReturnArgument,
    area: AreaOption,
    period: PeriodOption,
    by: ByOption = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why there is another edition, such as correction or late-figures.")
    ] = None,
    note: NoteOption = "",
    as_json: JsonOption = False,
) -> None:
    """Freeze a return as it stands, for every audience and in every format, and put it up for approval."""
    context = open_context(as_json)
    key = ReturnKey(return_code, area, read_period(period).code)
    proposal = proposing.propose(context, key, by=find_acting_by_rules(context, by), reason=reason, note=note)
    _say(context, proposal)
    counts = count_cells(read_stored_cells(context.blobs, proposal.content))
    figures = f"{counts['filled']:,}" if counts["filled"] else "None"
    context.console.text(f"{figures} of its {counts['all']:,} cells have a figure.")
    for audience in proposal.audiences:
        if audience.refusal:
            context.console.text(f"Nothing for the {audience.audience}: {audience.refusal}")


def proposals(
    return_code: Annotated[str | None, typer.Argument(metavar="[RETURN]", help="Only of this return.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Only of this area.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="Only of this period.")] = None,
    as_json: JsonOption = False,
) -> str:
    """What was put up for approval, newest first, and what it waits for."""
    context = open_context(as_json)
    code = context.ruleset.areas.find(area).code if area else None
    span = read_period(period).code if period else None
    with reading(context.engine) as session:
        matches = read_proposals(session, return_code=return_code, area=code, period=span)
    context.console.data([_proposal_data(match) for match in matches])
    rows = [
        (match.name[:12], match.return_code, match.area, match.period, match.state.replace("_", " "), _waits(match),
         match.proposed_by, match.proposed_at.date())
        for match in matches
    ]  # fmt: skip
    headings = ["proposal", "return", "area", "period", "state", "waits for", "proposed by", "on"]
    context.console.table(headings, rows, spare=("proposed by", "on"), none="Nothing was put up for approval.")
    return "" if matches else "returnonce fill RETURN --area AREA --period PERIOD"


def approve(name: ProposalArgument, by: ByOption = None, note: NoteOption = "", as_json: JsonOption = False) -> None:
    """Approve what another person proposed."""
    context = open_context(as_json)
    _say(context, approving.approve(context, name, by=find_acting_by_rules(context, by), note=note))


def send_back(
    name: ProposalArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with it.")],
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a proposal back to who made it."""
    context = open_context(as_json)
    _say(context, approving.return_proposal(context, name, by=find_acting_by_rules(context, by), reason=reason))


def sign_off(name: ProposalArgument, by: ByOption = None, note: NoteOption = "", as_json: JsonOption = False) -> None:
    """The statutory officer's word, where the return's form requires it."""
    context = open_context(as_json)
    _say(context, approving.sign_off(context, name, by=find_acting_by_rules(context, by), note=note))


def publish(
    name: ProposalArgument,
    by: ByOption = None,
    public: Annotated[bool, typer.Option("--public", help="Release it to the public as well.")] = False,
    although_moved: Annotated[
        bool, typer.Option("--although-moved", help="Publish what was approved, even if figures moved since.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Publish an approved proposal as the next edition; publishing it again gives the same edition."""
    context = open_context(as_json)
    edition = publishing.publish(
        context, name, by=find_acting_by_rules(context, by), public=public, although_moved=although_moved
    )
    files = [{"audience": file.audience, "name": file.name, "sha256": file.sha256} for file in edition.files]
    context.console.data(
        {
            "edition": edition.name,
            "number": edition.number,
            "content": edition.content,
            "head": edition.head,
            "files": files,
        }
    )
    whom = ", ".join(edition.audiences)
    context.console.text(
        f"Edition {edition.name} is published, for: {whom}. "
        f"{format_count(len(edition.files), 'file')}; content {edition.content[:12]}."
    )


def _say(context: CommandContext, proposal: Proposal) -> None:
    context.console.data(_proposal_data(proposal))
    waits = f"; it waits for {_waits(proposal)}" if proposal.waits_for else ""
    what = f"{proposal.return_code} for {proposal.area}, {proposal.period}"
    context.console.text(f"Proposal {proposal.name[:12]} ({what}) is {proposal.state.replace('_', ' ')}{waits}.")


def _waits(proposal: Proposal) -> str:
    return WAITS.get(proposal.waits_for or "", "").format(office=(proposal.office or "").replace("-", " "))


def _proposal_data(proposal: Proposal) -> dict[str, Any]:
    return {
        "proposal": proposal.name, "return": proposal.return_code, "edition_of_form": proposal.form,
        "area": proposal.area,
        "period": proposal.period, "place": proposal.place, "state": proposal.state, "waits_for": proposal.waits_for,
        "office": proposal.office, "content": proposal.content, "ruleset": proposal.ruleset, "as_of": proposal.as_of,
        "reason": proposal.reason, "note": proposal.note, "proposed_by": proposal.proposed_by,
        "proposed_at": proposal.proposed_at,
        "number": proposal.number,
        "audiences": [
            {"audience": audience.audience, "rule": audience.rule, "version": audience.version,
            "hidden": audience.hidden,
             "refusal": audience.refusal}
            for audience in proposal.audiences
        ],
        "acts": [{"act": act.act, "by": act.by, "office": act.office, "note": act.note, "at": act.at}
                 for act in proposal.acts],
    }  # fmt: skip
