"""The burden report's lists as text: lines kept after abolition, asked twice, shared, and needed by no return."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mappings.burden.count_definitions import load_count_definitions
from mappings.burden.ledger_lines import ListRow
from mappings.burden.number_format import format_count, wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.shared_lines import NEAR
from returnonce.console import table


def write_lists(answer: BurdenReport) -> Iterator[str]:
    """All four lists, each under its heading."""
    yield from _kept(answer.lists["kept"])
    yield ""
    yield from _twice(answer.lists["twice"])
    yield ""
    yield from _shared(answer.lists["shared"])
    yield ""
    yield from _not_needed(answer)


def _kept(rows: list[ListRow]) -> Iterator[str]:
    yield "LINES KEPT AFTER ABOLITION"
    if not rows:
        yield "No line of a return that has ended is kept."
        return
    shown = [(row["line"], row["title"], row["place"], row["ended"], row["decided_by"], row["reason"]) for row in rows]
    yield table(("line", "measure", "place", "return ended", "decided by", "reason"), shown)


def _twice(rows: list[ListRow]) -> Iterator[str]:
    yield "LINES ASKED TWICE IN ONE RETURN"
    if not rows:
        yield "No return asks for the same measure on two of its lines."
        return
    told: dict[tuple[object, ...], list[str]] = {}
    for row in rows:
        lines = row["lines"]
        assert isinstance(lines, list)
        told.setdefault((row["return"], " = ".join(lines), row["title"]), []).append(str(row["place"]))
    yield table(("return", "lines", "measure", "place"), [(*key, ", ".join(places)) for key, places in told.items()])


def _shared(rows: list[ListRow]) -> Iterator[str]:
    yield "LINES OF TWO RETURNS THAT ASK FOR ONE FIGURE"
    same = [row for row in rows if row["how"] != NEAR]
    if not rows:
        yield "No two returns ask for the same figure."
        return
    for (one, other), pairs in groupby(same, key=lambda row: (row["return"], row["other_return"])):
        yield from _pairs(str(one), str(other), list(pairs))
    near = len({_lines(row) for row in rows if row["how"] == NEAR})
    if near:
        yield from wrap_lines(
            f"{format_count(near, 'further pair')} of lines are near and not the same, and a person must decide. They are "
            "listed with the data (--json)."
        )


def _pairs(one: str, other: str, pairs: list[ListRow]) -> Iterator[str]:
    titles = {code: count.title for code, count in load_count_definitions().by_code.items()}
    titles["keyed_cells"] = "somebody would key it"
    distinct = {_lines(row): row for row in pairs}
    yield from wrap_lines(f"{one} and {other}: {format_count(len(distinct), 'pair')} of lines.")
    rows = [
        (row["line"], row["other_line"], row["indicator"], _who(row, titles), row["how"]) for row in distinct.values()
    ]
    yield table((one, other, "figure", "who fills it", "how alike"), rows)


def _who(row: ListRow, titles: dict[str, str]) -> str:
    told = [titles.get(str(row[name]), "") for name in ("counted", "other_counted") if row[name]]
    return "; ".join(dict.fromkeys(told))


def _lines(row: ListRow) -> tuple[object, ...]:
    return row["return"], row["line"], row["other_return"], row["other_line"]


def _not_needed(answer: BurdenReport) -> Iterator[str]:
    yield "MEASURES COLLECTED THAT NO RETURN IN FORCE NEEDS"
    rows = answer.lists["not_needed"]
    if answer.stored_figures is None:
        yield from wrap_lines("There is no store here: only measures of kept lines can be told.")
    if not rows:
        yield "None."
        return
    shown = [(row["title"], row["place"], row["figures"], _agencies(row), row["why"]) for row in rows]
    yield table(("measure", "place", "figures sent", "by", "why it stands here"), shown)


def _agencies(row: ListRow) -> str:
    agencies = row["agencies"]
    return ", ".join(agencies) if isinstance(agencies, list) else ""
