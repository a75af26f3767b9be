"""Measures of children looked after the slow and obvious way: one child after another, plain loops over plain rows.

Written from the words of the measures. ``figures`` gives ``(numerator, denominator)`` by indicator;
a count has no denominator, and what cannot be known is None.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Figures = dict[str, tuple[int, int | None] | None]
FAR_FUTURE = date.max
SHORT, TEMPORARY, ADOPTIVE = {"V3", "V4"}, {"T0", "T1", "T2", "T3", "T4"}, {"A3", "A4", "A5", "A6"}


@dataclass
class Year:
    """One file: its tables as rows, and the first and last day that it is about."""

    tables: Mapping[str, list[Row]]
    first: date
    last: date


@dataclass
class Child:
    """What is known of one child's care: its periods, each a list of episodes in order."""

    name: str
    born: date | None
    current: bool
    everything: list[Row]
    periods: list[list[Row]]

    @property
    def care(self) -> list[Row]:
        return [episode for period in self.periods for episode in period]

    def on(self, day: date) -> Row | None:
        """The episode at the end of a day, the latest where several overlap."""
        found = [e for e in self.care if e["start"] <= day < e["until"]] if self.current else []
        return found[-1] if found else None

    def period_of(self, episode: Row) -> list[Row]:
        return next(period for period in self.periods if any(e is episode for e in period))


def figures(years: list[Year], spots: Mapping[str, tuple[int, int]] | None, activities: set[str]) -> Figures:
    """Every measure for the newest year, the first of the list; ``spots``: grid reference by postcode."""
    now = years[0]
    people = _children(years)
    found: Figures = {}
    found |= _counts(people, now)
    found |= _stability(people, now)
    found |= _distance(people, now, spots)
    found |= _outcomes(now)
    found |= _leavers(people, now, activities)
    found |= _adoptions(people, years)
    found |= _reviews(people, years)
    return found


def moves(years: list[Year]) -> dict[str, tuple[list[date], int, int]]:
    """By child looked after on the last day: first days of all stays, and how many touched one and two years."""
    last = years[0].last
    return {
        child.name: (
            [stay[0]["start"] for period in child.periods for stay in _stays(period)],
            _touching(child, year_began(last)),
            _touching(child, year_began(last, 2)),
        )
        for child in _children(years)
        if child.on(last)
    }


# Days


