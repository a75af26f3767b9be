"""The burden as plain data for JSON, and as rows for CSV. Hours and money are texts, so that none is rounded again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mappings.burden.answer import Answer
from mappings.burden.assumptions import Assumptions
from mappings.burden.counts import load_counts
from mappings.burden.difference import differences
from mappings.burden.ledger import WORLDS, Ledger, Work
from mappings.burden.tables import Part, exact, hours, information_obligations, parts, pounds, whole

GROUPS = {"returns": "return", "agencies": "agency", "areas": "area", "periods": "period", "places": "place"}
CSV_COLUMNS = ("group", "code", "title", "measure", "meaning", "now", "if_changed", "difference")


def as_data(answer: Answer) -> dict[str, Any]:
    """Everything, by name."""
    asked = answer.question
    return {
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "place": asked.place,
        "area": asked.area,
        "agency": asked.agency,
        "return": asked.return_code,
        "definitions": {code: {"title": one.title, "means": one.means} for code, one in load_counts().named.items()},
        "collected": answer.collected.counts() if answer.collected else None,
        **ledger_data(answer),
        "lists": answer.lists,
        "assumptions": {place: _assumed(each) for place, each in answer.ledger.assumptions.items()},
        "what_if": differences(answer),
    }


def ledger_data(answer: Answer) -> dict[str, Any]:
    """The whole and its parts."""
    ledger = answer.ledger
    told: dict[str, Any] = part_data(whole(ledger))
    told |= {name: [part_data(each) for each in parts(ledger, by, answer.ruleset)] for name, by in GROUPS.items()}
    return told | {"lenses": _lenses(ledger), "information_obligations": _obligations(answer)}


def part_data(part: Part) -> dict[str, Any]:
    """Counts and work of one part."""
    return {"code": part.code, "title": part.title, "counts": dict(part.counts), "work": work_data(part.work)}


def work_data(work: Work) -> dict[str, dict[str, str]]:
    """Hours, exact minutes and pounds: without reuse, with it, and saved."""
    told = {world: _work(work.minutes[world], work.pounds[world]) for world in WORLDS}
    return told | {"saved": _work(work.saved("minutes"), work.saved("pounds"))}


def _work(minutes: Any, money: Any) -> dict[str, str]:
    return {"hours": hours(minutes), "minutes": exact(minutes), "pounds": pounds(money)}


def _lenses(ledger: Ledger) -> list[dict[str, Any]]:
    known = {str(lens.code): lens for assumed in ledger.assumptions.values() for lens in assumed.lenses}
    return [
        {"code": code, "title": known[code].title, "means": known[code].means}
        | {f"hours_{world}": hours(minutes[world]) for world in WORLDS}
        for code, minutes in ledger.lenses().items()
    ]


def _obligations(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "return": one.code,
            "title": one.title,
            "population": one.bodies,
            "frequency": exact(one.times),
            **{f"hours_each_{world}": hours(one.minutes_each[world]) for world in WORLDS},
            **{f"pounds_each_{world}": pounds(one.pounds_each[world]) for world in WORLDS},
            **{f"pounds_{world}": pounds(one.pounds(world)) for world in WORLDS},
        }
        for one in information_obligations(answer.ledger, answer.ruleset)
    ]


def _assumed(assumed: Assumptions) -> dict[str, Any]:
    return assumed.model_dump(mode="json", by_alias=True)


def as_csv(answer: Answer) -> bytes:
    """One row for each measure of the whole and of each part (``CSV_COLUMNS``), with what it would be if changed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(_csv_rows(answer))
    return out.getvalue().encode()


def _csv_rows(answer: Answer) -> Iterator[tuple[object, ...]]:
    now = dict(_measures(answer.ledger, answer))
    then = dict(_measures(answer.after, answer)) if answer.after is not None else {}
    for key in dict.fromkeys([*now, *then]):
        before, after = now.get(key, 0), then.get(key, 0) if answer.after is not None else None
        yield (*key, before, "" if after is None else after, "" if after is None else _less(after, before))


def _less(after: object, before: object) -> object:
    if isinstance(after, int) and isinstance(before, int):
        return after - before
    return str(Decimal(str(after)) - Decimal(str(before)))


def _measures(ledger: Ledger, answer: Answer) -> Iterator[tuple[tuple[str, ...], object]]:
    named = load_counts().named
    groups = [("all", [whole(ledger)])]
    groups += [(by, parts(ledger, by, answer.ruleset)) for by in GROUPS.values()]
    for group, its_parts in groups:
        for part in its_parts:
            at = group, part.code or "", part.title
            for code, number in part.counts.items():
                yield (*at, code, named[code].means), number
            for world in WORLDS:
                yield (*at, f"hours_{world}", f"hours {world} reuse, assumed"), hours(part.work.minutes[world])
                yield (*at, f"pounds_{world}", f"pounds {world} reuse, assumed"), pounds(part.work.pounds[world])
