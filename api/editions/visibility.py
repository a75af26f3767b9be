"""Which edition a caller may see, and as which audience. What one may not know of is answered as not found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from sqlmodel import Session

from exports.cells.released_cells import ReleasedCells
from exports.cells.snapshot import DEFAULT_AUDIENCES
from exports.editions.published_editions import PublishedEdition, read_editions
from mappings.access.policy_subject import build_subject
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_edition, check_read_edition, missing
from returnonce.access.principals import PolicySubject, Principal

Audience = Literal["regulator", "council", "public"]
LATEST = "latest"


@dataclass(frozen=True)
class VisibleEdition:
    """One edition as one audience has it. ``latest``: number of the audience's newest edition that is not withdrawn;
    None where all are."""

    edition: PublishedEdition
    audience: Audience
    latest: int | None

    @property
    def status(self) -> str:
        """``published``, ``restated`` (there is a later one) or ``withdrawn``."""
        if self.edition.withdrawn_at is not None:
            return "withdrawn"
        return "published" if self.latest in (None, self.edition.number) else "restated"


def readable_audiences(ruleset: Ruleset, principal: Principal, edition: PublishedEdition) -> list[Audience]:
    """The audiences as which a caller may read an edition, of those that it was released to."""
    about = edition_subject(ruleset, edition)
    return [
        name
        for name in get_args(Audience)
        if name in edition.cells and can_read_edition(principal, about, audience=name, released=is_public(edition))
    ]


def edition_subject(ruleset: Ruleset, edition: PublishedEdition) -> PolicySubject:
    """The edition's place, area and return, as permissions are asked for."""
    subject = build_subject(ruleset, area=edition.area, return_code=edition.return_code)
    return PolicySubject(place=subject.place or edition.place, area=edition.area, return_code=edition.return_code)


def is_public(edition: PublishedEdition) -> bool:
    """True where it was released to the public."""
    return edition.public and "public" in edition.cells


class CallerReach:
    """Whether a caller may read editions, asked of many: what is alike for several is worked out once."""

    def __init__(self, ruleset: Ruleset, who: Principal) -> None:
        self._ruleset, self._who = ruleset, who
        self._places: dict[str, str | None] = {}
        self._answers: dict[tuple[object, ...], bool] = {}

    def may_read(self, one: ReleasedCells) -> bool:
        """True where the caller may read the edition as its audience."""
        # What was released to the public has cells for it only where the edition is public.
        released = one.audience == "public"
        key = (one.key.return_code, one.key.area, one.place, one.audience)
        if key not in self._answers:
            about = PolicySubject(place=self._place(one), area=one.key.area, return_code=one.key.return_code)
            self._answers[key] = can_read_edition(self._who, about, audience=one.audience, released=released)
        return self._answers[key]

    def _place(self, one: ReleasedCells) -> str | None:
        area = one.key.area
        if area not in self._places:
            self._places[area] = build_subject(self._ruleset, area=area).place
        return self._places[area] or one.place


def find_visible_edition(
    session: Session,
    ruleset: Ruleset,
    principal: Principal,
    *,
    key: tuple[str, str, str],
    number: str,
    audience: Audience | None,
) -> VisibleEdition:
    """The edition of ``key`` (return, area, period) under a number or ``latest``, as ``audience``, or as the first
    that is open to the caller.

    Raises:
        Unauthenticated, NotFound, Forbidden: as the policy says; the same whether or not there is such an edition.
    """
    return_code, area, period = key
    # Before anything is looked up, so that a refusal does not reveal what exists.
    if audience is not None and principal.kind == "anonymous" and audience != "public":
        check_read_edition(principal, PolicySubject(), audience=audience)
    published = read_editions(session, return_code=return_code, area=area, period=period)
    for each in (audience,) if audience else DEFAULT_AUDIENCES:
        released = [one for one in published if each in one.cells and _may_read(ruleset, principal, one, each)]
        if (selected := _select(released, number, each)) is not None:
            return selected
    _check_audience(ruleset, principal, published, number, audience)
    raise missing()


def _may_read(ruleset: Ruleset, principal: Principal, edition: PublishedEdition, audience: Audience) -> bool:
    return can_read_edition(
        principal, edition_subject(ruleset, edition), audience=audience, released=is_public(edition)
    )


def _select(released: list[PublishedEdition], number: str, audience: Audience) -> VisibleEdition | None:
    standing = [one for one in released if one.withdrawn_at is None]
    latest = standing[-1].number if standing else None
    chosen = (standing or released)[-1:] if number == LATEST else [one for one in released if one.number == int(number)]
    return VisibleEdition(chosen[0], audience, latest) if chosen else None


def _check_audience(
    ruleset: Ruleset,
    principal: Principal,
    published: Iterable[PublishedEdition],
    number: str,
    audience: Audience | None,
) -> None:
    """Raise the exact refusal for a caller who may know that the edition exists."""
    for one in published:
        if (
            audience is not None
            and number in (LATEST, str(one.number))
            and _may_read(ruleset, principal, one, "regulator")
        ):
            check_read_edition(principal, edition_subject(ruleset, one), audience=audience, released=is_public(one))
