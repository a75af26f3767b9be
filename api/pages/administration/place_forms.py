"""Reads the forms of agencies and mailboxes into rows of a place's tables."""

from __future__ import annotations

from collections.abc import Mapping

from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.base import NOT_ESTABLISHED
from returnonce.errors import Refused
from upkeep.workspace.councils import name_place

SOURCE = "the council's own list"


def read_agency_row(ruleset: Ruleset, fields: Mapping[str, str]) -> dict[str, str]:
    """The cells of ``agencies.tsv`` that the form fills; a new agency's code is made of its name.

    Raises:
        Refused: nothing is written where something must be.
        NotFound: an area is none.
    """
    name = fields.get("name", "").strip()
    areas = [ruleset.areas.find(text.strip()).code for text in fields.get("areas", "").split(",") if text.strip()]
    if not areas:
        raise Refused("Say on which ground.", where="areas", mend="Names or codes of areas, parted by commas.")
    if not name:
        raise Refused("Give its name.", where="name")
    return {
        "code": fields.get("code", "").strip() or name_place(name), "name": name, "kind": fields.get("kind", ""),
        "roles": "|".join(key.removeprefix("role-") for key in fields if key.startswith("role-")),
        "areas": "|".join(areas), "from": fields.get("from", "").strip() or NOT_ESTABLISHED,
        "to": fields.get("to", "").strip(), "successor": fields.get("successor", "").strip(),
        "source": fields.get("source", "").strip() or SOURCE,
    }  # fmt: skip


def read_contact_row(place: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The cells of ``contacts.tsv`` that the form fills. Quiet hours stay as they are."""
    whom = fields.get("whom", "").strip()
    if not whom:
        raise Refused("Choose whose mailbox it is.", where="for")
    kind = "officer" if whom == place else "agency"
    code = fields.get("code", "").strip() or f"{whom}-{'officers' if kind == 'officer' else 'returns'}"
    return {"code": code, "kind": kind, "for": whom, "address": fields.get("address", "").strip()}
