"""The ledger's tables and pictures as its page shows them; every count links to the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from urllib.parse import urlencode

from markupsafe import Markup

from api.pages.pictures.bars import Bar, draw_bars
from api.pages.pictures.waterfall import WaterfallBar, draw_waterfall
from api.pages.views.linked_table import LinkedCell, LinkedTable
from api.pages.views.number_words import write_hours, write_number, write_pounds
from mappings.burden.count_reconciliation import ReconciledCount
from mappings.burden.record_fills import estimate_record_minutes, list_record_fills
from mappings.burden.report import BurdenReport
from mappings.burden.saving_range import SavingRange
from mappings.burden.tables import BurdenPart, find_title, make_table
from mappings.burden.waterfall import make_waterfall
from mappings.burden.work_cost import REUSE_CASES
from mappings.definitions.burden_assumptions import CASES

ROWS_PATH, PARTS_PATH = "/burden/rows", "/burden/parts"
BY = {"return": "Return", "agency": "Agency"}


class RowLinks:
    """Addresses of the rows behind numbers, for one span and place."""

    def __init__(self, span: str, place: str | None) -> None:
        self._query = {"span": span} | ({"place": place} if place else {})

    def make(self, number: int, code: str, by: str = "", part: str | None = None) -> LinkedCell:
        """A cell of a count, of the whole or of one part (``by`` return or agency); nothing leads to no row."""
        return LinkedCell(write_number(number), self.address_rows(code, by, part) if number else "")

    def address_rows(self, code: str, by: str = "", part: str | None = None) -> str:
        """Address of the rows that a number counts."""
        query = self._query | {"number": code} | ({"by": by, "part": part or ""} if by else {})
        return f"{ROWS_PATH}?{urlencode(query)}"

    def address_burden(self) -> str:
        """Address of the burden's own page."""
        return f"/burden?{urlencode(self._query)}"

    def address_parts(self, table: str, by: str, page: int = 1) -> str:
        """Address of a page of all rows of a table by return or agency."""
        return f"{PARTS_PATH}?{urlencode(self._query | {'table': table, 'by': by, 'page': page})}"


def make_waterfall_table(report: BurdenReport, links: RowLinks) -> LinkedTable:
    """Every step with what it means."""
    rows = tuple(
        (LinkedCell(_capitalise(row.title)),
         links.make(row.change, row.code) if row.kind == "step" else LinkedCell(""),
         LinkedCell(write_number(row.left)) if row.kind == "step" else links.make(row.left, row.code),
         LinkedCell(row.means))
        for row in make_waterfall(report.ledger.count(), report.ledger.count_definitions)
    )  # fmt: skip
    return LinkedTable("The steps", ("Step", "Takes or adds", "Left", "What it means"), rows)


def draw_ledger(counts: Mapping[str, int], report: BurdenReport) -> Markup:
    """The waterfall of one part of the ledger, by its counts."""
    definitions = report.ledger.count_definitions
    short = {step.code: step.short for step in definitions.waterfall.steps}
    rows = make_waterfall(counts, definitions)
    bars = [WaterfallBar(short.get(row.code, row.title), row.change, row.left, row.kind == "step") for row in rows]
    return draw_waterfall(f"Waterfall: from {rows[0].left:,} cells asked for to {rows[-1].left:,} figures keyed", bars)


def make_part_table(report: BurdenReport, by: str, links: RowLinks) -> LinkedTable:
    """A waterfall in each row: of each return or agency. A step that takes nothing anywhere is left out."""
    parts = make_table(report.ledger, by, report.ruleset)
    waterfall = report.ledger.count_definitions.waterfall
    steps = [step for step in waterfall.steps if parts.total.counts[step.code]]
    codes = (waterfall.start, *(step.code for step in steps), waterfall.end, "taken_over_figures")
    rows = tuple(
        (LinkedCell(part.title), *(links.make(part.counts[code], code, by, part.code) for code in codes))
        for part in parts.rows
        if part.counts["cells"] or part.counts["asked_figures"]
    )
    headings = (BY[by], "Cells", *(step.short for step in steps), "Figures keyed", "Copied besides")
    return LinkedTable(f"By {by}", headings, rows)


