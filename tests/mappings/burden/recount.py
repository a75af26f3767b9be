"""A recount of the ledger's steps from the files alone: ``python recount.py PLACE_FOLDER YEAR [RETURN:AREA:DAY ...]``.

YEAR is the first of a financial year, such as 2009; the rest are notices, such as of an inspection. It shares no code
with the project. It knows returns of figures made for the year, its quarters and on notice; figures that records sent
for the year, by the month or on notice, formulas, quarters or smaller areas give; bodies on the same ground; and lines
kept after abolition. It does not know figures made from the members of a breakdown.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
UNKNOWN = "not established"
BODIES = {"gp_registered", "school_roll", "organisations", "workforce", "survey_respondents", "estate", UNKNOWN}
ADDING_UNITS = {"count", "pounds", "tonnes_co2", "kwh", "days", "minutes", "years", "kilograms"}
DISTRICT_LINES = {"district", "any_council", "estate", "central"}
EXACT, CLOSE = "skos:exactMatch", "skos:closeMatch"


@cache
def table(path: Path, mark: str = "\t") -> list[dict[str, str]]:
    rows = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return list(csv.DictReader(rows, delimiter=mark, quoting=csv.QUOTE_NONE if mark == "\t" else csv.QUOTE_MINIMAL))


def holds(first: str, end: str, day: str) -> bool:
    return (first == UNKNOWN or first <= day) and (end in {"", UNKNOWN} or day < end)


@cache
def indicators() -> dict[str, Any]:
    files = (yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in (ROOT / "indicators/catalogue").rglob("*.yaml"))
    return {each["code"]: each for each in files if "code" in each}


@cache
def read_yaml(path: Path) -> Any:
    return yaml.load(path.read_bytes(), yaml.CSafeLoader)


@cache
def ground(area: str, day: str) -> frozenset[str]:
    rows = table(ROOT / "indicators/areas/parents.csv", ",")
    below = [row["child"] for row in rows if row["parent"] == area and holds(row["valid_from"], row["valid_to"], day)]
    return frozenset().union(*(ground(child, day) for child in below)) if below else frozenset({area})


def adds(one: dict[str, Any]) -> bool:
    return bool(one["parts"] or one["unit"] in ADDING_UNITS)


def period_ends(first: int) -> tuple[str, ...]:
    return f"{first}-06-30", f"{first}-09-30", f"{first}-12-31", f"{first + 1}-03-31"


def periods(row: dict[str, str], quarter: int | str | None, quarterly: bool) -> list[str]:
    """What a line has cells for: in a quarter's return (its number), in one on notice (its day), or in the year's."""
    kind, often = indicators()[row["object_id"]]["period_kind"], row["frequency"] in {"quarterly", "monthly"}
    if isinstance(quarter, str):
        return [quarter if kind == "day" else f"last {kind} by {quarter}"]
    at = [f"end of Q{n}" if kind in {"day", "window"} else f"Q{n}" for n in (1, 2, 3, 4)]
    if quarter is not None:
        return [at[quarter]] if often else []
    whole = at[3] if kind in {"day", "window"} else "year"
    if often and quarterly and kind not in {"academic_year", "calendar_year"}:
        return list(dict.fromkeys([*at, whole]))
    adding = row["frequency"] == "annual" and indicators()[row["object_id"]]["adds_over_time"] != "none"
    return [at[3] if kind == "quarter" and not adding else whole if kind != "academic_year" else "school year"]


def decide(rows: list[dict[str, str]], approvals: set[tuple[str, str]]) -> tuple[str, dict[str, str]]:
    """What becomes of a line's cells, and the row that it is filled by."""
    close = (row for row in rows if row["predicate_id"] == CLOSE and (row["subject_id"], row["object_id"]) in approvals)
    flowing = next((row for row in rows if row["predicate_id"] == EXACT), next(close, None))
    shown = flowing or rows[0]
    if shown["route"] == "central" or (flowing and indicators()[shown["object_id"]]["agency_of_record"] == "central"):
        return "central", shown
    doubtful = shown["code_confidence"] == "low" and (shown["subject_id"], shown["object_id"]) not in approvals
    if flowing is None or doubtful:
        return "left_out", shown
    return "keyed" if shown["route"] in {"council", "partner"} else "copied_cells", shown


