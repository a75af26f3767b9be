"""Refusals of requests that the description allows: by rules between parameters, and by what only the store knows.

Each is named by its status and by the parameter that the problem names; a rule between parameters was broken indeed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from api.description.parameter_rules import rules_of


class StateRefusal(NamedTuple):
    """A refusal that follows from what is stored, or from the protocol. ``header``: what must have been sent."""

    status: int
    where: str
    header: str
    why: str


#: Of requests that are valid by the description.
OF_VALID = (
    StateRefusal(412, "If-Match", "If-Match", "RFC 9110, 13.1.1: it names a state that what is meant is not in"),
)
#: Of requests that are not: refused too, by a status that schemathesis does not expect there.
OF_INVALID = (
    *OF_VALID,
    StateRefusal(412, "Tus-Resumable", "Tus-Resumable", "tus 1.0: another version of the protocol"),
    StateRefusal(414, "", "", "RFC 9110, 15.5.15: the address is not even read"),
)


def _days(query: Mapping[str, Any]) -> tuple[date | None, date | None]:
    first, last = (date.fromisoformat(str(query[name])) if name in query else None for name in ("from", "to"))
    return first, last


def _out_of_order(query: Mapping[str, Any]) -> bool:
    """With one of the two the other is counted from the clock, so that it may lie before."""
    first, last = _days(query)
    return first > last if first and last else bool(first or last)


def _too_long(query: Mapping[str, Any]) -> bool:
    first, last = _days(query)
    return (last - first).days >= 1_100 if first and last else False


#: By the name of a rule in ``api/description/parameter_rules.yaml``: whether a query breaks it.
BROKEN: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "dates-in-order": _out_of_order,
    "period-or-dates": lambda query: "period" in query and bool({"from", "to"} & query.keys()),
    "days-of-a-calendar": _too_long,
    "indicator-or-area": lambda query: not {"indicator", "area"} & query.keys(),
}


def breaks_a_rule(operation: dict[str, Any], query: Mapping[str, Any], status: int, problem: Mapping[str, Any]) -> bool:
    """Whether the answer is what a rule of the operation says, and the query did break that rule."""
    return any(
        (rule.status, rule.where) == (status, problem.get("where")) and BROKEN[rule.name](query)
        for rule in rules_of(operation)
    )


def is_listed(
    rows: tuple[StateRefusal, ...], headers: Mapping[str, str], status: int, problem: Mapping[str, Any]
) -> bool:
    """Whether one of the rows is this answer, to a request with the header that it names."""
    return any(
        (row.status, row.where) == (status, problem.get("where", "")) and (not row.header or row.header in headers)
        for row in rows
    )
