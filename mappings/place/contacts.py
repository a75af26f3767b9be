"""Contacts: functional mailboxes of agencies, officers and regulators, from a place's ``contacts.tsv``.

Only the code that delivers messages uses addresses; everywhere else a contact is named
by its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from mappings.calendar.deadlines import parse_hour
from returnonce.definition_files.base import Code, Definition
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import read_table
from returnonce.errors import Refused

CONTACT_COLUMNS = ("code", "kind", "for", "address", "quiet_from", "quiet_to", "days_before")
CONTACTS_FILE = "contacts.tsv"
ContactKind = Literal["agency", "officer", "regulator"]
#: A plain address: what could end a header or begin another recipient does not fit.
ADDRESS = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"


def _split_list(value: object) -> object:
    return [part.strip() for part in value.split("|") if part.strip()] if isinstance(value, str) else value


Address = Annotated[str, StringConstraints(pattern=ADDRESS, max_length=254)]
Hour = Annotated[time, BeforeValidator(lambda value: parse_hour(value) if isinstance(value, str) else value)]
Days = Annotated[int, Field(ge=1, le=365)]
DaysBefore = Annotated[tuple[Days, ...], BeforeValidator(_split_list)]


ADDRESS_PATTERN = re.compile(ADDRESS)


class Contact(Definition):
    """One mailbox. ``whom``: its agency, the place whose officers read it, or the return that it receives.

    ``quiet_from`` and ``quiet_to`` are London wall times between which nothing is sent, and
    ``days_before`` the days on which it is reminded; the project's defaults hold where they are empty.
    """

    code: Code
    kind: ContactKind
    whom: Code = Field(alias="for")
    address: Address = Field(repr=False)
    quiet_from: Hour | None = None
    quiet_to: Hour | None = None
    days_before: DaysBefore = ()


def read_contacts(folder: FilePath, agencies: Iterable[str]) -> tuple[Contact, ...]:
    """``contacts.tsv`` of a place, where there is one.

    Raises:
        Refused: a cell is wrong, a code is given twice, or a row is for nobody that there is.
    """
    path = folder / CONTACTS_FILE
    rows = read_table(path, Contact, CONTACT_COLUMNS) if path.exists() else ()
    codes_by_kind: dict[str, set[str]] = {"agency": set(agencies), "officer": {folder.name}}
    used_codes: set[str] = set()
    for number, row in enumerate(rows, start=2):
        _check_contact(row, codes_by_kind, used_codes, f"{folder.name}/{CONTACTS_FILE} row {number}")
        used_codes.add(row.code)
    return rows


def _check_contact(row: Contact, codes_by_kind: dict[str, set[str]], used_codes: set[str], where: str) -> None:
    if row.code in used_codes:
        raise Refused(f"column code: '{row.code}' is given twice.", where=where, mend="Give each contact its own code.")
    if row.kind in codes_by_kind and row.whom not in codes_by_kind[row.kind]:
        mend = "Write an agency of agencies.tsv." if row.kind == "agency" else "Write the place's name."
        raise Refused(f"column for: there is no {row.kind} '{row.whom}' here.", where=where, mend=mend)
    if (row.quiet_from is None) != (row.quiet_to is None):
        raise Refused(
            "Quiet hours have a beginning and an end.", where=where, mend="Fill quiet_from and quiet_to, or neither."
        )
