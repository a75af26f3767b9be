"""``returnonce start``: a council's workspace, from its name or from a sheet."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.context import CommandContext, JsonOption, make_context
from indicators.period.arithmetic import Period
from indicators.period.printed import read_period
from mappings.ruleset.loading import load_ruleset
from returnonce.clock import SystemClock, today
from returnonce.console import Console
from returnonce.definition_files.file_tree import RELEASE
from returnonce.errors import WrongUsage
from returnonce.settings import read_settings
from returnonce.settings_file import find_earlier_home, find_workspace
from upkeep.workspace.answers import Part, SetupAnswers
from upkeep.workspace.councils import find_council
from upkeep.workspace.gaps import list_gaps
from upkeep.workspace.make_workspace import (
    SHEET,
    WorkspaceDraft,
    WorkspaceReport,
    describe_arrangement,
    draft_workspace,
    make_workspace,
)
from upkeep.workspace.people import name_person
from upkeep.workspace.present_places import find_present_place
from upkeep.workspace.setup_sheet_reading import SheetRefused, read_setup_sheet
from upkeep.workspace.suggestions import find_financial_year, suggest_answers
from upkeep.workspace.where import choose_folder

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


def start(
    council: Annotated[str | None, typer.Option("--council", help="Name of the council, such as Kent.")] = None,
    sheet: Annotated[
        Path | None, typer.Option("--from", help="A filled setup.xlsx: taken whole, or refused with every reason.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where the workspace is made; else a folder of the council's name.")
    ] = None,
    first_year: Annotated[
        str | None, typer.Option("--first-year", help="First financial year, such as FY2026-27; else that of today.")
    ] = None,
    administrator: Annotated[
        str | None,
        typer.Option("--administrator", help="Account of who makes further accounts, a mail address perhaps."),
    ] = None,
    second: Annotated[
        str | None, typer.Option("--second", help="Account of the second person, who approves what others propose.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made, and make nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a council's workspace, or add to it what is missing, and say what is still open."""
    console = Console(as_json, as_log=os.environ.get("RETURNONCE_LOG_FORMAT") == "json")
    workspace = find_workspace(folder or Path())
    ruleset = _load_definitions(workspace)
    options = _StartRequest(council, sheet, first_year, {"administrator": administrator, "second person": second})
    answers = _find_answers(ruleset, workspace, options, console)
    target = choose_folder(folder, Path(), find_council(ruleset.areas, answers.council).place)
    draft = draft_workspace(ruleset, target, answers, today(SystemClock()), from_sheet=sheet is not None)
    if dry_run:
        report = WorkspaceReport(draft, gaps=list_gaps(ruleset, describe_arrangement(draft, None)))
    else:
        report = make_workspace(ruleset, draft, partial(open_workspace, as_json))
    _tell(console, report, dry_run=dry_run)


@dataclass(frozen=True)
class _StartRequest:
    """What was typed."""

    council: str | None
    sheet: Path | None
    first_year: str | None
    people: dict[Part, str | None]


def _load_definitions(workspace: Path | None) -> Ruleset:
    """What ships, and the packs of a workspace that is there."""
    settings = read_settings(os.environ, workspace) if workspace else None
    return load_ruleset(packs=settings.pack_folders if settings else (), samples=False)


def open_workspace(as_json: bool, folder: Path) -> CommandContext:
    """The context of a workspace, which makes its store where there is none."""
    return make_context(read_settings(os.environ, folder), as_json, makes_store=True)


def _find_answers(ruleset: Ruleset, workspace: Path | None, options: _StartRequest, console: Console) -> SetupAnswers:
    if options.sheet is not None:
        answers = _read_sheet(ruleset, options, console)
    else:
        present = find_present_place(workspace) if workspace else None
        named = options.council or (present.area if present else None)
        if named is None:
            raise WrongUsage("Which council is not said.", mend="Give --council NAME, or --from setup.xlsx.")
        found = find_council(ruleset.areas, named)
        begun = present.first_year if present and present.area == found.area.code else None
        answers = suggest_answers(found, _find_year(options.first_year, begun))
    named_people = [name_person(part, account) for part, account in options.people.items() if account]
    people = {person.account: person for person in (*answers.people, *named_people)}
    if len({person.account for person in named_people}) < len(named_people):
        mend = "Whoever proposes a return cannot approve it."
        raise WrongUsage("The administrator and the second person are one.", where="--second", mend=mend)
    return answers.model_copy(update={"people": tuple(people.values())})


