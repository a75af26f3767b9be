"""Treatment outcomes the slow and obvious way: one journey, one substance, one answer after another.

Written from the measures' definitions. ``find_outcomes`` gives ``(numerator, denominator)`` by indicator, and by
``indicator;substance=member``; what cannot be known is None.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Figures = dict[str, tuple[int, int | None] | None]
USES = {
    "opiates": "OPIUSE", "crack": "CRAUSE", "cocaine": "COCAUSE", "amphetamines": "AMPHUSE", "cannabis": "CANNUSE",
    "other": "OTDRGUSE", "alcohol": "ALCUSE",
}  # fmt: skip
SCALES = {"psychological": "PSYHSTAT", "physical": "PHSTAT", "quality-of-life": "QUALLIFE"}
BANDS = ("abstinent", "improved", "unchanged", "deteriorated")


def find_outcomes(journeys: list[Row], first: date, last: date, reaches: date, settings: Mapping[str, Any]) -> Figures:
    """Every outcome of a period from its first to its last day."""
    pairs = _once_for_each_person([(j, *pair) for j in journeys if (pair := _pair(j, first, last, settings))], settings)
    outcomes: Figures = {}
    outcomes |= _bands(pairs, settings)
    outcomes |= _payments(pairs, settings)
    outcomes |= _final(journeys, first, last, reaches, settings)
    return outcomes


def _once_for_each_person(pairs: list[tuple[Row, Row, Row]], settings: Mapping[str, Any]) -> list[tuple[Row, Row, Row]]:
    """Of several journeys of a person that were reviewed, the one reviewed first or last."""
    chosen: dict[Any, tuple[Row, Row, Row]] = {}
    ordered = sorted(pairs, key=lambda pair: (pair[2]["TOPDATE"], pair[0]["start"]))
    for pair in ordered if settings["outcome-review"] == "last" else reversed(ordered):
        chosen[pair[0]["who"]] = pair
    return list(chosen.values())


def months_later(day: date, months: int) -> date:
    """The same day some months on, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _pair(journey: Row, first: date, last: date, settings: Mapping[str, Any]) -> tuple[Row, Row] | None:
    tops = [top | {"at": e["EPISODID"]} for e in journey["episodes"] for top in e["tops"] if top["TOPDATE"]]
    tops.sort(key=lambda top: (top["TOPDATE"], top["AGNCY"], top["CLIENTID"], top["EPISODID"], top["TOPID"]))
    longest = settings["top-start-days"]
    starts = [t for t in tops if t["TRSTAGE"] == "S" and abs((t["TOPDATE"] - journey["first"]).days) <= longest]
    since = journey["start"] if settings["retention-start"] == "triage" else journey["first"]
    low, high = 7 * settings["top-review-from-weeks"], 7 * settings["top-review-to-weeks"]
    in_window = [t for t in tops if t["TRSTAGE"] == "R" and low <= (t["TOPDATE"] - since).days <= high]
    reviews = [t for t in in_window if first <= t["TOPDATE"] <= last]
    if not starts or not reviews:
        return None
    return starts[0], reviews[0 if settings["outcome-review"] == "first" else -1]


def _number(top: Row, column: str) -> int | None:
    answer = top.get(column)
    return None if answer in (None, "NA") else int(answer)


def _band(before: int, after: int, change: int | None) -> str | None:
    if after == 0:
        return "abstinent"
    if change is None:
        return None
    if before - after >= change:
        return "improved"
    return "deteriorated" if after - before >= change else "unchanged"


def _uses(start: Row, review: Row, settings: Mapping[str, Any]) -> dict[str, str | None]:
    """The band of each substance used at the start and answered for at the review."""
    uses = {}
    for substance, column in USES.items():
        before, after = _number(start, column), _number(review, column)
        if before and after is not None:
            uses[substance] = _band(before, after, settings[f"reliable-change-{substance}"])
    return uses


def _bands(pairs: list[tuple[Row, Row, Row]], settings: Mapping[str, Any]) -> Figures:
    every = [
        (substance, band) for _, start, review in pairs for substance, band in _uses(start, review, settings).items()
    ]
    outcomes: Figures = {}
    for member in (None, *USES):
        some = [band for substance, band in every if member in (None, substance)]
        mark = f";substance={member}" if member else ""
        for band in BANDS:
            known = band == "abstinent" or None not in some
            outcomes[f"treatment-outcome-{band}{mark}"] = (some.count(band), len(some)) if known else None
    return outcomes