def recount(place: Path, first: int, notices: tuple[tuple[str, ...], ...] = ()) -> Counter[str]:
    """Cells by step, and figures keyed for finer parts; the steps' names are those of the ledger.

    ``notices``: return, area and day of each.
    """
    steps, keyed, required = Counter[str](), defaultdict[Any, list[tuple[str, ...]]](list), set[Any]()
    parts, copied, records = set[Any](), Counter[Any](), find_record_figures(place, first, notices)
    approved = sorted(table(place / "approvals.tsv"), key=lambda row: row["approved_on"])
    for made in read_yaml(place / "place.yaml")["returns"]:
        code = made["return"]
        if made.get("records") or not (ROOT / "mappings/returns" / code).is_dir() or not in_year(made, first):
            continue
        editions = [read_yaml(path) for path in (ROOT / "mappings/returns" / code).glob("*.yaml")]
        quarterly = any("quarter" in each.get("period_kinds", ()) for each in editions)
        kept = {row["line"] for row in table(place / "kept.tsv") if row["return"] == code}
        approvals = set({row["line"]: row["object_id"] for row in approved if row["return"] == code}.items())
        days = [(day, day, [area]) for name, area, day in notices if name == code]
        quarters = enumerate(period_ends(first)[: 3 + quarterly]) if quarterly else ()
        spans = [*((number, end, made["areas"]) for number, end in quarters), *days]
        for quarter, end, areas in [*spans, (None, period_ends(first)[3], made["areas"])]:
            lines = defaultdict[str, list[dict[str, str]]](list)
            known = table(ROOT / "mappings/returns" / code / "lines.tsv")
            last = {row["subject_id"]: row["valid_to"] for row in known}
            for row in known:
                over = row["subject_id"] in kept and row["valid_to"] == last[row["subject_id"]] and quarter is None
                if holds(row["valid_from"], row["valid_to"], end) or (over and row["valid_to"] <= end):
                    lines[row["subject_id"]].append(row)
            for line, rows in lines.items():
                step, row = decide(rows, approvals)
                for area in areas:
                    if area.startswith("E07") and row["body"] not in DISTRICT_LINES:
                        continue
                    ours = area.startswith("E10") and row["body"] == "district" and step != "central"
                    for period in periods(row, quarter, quarterly):
                        if ours or step in {"central", "left_out"}:
                            steps["of_districts" if ours else step] += 1
                            continue
                        one = indicators()[row["object_id"]]
                        where = area if one["population_base"] in BODIES else ground(area, end)
                        figure = row["object_id"], where, period, row["breakdown"]
                        required.add(figure)
                        if step == "keyed":
                            keyed[figure].append((code, area, line))
                            parts |= read_besides(figure, row)
                        else:
                            copied[figure] += 1
    for figure, number in copied.items():
        steps["from_records" if is_from_records(figure, records) else "copied_cells"] += number
    for figure in [each for each in keyed if is_from_records(each, records)]:
        steps["from_records"] += len(keyed.pop(figure))
    required -= records
    for figure, cells in keyed.items():
        shown_lines, returns = set(cells), {cell[:2] for cell in cells}
        steps["same_line_again"] += len(cells) - len(shown_lines)
        steps["twice_in_a_return"] += len(shown_lines) - len(returns)
        steps["in_another_return"] += len(returns) - 1
        steps["worked_out" if is_made(figure, required) else "keyed_once"] += 1
    finer = (part for part in parts if part not in keyed and part not in records)
    steps["asked_for_parts"] = sum(part[0] == "energy record" or not is_made(part, required) for part in finer)
    return steps


def find_record_figures(place: Path, first: int, notices: tuple[tuple[str, ...], ...]) -> set[Any]:
    """The figures that record sets give which are sent, for the year, a month or on notice, by who answers for them."""
    found = set[Any]()
    for made in read_yaml(place / "place.yaml")["returns"]:
        path = ROOT / "mappings/record_returns" / f"{made['return']}.yaml"
        sent = read_yaml(path) if path.exists() else {"period_kinds": (), "record_sets": ()}
        days = [(area, day) for name, area, day in notices if name == made["return"] and "day" in sent["period_kinds"]]
        whole = in_year(made, first) and "financial_year" in sent["period_kinds"]
        months = range(1, 13) if "month" in sent["period_kinds"] and in_year(made, first) else ()
        cuts = [(area, f"month {month}") for area, month in product(made["areas"], months)]
        sendings = [*days, *cuts, *((area, "year") for area in made["areas"] if whole)]
        for (area, when), (code, one) in product(sendings, indicators().items()):
            ways = (way for way in one.get("derive") or () if way["record_set"] in sent["record_sets"])
            if any(gives(place, way, one, area, when) for way in ways):
                where = area if one["population_base"] in BODIES else ground(area, f"{first + 1}-03-31")
                at_end = when == "year" and one["period_kind"] == "day"
                found.add((code, where, "end of Q4" if at_end else when, "total"))
    return found


