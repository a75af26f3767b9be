"""A place's register of data-sharing agreements: who discloses what to whom, for what purpose, until when.

What an agreement rests on in law is as its own text says it, or not established; nothing is concluded from it here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from returnonce.definition_files.base import Code, Definition, InForce, Text
from returnonce.definition_files.tsv_files import read_table
from returnonce.errors import Refused

if TYPE_CHECKING:
    from mappings.place.places import Place
    from returnonce.definition_files.file_tree import FilePath

AGREEMENTS_FILE, NEEDS_FILE = "sharing_agreements.tsv", "sharing_needs.tsv"
AGREEMENT_COLUMNS = (
    "code", "title", "discloser", "recipient", "what", "purpose", "legal_basis", "from", "to", "source",
)  # fmt: skip
NEED_COLUMNS = ("discloser", "recipient", "what", "reason")
#: What is shared where it is no record set: figures alone.
FIGURES = "figures"
SharingState = Literal["in force", "not begun", "ended", "missing"]
#: States that a warning is given of.
WARNED: frozenset[SharingState] = frozenset({"ended", "missing"})


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


@dataclass(frozen=True)
class SharingEntry:
    """One agreement, or a need that none meets, as it stands on a day."""

    place: str
    state: SharingState
    agreement: SharingAgreement | None = None
    need: SharingNeed | None = None

    @property
    def parties(self) -> SharingFlow:
        """Who gives what to whom."""
        flow = self.agreement or self.need
        assert flow is not None
        return flow

    @property
    def is_warning(self) -> bool:
        """True where it has ended or is missing."""
        return self.state in WARNED

    def describe(self) -> str:
        """One sentence, with who, what, purpose and until when."""
        flow = self.parties
        who = f"{flow.what} of {flow.discloser} to {flow.recipient}"
        if self.agreement is None:
            assert self.need is not None
            return (
                f"No data-sharing agreement for {who}, which the place says is needed: {self.need.reason.rstrip('.')}."
            )
        named = f"{self.agreement.title} ({self.agreement.code})"
        if self.state == "ended":
            assert isinstance(self.agreement.end, date)
            last = self.agreement.end - timedelta(days=1)
            return f"The data-sharing agreement {named} for {who} has ended: it held until {last}."
        if self.state == "not begun":
            return f"The data-sharing agreement {named} for {who} begins on {self.agreement.start}."
        until = "without a day on which it ends"
        if isinstance(self.agreement.end, date):
            until = f"until {self.agreement.end - timedelta(days=1)}"
        return f"Under the data-sharing agreement {named}: {who}, for {self.agreement.purpose}, {until}."


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
    known = {"discloser": set(agencies), "what": {*record_sets, FIGURES}}
    used: set[str] = set()
    for number, row in enumerate(agreements, start=2):
        where = f"{folder.name}/{AGREEMENTS_FILE} row {number}"
        _check_flow(row, known, where)
        _check_dates(row, where)
        if row.code in used:
            raise Refused(f"column code: '{row.code}' is given twice.", where=where, mend="Give each its own code.")
        used.add(row.code)
    for number, need in enumerate(needs, start=2):
        _check_flow(need, known, f"{folder.name}/{NEEDS_FILE} row {number}")
    return agreements, needs


def list_sharing_entries(place: Place, on: date) -> tuple[SharingEntry, ...]:
    """Every agreement of a place as it stands on a day, then what is needed and has none; in the order of the files.

    An agreement that ended counts as replaced, and is no entry, where another for the same flow is in force.
    """
    states = [(row, row.state_on(on)) for row in place.sharing_agreements]
    covered = {row.flow for row, state in states if state == "in force"}
    entries = [
        SharingEntry(place.name, state, agreement=row)
        for row, state in states
        if state != "ended" or row.flow not in covered
    ]
    mentioned = covered | {row.flow for row, state in states if state == "ended"}
    missing = (need for need in place.sharing_needs if need.flow not in mentioned)
    return (*entries, *(SharingEntry(place.name, "missing", need=need) for need in missing))


def find_sharing_entries(
    places: Iterable[Place],
    on: date,
    *,
    what: Collection[str] = (),
    discloser: str | None = None,
    recipient: str | None = None,
) -> list[SharingEntry]:
    """The entries of these places for what is shared, by whom, with whom; each where it is given. Warnings first."""
    entries = [
        entry
        for place in places
        for entry in list_sharing_entries(place, on)
        if (not what or entry.parties.what in what)
        and discloser in {None, entry.parties.discloser}
        and recipient in {None, entry.parties.recipient}
    ]
    return sorted(entries, key=lambda entry: not entry.is_warning)


def list_unknown_recipients(place: Place, returns: Collection[str]) -> Iterator[tuple[str, str]]:
    """The file and recipient of each row whose recipient is no agency, the place or a return."""
    known = {*place.agencies, place.name, *returns}
    for file, rows in ((AGREEMENTS_FILE, place.sharing_agreements), (NEEDS_FILE, place.sharing_needs)):
        yield from ((file, row.recipient) for row in rows if row.recipient not in known)


def _check_flow(row: SharingFlow, known: dict[str, set[str]], where: str) -> None:
    for column, codes in known.items():
        if (code := getattr(row, column)) not in codes:
            mend = f"Known: {', '.join(sorted(codes))}."
            raise Refused(f"column {column}: there is no '{code}'.", where=where, mend=mend)


def _check_dates(row: SharingAgreement, where: str) -> None:
    if isinstance(row.start, date) and isinstance(row.end, date) and row.end <= row.start:
        message, mend = f"column to: {row.end} is not after {row.start}.", "Correct the two days."
        raise Refused(message, where=where, mend=mend)


def word_entries(entries: Iterable[SharingEntry]) -> list[str]:
    """One sentence each; a warning says that it is one."""
    return [f"Warning: {entry.describe()}" if entry.is_warning else entry.describe() for entry in entries]
