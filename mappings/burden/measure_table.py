"""The burden's numbers in one table, a row for each measure of each part, and that table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from mappings.burden.ledger import BurdenLedger
from mappings.burden.number_format import format_hours, format_pounds
from mappings.burden.report import BurdenReport
from mappings.burden.saving_range import SavingRange
from mappings.burden.serialization import GROUPS
from mappings.burden.tables import list_combined_parts, make_table, total_part
from mappings.burden.work_cost import REUSE_CASES

CSV_COLUMNS = ("group", "code", "title", "measure", "meaning", "now", "if_changed", "difference")
#: Between the codes and the titles of an agency and a return.
OF_RETURN = ": "


def to_csv(report: BurdenReport) -> bytes:
    """One row for each measure of the total and of each part (``CSV_COLUMNS``), now and in the scenario."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(list_rows(report))
    return out.getvalue().encode()


def list_rows(report: BurdenReport) -> Iterator[tuple[object, ...]]:
    """Rows of ``CSV_COLUMNS``."""
    current = dict(_list_measures(report.ledger, report))
    changed = dict(_list_measures(report.scenario_ledger, report)) if report.scenario_ledger is not None else {}
    for key in dict.fromkeys([*current, *changed]):
        before, after = current.get(key, 0), changed.get(key, 0) if report.scenario_ledger is not None else None
        yield (*key, before, "" if after is None else after, "" if after is None else _subtract(after, before))


def _subtract(after: object, before: object) -> object:
    if isinstance(after, int) and isinstance(before, int):
        return after - before
    return str(Decimal(str(after)) - Decimal(str(before)))


def _list_measures(ledger: BurdenLedger, report: BurdenReport) -> Iterator[tuple[tuple[str, ...], object]]:
    definitions = report.ruleset.burden.counts.by_code
    for *part_key, counts, saved in _list_parts(ledger, report):
        for code, number in counts.items():
            yield (*part_key, code, definitions[code].means), number
        for measure, meaning, amount in _list_work(saved):
            yield (*part_key, measure, meaning), amount


def _list_parts(
    ledger: BurdenLedger, report: BurdenReport
) -> Iterator[tuple[str, str, str, dict[str, int], SavingRange]]:
    """Group, code, title, counts and work of the whole, of each part, and of each agency's part of each return."""
    whole = total_part(ledger)
    yield "all", "", whole.title, dict(whole.counts), whole.range
    for group in GROUPS.values():
        for part in make_table(ledger, group, report.ruleset).rows:
            yield group, part.code or "", part.title, dict(part.counts), part.range
    for agency, part in list_combined_parts(ledger, report.ruleset):
        code, title = f"{agency.code or ''}{OF_RETURN}{part.code}", f"{agency.title}{OF_RETURN}{part.title}"
        yield "agency and return", code, title, dict(part.counts), part.range


def _list_work(saved: SavingRange) -> Iterator[tuple[str, str, object]]:
    for case, work in saved.cases.items():
        ending, rates = ("", "") if case == "central" else (f"_{case}", f", every rate {case}")
        for reuse in REUSE_CASES:
            yield f"hours_{reuse}{ending}", f"hours {reuse} reuse, assumed{rates}", format_hours(work.minutes[reuse])
            yield f"pounds_{reuse}{ending}", f"pounds {reuse} reuse, assumed{rates}", format_pounds(work.pounds[reuse])
    yield "hours_saved_least", "the least hours saved within the ranges of all rates", format_hours(saved.least)
    yield "hours_saved_most", "the most hours saved within the ranges of all rates", format_hours(saved.most)