def gives(place: Path, way: dict[str, Any], one: dict[str, Any], area: str, when: str) -> bool:
    """Whether records of a time give the figure itself: by one sender, or by several whose parts add up."""
    if way.get("status") == "estimated" or (when.startswith("month") and not way.get("cuts")):
        return False
    folder = ROOT / "indicators/records/sets" / way["record_set"]
    role = read_yaml(folder / "set.yaml")["role"]
    if role is not None:
        return any(role in row["roles"].split("|") for row in table(place / "agencies.tsv"))
    rows = table(place / "suppliers.tsv")
    senders = {row["agency"] for row in rows if (row["record_set"], row["area"]) == (way["record_set"], area)}
    return len(senders) == 1 or (len(senders) > 1 and one["adds_over_area"] == "sum" and adds(one))


def is_from_records(figure: Any, records: set[Any]) -> bool:
    """Whether records give a figure, or every term of its formula that no department compiles, such as a population."""
    formula = indicators()[figure[0]].get("formula")
    terms = [(term["indicator"], *figure[1:]) for term in formula["terms"]] if formula else []
    terms = [term for term in terms if indicators()[term[0]]["agency_of_record"] != "central"]
    return figure in records or (bool(terms) and all(is_from_records(term, records) for term in terms))


def in_year(made: dict[str, Any], first: int) -> bool:
    """Whether a place makes a return in the financial year; written as FY2009-10, or as a month or day in April."""
    years = [str(made.get(name, default)) for name, default in (("from", "FY0000"), ("to", "FY9999"))]
    return years[0].removeprefix("FY")[:4] <= str(first) <= years[1].removeprefix("FY")[:4]


def read_besides(figure: Any, row: dict[str, str]) -> set[Any]:
    """Figures that a cell reads and does not show: a formula's terms, a base year, an energy record."""
    one, (code, where, period, split) = indicators()[figure[0]], figure
    if one.get("factors"):
        return {("energy record", where, period)}
    terms = one["formula"]["terms"] if one.get("formula") else ()
    found = {(term["indicator"], where, period, split) for term in terms}
    base = row["transform"].partition("from_baseline:")[2]
    found |= {(code, where, base, split)} if base else set()
    return {each for each in found if indicators()[each[0]]["agency_of_record"] != "central"}


def is_made(figure: Any, required: set[Any]) -> bool:
    """Whether a figure is worked out: by a formula, from quarters, or from smaller areas that are asked for."""
    code, where, period, split = figure
    one = indicators()[code]
    if one.get("formula") or one.get("factors"):
        return True
    quarters = ["Q4"] if one["adds_over_time"] == "last" else ["Q1", "Q2", "Q3", "Q4"]
    over_time = one["adds_over_time"] == "last" or (one["adds_over_time"] == "sum" and adds(one))
    if period == "year" and over_time and all((code, where, each, split) in required for each in quarters):
        return True
    if isinstance(where, str) or one["adds_over_area"] != "sum" or not adds(one):
        return False
    alike = (each for each in required if (each[0], *each[2:]) == (code, period, split))
    smaller = [each[1] for each in alike if not isinstance(each[1], str) and each[1] < where]
    tilings = (some for size in range(2, len(smaller) + 1) for some in combinations(smaller, size))
    return any(sum(map(len, some)) == len(where) and frozenset().union(*some) == where for some in tilings)


if __name__ == "__main__":
    given_notices = tuple(tuple(text.split(":")) for text in sys.argv[3:])
    for name, number in sorted(recount(Path(sys.argv[1]), int(sys.argv[2]), given_notices).items()):
        print(f"{number:>7,}  {name}")
