"""A place's register of data-sharing agreements: who discloses what to whom, for what purpose, until when.

What an agreement rests on in law is as its own text says it, or not established; nothing is concluded from it here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Literal

from returnonce.definition_files.base import Code, Definition, InForce, Text
from returnonce.definition_files.tsv_files import read_table
from returnonce.errors import Refused

if TYPE_CHECKING:
    from returnonce.definition_files.file_tree import FilePath

AGREEMENTS_FILE, NEEDS_FILE = "sharing_agreements.tsv", "sharing_needs.tsv"
AGREEMENT_COLUMNS = (
    "code", "title", "discloser", "recipient", "what", "purpose", "legal_basis", "from", "to", "source",
)  # fmt: skip
NEED_COLUMNS = ("discloser", "recipient", "what", "reason")
#: What is shared where it is no record set: figures alone.
FIGURES = "figures"
SharingState = Literal["in force", "not begun", "ended", "missing"]


class SharingFlow(Definition):
    """Who gives what to whom. ``discloser``: an agency. ``recipient``: an agency, the place, or a return.

    ``what``: a record set, or ``figures``.
    """

    discloser: Code
    recipient: Code
    what: Code

    @property
    def flow(self) -> tuple[str, str, str]:
        """What tells one flow from another."""
        return self.discloser, self.recipient, self.what


class SharingAgreement(InForce, SharingFlow):
    """One row of ``sharing_agreements.tsv``. ``to``: the first day on which it no longer holds."""

    code: Code
    title: Text
    purpose: Text
    legal_basis: Text
    source: Text

    def state_on(self, day: date) -> SharingState:
        """How it stands on a day; a day that is not established leaves it in force."""
        if self.covers(day):
            return "in force"
        return "ended" if isinstance(self.end, date) and day >= self.end else "not begun"


class SharingNeed(SharingFlow):
    """One row of ``sharing_needs.tsv``: a flow for which the place itself wants an agreement, and why."""

    reason: Text


def read_sharing(
    folder: FilePath, agencies: Collection[str], record_sets: Collection[str]
) -> tuple[tuple[SharingAgreement, ...], tuple[SharingNeed, ...]]:
    """``sharing_agreements.tsv`` and ``sharing_needs.tsv`` of a place, where there are any.

    Raises:
        Refused: a cell is wrong, a code is given twice, or a row names no agency or record set that there is.
    """
    path, needs_path = folder / AGREEMENTS_FILE, folder / NEEDS_FILE
    agreements = read_table(path, SharingAgreement, AGREEMENT_COLUMNS) if path.exists() else ()
    needs = read_table(needs_path, SharingNeed, NEED_COLUMNS) if needs_path.exists() else ()
    columns = {"discloser": set(agencies), "what": {*record_sets, FIGURES}}
    used: set[str] = set()
    for number, row in enumerate(agreements, start=2):
        where = f"{folder.name}/{AGREEMENTS_FILE} row {number}"
        _check_flow(row, columns, where)
        _check_dates(row, where)
        if row.code in used:
            raise Refused(f"column code: '{row.code}' is given twice.", where=where, mend="Give each its own code.")
        used.add(row.code)
    for number, need in enumerate(needs, start=2):
        _check_flow(need, columns, f"{folder.name}/{NEEDS_FILE} row {number}")
    return agreements, needs


def _check_flow(row: SharingFlow, columns: dict[str, set[str]], where: str) -> None:
    for column, codes in columns.items():
        if (code := getattr(row, column)) not in codes:
            mend = f"Known: {', '.join(sorted(codes))}."
            raise Refused(f"column {column}: there is no '{code}'.", where=where, mend=mend)


def _check_dates(row: SharingAgreement, where: str) -> None:
    if isinstance(row.start, date) and isinstance(row.end, date) and row.end <= row.start:
        message, mend = f"column to: {row.end} is not after {row.start}.", "Correct the two days."
        raise Refused(message, where=where, mend=mend)
