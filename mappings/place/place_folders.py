"""Loads places from the folders that hold them, and refuses a folder that is none."""

from __future__ import annotations

from mappings.place.place_files import PlaceContext, read_place_files
from mappings.place.places import Place
from mappings.place.scheduled_entries import list_scheduled_entries
from returnonce.definition_files.file_tree import FilePath
from returnonce.errors import Refused


def load_places(
    samples: FilePath, own: FilePath | None, context: PlaceContext, faults: dict[str, Refused] | None = None
) -> dict[str, Place]:
    """The sample places, and those of a further folder; one of a sample's name replaces it.

    ``faults``: takes what is wrong with a place, which is then left out; without it the first is raised.

    Raises:
        Refused: a file is wrong or two rows contradict each other; names file, row, column, mend.
    """
    folders = _folders(samples) | (_folders(own) if own else {})
    places = {}
    for name, folder in sorted(folders.items()):
        try:
            places[name] = _load_place(folder, context)
        except Refused as refused:
            if faults is None:
                raise
            faults[name] = _name_folder(refused, name)
    return places


def _name_folder(refused: Refused, name: str) -> Refused:
    """Some errors name a file alone, and every place has one of that name."""
    if "/" in (refused.where or "") or refused.where == name:
        return refused
    return Refused(refused.what, where=f"{name}/{refused.where}", mend=refused.mend)


def check_places_folder(path: FilePath) -> None:
    """Refuse what is no folder of places."""
    if not path.is_dir():
        raise Refused(
            f"There is no folder of places at {path}.", mend="Set RETURNONCE_PLACES to a folder, or unset it."
        )
    if (path / "place.yaml").exists():
        raise Refused(
            f"{path.name} is a place, not a folder of places.",
            mend="Set RETURNONCE_PLACES to the folder that holds it.",
        )


def _folders(path: FilePath) -> dict[str, FilePath]:
    inside = (folder for folder in path.iterdir() if folder.is_dir() and folder.name[0] not in "._")
    return {folder.name: folder for folder in inside}


def _load_place(folder: FilePath, context: PlaceContext) -> Place:
    files = read_place_files(folder, context)
    place_file = files.place_file
    return Place(
        name=place_file.name,
        title=place_file.title,
        areas=place_file.areas,
        illustrative=place_file.illustrative,
        sources=place_file.sources,
        returns=(*place_file.returns, *list_scheduled_entries(place_file, context.schedules, context.areas)),
        agencies={agency.code: agency for agency in files.agencies},
        of_record=files.of_record,
        approvals=files.approvals,
        kept_lines=files.kept_lines,
        costs=files.costs,
        suppliers=files.suppliers,
        record_settings=files.record_settings,
        nation=place_file.nation,
        closed_days=files.closed_days,
        terms=files.terms,
        leads=files.leads,
        due_days=files.due_days,
        contacts=files.contacts,
        sharing_agreements=files.sharing_agreements,
        sharing_needs=files.sharing_needs,
        area_book=context.areas,
        packs=place_file.packs,
    )
