"""How the data-sharing agreements of a place's register stand on a day, and what is missing; one sentence for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mappings.place.places import Place
from mappings.place.sharing_agreements import (
    AGREEMENTS_FILE,
    NEEDS_FILE,
    SharingAgreement,
    SharingFlow,
    SharingNeed,
    SharingState,
)

#: States that a warning is given of.
WARNED: frozenset[SharingState] = frozenset({"ended", "missing"})


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


def word_entries(entries: Iterable[SharingEntry]) -> list[str]:
    """One sentence each; a warning says that it is one."""
    return [f"Warning: {entry.describe()}" if entry.is_warning else entry.describe() for entry in entries]
