"""Who asks: a person, a machine, the operator at the command line, or nobody known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["agency", "officer", "approver", "regulator", "auditor", "administrator"]
ROLES: tuple[Role, ...] = ("agency", "officer", "approver", "regulator", "auditor", "administrator")
#: Statutory officers whose word some returns need.
Office = Literal["director-of-childrens-services", "director-of-adult-social-services", "caldicott-guardian"]
Kind = Literal["person", "client", "operator", "anonymous"]


@dataclass(frozen=True)
class PolicySubject:
    """What is asked about. What does not apply is None: a grant that is narrowed by it does not reach it."""

    place: str | None = None
    agency: str | None = None
    area: str | None = None
    return_code: str | None = None


@dataclass(frozen=True)
class Grant:
    """One role, and how far it reaches; None leaves that side open."""

    role: Role
    place: str | None = None
    agencies: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    returns: frozenset[str] | None = None
    #: The acts that a token of narrow scope leaves of the role; None leaves them all.
    acts: frozenset[str] | None = None

    def covers(self, subject: PolicySubject) -> bool:
        """True where every side that the grant is narrowed by holds the subject's."""
        return (
            (self.place is None or self.place == subject.place)
            and (self.agencies is None or subject.agency in self.agencies)
            and (self.areas is None or subject.area in self.areas)
            and (self.returns is None or subject.return_code in self.returns)
        )


@dataclass(frozen=True)
class Principal:
    """Who asks. ``name`` is the account's, as the audit trail says it; ``kind`` tells people from machines."""

    name: str
    kind: Kind
    grants: tuple[Grant, ...] = ()
    #: Offices held: a code alone, or ``code@place`` where it is held at one place only.
    offices: frozenset[str] = frozenset()
    #: How it showed who it is: password, oidc, key, token, or console.
    by: str = "none"
    #: When the key, token or session ends by itself.
    expires_at: datetime | None = None

    def holds(self, role: Role, subject: PolicySubject) -> bool:
        """True where one of its grants has the role and reaches the subject."""
        return any(grant.role == role and grant.covers(subject) for grant in self.grants)

    def holds_office(self, office: str, subject: PolicySubject) -> bool:
        """True where it holds that statutory office, at the subject's place."""
        return office in self.offices or (subject.place is not None and f"{office}@{subject.place}" in self.offices)


ANONYMOUS = Principal("anonymous", "anonymous")
#: Who works at the console of the machine that holds the store: the disk is theirs already.
OPERATOR = Principal("operator", "operator", by="console")