def months_ago(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_on(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def age(born: date | None, day: date) -> int | None:
    """Birthdays reached since birth; a birthday of 29 February is 1 March in other years."""
    if born is None:
        return None
    years = day.year - born.year
    return years if (day.month, day.day) >= (born.month, born.day) else years - 1


def year_began(last: date, years: int = 1) -> date:
    return months_ago(last + timedelta(days=1), 12 * years)


# Children and their care


def _children(years: list[Year]) -> list[Child]:
    born = _births(years[0])
    names = sorted({row["CHILD"] for year in years for row in _rows(year, "Episodes")})
    return [_child(name, years, born.get(name)) for name in names]


def _child(name: str, years: list[Year], born: date | None) -> Child:
    held: list[Row] = []
    for number, year in enumerate(years):
        mine = [_episode(row) for row in _rows(year, "Episodes") if row["CHILD"] == name]
        mine = [row for at, row in enumerate(mine) if row not in mine[:at]]
        if held:
            first = min(row["start"] for row in held)
            mine = [_cut(row, first) for row in mine if row["start"] < first]
        held += mine
        if number == 0:
            current = bool(mine)
    held.sort(key=_order)
    care = [row for row in held if row["LS"] not in SHORT and row["start"] <= years[0].last]
    return Child(name, born, current, held, [_with_stays(period) for period in _periods(care)])


def _rows(year: Year, table: str) -> list[Row]:
    return [row for row in year.tables.get(table, []) if row["CHILD"] is not None]


def _episode(row: Row) -> Row:
    def post(text: str | None) -> str | None:
        return text and text.upper().replace(" ", "")

    kept = {name: row.get(name) for name in ("RNE", "LS", "PLACE", "URN", "REC")}
    ends = row.get("DEC") or FAR_FUTURE
    return kept | {
        "start": row["DECOM"], "until": ends, "home": post(row.get("HOME_POST")), "post": post(row.get("PL_POST")),
    }  # fmt: skip


def _cut(row: Row, first: date) -> Row:
    """An earlier file's episode lasts until the newer file's begin, at most."""
    if row["until"] == FAR_FUTURE:
        return row | {"until": first, "REC": "X1"}
    return row | {"until": min(row["until"], first)}


def _order(row: Row) -> tuple[Any, ...]:
    words = [row[name] for name in ("RNE", "LS", "PLACE", "post", "URN", "REC", "home")]
    return (row["start"], row["until"], *((word is None, word or "") for word in words))


def _periods(care: list[Row]) -> list[list[Row]]:
    periods: list[list[Row]] = []
    for row in care:
        if periods and row["start"] <= max(before["until"] for before in periods[-1]):
            periods[-1].append(row)
        else:
            periods.append([row])
    return periods


def _with_stays(period: list[Row]) -> list[Row]:
    """Each episode with the stay that it belongs to, by carer and by placement; None before the first lasting one."""
    for kind, reasons in (("carer", {"S", "P", "B"}), ("placement", {"S", "P", "B", "T", "U"})):
        stay: list[Row] | None = None
        lasting: Row | None = None
        away = False
        for row in period:
            if row["PLACE"] in TEMPORARY:
                away = True
            else:
                alike = lasting is not None and all(row[n] == lasting[n] for n in ("PLACE", "post", "URN"))
                if stay is None or (row["RNE"] in reasons and not (away and alike)):
                    stay = []
                stay.append(row)
                lasting, away = row, False
            row[kind] = stay
    return period


def _stays(period: list[Row]) -> list[list[Row]]:
    found: list[list[Row]] = []
    for row in period:
        if row["carer"] is not None and not any(row["carer"] is stay for stay in found):
            found.append(row["carer"])
    return found


def _births(year: Year) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for row in _rows(year, "Header"):
        found.setdefault(row["CHILD"], row.get("DOB"))
    return found


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
        for row in _rows(now, "Missing")
        if row["MISSING"] == "M" and row["MIS_START"] <= now.last and (row["MIS_END"] or now.last) >= now.first
    }
    asked, took_part = _participants(now, _births(now))
    return {
        "cla-at-31-march": (len([c for c in people if c.on(now.last)]), None),
        "cla-started": (len(started), None),
        "cla-ceased": (len(ceased), None),
        "cla-missing-from-placement": (len(missing & names), len(here)),
        "cla-consulted-before-review": (len(took_part & names), len(asked & names)),
    }


def _participants(now: Year, born: dict[str, date | None]) -> tuple[set[str], set[str]]:
    asked, took_part, seen = set(), set(), set()
    for row in _rows(now, "Reviews"):
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
    adopting = [(child, row) for child, row in cohort if row["PLACE"] in ADOPTIVE and _with_last(child, row) <= edge]

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


def _touching(child: Child, first: date) -> int:
    stays = [stay for period in child.periods for stay in _stays(period)]
    return len([stay for stay in stays if max(e["until"] for e in stay) >= first])


def _with_last(child: Child, row: Row) -> date:
    """Since when with the adoptive family or, if it began as one, in the stay before."""
    stays = _stays(child.period_of(row))
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


# Outcomes, care leavers


def _once(year: Year, table: str) -> list[Row]:
    found: dict[str, Row] = {}
    for row in _rows(year, table):
        found.setdefault(row["CHILD"], row)
    return list(found.values())


def _outcomes(now: Year) -> Figures:
    born = _births(now)
    rows = [row | {"age": age(row.get("DOB") or born.get(row["CHILD"]), now.last)} for row in _once(now, "OC2")]

    def share(column: str, among: list[Row]) -> tuple[int, int]:
        return len([row for row in among if row.get(column) == "1"]), len(among)

    aged = [row for row in rows if row["age"] is not None]
    school = [row for row in aged if 5 <= row["age"] <= 16]
    scores = [row["SDQ_SCORE"] for row in school if row.get("SDQ_SCORE") is not None]
    averaged = [row["SDQ_SCORE"] for row in aged if 4 <= row["age"] <= 16 and row.get("SDQ_SCORE") is not None]
    misusing = [row for row in rows if row.get("SUBSTANCE_MISUSE") == "1"]
    refused = [r for r in misusing if r.get("INTERVENTION_OFFERED") == "1" and r.get("INTERVENTION_RECEIVED") != "1"]
    return {
        "cla-health-assessment": share("HEALTH_ASSESSMENT", rows),
        "cla-immunisations": share("IMMUNISATIONS", rows),
        "cla-dental-check": share("TEETH_CHECK", rows),
        "cla-substance-misuse": share("SUBSTANCE_MISUSE", rows),
        "cla-substance-misuse-intervention-received": share("INTERVENTION_RECEIVED", misusing),
        "cla-substance-misuse-intervention-refused": (len(refused), len(misusing)),
        "cla-development-assessment": share("HEALTH_CHECK", [row for row in aged if row["age"] < 5]),
        "cla-convicted": share("CONVICTED", [row for row in aged if row["age"] >= 10]),
        "cla-sdq-average-score": (sum(averaged), len(averaged)),
        "cla-sdq-received": (len(scores), len(school)),
        "cla-sdq-normal": (len([s for s in scores if s <= 13]), len(scores)),
        "cla-sdq-borderline": (len([s for s in scores if 14 <= s <= 16]), len(scores)),
        "cla-sdq-concern": (len([s for s in scores if s >= 17]), len(scores)),
    }


def _leavers(people: list[Child], now: Year, activities: set[str]) -> Figures:
    born, known = _births(now), {child.name: child for child in people}
    counted = []
    for row in _once(now, "OC3"):
        past = known[row["CHILD"]].everything if row["CHILD"] in known else []
        moved = bool(past) and past[-1]["REC"] == "E3"
        short = bool(past) and all(episode["LS"] in SHORT for episode in past)
        if row["IN_TOUCH"] not in {"DIED", "RHOM"} and not moved and not short:
            counted.append(row | {"age": age(row.get("DOB") or born.get(row["CHILD"]), now.last)})
    younger = [row for row in counted if row["age"] in {17, 18}]
    older = [row for row in counted if row["age"] in {19, 20, 21}]
    nineteen = [row for row in counted if row["age"] == 19]
    busy = {code for code in activities if code[0] in "FP"}

    def doing(among: list[Row], codes: set[str]) -> tuple[int, int]:
        return len([row for row in among if row["ACTIV"] in codes]), len(among)

    def living(among: list[Row], suffix: str) -> tuple[int, int]:
        return len([row for row in among if _suffix(row) == suffix]), len(among)

    return {
        "care-leavers-19-21-eet": doing(older, busy),
        "care-leavers-19-21-higher-education": doing(older, {"F1", "P1"}),
        "care-leavers-19-21-suitable-accommodation": living(older, "1"),
        "care-leavers-19-21-unsuitable-accommodation": living(older, "2"),
        "care-leavers-19-21-accommodation-not-known": living(older, "?"),
        "care-leavers-17-18-suitable-accommodation": living(younger, "1"),
        "care-leavers-17-18-unsuitable-accommodation": living(younger, "2"),
        "care-leavers-17-18-accommodation-not-known": living(younger, "?"),
        "care-leavers-19-in-ete": doing(nineteen, busy),
        "care-leavers-19-suitable-accommodation": living(nineteen, "1"),
    }


def _suffix(row: Row) -> str:
    code = row["ACCOM"] or ""
    return code[1] if len(code) == 2 and code[1] in "12" else "?"


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
        began, stays = min(e["start"] for e in period), _stays(period)
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
    return next((row for year in years for row in _rows(year, "AD1") if row["CHILD"] == name), {})


def _decided(name: str, years: list[Year], placed: date | None) -> date | None:
    rows = [row["DATE_PLACED"] for year in years for row in _rows(year, "PlacedAdoption") if row["CHILD"] == name]
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
        days = {r["REVIEW"] for year in years for r in _rows(year, "Reviews") if r["CHILD"] == child.name}
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
