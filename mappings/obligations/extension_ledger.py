"""More time: granted until a day, by whom and why, or taken back. A ledger to which rows are only added.

The newest row in the same terms (place, return, area or all, period, agency or none) holds. Of a row for one area and
one for all areas the later day holds, so that nobody loses by what is granted to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from sqlmodel import Session, col, select

from mappings.obligations.models import ExtensionRow


class ExtensionTerms(NamedTuple):
    """What a row is about: a later one in the same terms replaces it. ``agency`` None: the return itself."""

    place: str
    return_code: str
    area: str | None
    period: str
    agency: str | None


@dataclass(frozen=True)
class ExtensionGrant:
    """One row. ``area`` None: all areas. ``agency`` None: the recipient extended the return itself; else that
    agency's collection alone. ``until`` None: what was granted in these terms is taken back. ``at``: local time."""

    place: str
    return_code: str
    area: str | None
    period: str
    agency: str | None
    until: date | None
    at: time | None
    granted_by: str
    reason: str
    granted_at: datetime

    @property
    def terms(self) -> ExtensionTerms:
        return ExtensionTerms(self.place, self.return_code, self.area, self.period, self.agency)


def read_grants(session: Session, as_of: datetime | None = None) -> tuple[ExtensionGrant, ...]:
    """Every row, oldest first, those that took time back included; ``as_of``: as was known then."""
    rows = session.exec(select(ExtensionRow).order_by(col(ExtensionRow.id)))
    return tuple(_grant(row) for row in rows if as_of is None or row.granted_at <= as_of)


def select_current_grants(grants: Iterable[ExtensionGrant]) -> tuple[ExtensionGrant, ...]:
    """Of rows that are given oldest first, those that hold: the newest in the same terms, unless it took time back."""
    newest = {grant.terms: grant for grant in grants}
    return tuple(grant for grant in newest.values() if grant.until is not None)


def find_longest_grant(grants: Sequence[ExtensionGrant], about: ExtensionTerms) -> ExtensionGrant | None:
    """What holds for one obligation (``agency`` None) or one agency's collection; None without an extension.

    ``area`` None and an empty ``return_code`` stand for any, for grants that were chosen beforehand.
    """
    found = [grant for grant in select_current_grants(grants) if _is_about(grant, about)]
    return max(found, key=lambda grant: (grant.until or date.min, grant.at or time.max), default=None)


def _is_about(grant: ExtensionGrant, about: ExtensionTerms) -> bool:
    same = (grant.place, grant.period, grant.agency) == (about.place, about.period, about.agency)
    same_return = about.return_code in {"", grant.return_code}
    return same and same_return and (about.area is None or grant.area in {None, about.area})


def _grant(row: ExtensionRow) -> ExtensionGrant:
    return ExtensionGrant(
        place=row.place, return_code=row.return_code, area=row.area, period=row.period, agency=row.agency,
        until=row.until, at=time.fromisoformat(row.until_at) if row.until_at else None, granted_by=row.granted_by,
        reason=row.reason, granted_at=row.granted_at,
    )  # fmt: skip
