"""Fills every return that a place makes, and writes it in every format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from demo.demo_store import DemoStore
from demo.rounds import DemoRound
from exports.filled_returns.write import write_many
from indicators.period.codes import parse_period
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill_many
from mappings.place.places import Place
from returnonce import audit
from returnonce.db import reading


def fill_returns(returns: Mapping[str, str], store: DemoStore) -> list[FilledReturn]:
    """Returns with their periods, for every area of every place that makes them, in order of return and place."""
    requests = [
        request
        for code, period in returns.items()
        for place in store.ruleset.places.values()
        for request in _list_requests(place, code, period)
    ]
    with reading(store.engine) as session:
        return list(fill_many(store.ruleset, session, requests))


def _list_requests(place: Place, code: str, period: str) -> list[FillRequest]:
    """One return for every area of a place that makes it."""
    when = parse_period(period)
    return [FillRequest(code, area, period) for area in place.areas if place.makes(code, area, when)]


def write_round(demo_round: DemoRound, filled: list[FilledReturn], store: DemoStore) -> Path:
    """All files of the round, a folder for each place; returns their folder."""
    folder = store.out / "returns" / demo_round.period
    with reading(store.engine) as session:
        head = audit.read_head(session)
    for place in store.ruleset.places:
        for code in demo_round.returns:
            returns_of_place = [
                filled_return
                for filled_return in filled
                if (filled_return.place, filled_return.return_code) == (place, code)
            ]
            if returns_of_place:
                write_many(returns_of_place, folder / place, audit_head=head)
    return folder
