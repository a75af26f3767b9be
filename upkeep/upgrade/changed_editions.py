"""Published editions that rest on definitions which differ in another ruleset. They keep their bytes all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.return_key import ReturnKey
from indicators.period.codes import parse_period
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.as_of import read_kept_ruleset
from mappings.ruleset.definition_differences import DefinitionDifference, compare_definitions
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import ReturnOnceError

#: Differences of one edition that are named.
SHOWN = 3


@dataclass(frozen=True)
class EditionFooting:
    """``key`` and number name the edition. ``ruleset``: by which it was filled. ``changes``: in words; or that
    the ruleset cannot be read any more."""

    place: str | None
    key: ReturnKey
    number: int
    ruleset: str
    changes: tuple[str, ...]

    def describe(self) -> str:
        """One line for people."""
        more = f" and {len(self.changes) - SHOWN} more" if len(self.changes) > SHOWN else ""
        name = "/".join((*self.key, str(self.number)))
        return f"edition {name} stays as it is; since then {'; '.join(self.changes[:SHOWN])}{more}"

    def as_json(self) -> dict[str, Any]:
        """Every field by its name."""
        return asdict(self) | self.key._asdict()


def list_changed_editions(context: AppContext, session: Session, ruleset: Ruleset) -> list[EditionFooting]:
    """The standing edition of each return, area and period, where what it rests on differs in a ruleset."""
    newest: dict[ReturnKey, PublishedEdition] = {}
    for edition in read_editions(session):
        if edition.withdrawn_at is None:
            newest[edition.key] = edition
    comparison = _Comparison(context, ruleset)
    found = (
        EditionFooting(one.place, one.key, one.number, one.ruleset, tuple(comparison.describe(one)))
        for one in newest.values()
    )
    return [each for each in found if each.changes]


class _Comparison:
    """Compares each ruleset of editions with one, once."""

    def __init__(self, context: AppContext, after: Ruleset) -> None:
        self.context, self.after = context, after
        self._known: dict[str, tuple[Ruleset, list[DefinitionDifference]]] = {}

    def describe(self, edition: PublishedEdition) -> Iterator[str]:
        if edition.ruleset == self.after.hash:
            return
        try:
            before, differences = self._compare(edition.ruleset)
        except ReturnOnceError as error:
            yield f"the rules that filled it cannot be read: {error.what}"
            return
        names = set(_list_names(before, edition))
        yield from (each.describe() for each in differences if (each.kind, _name(each)) in names)

    def _compare(self, name: str) -> tuple[Ruleset, list[DefinitionDifference]]:
        if name not in self._known:
            before = read_kept_ruleset(self.context, name)
            self._known[name] = before, compare_definitions(before, self.after)
        return self._known[name]


def _name(difference: DefinitionDifference) -> str:
    """What the thing was called; a line's several rows are one line."""
    return difference.before if difference.change == "renamed" else difference.thing.partition(" as ")[0]


def _list_names(before: Ruleset, edition: PublishedEdition) -> Iterator[tuple[str, str]]:
    """What an edition was made by: its form, and the lines of its period with their indicators."""
    definition = before.returns.get(edition.return_code)
    if definition is None:
        return
    form = definition.edition_for(parse_period(edition.period))
    if form is not None:
        yield "edition", f"{edition.return_code} {form.edition}"
    for line in definition.lines:
        yield "line", f"{edition.return_code} {line.subject_id}"
        yield "indicator", line.object_id
