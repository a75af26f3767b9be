"""Outcomes of children and how care leavers live, the slow and obvious way."""

from __future__ import annotations

from tests.indicators.records.views.looked_after.oracle_care import (
    SHORT,
    Child,
    Figures,
    Row,
    Year,
    age,
    births_of,
    rows_of,
)


def _once(year: Year, table: str) -> list[Row]:
    found: dict[str, Row] = {}
    for row in rows_of(year, table):
        found.setdefault(row["CHILD"], row)
    return list(found.values())


def outcomes(now: Year) -> Figures:
    born = births_of(now)
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


def leavers(people: list[Child], now: Year, activities: set[str]) -> Figures:
    born, known = births_of(now), {child.name: child for child in people}
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