def _find_year(first_year: str | None, begun: Period | None) -> Period:
    """The year that was typed, else the one with which the place began, else that of today."""
    if first_year is None:
        return begun or find_financial_year(today(SystemClock()))
    year = read_period(first_year)
    if year.kind != "financial_year":
        raise WrongUsage(f"{year} is no financial year.", where="--first-year", mend="Write it like FY2026-27.")
    return year


def _read_sheet(ruleset: Ruleset, options: _StartRequest, console: Console) -> SetupAnswers:
    try:
        answers = read_setup_sheet(options.sheet or Path(), ruleset.areas)
    except SheetRefused as refused:
        for fault in refused.faults if len(refused.faults) > 1 else ():
            console.text(str(fault))
        raise
    if options.council and find_council(ruleset.areas, options.council).area.code != answers.council:
        name = ruleset.areas.get(answers.council).name
        raise WrongUsage(
            f"The sheet is of {name}.", where="--council", mend="Leave --council out, or correct the sheet."
        )
    return answers


def _tell(console: Console, report: WorkspaceReport, *, dry_run: bool) -> None:
    draft = report.draft
    console.data(_describe(report, dry_run=dry_run))
    console.text(draft.council.describe())
    if draft.council.neighbours:
        console.text(f"Its statistical neighbours: {', '.join(area.name for area in draft.council.neighbours)}.")
    for words in draft.council.planned:
        console.text(f"Planned: {words}")
    console.text(f"\nWorkspace: {draft.folder}")
    for line in _list_lines(report, dry_run=dry_run):
        console.text(f"  {line}")
    if report.gaps:
        console.text("\nStill open:")
    for gap in report.gaps:
        console.text(f"- {gap}")
    _tell_next(console, report, dry_run=dry_run)


def _list_lines(report: WorkspaceReport, *, dry_run: bool) -> list[str]:
    draft = report.draft
    would = "would be " if dry_run else ""
    fates = {"there": "there", "left": "left as it is"}
    lines = [
        f"{fates.get(each.fate, would + each.fate)}: {each.path}" + (f" ({each.words})" if each.words else "")
        for each in draft.files
    ]
    if dry_run:
        lines += [f"would be made: {folder}" for folder in draft.folders]
        lines += [f"would be made: {SHEET}"] if draft.sheet is not None else []
        return [*lines, "would be made where missing: the store, accounts, the first templates, the calendar"]
    return [
        *lines,
        f"{'made' if report.store_made else 'there'}: the store",
        *(f"made: {each}" for each in report.done),
    ]


def _tell_next(console: Console, report: WorkspaceReport, *, dry_run: bool) -> None:
    folder = report.draft.folder
    if dry_run:
        console.say("Nothing was made: this was a dry run.")
        return
    if not report.changed:
        console.say("Nothing was to be done: all of it was there.")
    earlier = find_earlier_home(Path(), RELEASE, but=folder / "store")
    if earlier is not None:
        console.say(
            f"A store of before lies in {earlier}, and stays. To go on with it here, back it up and restore it."
        )
    console.say(f"Next: cd {folder}, fill in {SHEET}, returnonce start --from {SHEET}; then returnonce serve.")
    for person in report.draft.answers.people:
        if person.account not in report.links:
            password = f"returnonce user password {person.account} --link"
            console.say(f"{person.account} gets an address to sign in at from: {password}.")
    for account, address in report.links.items():
        # A secret: for this screen, and for no log.
        console.text(f"\nWhile returnonce serve runs, {account} signs in here, once within an hour:\n{address}")


def _describe(report: WorkspaceReport, *, dry_run: bool) -> dict[str, Any]:
    draft: WorkspaceDraft = report.draft
    return {
        "council": draft.council.title,
        "area": draft.council.area.code,
        "kind": draft.council.area.kind,
        "districts": [area.code for area in draft.council.districts],
        "neighbours": [area.code for area in draft.council.neighbours],
        "planned": list(draft.council.planned),
        "place": draft.place.name,
        "workspace": str(draft.folder),
        "dry_run": dry_run,
        "changed": report.changed and not dry_run,
        "files": [{"path": each.path, "fate": each.fate, "words": each.words} for each in draft.files],
        "store_made": report.store_made,
        "made": report.done,
        "sign_in_links": report.links,
        "gaps": report.gaps,
    }
