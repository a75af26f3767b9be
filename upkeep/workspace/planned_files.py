"""The files of a workspace as they follow from the answers: settings, the place, and the council's own pack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import yaml

from mappings.packs.pack_skeleton import list_skeleton_files
from mappings.place.contacts import CONTACT_COLUMNS, CONTACTS_FILE
from mappings.place.place_definitions import AGENCY_COLUMNS
from mappings.place.record_settings import SUPPLIER_COLUMNS
from returnonce.definition_files.base import NOT_ESTABLISHED
from returnonce.settings_file import FILE, STORE_FOLDER
from upkeep.workspace.answers import AgencyAnswer, ServiceAnswer, SetupAnswers
from upkeep.workspace.councils import Council
from upkeep.workspace.suggestions import LOCAL

#: Folders of a workspace beside the store, by the setting that names each.
FOLDERS = {"backups": "backups", "published": "published"}
TREATMENT = "treatment"
#: What ``place.yaml`` says of returns, by its key: ``returns`` and ``schedules``.
PlaceEntries = Mapping[str, Sequence[dict[str, object]]]
HEAD = """\
# The workspace of {title} ({code}). Commands find this file from any folder below it; a variable RETURNONCE_...
# wins over a line here, and a misspelt key is refused. Every key: docs/reference/settings.md, in small letters
# and without RETURNONCE_. Paths are from this folder. Passwords and keys are better given as variables.
"""


def plan_settings_file(council: Council, answers: SetupAnswers) -> str:
    """``returnonce.toml``."""
    folders = {name: answers.settings.get(name, folder) for name, folder in FOLDERS.items()}
    further = {name: text for name, text in answers.settings.items() if name not in FOLDERS}
    lines = [
        HEAD.format(title=council.title, code=council.area.code),
        f"home = {_quote(STORE_FOLDER)}",
        'places = "places"',
        f"definitions = [{_quote(LOCAL)}]",
        "# The two sample places, whose figures are made up, are off.",
        "samples = false",
        *(f"{name} = {_quote(text)}" for name, text in (folders | further).items()),
    ]
    return "\n".join([*lines, ""])


def plan_place_files(council: Council, answers: SetupAnswers, entries: PlaceEntries) -> dict[str, str]:
    """The files of ``places/<place>/`` by their path from the workspace."""
    folder = f"places/{council.place}"
    files = {
        f"{folder}/place.yaml": _write_place_file(council, answers, entries),
        f"{folder}/agencies.tsv": _write_table(AGENCY_COLUMNS, _agency_rows(council, answers)),
        f"{folder}/{CONTACTS_FILE}": _write_table(CONTACT_COLUMNS, _contact_rows(council, answers)),
    }
    if answers.services:
        files[f"{folder}/suppliers.tsv"] = _write_table(SUPPLIER_COLUMNS, _supplier_rows(council, answers.services))
    return files


def plan_local_pack(today: date) -> dict[str, str]:
    """The council's own pack, with an example to be replaced, by path from the workspace."""
    return {f"{LOCAL}/{path}": text for path, text in list_skeleton_files(LOCAL, today).items()}


def plan_workspace_files(council: Council, answers: SetupAnswers, entries: PlaceEntries, today: date) -> dict[str, str]:
    """Every text file by its path from the workspace."""
    return {
        FILE: plan_settings_file(council, answers),
        ".gitignore": f"/{STORE_FOLDER}/\n/{FOLDERS['backups']}/\n",
        **plan_place_files(council, answers, entries),
        **plan_local_pack(today),
    }


def _quote(text: str) -> str:
    # A text of JSON is one of TOML.
    return json.dumps(text, ensure_ascii=False)


def _write_place_file(council: Council, answers: SetupAnswers, entries: PlaceEntries) -> str:
    areas = [council.area.code, *(area.code for area in council.districts)]
    content = {
        "name": council.place,
        "title": council.title,
        "areas": areas,
        "illustrative": False,
        **entries,
        "packs": [*answers.packs, LOCAL],
        "sources": ["Who answers for what: the council's own answers to returnonce start"],
    }
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    return text


def _write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(row) + "\n" for row in (columns, *rows))


def _agency_rows(council: Council, answers: SetupAnswers) -> list[list[str]]:
    services = [
        AgencyAnswer(code=each.code, name=each.name, kind="provider", areas=(council.area.code,))
        for each in answers.services
    ]
    return [
        [
            each.code,
            each.name,
            each.kind,
            "|".join(each.roles),
            "|".join(each.areas),
            NOT_ESTABLISHED,
            "",
            "",
            each.source,
        ]
        for each in (*answers.agencies, *services)
    ]


def _contact_rows(council: Council, answers: SetupAnswers) -> list[list[str]]:
    rows = (
        [[f"{council.place}-officers", "officer", council.place, answers.mailbox, "", "", ""]]
        if answers.mailbox
        else []
    )
    senders: tuple[AgencyAnswer | ServiceAnswer, ...] = (*answers.agencies, *answers.services)
    rows += [
        [f"{each.code}-returns", "agency", each.code, each.mailbox, "", "", ""] for each in senders if each.mailbox
    ]
    return rows


def _supplier_rows(council: Council, services: Sequence[ServiceAnswer]) -> list[list[str]]:
    return [
        [TREATMENT, council.area.code, each.code, each.sender_code or "", NOT_ESTABLISHED, "", "the council's own list"]
        for each in services
    ]
