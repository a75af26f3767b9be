"""What a workspace is made from: the answers to everything that ``start`` asks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mappings.definitions.field_types import PeriodCode
from mappings.place.contacts import Address
from mappings.place.place_definitions import AgencyKind, Roles
from returnonce.definition_files.base import Code, Definition, Text

Part = Literal["administrator", "second person"]
#: What each part may do at the place, by the access policy's roles.
PARTS: dict[Part, tuple[str, ...]] = {
    "administrator": ("administrator", "officer"),
    "second person": ("approver", "officer"),
}


class AgencyAnswer(Definition):
    """An agency, what it answers for and on which ground (codes of areas), and its mailbox."""

    code: Code
    name: Text
    kind: AgencyKind
    roles: Roles = ()
    areas: tuple[Text, ...] = Field(min_length=1)
    mailbox: Address | None = None
    source: Text = "the council's own list"


class ServiceAnswer(Definition):
    """A drug or alcohol service, whose records the council's measures of treatment need."""

    code: Code
    name: Text
    sender_code: Text | None = None
    mailbox: Address | None = None


class PersonAnswer(Definition):
    """Somebody who may sign in. ``account``: the name that is typed; ``who``: in words."""

    account: Text = Field(pattern=r"^[a-z0-9][a-z0-9._@-]{1,79}$")
    who: Text
    part: Part


class SetupAnswers(Definition):
    """Everything. ``council``: code of its area; ``settings``: keys of ``returnonce.toml`` beyond the usual."""

    council: Text
    first_year: PeriodCode
    packs: tuple[Code, ...]
    agencies: tuple[AgencyAnswer, ...] = Field(min_length=1)
    services: tuple[ServiceAnswer, ...] = ()
    people: tuple[PersonAnswer, ...] = ()
    mailbox: Address | None = None
    settings: dict[str, str] = Field(default_factory=dict)
