"""What may be changed of a place: an agency or a mailbox added or altered; and a place added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indicators.period.arithmetic import Period
from mappings.place.contacts import CONTACT_COLUMNS, CONTACTS_FILE
from mappings.place.place_definitions import AGENCY_COLUMNS
from mappings.ruleset.app_context import AppContext
from returnonce.clock import today
from returnonce.errors import Conflict, NotFound, Refused
from upkeep.workspace.councils import find_council
from upkeep.workspace.place_changes import PlaceChange, read_own_place_texts
from upkeep.workspace.plan_workspace import plan_workspace
from upkeep.workspace.suggestions import LOCAL, suggest_answers
from upkeep.workspace.yaml_blocks import set_block

PLACE_FILE, AGENCIES_FILE = "place.yaml", "agencies.tsv"
Row = Mapping[str, str]


def save_agency(context: AppContext, place: str, row: Row) -> PlaceChange:
    """A place with an agency's row (``AGENCY_COLUMNS``) added, or altered where its code is there.

    Raises:
        Conflict: the place's files cannot be changed here.
        Refused: a cell is empty that may not be, or holds what parts cells.
    """
    _check_cells(row, ("code", "name", "kind", "areas"))
    return _save_row(context, place, (AGENCIES_FILE, AGENCY_COLUMNS), row, f"Save the agency {row['code']}")


def save_contact(context: AppContext, place: str, row: Row) -> PlaceChange:
    """A place with a mailbox's row (``CONTACT_COLUMNS``) added, or altered. Raises as :func:`save_agency`."""
    _check_cells(row, ("code", "kind", "for", "address"))
    return _save_row(context, place, (CONTACTS_FILE, CONTACT_COLUMNS), row, f"Save the mailbox {row['code']}")


def drop_contact(context: AppContext, place: str, code: str) -> PlaceChange:
    """A place without a mailbox.

    Raises:
        NotFound: it has none of that code.
        Conflict: the place's files cannot be changed here.
    """
    lines = read_own_place_texts(context, place).get(CONTACTS_FILE, "").splitlines()
    kept = [line for line in lines if line.split("\t")[0] != code]
    if len(kept) == len(lines):
        raise NotFound("There is no such mailbox.", mend="Choose one of the list.")
    text = "".join(f"{line}\n" for line in kept)
    return PlaceChange(place, f"Drop the mailbox {code}", {CONTACTS_FILE: text}, context.ruleset.hash)


def list_rows(texts: Mapping[str, str], name: str) -> list[dict[str, str]]:
    """The rows of a place's table, by heading."""
    header, *lines = texts.get(name, "").splitlines() or [""]
    names = header.split("\t")
    return [dict(zip(names, [*line.split("\t"), *[""] * len(names)], strict=False)) for line in lines if line.strip()]


def _check_cells(row: Row, needed: Sequence[str]) -> None:
    for name, text in row.items():
        if name in needed and not text.strip():
            raise Refused("Fill this in.", where=name)
        if not text.isprintable():
            raise Refused("A line cannot be parted here.", where=name, mend="Write it on one line, without tabs.")


def _save_row(context: AppContext, place: str, table: tuple[str, Sequence[str]], row: Row, what: str) -> PlaceChange:
    """Cells that the row does not name stay as they are."""
    name, columns = table
    present = list_rows(read_own_place_texts(context, place), name)
    rows = [{**line, **row} if line["code"] == row["code"] else line for line in present]
    if all(line["code"] != row["code"] for line in present):
        rows.append(dict(row))
    lines = ["\t".join(columns), *("\t".join(line.get(column, "").strip() for column in columns) for line in rows)]
    return PlaceChange(place, what, {name: "".join(f"{line}\n" for line in lines)}, context.ruleset.hash)


def add_place(context: AppContext, council_name: str, first_year: Period, packs: Sequence[str]) -> PlaceChange:
    """A further council's place, with the agencies that its kind of authority usually has.

    Raises:
        NotFound, Refused: there is no such council; names those like it.
        Conflict: there is a place of it, or places are kept in no folder of one's own.
    """
    if context.settings.places is None:
        raise Conflict("There is no folder of places.", mend="Set RETURNONCE_PLACES to one.")
    ruleset = context.ruleset
    council = find_council(ruleset.areas, council_name)
    if council.place in ruleset.places:
        raise Conflict(f"{council.title} is here already.", mend="Choose it in the list.")
    known = [pack for pack in packs if pack in ruleset.packs]
    answers = suggest_answers(council, first_year).model_copy(update={"packs": tuple(known)})
    start = f"places/{council.place}/"
    files = plan_workspace(ruleset, answers, today(context.clock)).files
    texts = {path.removeprefix(start): text for path, text in files.items() if path.startswith(start)}
    if LOCAL not in ruleset.packs:
        texts[PLACE_FILE] = set_block(texts[PLACE_FILE], "packs", known)
    return PlaceChange(council.place, f"Add the place {council.title}", texts, ruleset.hash)
