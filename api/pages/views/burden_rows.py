"""A number of the burden, opened: a page of the rows behind it, each with what it adds or takes away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.pages.period_spans import PeriodSpan
from api.pages.views.collection import figure_path
from api.pages.views.linked_table import LinkedCell, LinkedTable
from api.pages.views.number_words import write_number
from api.pages.wording import period_words
from indicators.period.codes import parse_period
from mappings.burden.count_reconciliation import reconcile_counts
from mappings.burden.report import BurdenReport, open_number
from mappings.burden.tables import find_title
from returnonce.count_text import format_count

HEADINGS = ("Line", "Return", "Made for", "Period", "Figure", "Figure's period", "Agency", "It")


@dataclass(frozen=True)
class OpenedPage:
    """``table``: under ``HEADINGS``; ``previous`` and ``following`` are addresses, empty at the ends."""

    title: str
    means: str
    about: str
    table: LinkedTable
    burden: str
    previous: str
    following: str
    csv: str


def opened_page(
    report: BurdenReport, query_texts: Mapping[str, str], span: PeriodSpan, page: int, size: int,
    may_open: Callable[[str], bool],
) -> OpenedPage:  # fmt: skip
    """One page of so many rows (``size``) behind the number that the query names. ``may_open``: whether the reader may
    see figures of an area; such rows lead to them.

    Raises:
        NotFound: there is no such number, or it has no rows of its own.
    """
    code = query_texts["number"]
    frame = open_number(report, code)
    start = (page - 1) * size
    rows = tuple(_write_row(row, report, may_open) for row in frame.slice(start, size).iter_rows(named=True))
    title, means = _describe(report, code)
    query = {name: text for name, text in query_texts.items() if text and name != "page"} | {"span": span.code}
    if query_texts["by"]:
        query["part"] = query_texts["part"]
        title += f": {find_title(report.ruleset, query_texts['by'], query_texts['part'] or None)}"
    total = write_number(int(frame["sign"].sum()))
    return OpenedPage(
        title=title,
        means=means,
        about=f"{format_count(frame.height, 'row')}, which {'comes' if frame.height == 1 else 'come'} to {total}. "
        f"{span.label}; shown: {start + 1 if rows else 0} to {start + len(rows)}.",
        table=LinkedTable("The rows behind the number", HEADINGS, rows),
        burden="/burden?" + urlencode({"span": span.code} | _place(query_texts)),
        previous=f"/burden/rows?{urlencode(query | {'page': page - 1})}" if page > 1 else "",
        following=f"/burden/rows?{urlencode(query | {'page': page + 1})}" if start + size < frame.height else "",
        csv=_csv_address(code, query_texts, span),
    )


def _describe(report: BurdenReport, code: str) -> tuple[str, str]:
    definition = report.ruleset.burden.counts.by_code.get(code)
    if definition is not None:
        return definition.title[0].upper() + definition.title[1:], definition.means
    reconciled = {row.code: row.title for row in reconcile_counts(report.ledger, report.stored_figures)}
    return f"Figures {reconciled[code]}", "A step between two counts of figures."


def _place(query_texts: Mapping[str, str]) -> dict[str, str]:
    return {"place": query_texts["place"]} if query_texts["place"] else {}


def _csv_address(code: str, query_texts: Mapping[str, str], span: PeriodSpan) -> str:
    """The same rows as CSV; empty for the part of nobody, which the API does not name."""
    if query_texts["by"] and not query_texts["part"]:
        return ""
    part = {query_texts["by"]: query_texts["part"]} if query_texts["by"] else {}
    query = {"from": str(span.start), "to": str(span.end)} | _place(query_texts) | part
    return f"/v1/burden/rows/{code}.csv?{urlencode(query)}"


def _write_row(
    row: Mapping[str, object], report: BurdenReport, may_open: Callable[[str], bool]
) -> tuple[LinkedCell, ...]:
    texts = {name: str(value) if value is not None else "" for name, value in row.items()}
    definitions = report.ruleset.burden.counts.by_code
    indicator, area = report.ruleset.catalogue.get(texts["indicator"]), texts["area"]
    figure = f"{indicator.title if indicator else texts['indicator']}, {find_title(report.ruleset, 'area', area)}"
    split = f", {texts['breakdown']}" if texts["breakdown"] not in {"", "total"} else ""
    step = texts["step"] or texts["count"]
    sign = "taken away: " if row["sign"] == -1 else ""
    names = (texts["indicator"], area, texts["period"])
    href = figure_path(*names, texts["breakdown"] or "total") if all(names) and may_open(area) else ""
    before = (
        texts["line"] or texts["record_set"] or "\u2013",
        find_title(report.ruleset, "return", texts["return"] or None),
        find_title(report.ruleset, "area", texts["owner"]) if texts["owner"] else "\u2013",
        period_words(parse_period(texts["for_period"])) if texts["for_period"] else "\u2013",
    )
    after = (
        period_words(parse_period(texts["period"])) if texts["period"] else "\u2013",
        find_title(report.ruleset, "agency", texts["agency"] or None),
        f"{sign}{definitions[step].title}" if step in definitions else step.replace("_", " "),
    )
    figure_words = f"{figure}{split}" if texts["indicator"] else "no one indicator"
    return (*map(LinkedCell, before), LinkedCell(figure_words, href), *map(LinkedCell, after))
