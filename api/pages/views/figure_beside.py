"""What stands beside a figure, each with the page that says where it comes from."""

from __future__ import annotations

from api.pages.figure_data import FigureFacts
from api.pages.views.collection import figure_path
from api.pages.views.figure_trend import write_comparator
from api.pages.views.linked_table import LinkedCell, LinkedTable
from api.pages.wording import figure_words, number_words, period_words, round_to
from indicators.evaluation.comparators import ENGLAND
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset

PLANNED = {"target": "Target", "trajectory": "Planned"}
NEIGHBOURS = "#neighbours"


def list_beside(facts: FigureFacts, mark: str) -> tuple[tuple[str, LinkedCell], ...]:
    """Last period, England, the neighbours' mean and plans, each with its period where that is another."""
    result, address = facts.result, facts.address
    before = address.period.previous().code
    last = facts.series.filter(period=before).rows(named=True)
    last_words = f"{figure_words(last[0], mark)} ({period_words(parse_period(before))})" if last else ""
    england = "" if address.area == ENGLAND else write_comparator(result, "england", address.indicator)
    pairs = [
        ("Last period", LinkedCell(last_words, figure_path(address.indicator.code, address.area, before,
         address.breakdown))),
        ("England", LinkedCell(england, peer_path(facts, ENGLAND, result["england_period"]))),
        ("Neighbours", LinkedCell(write_comparator(result, "neighbours", address.indicator), NEIGHBOURS)),
        *((PLANNED[kind], LinkedCell(f"{number_words(row['value'])}{mark}")) for kind, row in facts.planned.items()),
    ]  # fmt: skip
    return tuple((name, cell) for name, cell in pairs if cell.text)


def table_neighbours(facts: FigureFacts, ruleset: Ruleset) -> LinkedTable | None:
    """Each neighbour whose value is in the mean, by name; None where there is no mean."""
    if not facts.neighbours:
        return None
    indicator, period = facts.address.indicator, facts.result["neighbours_period"]
    mark = "%" if indicator.unit == "percentage" else ""
    rows = [
        (LinkedCell(ruleset.areas.get(area).name),
         LinkedCell(f"{number_words(round_to(value, indicator.decimals))}{mark}", peer_path(facts, area, period)))
        for area, value in facts.neighbours
    ]  # fmt: skip
    caption = f"The neighbours whose mean stands beside it, {period_words(parse_period(period))}"
    return LinkedTable(caption, ("Neighbour", "Figure"), tuple(sorted(rows, key=lambda row: row[0].text)))


def peer_path(facts: FigureFacts, area: str, period: str | None) -> str:
    """The page of the same figure of another body; empty where the caller may not open it."""
    address = facts.address
    if period is None or not facts.opens_peers:
        return ""
    return figure_path(address.indicator.code, area, period, address.breakdown)
