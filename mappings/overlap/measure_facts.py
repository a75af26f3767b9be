"""Facts of a measure, read from its words: unit, ages, thresholds, and its members of each family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mappings.overlap.concept_families import ConceptFamilies
from mappings.overlap.quantities import Quantity, read_quantities
from mappings.overlap.title_analysis import TokenizedText


@dataclass(frozen=True)
class MeasureFacts:
    """``families``: members that the title names, by family. ``stage_ages``: ages that a stage of life implies."""

    unit: str | None = None
    per: int | None = None
    ages: int = 0
    stage_ages: int = 0
    thresholds: tuple[Quantity, ...] = ()
    #: Thresholds that only the numerator or denominator names; ages that the title itself names.
    supporting_thresholds: tuple[Quantity, ...] = ()
    ages_named: bool = False
    #: Ages and thresholds that the definition names. They can agree with what the other says, and never differ from it.
    defined_ages: int = 0
    defined_thresholds: tuple[Quantity, ...] = ()
    families: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Members that only the numerator or denominator names.
    supporting_families: Mapping[str, frozenset[str]] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()
    affirmed: frozenset[str] = frozenset()
    polarity: str | None = None
    #: What the title divides by ("per 1,000 smokers"), each token with its word; and what the denominator says.
    divided_by: Mapping[str, str] = field(default_factory=dict)
    denominator: frozenset[str] = frozenset()


def find_stage_ages(tokens: frozenset[str], ages_by_concept: Mapping[str, tuple[int, int]]) -> int:
    """Ages, as bits, of the stages of life and schooling that are named."""
    ages = 0
    for token in tokens & ages_by_concept.keys():
        first, last = ages_by_concept[token]
        ages |= ((1 << (last - first + 1)) - 1) << first
    return ages


def read_facts(
    title: TokenizedText,
    families: ConceptFamilies,
    *,
    stage_ages: Mapping[str, tuple[int, int]],
    supporting: TokenizedText | None = None,
    unit: str | None,
    per: int | None = None,
    polarity: str | None = None,
    definition: str = "",
) -> MeasureFacts:
    """Read the facts of a title; where it is silent, those of numerator and denominator."""
    defined = read_quantities(definition)
    title_quantities, supporting_quantities = (
        read_quantities(title.text),
        read_quantities(supporting.text) if supporting else None,
    )
    title_families = families.find_members(title.tokens)
    supporting_families = families.find_members(supporting.tokens) if supporting else {}
    return MeasureFacts(
        unit=unit,
        per=per or title_quantities.per,
        ages=title_quantities.ages or (supporting_quantities.ages if supporting_quantities else 0),
        stage_ages=find_stage_ages(title.tokens, stage_ages)
        or (find_stage_ages(supporting.tokens, stage_ages) if supporting else 0),
        thresholds=title_quantities.thresholds,
        supporting_thresholds=supporting_quantities.thresholds if supporting_quantities else (),
        ages_named=bool(title_quantities.ages),
        defined_ages=defined.ages,
        defined_thresholds=defined.thresholds,
        families=title_families,
        supporting_families={
            family: members for family, members in supporting_families.items() if family not in title_families
        },
        denied=title.denied - title.affirmed,
        affirmed=title.affirmed - title.denied,
        polarity=polarity,
    )
