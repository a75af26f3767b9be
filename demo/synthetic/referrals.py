"""What the census of children in need knows of one referral: assessments, enquiries, plans and how it closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from demo.synthetic.child_identities import SyntheticChild


@dataclass(slots=True)
class NeedAssessment:
    """``completed``: the day it was authorised."""

    began: date
    completed: date | None
    factors: tuple[str, ...]


@dataclass(slots=True)
class ProtectionEnquiry:
    """Under section 47. ``due``: the last day for a conference; neither day where none is required."""

    began: date
    due: date | None = None
    conference: date | None = None


@dataclass(slots=True)
class ProtectionPlan:
    """A child protection plan; ``before``: how many the child had already."""

    began: date
    ended: date | None
    first: str
    latest: str
    before: int
    reviews: list[date] = field(default_factory=list)


@dataclass(slots=True)
class Referral:
    """One referral and what followed. ``code``: the primary need; ``helped``: first and last day of plans for help."""

    referred: date
    source: str
    code: str | None
    nothing_done: bool = False
    closed: date | None = None
    why_closed: str | None = None
    assessments: list[NeedAssessment] = field(default_factory=list)
    enquiries: list[ProtectionEnquiry] = field(default_factory=list)
    helped: list[tuple[date, date | None]] = field(default_factory=list)
    protected: list[ProtectionPlan] = field(default_factory=list)


@dataclass(slots=True)
class ChildInNeed:
    """One child of the census. ``expected``: the day on which a child not yet born is due."""

    child: SyntheticChild
    needs: list[Referral]
    expected: date | None = None
