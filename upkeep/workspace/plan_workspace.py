"""The plan of a workspace: its files, and the place that they make, proved sound before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mappings.place.place_files import PlaceContext
from mappings.place.place_folders import load_places
from mappings.place.places import Place
from mappings.ruleset.parsing import list_schedules
from returnonce.definition_files.file_tree import OWN_PLACES, DefinitionFiles
from returnonce.errors import NotFound
from upkeep.workspace.answers import SetupAnswers
from upkeep.workspace.councils import Council, make_council
from upkeep.workspace.planned_files import plan_workspace_files
from upkeep.workspace.returns_made import list_place_returns, list_place_schedules

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class WorkspacePlan:
    """``files``: texts by their path from the workspace. ``place``: what those of the place make."""

    council: Council
    answers: SetupAnswers
    files: Mapping[str, str]
    place: Place


def plan_workspace(ruleset: Ruleset, answers: SetupAnswers, today: date) -> WorkspacePlan:
    """What a workspace of these answers holds. ``ruleset``: what ships.

    Raises:
        NotFound: an answer names a pack that there is not.
        Refused: the answers contradict each other; names file and row.
    """
    council = make_council(ruleset.areas, ruleset.areas.get(answers.council))
    for name in answers.packs:
        if name not in ruleset.packs:
            raise NotFound(f"There is no pack {name}.", mend=f"Packs are: {', '.join(ruleset.packs)}.")
    returns = list_place_returns(ruleset, council, answers.first_year, answers.packs)
    schedules = list_place_schedules(ruleset, council, answers.first_year, answers.packs)
    files = plan_workspace_files(council, answers, {"returns": returns, "schedules": schedules}, today)
    return WorkspacePlan(council, answers, files, read_planned_place(ruleset, council.place, files))


def read_planned_place(ruleset: Ruleset, name: str, files: Mapping[str, str]) -> Place:
    """The place that a workspace's files make.

    Raises:
        Refused: they contradict each other.
    """
    start = f"places/{name}/"
    content = {
        f"{OWN_PLACES}/{name}/{path.removeprefix(start)}": text.encode()
        for path, text in files.items()
        if path.startswith(start)
    }
    root = DefinitionFiles(content).root
    schedules = list_schedules(ruleset.packs, ruleset.scheduled_returns)
    context = PlaceContext(ruleset.areas, ruleset.records, ruleset.burden.assumptions, schedules)
    return load_places(root / "samples", root / OWN_PLACES, context)[name]
