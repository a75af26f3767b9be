"""``returnonce propose | proposals | approve | send-back | sign-off | publish``: from draft to edition."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.acting_account import ByOption, find_acting
from commands.context import AreaOption, CommandContext, JsonOption, PeriodOption, open_context
from exports.editions.proposals import approve as approving
from exports.editions.proposals import propose as proposing
from exports.editions.proposals.read_proposals import Proposal, read_proposals
from exports.editions.publication import publish as publishing
from exports.editions.return_key import ReturnKey
from indicators.period.codes import parse_period
from returnonce.db import reading

ReturnArgument = Annotated[str, typer.Argument(metavar="RETURN", help="Such as vital-signs or core-data-set.")]
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
    key = ReturnKey(return_code, area, period)
    proposal = proposing.propose(context, key, by=find_acting(context, by), reason=reason, note=note)
    _say(context, proposal)
    for each in proposal.audiences:
        if each.refusal:
            context.console.say(f"Nothing for the {each.audience}: {each.refusal}")


def proposals(
    return_code: Annotated[str | None, typer.Argument(metavar="[RETURN]", help="Only of this return.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Only of this area.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="Only of this period.")] = None,
    as_json: JsonOption = False,
) -> None:
    """What was put up for approval, newest first, and what it waits for."""
    context = open_context(as_json)
    code = context.ruleset.areas.find(area).code if area else None
    span = parse_period(period).code if period else None
    with reading(context.engine) as session:
        matches = read_proposals(session, return_code=return_code, area=code, period=span)
    context.console.data([_told(one) for one in matches])
    rows = [
        (one.name[:12], one.return_code, one.area, one.period, one.state.replace("_", " "), _waits(one),
         one.proposed_by, one.proposed_at.date())
        for one in matches
    ]  # fmt: skip
    context.console.table(["proposal", "return", "area", "period", "state", "waits for", "proposed by", "on"], rows)


def approve(name: ProposalArgument, by: ByOption = None, note: NoteOption = "", as_json: JsonOption = False) -> None:
    """Approve what another person proposed."""
    context = open_context(as_json)
    _say(context, approving.approve(context, name, by=find_acting(context, by), note=note))


def send_back(
    name: ProposalArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with it.")],
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a proposal back to who made it."""
    context = open_context(as_json)
    _say(context, approving.return_proposal(context, name, by=find_acting(context, by), reason=reason))


def sign_off(name: ProposalArgument, by: ByOption = None, note: NoteOption = "", as_json: JsonOption = False) -> None:
    """The statutory officer's word, where the return's form requires it."""
    context = open_context(as_json)
    _say(context, approving.sign_off(context, name, by=find_acting(context, by), note=note))


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
        context, name, by=find_acting(context, by), public=public, although_moved=although_moved
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
    context.console.say(
        f"Edition {edition.name} is published, for: {whom}. {len(edition.files)} files; content {edition.content[:12]}."
    )


def _say(context: CommandContext, one: Proposal) -> None:
    context.console.data(_told(one))
    waits = f"; it waits for {_waits(one)}" if one.waits_for else ""
    what = f"{one.return_code} for {one.area}, {one.period}"
    context.console.say(f"Proposal {one.name[:12]} ({what}) is {one.state.replace('_', ' ')}{waits}.")


def _waits(one: Proposal) -> str:
    return WAITS.get(one.waits_for or "", "").format(office=(one.office or "").replace("-", " "))


def _told(one: Proposal) -> dict[str, Any]:
    return {
        "proposal": one.name, "return": one.return_code, "edition_of_form": one.form, "area": one.area,
        "period": one.period, "place": one.place, "state": one.state, "waits_for": one.waits_for,
        "office": one.office, "content": one.content, "ruleset": one.ruleset, "as_of": one.as_of,
        "reason": one.reason, "note": one.note, "proposed_by": one.proposed_by, "proposed_at": one.proposed_at,
        "number": one.number,
        "audiences": [
            {"audience": each.audience, "rule": each.rule, "version": each.version, "hidden": each.hidden,
             "refusal": each.refusal}
            for each in one.audiences
        ],
        "acts": [{"act": act.act, "by": act.by, "office": act.office, "note": act.note, "at": act.at}
                 for act in one.acts],
    }  # fmt: skip