def make_range_table(saving: SavingRange) -> LinkedTable:
    """Hours and pounds with every rate low, central and high."""
    words = dict(zip(REUSE_CASES, ("each return by itself", "each figure given once"), strict=True))
    cases = [saving.cases[case] for case in CASES]
    rows: list[tuple[str, ...]] = [
        *((f"Hours, {words[reuse]}", *write_hours(case.minutes[reuse] for case in cases)) for reuse in REUSE_CASES),
        ("Hours saved", *write_hours(case.calculate_saving("minutes") for case in cases)),
        *((f"Cost, {words[reuse]}", *(write_pounds(case.pounds[reuse]) for case in cases)) for reuse in REUSE_CASES),
        ("Saved", *(write_pounds(case.calculate_saving("pounds")) for case in cases)),
    ]
    return LinkedTable("The work, with every rate low, central and high", ("", *map(_capitalise, CASES)), _plain(rows))


def make_gain_table(parts: Sequence[BurdenPart], by: str, links: RowLinks) -> LinkedTable:
    """Who gains and who loses: hours saved; each name leads to the cells of which the hours are."""
    rows = tuple(
        (LinkedCell(part.title, links.address_rows("cells", by, part.code) if part.counts["cells"] else ""),
         *map(LinkedCell, write_hours([*_saved(part), part.range.least, part.range.most])), LinkedCell(part.verdict))
        for part in parts
    )  # fmt: skip
    headings = (BY[by], *(f"Hours saved, {case}" for case in CASES), "Least", "Most", "It")
    return LinkedTable(f"Who gains and who loses, by {by}", headings, rows)


def draw_gains(parts: Sequence[BurdenPart], by: str) -> Markup | None:
    """Hours saved at the central rates, with the least and the most; None where nobody gains or loses."""
    bars = [_make_gain_bar(part) for part in parts]
    losers, named = sum(part.loses for part in parts), sum(part.code is not None for part in parts)
    label = f"Hours saved by {by}: {named - losers} gain or stay, {losers} lose"
    return draw_bars(label, bars) if bars else None


def _make_gain_bar(part: BurdenPart) -> Bar:
    saved = part.work.calculate_saving("minutes")
    look = "bar-less" if saved < 0 else "bar-more"
    return Bar(
        part.title, f"{write_hours([saved])[0]} h", Fraction(0), saved, look, (part.range.least, part.range.most)
    )


def _saved(part: BurdenPart) -> Iterable[Fraction]:
    return (part.range.cases[case].calculate_saving("minutes") for case in CASES)


def make_reconciled_table(reconciled: Sequence[ReconciledCount], links: RowLinks) -> LinkedTable:
    """Counts of figures that other pages print, and what each differs by from the next."""
    rows = tuple(
        (LinkedCell(_capitalise(row.title)), LinkedCell(("", "plus", "less")[row.sign]),
         links.make(row.number, row.code),
         LinkedCell(row.where))
        for row in reconciled
    )  # fmt: skip
    return LinkedTable("Counts of figures, reconciled", ("What is counted", "", "Figures", "Where it stands"), rows)


def make_record_table(report: BurdenReport) -> LinkedTable | None:
    """What record sets fill, in the scenario where there is one; None where none is sent."""
    ledger = report.scenario_ledger or report.ledger
    if not ledger.sets.height:
        return None
    rows = [
        (fill.record_set, find_title(report.ruleset, "return", fill.return_code),
         find_title(report.ruleset, "place", fill.place), write_number(fill.cells), write_number(fill.figures))
        for fill in list_record_fills(ledger)
    ]  # fmt: skip
    caption = f"What records fill{' in what is imagined' if report.scenario_ledger is not None else ''}"
    return LinkedTable(caption, ("Record set", "Fills", "Place", "Cells", "Figures"), _plain(rows))


def describe_record_work(report: BurdenReport) -> str:
    """The hours that drawing and sending the record sets is assumed to take."""
    ledger = report.scenario_ledger or report.ledger
    minutes = estimate_record_minutes(ledger)
    low, central, high = write_hours(minutes[case] for case in CASES)
    return (
        f"{ledger.sets.height:,} record {'set is' if ledger.sets.height == 1 else 'sets are'} sent. The work on them "
        f"is assumed to be {central} hours ({low} to {high}), also where no figure is derived from them."
    )


def _plain(rows: Iterable[Iterable[str]]) -> tuple[tuple[LinkedCell, ...], ...]:
    return tuple(tuple(map(LinkedCell, row)) for row in rows)


def _capitalise(text: str) -> str:
    return text[0].upper() + text[1:]
