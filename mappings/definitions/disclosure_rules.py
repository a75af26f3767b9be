"""Rules of disclosure control, ``disclosure/rules/<code>-<version>.yaml``: thresholds, rounding, symbols."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from indicators.catalogue.indicator import PopulationBase
from returnonce.definition_files.base import Code, Confidence, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.errors import Refused

Level = Literal["national", "regional", "local"]
Audience = Literal["council", "public"]
#: Kinds of area that are not local.
LEVELS: dict[str, Level] = {"country": "national", "region": "regional"}


class LevelRule(Definition):
    """The rule for areas of one level. Counts are of people, unless ``exempt`` names their base.

    Counts from 1 to ``threshold`` are hidden (0: none is). ``base`` rounds what is shown (1: not at all).
    ``secondary``: ``full`` hides what else is needed; with ``none`` a table that would need it is refused.
    """

    threshold: int = Field(ge=0)
    zeros: Literal["shown", "hidden"] = "shown"
    #: Whether a difference of that size between a share's two parts is hidden too: all but a few have it.
    complement: Literal["hidden", "shown"] = "hidden"
    #: Whether a share of everybody is hidden, since it says something of each person.
    everybody: Literal["hidden", "shown"] = "shown"
    base: int = Field(default=1, ge=1)
    #: How a count above zero that rounds to zero is shown.
    rounds_to_zero: Literal["symbol", "zero"] = "zero"
    secondary: Literal["none", "full"] = "full"
    #: Shares are made from exact or from rounded parts, at the line's decimals or fewer.
    percent_from: Literal["exact_parts", "rounded_parts"] = "exact_parts"
    percent_decimals: int | None = Field(default=None, ge=0)
    #: One decimal is shown from this denominator on; below it none.
    decimal_from: int | None = None
    #: No share, rate or mean is shown on fewer than this.
    least_denominator: int = Field(default=0, ge=0)
    #: How far apart the least and greatest value that a hidden count could have must stay.
    protection: int = Field(default=2, ge=1)
    #: A mean of fewer neighbours than this is not shown.
    neighbours_from: int = Field(default=5, ge=1)
    dominance: Literal["off"] = "off"


class DisclosureRule(Definition):
    """A body's rule in one version, for one audience. A level that is left out is not published at all."""

    code: Code
    version: int = Field(ge=1)
    title: Text
    audience: tuple[Audience, ...]
    #: True where figures leave as they are; restricted ones never do.
    true_figures: bool = False
    levels: dict[Level, LevelRule] = Field(default_factory=dict)
    #: The mark for a hidden figure, where it is not the return's own.
    symbols: dict[Literal["confidential", "rounds_to_zero"], Text] = Field(default_factory=dict)
    #: Bases of figures that are about no person, and are not hidden.
    exempt: tuple[PopulationBase, ...] = ()
    #: Figures without the counts behind them: nobody here can tell how few they rest on.
    without_counts: Literal["hidden", "shown"] = "hidden"
    #: Words that people wrote beside a figure, near measures and disagreements.
    free_text: Literal["removed", "kept"] = "removed"
    #: File names, sheets and rows that agencies gave.
    provenance: Literal["removed", "kept"] = "removed"
    sources: tuple[Text, ...]
    confidence: Confidence
    #: What of the rule no source gives.
    assumed: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> DisclosureRule:
        if self.true_figures == bool(self.levels):
            raise ValueError("either true_figures, or a rule for each level that is published")
        return self


def load_disclosure_rules(folder: FilePath) -> dict[tuple[str, int], DisclosureRule]:
    """Every rule, by code and version.

    Raises:
        Refused: a file is wrong, or is not named for the rule that it holds.
    """
    rules = [(path, define(DisclosureRule, read_yaml(path), where=path.name)) for path in sorted(folder.glob("*.yaml"))]
    for path, rule in rules:
        if path.stem != f"{rule.code}-{rule.version}":
            raise Refused(
                f"It holds version {rule.version} of {rule.code}.",
                where=path.name,
                mend="Name the file for its rule and version.",
            )
    return {(rule.code, rule.version): rule for _, rule in rules}
