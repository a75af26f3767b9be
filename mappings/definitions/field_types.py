"""Fields that several kinds of definition have: the role of an agency, and a period by its code."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from returnonce.errors import Refused

#: What an agency answers for. ``central`` is no agency's: a department compiles it.
Role = Literal[
    "council",
    "children-services",
    "education",
    "adult-social-care",
    "housing",
    "planning",
    "environment",
    "transport",
    "benefits",
    "trading-standards",
    "libraries",
    "pct",
    "mental-health-trust",
    "acute-trust",
    "police",
    "fire",
    "probation",
    "yot",
    "drug-partnership",
    "third-sector",
]


def _period(value: object) -> object:
    # YAML reads a bare day as a date.
    value = value.isoformat() if isinstance(value, date) else value
    try:
        return parse_period(value) if isinstance(value, str) else value
    except Refused as refused:
        raise ValueError(f"{refused.what} {refused.mend}") from refused


PeriodCode = Annotated[Period, BeforeValidator(_period)]
