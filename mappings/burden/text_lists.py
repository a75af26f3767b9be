"""The burden report's lists as text: lines kept after abolition, asked twice, shared, and needed by no return."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mappings.burden.ledger_lines import ListRow
from mappings.burden.number_format import wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.shared_lines import NEAR
from mappings.definitions.burden_counts import CountDefinitions
from returnonce.count_text import format_count
from returnonce.plain_table import table


def write_lists(report: BurdenReport) -> Iterator[str]:
    """All four lists, each under its heading."""
    yield from _write_kept_lines(report.lists["kept"])
    yield ""
    yield from _write_duplicate_lines(report.lists["twice"])
    yield ""
    yield from _write_shared_lines(report.lists["shared"], report.ledger.count_definitions)
    yield ""
    yield from _write_unneeded_measures(report)


def _write_kept_lines(rows: list[ListRow]) -> Iterator[str]:
    yield "LINES KEPT AFTER ABOLITION"
    if not rows:
        yield "No line of a return that has ended is kept."
        return
    table_rows = [
        (row["line"], row["title"], row["place"], row["ended"], row["decided_by"], row["reason"]) for row in rows
    ]
    yield table(("line", "measure", "place", "return ended", "decided by", "reason"), table_rows)


def _write_duplicate_lines(rows: list[ListRow]) -> Iterator[str]:
    yield "LINES ASKED TWICE IN ONE RETURN"
    if not rows:
        yield "No return asks for the same measure on two of its lines."
        return
    places_by_lines: dict[tuple[object, ...], list[str]] = {}
    for row in rows:
        lines = row["lines"]
        assert isinstance(lines, list)
        places_by_lines.setdefault((row["return"], " = ".join(lines), row["title"]), []).append(str(row["place"]))
    yield table(
        ("return", "lines", "measure", "place"), [(*key, ", ".join(places)) for key, places in places_by_lines.items()]
    )


def _write_shared_lines(rows: list[ListRow], definitions: CountDefinitions) -> Iterator[str]:
    yield "LINES OF TWO RETURNS THAT ASK FOR ONE FIGURE"
    matching = [row for row in rows if row["how"] != NEAR]
    if not rows:
        yield "No two returns ask for the same figure."
        return
    # The rows come place by place; two places' pairs of the same returns are one list.
    for (first, second), pairs in groupby(sorted(matching, key=_make_returns_key), key=_make_returns_key):
        yield from _write_pairs(first, second, list(pairs), definitions)
    near_count = len({_make_pair_key(row) for row in rows if row["how"] == NEAR})
    if near_count:
        yield from wrap_lines(
            f"{format_count(near_count, 'further pair')} of lines are near and not the same, and a person must decide. "
            "They are listed with the data (--json)."
        )


def _write_pairs(first: str, second: str, pairs: list[ListRow], definitions: CountDefinitions) -> Iterator[str]:
    titles = {code: count.title for code, count in definitions.by_code.items()}
    titles["keyed_cells"] = "somebody would key it"
    distinct = {_make_pair_key(row): row for row in pairs}
    yield from wrap_lines(f"{first} and {second}: {format_count(len(distinct), 'pair')} of lines.")
    rows = [
        (row["line"], row["other_line"], row["indicator"], _describe_fillers(row, titles), row["how"])
        for row in distinct.values()
    ]
    yield table((first, second, "figure", "who fills it", "how alike"), rows)


def _describe_fillers(row: ListRow, titles: dict[str, str]) -> str:
    words = [titles.get(str(row[name]), "") for name in ("counted", "other_counted") if row[name]]
    return "; ".join(dict.fromkeys(words))


def _make_returns_key(row: ListRow) -> tuple[str, str]:
    return str(row["return"]), str(row["other_return"])


def _make_pair_key(row: ListRow) -> tuple[object, ...]:
    return row["return"], row["line"], row["other_return"], row["other_line"]


def _write_unneeded_measures(report: BurdenReport) -> Iterator[str]:
    yield "MEASURES COLLECTED THAT NO RETURN IN FORCE NEEDS"
    rows = report.lists["not_needed"]
    if report.stored_figures is None:
        yield from wrap_lines("There is no store here: only measures of kept lines can be told.")
    if not rows:
        yield "None."
        return
    table_rows = [(row["title"], row["place"], row["figures"], _format_agencies(row), row["why"]) for row in rows]
    yield table(("measure", "place", "figures sent", "by", "why it stands here"), table_rows)


def _format_agencies(row: ListRow) -> str:
    agencies = row["agencies"]
    return ", ".join(agencies) if isinstance(agencies, list) else ""
