"""Measures of children looked after the slow and obvious way: one child after another, plain loops over plain rows.

Written from the words of the measures. ``figures`` gives ``(numerator, denominator)`` by indicator;
a count has no denominator, and what cannot be known is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from tests.indicators.records.views.looked_after.oracle_care import (
    ADOPTIVE,
    TEMPORARY,
    Child,
    Figures,
    Row,
    Year,
    age,
    births_of,
    children_of,
    months_ago,
    months_on,
    rows_of,
    stays_of,
    year_began,
)
from tests.indicators.records.views.looked_after.oracle_people import leavers, outcomes


def figures(years: list[Year], spots: Mapping[str, tuple[int, int]] | None, activities: set[str]) -> Figures:
    """Every measure for the newest year, the first of the list; ``spots``: grid reference by postcode."""
    now = years[0]
    people = children_of(years)
    oracle_figures: Figures = {}
    oracle_figures |= _counts(people, now)
    oracle_figures |= _stability(people, now)
    oracle_figures |= _distance(people, now, spots)
    oracle_figures |= outcomes(now)
    oracle_figures |= leavers(people, now, activities)
    oracle_figures |= _adoptions(people, years)
    oracle_figures |= _reviews(people, years)
    return oracle_figures


def moves(years: list[Year]) -> dict[str, tuple[list[date], int, int]]:
    """By child looked after on the last day: first days of all stays, and how many touched one and two years."""
    last = years[0].last
    return {
        child.name: (
            [stay[0]["start"] for period in child.periods for stay in stays_of(period)],
            _touching(child, year_began(last)),
            _touching(child, year_began(last, 2)),
        )
        for child in children_of(years)
        if child.on(last)
    }


# Who came, who left, who was missed


def _counts(people: list[Child], now: Year) -> Figures:
    here = [c for c in people if c.current and any(e["until"] >= now.first for e in c.care)]
    names = {child.name for child in here}
    started = [c for c in here if any(e["RNE"] == "S" and now.first <= e["start"] <= now.last for e in c.care)]
    ceased = [
        c for c in here if any(e["REC"] not in {None, "X1"} and now.first <= e["until"] <= now.last for e in c.care)
    ]
    missing = {
        row["CHILD"]
        for row in rows_of(now, "Missing")
        if row["MISSING"] == "M" and row["MIS_START"] <= now.last and (row["MIS_END"] or now.last) >= now.first
    }
    asked, took_part = _participants(now, births_of(now))
    return {
        "cla-at-31-march": (len([c for c in people if c.on(now.last)]), None),
        "cla-started": (len(started), None),
        "cla-ceased": (len(ceased), None),
        "cla-missing-from-placement": (len(missing & names), len(here)),
        "cla-consulted-before-review": (len(took_part & names), len(asked & names)),
    }


def _participants(now: Year, born: dict[str, date | None]) -> tuple[set[str], set[str]]:
    asked, took_part, seen = set(), set(), set()
    for row in rows_of(now, "Reviews"):
        if row["REVIEW"] is None or not now.first <= row["REVIEW"] <= now.last:
            continue
        if (row["CHILD"], row["REVIEW"]) in seen:
            continue
        seen.add((row["CHILD"], row["REVIEW"]))
        years = age(row.get("DOB") or born.get(row["CHILD"]), row["REVIEW"])
        if years is not None and years >= 4:
            asked.add(row["CHILD"])
            if row["REVIEW_CODE"] in {"PN1", "PN2", "PN3", "PN4", "PN5", "PN6"}:
                took_part.add(row["CHILD"])
    return asked, took_part


# Placements


def _stability(people: list[Child], now: Year) -> Figures:
    here = [(child, row) for child in people if (row := child.on(now.last))]
    many = [child for child, _ in here if _touching(child, year_began(now.last)) >= 3]
    long_two = [(child, row) for child, row in here if _since(child, row) <= months_ago(now.last, 24)]
    many_two = [child for child, _ in long_two if _touching(child, year_began(now.last, 2)) >= 3]
    cohort = [
        (child, row)
        for child, row in here
        if _since(child, row) <= months_ago(now.last, 30)
        and (years := age(child.born, now.last)) is not None
        and years < 16
    ]
    edge = months_ago(now.last, 24)
    adopting = [
        (child, row) for child, row in cohort if _lasting(child, row) in ADOPTIVE and _with_last(child, row) <= edge
    ]

    def settled(kind: str) -> int:
        stayed = [row for _, row in cohort if row[kind] and row[kind][0]["start"] <= edge]
        return len(stayed) + len([row for _, row in adopting if not any(row is other for other in stayed)])

    return {
        "cla-three-or-more-placements": (len(many), len(here)),
        "cla-three-or-more-placements-two-years": (len(many_two), len(long_two)),
        "cla-same-carer-two-years": (settled("carer"), len(cohort)),
        "cla-long-term-placement-stability": (settled("placement"), len(cohort)),
    }


def _since(child: Child, row: Row) -> date:
    return min(e["start"] for e in child.period_of(row))


def _lasting(child: Child, row: Row) -> str | None:
    """Where the child lives or, from a temporary placement, lived before it."""
    period = child.period_of(row)
    at = next(number for number, each in enumerate(period) if each is row)
    return next((each["PLACE"] for each in reversed(period[: at + 1]) if each["PLACE"] not in TEMPORARY), None)


def _touching(child: Child, first: date) -> int:
    """Stays that reach into the time; those that missing days cut in two, with no move after them, are one."""
    whole: list[list[Row]] = []
    for period in child.periods:
        for number, stay in enumerate(stays_of(period)):
            if whole and number == 0 and _stayed(period, stay[0]):
                whole[-1] = whole[-1] + stay
            else:
                whole.append(stay)
    return len([stay for stay in whole if max(e["until"] for e in stay) >= first])


def _stayed(period: list[Row], row: Row) -> bool:
    """Whether a period of care began without a move, as far as its first lasting episode."""
    at = next(number for number, each in enumerate(period) if each is row)
    return row["RNE"] is not None and not any(each["RNE"] in {"S", "P", "B"} for each in period[: at + 1])


def _with_last(child: Child, row: Row) -> date:
    """Since when with the adoptive family or, if it began as one, in the stay before."""
    stays = stays_of(child.period_of(row))
    at = next(number for number, stay in enumerate(stays) if stay is row["carer"])
    began = stays[at][0]["start"]
    adoptive = [e["start"] for e in stays[at] if e["PLACE"] in ADOPTIVE]
    if at > 0 and adoptive and min(adoptive) == began:
        return stays[at - 1][0]["start"]
    return began


def _distance(people: list[Child], now: Year, spots: Mapping[str, tuple[int, int]] | None) -> Figures:
    if spots is None:
        return {"cla-placed-20-miles-or-more": None}
    here = [row for child in people if (row := child.on(now.last))]
    located = [
        (spots[row["home"]], spots[row["post"]]) for row in here if row["home"] in spots and row["post"] in spots
    ]
    far = [1 for (e1, n1), (e2, n2) in located if ((e1 - e2) ** 2 + (n1 - n2) ** 2) * 100 >= (20 * 16093) ** 2]
    return {"cla-placed-20-miles-or-more": (len(far), len(located)) if here else None}


# Adoption


def _adoptions(people: list[Child], years: list[Year]) -> Figures:
    now = years[0]
    to_family, adjusted, to_match, in_time, in_year = [], [], [], 0, 0
    for child in people:
        adopted = [
            e for e in child.care if e["REC"] in {"E11", "E12"} and year_began(now.last, 3) <= e["until"] <= now.last
        ]
        if not adopted:
            continue
        end = adopted[-1]
        period = child.period_of(end)
        began, stays = min(e["start"] for e in period), stays_of(period)
        homes = [stay for stay in stays if any(e["PLACE"] in ADOPTIVE for e in stay)]
        paper = _paper(child.name, years)
        placed = min(e["start"] for e in homes[-1] if e["PLACE"] in ADOPTIVE) if homes else None
        if homes and placed:
            to_family.append((placed - began).days)
            with_carer = _with_carer(stays, homes[-1], placed) if paper.get("FOSTER_CARE") == "1" else placed
            adjusted.append((with_carer - began).days)
        orders = [e["start"] for e in period if e["LS"] == "E1"]
        if orders and paper.get("DATE_MATCH"):
            to_match.append((paper["DATE_MATCH"] - min(orders)).days)
        elsewhere = len(homes) > 1 or (len(homes) == 1 and end["carer"] is not None and end["carer"] is not homes[0])
        if end["until"] >= year_began(now.last) and not elsewhere:
            in_year += 1
            decided = _decided(child.name, years, placed) or paper.get("DATE_INT")
            in_time += bool(placed and decided and placed <= months_on(decided, 12))
    return {
        "adoption-entering-care-to-placement": (sum(to_family), len(to_family)),
        "adoption-entering-care-to-placement-adjusted": (sum(adjusted), len(adjusted)),
        "adoption-placement-order-to-match": (sum(to_match), len(to_match)),
        "adoption-placed-within-12-months": (in_time, in_year),
    }


def _with_carer(stays: list[list[Row]], home: list[Row], placed: date) -> date:
    at = next(number for number, stay in enumerate(stays) if stay is home)
    first = home[0]
    before = stays[at - 1][0] if at > 0 else None
    fostered = before is not None and (before["PLACE"] or "").startswith("U")
    if placed == first["start"] and first["PLACE"] in {"A3", "A5"} and before is not None and fostered:
        return before["start"]
    return first["start"]


def _paper(name: str, years: list[Year]) -> Row:
    return next((row for year in years for row in rows_of(year, "AD1") if row["CHILD"] == name), {})


def _decided(name: str, years: list[Year], placed: date | None) -> date | None:
    rows = [row["DATE_PLACED"] for year in years for row in rows_of(year, "PlacedAdoption") if row["CHILD"] == name]
    before = [day for day in rows if day and placed and day <= placed]
    return max(before) if before else None


# Reviews


def _reviews(people: list[Child], years: list[Year]) -> Figures:
    now, known_from = years[0], min(year.first for year in years)
    needed, fine = 0, 0
    for child in people:
        row = child.on(now.last)
        if row is None:
            continue
        since = _since(child, row)
        days = {r["REVIEW"] for year in years for r in rows_of(year, "Reviews") if r["CHILD"] == child.name}
        held = sorted(day for day in days if day and since <= day <= now.last)
        late = False
        for number, day in enumerate(held):
            late = late or (day >= now.first and day > _due(since, held[:number], known_from))
        outstanding = _due(since, held, known_from) <= now.last
        if outstanding or any(day >= now.first for day in held):
            needed += 1
            fine += not late and not outstanding
    return {"cla-reviews-on-time": (fine, needed)}


def _due(since: date, before: list[date], known_from: date) -> date:
    """When the next review is due, given those held before."""
    if since < known_from:
        return months_on(before[-1] if before else known_from - timedelta(days=1), 6)
    if not before:
        return since + timedelta(days=28)
    return months_on(before[-1], 3 if len(before) == 1 else 6)
