"""Treatment measures the slow and obvious way: plain loops over plain rows, one person after another.

Written from the definitions of the measures. ``figures`` gives ``(numerator, denominator)`` by indicator, and by
``indicator;client-group=member``; a count has no denominator, and what cannot be known is None.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from tests.indicators.records.views.treatment.outcomes_oracle import Figures, Row, find_outcomes, months_later

Tables = Mapping[str, list[Row]]
GROUPS = ("opiate", "non-opiate-only", "non-opiate-and-alcohol", "alcohol-only")


def figures(tables: Tables, first: date, last: date, settings: Mapping[str, Any], drugs: Iterable[str]) -> Figures:
    """Every derived measure of a period from its first to its last day."""
    reaches = _reach(tables, last, settings)
    journeys = make_journeys(tables, settings, set(drugs))
    for journey in journeys:
        journey["back"] = _came_back(journey, journeys, reaches, settings)
    clients = _clients(journeys, first, last, reaches, settings)
    oracle_figures: Figures = {}
    oracle_figures |= _counts(clients)
    oracle_figures |= _stays(clients)
    oracle_figures |= _waits(journeys, first, last, settings)
    oracle_figures |= _exits(journeys, first, last)
    oracle_figures |= _tops(journeys, first, last, settings)
    oracle_figures |= find_outcomes(journeys, first, last, reaches, settings)
    return oracle_figures


def make_journeys(tables: Tables, settings: Mapping[str, Any], drugs: set[str]) -> list[Row]:
    """Episodes joined as the published rule says, person by person."""
    people: dict[Any, list[Row]] = {}
    for episode in _episodes(tables, settings):
        people.setdefault(episode["who"], []).append(episode)
    journeys: list[Row] = []
    for mine in people.values():
        current: Row | None = None
        for episode in sorted(mine, key=lambda e: (e["TRIAGED"], e["first"], _key(e))):
            if current is not None and _joins(episode, current["episodes"], settings):
                current["episodes"].append(episode)
            else:
                current = {"episodes": [episode]}
                journeys.append(current)
    for journey in journeys:
        _describe(journey, settings, drugs)
    return journeys


def _episodes(tables: Tables, settings: Mapping[str, Any]) -> list[Row]:
    clients = {(row["AGNCY"], row["CLIENTID"]): row for row in tables["client"]}
    kept = []
    for row in tables["episode"]:
        done = [
            i
            for i in tables["intervention"]
            if _key(i) == _key(row) and i["MODAL"] in settings["structured-interventions"] and i["MODST"]
        ]
        if row["CONSENT"] != "Y" or row["TRIAGED"] is None or not done:
            continue
        client = clients[row["AGNCY"], row["CLIENTID"]]
        parts = [client[name] for name in settings["attributor"]]
        alone = ("client", row["AGNCY"], row["CLIENTID"])
        kept.append(
            row
            | {"first": min(i["MODST"] for i in done), "done": done, "born": client["DOB"]}
            | {"attributor": alone if None in parts else tuple(str(part).upper() for part in parts)}
            | {"tops": [top for top in tables["top"] if _key(top) == _key(row)]}
        )
    for row in kept:
        lives = {other["DAT"] for other in kept if other["attributor"] == row["attributor"] and other["DAT"]}
        home = row["DAT"] or (min(lives) if len(lives) == 1 else None)
        row["who"] = row["attributor"] if settings["person-within"] == "anywhere" else (row["attributor"], home)
    return kept


def _joins(episode: Row, before: list[Row], settings: Mapping[str, Any]) -> bool:
    if any(other["DISD"] is None for other in before):
        return True
    end = max(other["DISD"] for other in before)
    gap = (episode["first"] - end).days
    if settings["journey-days-inclusive"]:
        gap += 1
    return bool(episode["TRIAGED"] <= end or gap <= settings["journey-days"])


def _describe(journey: Row, settings: Mapping[str, Any], drugs: set[str]) -> None:
    episodes = journey["episodes"]
    journey["attributor"], journey["who"] = episodes[0]["attributor"], episodes[0]["who"]
    journey["born"] = episodes[0]["born"]
    journey["start"] = min(e["TRIAGED"] for e in episodes)
    journey["first"] = min(e["first"] for e in episodes)
    journey["end"] = journey["exit"] = None
    if all(e["DISD"] for e in episodes):
        journey["end"] = max(e["DISD"] for e in episodes)
        reason = [e["DISRSN"] for e in episodes if e["DISD"] == journey["end"]][-1]
        journey["exit"] = _exit(reason, journey["end"], settings)
    used = {e.get(name) for e in episodes for name in ("DRUG1", "DRUG2", "DRUG3")}
    used -= {None, *settings["no-substance-codes"]}
    journey["group"], journey["opiate_or_crack"] = _group(used, settings, drugs)


def _exit(reason: str | None, end: date, settings: Mapping[str, Any]) -> str:
    completed = "success-reasons" if end >= settings["new-reasons-from"] else "success-reasons-before-f"
    if reason in settings[completed]:
        return "planned"
    if reason in settings["transfer-reasons"] + settings["later-transfer-reasons"]:
        return "transferred"
    return "unplanned" if reason in settings["unplanned-reasons"] else "not-known"


def _group(used: set[str], settings: Mapping[str, Any], drugs: set[str]) -> tuple[str | None, bool | None]:
    opiates, crack = used & set(settings["opiate-codes"]), used & set(settings["crack-codes"])
    if opiates:
        return "opiate", True
    if used - drugs:
        return None, True if crack else None
    alcohol = used & set(settings["alcohol-codes"])
    others = used - alcohol
    if others:
        return ("non-opiate-and-alcohol" if alcohol else "non-opiate-only"), bool(crack)
    return ("alcohol-only" if alcohol else None), False


def _reach(tables: Tables, last: date, settings: Mapping[str, Any]) -> date:
    if settings["records-reach"]:
        return settings["records-reach"]  # type: ignore[no-any-return]
    names = {"episode": ["TRIAGED", "DISD"], "intervention": ["MODST", "MODEND"], "top": ["TOPDATE"]}
    by_agency: dict[str, list[date]] = {}
    for table, columns in names.items():
        for row in tables[table]:
            by_agency.setdefault(row["AGNCY"], []).extend(row[c] for c in columns if row.get(c))
    ends = [_month_end(max(days)) for days in by_agency.values() if days]
    return max([last, min(ends)]) if ends else last


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _came_back(journey: Row, journeys: list[Row], reaches: date, settings: Mapping[str, Any]) -> bool | None:
    if journey["exit"] != "planned":
        return None
    until = months_later(journey["end"], settings["re-presentation-months"])
    if settings["re-presentation"] == "days":
        until = journey["end"] + timedelta(days=settings["re-presentation-days"])
    starts = [other["start"] for other in journeys if other["attributor"] == journey["attributor"]]
    if any(journey["end"] < start <= until for start in starts):
        return True
    return False if until <= reaches else None


def _clients(journeys: list[Row], first: date, last: date, reaches: date, settings: Mapping[str, Any]) -> list[Row]:
    people: dict[Any, list[Row]] = {}
    for journey in journeys:
        if journey["start"] <= last and (journey["end"] is None or journey["end"] >= first):
            people.setdefault(journey["who"], []).append(journey)
    clients = []
    for mine in people.values():
        latest = max(mine, key=lambda j: j["start"])
        ended = latest["end"] is not None and latest["end"] <= last
        clients.append({
            "group": latest["group"],
            "opiate_or_crack": latest["opiate_or_crack"],
            "adult": _age(latest["born"], max(latest["start"], first)) >= settings["adult-age"],
            "began": any(first <= j["start"] <= last for j in mine),
            "effective": _effective(latest, reaches, settings),
            "completed": ended and latest["exit"] == "planned",
            "back": latest["back"],
            "early": [j["back"] for j in mine
                      if j["exit"] == "planned" and first <= j["end"] < months_later(first, 6)],
        })  # fmt: skip
    return clients


def _age(born: date | None, day: date) -> int:
    if born is None:
        return -1
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _effective(journey: Row, reaches: date, settings: Mapping[str, Any]) -> bool | None:
    start = journey["start"] if settings["retention-start"] == "triage" else journey["first"]
    weeks = settings["effective-days"]
    if journey["end"] is None:
        return True if (reaches - start).days >= weeks else None
    return (journey["end"] - start).days >= weeks or journey["exit"] == "planned"


def _counts(clients: list[Row]) -> Figures:
    adults = [c for c in clients if c["adult"]]
    oracle_figures: Figures = {
        "drug-users-in-effective-treatment": (
            sum(1 for c in clients if c["opiate_or_crack"] and c["effective"] is True), None),
    }  # fmt: skip
    for member in (None, *GROUPS):
        some = [c for c in adults if member is None or c["group"] == member]
        mark = f";client-group={member}" if member else ""
        oracle_figures[f"drug-alcohol-clients-in-treatment{mark}"] = len(some), None
        oracle_figures[f"drug-alcohol-new-presentations{mark}"] = sum(1 for c in some if c["began"]), None
        oracle_figures[f"drug-alcohol-successful-completions{mark}"] = sum(1 for c in some if c["completed"]), len(some)
    return oracle_figures


def _stays(clients: list[Row]) -> Figures:
    early = [c["early"] for c in clients if c["early"]]
    told = [any(one is True for one in some) or (None if None in some else False) for some in early]
    oracle_figures: Figures = {
        "drug-alcohol-re-presentations-six-months": None if None in told else (sum(map(bool, told)), len(early))
    }
    kinds = {"opiate": GROUPS[:1], "non-opiate": GROUPS[1:3], "alcohol": GROUPS[3:]}
    for name, groups in kinds.items():
        some = [c for c in clients if c["adult"] and c["group"] in groups]
        backs = [c["back"] for c in some if c["completed"]]
        known = None not in backs
        oracle_figures[f"treatment-completed-without-return-{name}"] = (
            (backs.count(False), len(some)) if known else None
        )
    return oracle_figures


def _waits(journeys: list[Row], first: date, last: date, settings: Mapping[str, Any]) -> Figures:
    tally = {True: [0, 0], False: [0, 0]}
    for journey in journeys:
        never = date.max
        done = [(i, e) for e in journey["episodes"] for i in e["done"]]
        done.sort(key=lambda one: (one[0]["MODST"], one[0]["REFMODDT"] or never, one[0]["FAOMODDT"] or never,
                                   _key(one[1]), one[0]["MODID"]))  # fmt: skip
        for at, (row, _) in enumerate(done):
            offered, referred = row["FAOMODDT"], row["REFMODDT"]
            if offered and referred and first <= offered <= last and offered >= referred:
                tally[at == 0][0] += (offered - referred).days <= settings["wait-days"]
                tally[at == 0][1] += 1
    return {
        "drug-wait-first-intervention-three-weeks": (tally[True][0], tally[True][1]),
        "drug-wait-later-intervention-three-weeks": (tally[False][0], tally[False][1]),
    }


def _exits(journeys: list[Row], first: date, last: date) -> Figures:
    closed = [j["exit"] for j in journeys if j["end"] and first <= j["end"] <= last]
    kinds = ("planned", "transferred", "unplanned")
    return {f"drug-alcohol-exits-{kind}": (closed.count(kind), None) for kind in kinds}


def _tops(journeys: list[Row], first: date, last: date, settings: Mapping[str, Any]) -> Figures:
    tally = {stage: [0, 0] for stage in "SRE"}
    for journey in journeys:
        done = [(t["TRSTAGE"], t["TOPDATE"]) for e in journey["episodes"] for t in e["tops"] if t["TOPDATE"]]
        for stage, since, low, high in _due(journey, done, first, last, settings):
            days = [(day - since).days for kind, day in done if kind == stage]
            tally[stage][0] += any(low <= one <= high for one in days)
            tally[stage][1] += 1
    names = {"S": "start", "R": "review", "E": "exit"}
    return {f"top-{names[stage]}-complete": (done, due) for stage, (done, due) in tally.items()}


def _due(
    journey: Row, done: list[tuple[str, date]], first: date, last: date, settings: Mapping[str, Any]
) -> list[tuple[str, date, int, int]]:
    due = []
    if first <= journey["start"] <= last:
        due.append(("S", journey["first"], -settings["top-start-days"], settings["top-start-days"]))
    since = journey["start"] if settings["retention-start"] == "triage" else journey["first"]
    reached = months_later(since, settings["top-review-due-months"])
    there = journey["end"] is None or journey["end"] >= reached
    if first <= reached <= last and there and any(stage == "S" for stage, _ in done):
        due.append(("R", since, 7 * settings["top-review-from-weeks"], 7 * settings["top-review-to-weeks"]))
    if journey["end"] and first <= journey["end"] <= last and journey["exit"] == "planned":
        due.append(("E", journey["end"], -settings["top-exit-days"], settings["top-exit-days"]))
    return due


def _key(row: Row) -> tuple[str, str, str]:
    return row["AGNCY"], row["CLIENTID"], row["EPISODID"]
