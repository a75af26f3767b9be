"""The append-only ledger of extensions: granted until a day, by whom and why, or revoked.

The newest row in the same terms (place, return, area or all, period, agency or none) holds. Of a row for one area and
one for all areas the later day holds, so that nobody loses by what is granted to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

import polars as pl

from returnonce.column_types import INSTANT
from returnonce.read_connection import ReadConnection, ReadSource

_TEXTS = ("place", "return_code", "area", "period", "agency", "until", "until_at", "granted_by", "reason")
# Days as text on both databases, of which one has none.
_QUERY = """
    SELECT place, return_code, area, period, agency, CAST(until AS TEXT), until_at, granted_by, reason, granted_at
    FROM extension ORDER BY id
"""


class ExtensionTerms(NamedTuple):
    """What a row applies to; a later row in the same terms replaces it.

    ``area`` None: all areas. ``agency`` None: the return itself.
    """

    place: str
    return_code: str
    period: str
    area: str | None = None
    agency: str | None = None


@dataclass(frozen=True)
class ExtensionGrant:
    """One row. ``area`` None: all areas. ``agency`` None: the recipient extended the return itself; else that
    agency's collection alone. ``until`` None: the extension in these terms is revoked. ``at``: London time."""

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
        return ExtensionTerms(self.place, self.return_code, self.period, self.area, self.agency)


def read_grants(source: ReadSource, as_of: datetime | None = None) -> tuple[ExtensionGrant, ...]:
    """Every row, oldest first, revocations included; ``as_of``: as known at that instant."""
    schema = dict.fromkeys(_TEXTS, pl.String) | {"granted_at": INSTANT}
    rows = ReadConnection.of(source).fetch(_QUERY, schema).iter_rows(named=True)
    return tuple(_make_grant(row) for row in rows if as_of is None or row["granted_at"] <= as_of)


def select_current_grants(grants: Iterable[ExtensionGrant]) -> tuple[ExtensionGrant, ...]:
    """Of rows sorted oldest first, those in force: the newest in the same terms, unless it is a revocation."""
    newest = {grant.terms: grant for grant in grants}
    return tuple(grant for grant in newest.values() if grant.until is not None)


def find_longest_grant(grants: Sequence[ExtensionGrant], terms: ExtensionTerms) -> ExtensionGrant | None:
    """The extension in force for one obligation (``agency`` None) or one agency's collection; None without any.

    ``area`` None and an empty ``return_code`` match any; use them with grants that were filtered before.
    """
    matching_grants = [grant for grant in select_current_grants(grants) if _matches_terms(grant, terms)]
    return max(matching_grants, key=lambda grant: (grant.until or date.min, grant.at or time.max), default=None)


@dataclass(frozen=True)
class ExtensionRows:
    """The ledger's rows, oldest first, as they apply to one area (None: any) and one agency's part (None: nobody's)."""

    rows: Sequence[ExtensionGrant] = ()
    area: str | None = None
    agency: str | None = None

    def find_for_return(self, place: str, return_code: str, period: str) -> ExtensionGrant | None:
        """The recipient's extension of the return itself."""
        return find_longest_grant(self.rows, ExtensionTerms(place, return_code, period, self.area))

    def find_for_agency(self, place: str, return_code: str, period: str) -> ExtensionGrant | None:
        """The agency's own extension."""
        terms = ExtensionTerms(place, return_code, period, self.area, self.agency)
        return find_longest_grant(self.rows, terms) if self.agency else None


def _matches_terms(grant: ExtensionGrant, terms: ExtensionTerms) -> bool:
    is_same = (grant.place, grant.period, grant.agency) == (terms.place, terms.period, terms.agency)
    is_same_return = terms.return_code in {"", grant.return_code}
    return is_same and is_same_return and (terms.area is None or grant.area in {None, terms.area})


def _make_grant(row: dict[str, Any]) -> ExtensionGrant:
    until, at = row.pop("until"), row.pop("until_at")
    return ExtensionGrant(
        **row, until=date.fromisoformat(until) if until else None, at=time.fromisoformat(at) if at else None
    )
