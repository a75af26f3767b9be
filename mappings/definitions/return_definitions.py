"""The fields of a return's files: a row of ``lines.tsv`` and an edition's YAML, with sign-off and disclosure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from indicators.catalogue.indicator import Polarity, PopulationBase
from indicators.period.arithmetic import PeriodKind
from mappings.calendar.due_rules import AS_SCHEDULED, NOT_GIVEN, AsScheduled, DueRule, Lead, Timetable
from returnonce.access.principals import Office
from returnonce.definition_files.base import Code, Confidence, Definition, InForce, NotEstablished, Text

__all__ = [
    "Audience",
    "Body",
    "Disclosure",
    "DueRule",
    "Edition",
    "Frequency",
    "Lead",
    "Line",
    "Predicate",
    "Route",
    "SignOff",
    "Timetable",
]

Predicate = Literal["skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"]
#: Who keys a line: the council, a partner, another return that already holds it, or nobody
#: because a department compiles it.
Route = Literal["council", "partner", "other_return", "central"]
Body = Literal[
    "county",
    "district",
    "any_council",
    "pct",
    "police",
    "fire",
    "partnership",
    "mental_health_trust",
    "yot",
    "probation",
    "central",
    "estate",
]
Frequency = Literal["annual", "quarterly", "monthly", "termly", "biennial", "once", "not established"]


class Line(Definition):
    """One row of ``lines.tsv``: SSSOM's columns, then ours.

    A line has exactly one row per candidate indicator. Only an exact match flows by itself.
    """

    subject_id: Text
    subject_label: Text
    predicate_id: Predicate
    object_id: Code
    mapping_justification: Text
    confidence: Decimal
    author_label: Text
    reviewer_label: Text | None = None
    mapping_date: date
    comment: Text | None = None
    transform: Text
    valid_from: date | NotEstablished
    valid_to: date | NotEstablished | None = None
    population_base: PopulationBase
    breakdown: Text = "total"
    example_in: Text
    example_out: Text
    section: Text
    route: Route
    route_confidence: Confidence
    body: Body
    unit: Text
    decimals: int
    polarity: Polarity
    frequency: Frequency
    code_confidence: Confidence


class SignOff(Definition):
    """The statutory officer who must sign the return off before it is published."""

    office: Office
    source: Text
    assumed: bool = False


Audience = Literal["regulator", "council", "public"]
#: The recipient of the return, who gets the true figures.
ENTITLED: Audience = "regulator"


class Disclosure(Definition):
    """What an audience may see of a return: in words, and by which rule. Without a rule nothing is released."""

    says: Text
    rule: Code | None = None
    version: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _words_alone(cls, content: Any) -> Any:
        return {"says": content} if isinstance(content, str) else content

    @model_validator(mode="after")
    def _rule_has_a_version(self) -> Disclosure:
        if (self.rule is None) != (self.version is None):
            raise ValueError("a rule is named with its version")
        return self


class Edition(Definition):
    """One year's form of a return, ``returns/<return>/<edition>.yaml``."""

    return_code: Code = Field(alias="return")
    edition: Text
    title: Text
    recipient: Text
    #: Publishers whose figures never fill this return: they are the recipient itself.
    recipient_publishers: tuple[Code, ...] = ()
    legal_basis: Text
    in_force: InForce
    area_kinds: tuple[Code, ...]
    period_kinds: tuple[PeriodKind, ...]
    opens: DueRule | None = None
    due: DueRule | AsScheduled
    refresh: DueRule | None = None
    lead: Lead | None = None
    layout: Code
    formats: tuple[Literal["xlsx", "csv", "json"], ...]
    rounding: Literal["half_up"]
    symbols: dict[str, str]
    disclosure: dict[Audience, Disclosure]
    sign_off: SignOff | None = None
    sources: tuple[Text, ...]
    confidence: Confidence
    notes: Text | None = None
    #: What differs from the edition before; read over it.
    extends: Text | None = None

    @property
    def timetable(self) -> Timetable:
        """When its window opens and closes, and what we need before that."""
        # Its rules are checked already.
        return Timetable.model_construct(
            return_code=self.return_code, opens=self.opens, due=None if self.due == AS_SCHEDULED else self.due,
            undated=NOT_GIVEN, refresh=self.refresh, lead=self.lead,
        )  # fmt: skip