def _payments(pairs: list[tuple[Row, Row, Row]], settings: Mapping[str, Any]) -> Figures:
    verdicts = [_is_free(list(_uses(start, review, settings).values())) for _, start, review in pairs
                if _uses(start, review, settings)]  # fmt: skip
    outcomes: Figures = {
        "payment-free-or-improved": None if None in verdicts else (verdicts.count(True), len(verdicts)),
        "payment-offending-stopped-reported": _stopped([(_offended(s), _offended(r)) for _, s, r in pairs]),
        "payment-injecting-stopped": _stopped(
            [(_more(_number(s, "IVDRGUSE")), _more(_number(r, "IVDRGUSE"))) for _, s, r in pairs]
        ),
        "payment-housing-problem-resolved": _stopped(
            [(_yes(s.get("ACUTHPBM")), _yes(r.get("ACUTHPBM"))) for _, s, r in pairs]
        ),
    }
    said = [[e["HEPBVAC"] for e in j["episodes"] if e["HEPBVAC"]] for j, _, _ in pairs]
    outcomes["payment-hepatitis-b-course"] = (sum("C" in some for some in said), sum(bool(some) for some in said))
    for scale, column in SCALES.items():
        normal = settings[f"normal-range-{scale}"]
        after = [
            _number(review, column) for _, start, review in pairs
            if normal is not None and (before := _number(start, column)) is not None and before < normal
        ]  # fmt: skip
        answered = [one for one in after if one is not None]
        outcomes[f"payment-{scale}-normal"] = (
            (sum(one >= normal for one in answered), len(answered)) if answered else None
        )
    return outcomes


def _is_free(bands: list[str | None]) -> bool | None:
    if any(band in ("unchanged", "deteriorated") for band in bands):
        return False
    return None if None in bands else True


def _stopped(pairs: list[tuple[bool | None, bool | None]]) -> tuple[int, int]:
    had = [after for before, after in pairs if before is True and after is not None]
    return had.count(False), len(had)


def _more(number: int | None) -> bool | None:
    return None if number is None else number > 0


def _yes(answer: str | None) -> bool | None:
    return {"Y": True, "N": False}.get(answer or "")


def _offended(top: Row) -> bool | None:
    answers = [_more(_number(top, column)) for column in ("SHOTHEFT", "DRGSELL", "ASSAULT")]
    answers.append(_yes(top.get("OTHTHEFT")))
    if True in answers:
        return True
    return None if None in answers else False


def _final(journeys: list[Row], first: date, last: date, reaches: date, settings: Mapping[str, Any]) -> Figures:
    """Completions not followed by another journey in twelve months, and what became of parents in three years."""
    backs = []
    for journey in journeys:
        if journey["exit"] == "planned" and first <= journey["end"] <= last:
            until = months_later(journey["end"], settings["final-outcome-months"])
            back = any(
                journey["end"] < other["start"] <= until
                for other in journeys
                if other["attributor"] == journey["attributor"]
            )
            backs.append(True if back else False if until <= reaches else None)
    outcomes: Figures = {
        "payment-completed-no-return-twelve-months": None if None in backs else (backs.count(False), len(backs))
    }
    since = (last + timedelta(days=1)).replace(year=last.year + (last.month == 12) - settings["entrants-years"])
    if settings["records-since"] is not None and settings["records-since"] <= since:
        outcomes["parents-opiate-treatment-completed"] = _parents(journeys, since, last, settings)
    return outcomes


def _parents(journeys: list[Row], since: date, last: date, settings: Mapping[str, Any]) -> tuple[int, int]:
    people: dict[Any, list[Row]] = {}
    for journey in journeys:
        if since <= journey["start"] <= last:
            people.setdefault(journey["who"], []).append(journey)
    latest = [max(mine, key=lambda j: j["start"]) for mine in people.values()]
    some = [
        j for j in latest
        if j["group"] == "opiate" and any(e["PRNTSTAT"] in settings["lives-with-children"] for e in j["episodes"])
    ]  # fmt: skip
    return sum(_left_well(j, journeys, last, settings) for j in some), len(some)


def _left_well(journey: Row, journeys: list[Row], last: date, settings: Mapping[str, Any]) -> bool:
    if journey["exit"] != "planned" or journey["end"] > last:
        return False
    for other in journeys:
        if other["attributor"] == journey["attributor"] and journey["end"] < other["start"] <= last:
            return False
    given = [i for e in journey["episodes"] for i in e["done"] if i["MODAL"] in settings["substitute-medication"]]
    return all(
        i["MODEND"] is not None and (journey["end"] - i["MODEND"]).days >= settings["medication-free-days"]
        for i in given
    )
