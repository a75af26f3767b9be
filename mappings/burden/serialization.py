"""The burden as plain data for JSON, and as rows for CSV. Hours and money are texts, so that none is rounded again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mappings.burden.count_definitions import load_count_definitions
from mappings.burden.difference import compare_scenario
from mappings.burden.ledger import REUSE_CASES, BurdenLedger, WorkEstimate
from mappings.burden.report import BurdenReport
from mappings.burden.tables import (
    BurdenPart,
    format_exact,
    format_hours,
    format_pounds,
    list_information_obligations,
    list_parts,
    total_part,
)
from mappings.definitions.burden_assumptions import Assumptions

GROUPS = {"returns": "return", "agencies": "agency", "areas": "area", "periods": "period", "places": "place"}
CSV_COLUMNS = ("group", "code", "title", "measure", "meaning", "now", "if_changed", "difference")


def to_data(answer: BurdenReport) -> dict[str, Any]:
    """Everything, by name."""
    asked = answer.question
    return {
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "place": asked.place,
        "area": asked.area,
        "agency": asked.agency,
        "return": asked.return_code,
        "definitions": {
            code: {"title": one.title, "means": one.means} for code, one in load_count_definitions().by_code.items()
        },
        "collected": answer.collected.counts() if answer.collected else None,
        **ledger_to_data(answer),
        "lists": answer.lists,
        "assumptions": {place: _assumed(each) for place, each in answer.ledger.assumptions.items()},
        "what_if": compare_scenario(answer),
    }


def ledger_to_data(answer: BurdenReport) -> dict[str, Any]:
    """The whole and its parts."""
    ledger = answer.ledger
    told: dict[str, Any] = part_to_data(total_part(ledger))
    told |= {
        name: [part_to_data(each) for each in list_parts(ledger, by, answer.ruleset)] for name, by in GROUPS.items()
    }
    return told | {"lenses": _lenses(ledger), "information_obligations": _obligations(answer)}


def part_to_data(part: BurdenPart) -> dict[str, Any]:
    """Counts and work of one part."""
    return {"code": part.code, "title": part.title, "counts": dict(part.counts), "work": work_to_data(part.work)}


def work_to_data(work: WorkEstimate) -> dict[str, dict[str, str]]:
    """Hours, exact minutes and pounds: without reuse, with it, and saved."""
    told = {world: _work(work.minutes[world], work.pounds[world]) for world in REUSE_CASES}
    return told | {"saved": _work(work.saved("minutes"), work.saved("pounds"))}


def _work(minutes: Any, money: Any) -> dict[str, str]:
    return {"hours": format_hours(minutes), "minutes": format_exact(minutes), "pounds": format_pounds(money)}


def _lenses(ledger: BurdenLedger) -> list[dict[str, Any]]:
    known = {str(lens.code): lens for assumed in ledger.assumptions.values() for lens in assumed.lenses}
    return [
        {"code": code, "title": known[code].title, "means": known[code].means}
        | {f"hours_{world}": format_hours(minutes[world]) for world in REUSE_CASES}
        for code, minutes in ledger.lenses().items()
    ]


def _obligations(answer: BurdenReport) -> list[dict[str, Any]]:
    return [
        {
            "return": one.code,
            "title": one.title,
            "population": one.bodies,
            "frequency": format_exact(one.times),
            **{f"hours_each_{world}": format_hours(one.minutes_each[world]) for world in REUSE_CASES},
            **{f"pounds_each_{world}": format_pounds(one.pounds_each[world]) for world in REUSE_CASES},
            **{f"pounds_{world}": format_pounds(one.pounds(world)) for world in REUSE_CASES},
        }
        for one in list_information_obligations(answer.ledger, answer.ruleset)
    ]


def _assumed(assumed: Assumptions) -> dict[str, Any]:
    return assumed.model_dump(mode="json", by_alias=True)


def to_csv(answer: BurdenReport) -> bytes:
    """One row for each measure of the whole and of each part (``CSV_COLUMNS``), with what it would be if changed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(_csv_rows(answer))
    return out.getvalue().encode()


def _csv_rows(answer: BurdenReport) -> Iterator[tuple[object, ...]]:
    now = dict(_measures(answer.ledger, answer))
    then = dict(_measures(answer.after, answer)) if answer.after is not None else {}
    for key in dict.fromkeys([*now, *then]):
        before, after = now.get(key, 0), then.get(key, 0) if answer.after is not None else None
        yield (*key, before, "" if after is None else after, "" if after is None else _less(after, before))


def _less(after: object, before: object) -> object:
    if isinstance(after, int) and isinstance(before, int):
        return after - before
    return str(Decimal(str(after)) - Decimal(str(before)))


def _measures(ledger: BurdenLedger, answer: BurdenReport) -> Iterator[tuple[tuple[str, ...], object]]:
    named = load_count_definitions().by_code
    groups = [("all", [total_part(ledger)])]
    groups += [(by, list_parts(ledger, by, answer.ruleset)) for by in GROUPS.values()]
    for group, its_parts in groups:
        for part in its_parts:
            at = group, part.code or "", part.title
            for code, number in part.counts.items():
                yield (*at, code, named[code].means), number
            for world in REUSE_CASES:
                yield (*at, f"hours_{world}", f"hours {world} reuse, assumed"), format_hours(part.work.minutes[world])
                yield (*at, f"pounds_{world}", f"pounds {world} reuse, assumed"), format_pounds(part.work.pounds[world])
