"""What the text in a publisher's period column stands for: a year by a rule, or any text by a pattern."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from returnonce.definition_files.base import Text
from returnonce.definition_files.later_keys import LaterKeys

#: What may stand between braces in a pattern.
TOKENS = {
    "YYYY": r"(\d{4})",
    "YY": r"(\d{2})",
    "MMM": r"([A-Za-z]{3,9})",
    "MM": r"(\d{2})",
    "D": r"(\d{1,2})",
    "Q": r"([1-4])",
    "N": r"(\d{5})",
    "*": r".*?",
}
_TOKEN = re.compile(r"\{([^{}]*)\}")


class YearRule(LaterKeys):
    """What the text in the period column stands for.

    ``ends``: 2025 is the year that ends in 2025. ``starts``: 2025 is the year that begins then.
    ``both``: 202425, 2024-25, 2024/25 and 2024 to 2025 name both. A ``day`` (03-31: at 31 March 2025) and a ``month``
    (4: April 2025) are of the calendar year named; a ``quarter`` (1: April to June) is of the financial year named.
    ``pattern``: what a text looks like, with ``{YYYY}``, ``{YY}``, ``{MMM}``, ``{MM}``, ``{D}``, ``{Q}``, ``{N}`` (a
    day as spreadsheets number it) and ``{*}``.
    ``text``: where the file has no period column, what would stand in it.
    """

    LATER_KEYS: ClassVar[frozenset[str]] = frozenset({"pattern", "text", "quarters", "months"})

    kind: Literal["financial_year", "academic_year", "calendar_year", "quarter", "month", "day", "window"]
    year: Literal["ends", "starts", "both"] = "ends"
    day: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    quarter: Annotated[int, Field(ge=1, le=4)] | None = None
    pattern: Text | tuple[Text, ...] = ()
    text: Text | None = None
    #: Whose quarters ``{Q}`` counts: those of the financial year (1: April to June) or of the calendar year.
    quarters: Literal["financial", "calendar"] = "financial"
    #: How many months a window lasts that is named by its last.
    months: Annotated[int, Field(ge=1, le=120)] | None = None

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns, in the order in which they are tried; none where the years are bare."""
        return (self.pattern,) if isinstance(self.pattern, str) else self.pattern

    @model_validator(mode="after")
    def _says_which(self) -> YearRule:
        for name, form in (("day", "MM-DD"), ("month", "1 to 12"), ("quarter", "1 to 4")):
            if self.kind != name and getattr(self, name) is not None:
                raise ValueError(f"give {name}: {form} with kind: {name}, and only then")
            if self.kind == name and getattr(self, name) is None and not self.pattern:
                raise ValueError(f"give {name}: {form} with kind: {name}, and only then; or a pattern")
        if self.kind == "window" and not self.pattern:
            raise ValueError("give pattern with kind: window, such as '{MMM}-{MMM} {YYYY}'")
        return self

    @model_validator(mode="after")
    def _patterns_are_known(self) -> YearRule:
        for pattern in self.patterns:
            tokens = _TOKEN.findall(pattern)
            if unknown := [token for token in tokens if token not in TOKENS]:
                raise ValueError(f"{{{unknown[0]}}} is not known in a pattern; write one of {{{'}, {'.join(TOKENS)}}}")
            if not {"YYYY", "YY", "N"} & set(tokens):
                raise ValueError(f"the pattern '{pattern}' has no year; write {{YYYY}} or {{YY}} where it stands")
        return self


def pattern_tokens(pattern: str) -> tuple[str, ...]:
    """The tokens whose text is read, in order."""
    return tuple(each for each in _TOKEN.findall(pattern) if each != "*")


def pattern_expression(pattern: str) -> re.Pattern[str]:
    """The regular expression of a pattern; letter case and kinds of dash do not matter."""
    pieces = _TOKEN.split(pattern.replace("–", "-").replace("—", "-"))
    # What is split off alternates: literal text, token, literal text.
    parts = [TOKENS[piece] if n % 2 else re.escape(piece) for n, piece in enumerate(pieces)]
    return re.compile("".join(parts), re.IGNORECASE)
