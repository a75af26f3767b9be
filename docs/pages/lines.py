"""Each return's lines: what each is, how alike, how computed, who keys it."""

from __future__ import annotations

from itertools import groupby

from docs.pages.markdown import code, page, table
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import Return
from mappings.ruleset.ruleset import Ruleset

HEADINGS = ("line", "label", "match", "indicator", "transform", "route", "body", "code is", "mapping is")
SURE = (("0.9", "high"), ("0.6", "medium"), ("0.3", "low"))


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``lines-<return>.md`` for each return."""
    return {f"lines-{return_.code}.md": _page(return_) for return_ in ruleset.returns.values()}


def _page(return_: Return) -> str:
    title = f"Lines: {return_.editions[-1].title}"
    return page(title, _opening(), *(_section(name, rows) for name, rows in _sections(return_)))


def _opening() -> str:
    return (
        "An `exactMatch` flows by itself. A `closeMatch` is sent only when a place approved it; `broadMatch` (the "
        "indicator is broader than the line), `narrowMatch` and `relatedMatch` are shown and never sent. *Code is* "
        "says how sure the line's official code is: low means left out until a place approves it. *Mapping is* says "
        "how sure the match is. The words and dates of each row, with its worked example, are in the return's "
        "`lines.tsv`."
    )


def _sections(return_: Return) -> list[tuple[str, list[Line]]]:
    return [(name, list(rows)) for name, rows in groupby(return_.lines, key=lambda line: line.section)]


def _section(name: str, rows: list[Line]) -> str:
    return f"## {name}\n\n{table(HEADINGS, map(_row, rows))}"


def _row(line: Line) -> tuple[str, ...]:
    match = line.predicate_id.removeprefix("skos:")
    split = "" if line.breakdown == "total" else f" ({line.breakdown})"
    return (
        line.subject_id,
        line.subject_label,
        match,
        code(line.object_id) + split,
        code(line.transform),
        line.route,
        line.body.replace("_", " "),
        line.code_confidence,
        dict(SURE).get(str(line.confidence), str(line.confidence)),
    )
