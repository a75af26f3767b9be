"""Makes a workspace, or adds to it what is missing: settings, place, own pack, store, people, first files."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.period.arithmetic import Period
from mappings.place.places import Place
from mappings.ruleset.app_context import AppContext
from returnonce.access.grants import list_grants
from returnonce.blobs import write_atomic
from returnonce.db import reading
from returnonce.settings_file import FILE
from upkeep.backup_archive import disk_errors_in_words
from upkeep.workspace.answers import PARTS, SetupAnswers
from upkeep.workspace.councils import Council, make_council
from upkeep.workspace.files_to_write import FileToWrite, decide_files, write_files
from upkeep.workspace.first_files import write_first_files
from upkeep.workspace.gaps import Arrangement, list_gaps
from upkeep.workspace.people import add_people, make_first_link
from upkeep.workspace.plan_workspace import plan_workspace, read_planned_place
from upkeep.workspace.planned_files import FOLDERS
from upkeep.workspace.setup_sheet import write_setup_sheet
from upkeep.workspace.suggestions import find_financial_year

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

SHEET = "setup.xlsx"
#: Opens the application's context on the workspace's settings; makes the store where there is none.
OpenContext = Callable[[Path], AppContext]


@dataclass(frozen=True)
class WorkspaceDraft:
    """What will be done: nothing of it is done yet. ``place``: what the place's files will make."""

    folder: Path
    council: Council
    answers: SetupAnswers
    files: Sequence[FileToWrite]
    place: Place
    year: Period
    settings: Mapping[str, object]
    sheet: bytes | None

    @property
    def folders(self) -> list[Path]:
        """Folders that the settings name and that are not there."""
        named = (self.folder / str(self.settings[name]) for name in FOLDERS if name in self.settings)
        return [folder for folder in named if not folder.is_dir()]


@dataclass
class WorkspaceReport:
    """What was done. ``store_made``: whether it was made now. ``links``: addresses to sign in at, once, by account."""

    draft: WorkspaceDraft
    store_made: bool = False
    done: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def changed(self) -> bool:
        """False where everything was there already."""
        return self.store_made or bool(self.done) or any(each.is_written for each in self.draft.files)


def draft_workspace(
    ruleset: Ruleset, folder: Path, answers: SetupAnswers, today: date, *, from_sheet: bool
) -> WorkspaceDraft:
    """What a workspace lacks, proved sound together with what is there.

    Raises:
        NotFound: an answer names a pack that there is not.
        Refused: the answers contradict each other, or what is there.
    """
    council = make_council(ruleset.areas, ruleset.areas.get(answers.council))
    planned = plan_workspace(ruleset, answers, today).files
    files = decide_files(folder, planned, from_sheet=from_sheet)
    texts = _read_place_folder(folder, council.place) | {each.path: each.text for each in files}
    place = read_planned_place(ruleset, council.place, texts)
    sheet = None if (folder / SHEET).exists() else write_setup_sheet(council, answers, ruleset.areas)
    settings = tomllib.loads(texts[FILE])
    return WorkspaceDraft(folder, council, answers, files, place, _find_first_year(place, answers), settings, sheet)


def _read_place_folder(folder: Path, place: str) -> dict[str, str]:
    """Further files of a place that is there, such as its approvals."""
    own = sorted((folder / "places" / place).glob("*.*"))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8-sig", errors="replace") for path in own}


def _find_first_year(place: Place, answers: SetupAnswers) -> Period:
    # A school year lies in the financial year in which it ends.
    return min((find_financial_year(entry.first.end) for entry in place.returns), default=answers.first_year)


def make_workspace(ruleset: Ruleset, draft: WorkspaceDraft, open_context: OpenContext) -> WorkspaceReport:
    """Do it. What is there stays as it is; a run that was stopped is taken up by the next.

    Raises:
        Unavailable: a folder or the store cannot be made.
        Conflict: an account of that name has ended.
    """
    report = WorkspaceReport(draft)
    with disk_errors_in_words("The workspace"):
        report.done += _write_folder(draft)
    context = open_context(draft.folder)
    report.store_made = not context.store_exists
    # Before any transaction, since to note a ruleset or a key is to write.
    context.open()
    report.done += add_people(context, draft.place.name, draft.answers.people)
    report.links = make_first_link(context, draft.answers.people)
    report.done += [f"sign-in link of {account}" for account in report.links]
    report.done += write_first_files(context, draft.folder, draft.place.name, draft.year)
    report.gaps = list_gaps(ruleset, describe_arrangement(draft, context))
    return report


def _write_folder(draft: WorkspaceDraft) -> list[str]:
    """Files and folders, without what the store is needed for."""
    done = []
    draft.folder.mkdir(parents=True, exist_ok=True)
    write_files(draft.folder, draft.files)
    for folder in draft.folders:
        folder.mkdir(parents=True, exist_ok=True)
        done.append(f"folder {folder}")
    if draft.sheet is not None:
        write_atomic(draft.folder / SHEET, draft.sheet)
        done.append(SHEET)
    return done


def describe_arrangement(draft: WorkspaceDraft, context: AppContext | None) -> Arrangement:
    """What gaps are looked for in; without a store, people are those of the answers."""
    roles = {role for person in draft.answers.people for role in PARTS[person.part]}
    if context is not None:
        with reading(context.engine) as session:
            grants = [grant for grant in list_grants(session) if grant.ended_at is None]
        roles |= {each.grant.role for each in grants if each.grant.place in {None, draft.place.name}}
    return Arrangement(draft.place, draft.year, roles, draft.settings)
