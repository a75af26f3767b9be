"""What happened on the way, each in a few lines: where one upload went, what was corrected, who disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from collectors.submissions.receipts import SubmissionReceipt
from demo.rounds import DemoStep
from mappings.fill.cells import FilledReturn
from returnonce.count_text import format_count
from returnonce.numbers import format_micro, format_shortest

Cell = dict[str, Any]
SHOWN_FINDINGS = 6
SHOWN_CHARACTERS = 160


@dataclass(frozen=True)
class ReceivedFile:
    """A step, and what came of it: the latest receipt, with what was found since."""

    step: DemoStep
    receipt: SubmissionReceipt


@dataclass(frozen=True)
class DemoStory:
    """A title and its lines."""

    title: str
    lines: tuple[str, ...]


def cells_of(filled: Iterable[FilledReturn]) -> Iterator[Cell]:
    """Every cell with the return and area it stands in, and the figures that it rests on."""
    for filled_return in filled:
        for cell in filled_return.cells.iter_rows(named=True):
            yield cell | {"return": filled_return.return_code, "figures": cell["lineage"]["figures"]}


def one_upload(filled: Sequence[FilledReturn], files: Mapping[str, str]) -> DemoStory:
    """Every cell that one file alone fills; ``files``: each file's name and what is said of it."""
    lines: list[str] = []
    for file_name, sentence in files.items():
        cells = [cell for cell in cells_of(filled) if _rests_on(cell, file_name) and cell["value"] is not None]
        lines += [f"{sentence} {len(cells)} cells:", *(f"  {_format_cell(cell)}" for cell in cells)]
    return DemoStory("One upload of a mental-health trust, several returns", tuple(lines))


def _rests_on(cell: Cell, file_name: str) -> bool:
    return bool(cell["figures"]) and all(figure["file_name"] == file_name for figure in cell["figures"])


def _format_cell(cell: Cell) -> str:
    how = {"submitted": "as sent", "shared": "shared: same boundary", "rolled_up": "added up from its districts"}
    return f"{cell['line']:<8}  {cell['area_name']:<28}  {_value(cell):>5}  {how.get(cell['provenance'], '')}"


def _value(cell: Cell) -> str:
    return "-" if cell["value"] is None else format_micro(cell["value"], cell["decimals"])


def boundaries(filled: Sequence[FilledReturn], lines: Sequence[str]) -> DemoStory:
    """The same lines where bodies share a boundary, and where they do not."""
    cells = [cell for cell in cells_of(filled) if cell["line"] in lines]
    cells_in_words = [
        f"  {cell['line']:<8}  {cell['area_name']:<32}  {_value(cell):>6}  {_from(cell)}" for cell in cells
    ]
    return DemoStory(
        "Drug users in effective treatment: who shares a boundary",
        (
            "Lewisham's partnership sent NI 40 as its return prints it, a change in per cent. The count behind it also "
            "serves NDTMS and the trust, on the same ground. Nottinghamshire's partnership spans two trusts: its count "
            "serves neither of them, so each trust's is given by itself.",
            *cells_in_words,
        ),
    )


def _from(cell: Cell) -> str:
    areas = ", ".join(dict.fromkeys(figure["area"] for figure in cell["figures"]))
    return f"from {areas}"


def suppliers(filled: Sequence[FilledReturn], line: str) -> DemoStory:
    """Cells that two suppliers' parts make up."""
    cells = [cell for cell in cells_of(filled) if cell["line"] == line]
    lines = []
    for cell in cells:
        parts = [f"    {_counts(figure)}, {figure['agency']}" for figure in cell["figures"]]
        lines += [f"  {cell['line']}, {cell['area_name']}: {_value(cell)} per cent, from", *parts]
    sentence = "Each gives its own clients; the counts are added, and the share is worked out from the sums."
    return DemoStory("Two drug services, each with its own part", (sentence, *lines))


def _counts(figure: Mapping[str, Any]) -> str:
    return f"{format_shortest(figure['numerator'])} of {format_shortest(figure['denominator'])}"


def correction(before: Sequence[FilledReturn], after: Sequence[FilledReturn], *, file_name: str) -> DemoStory:
    """The cells that a correction changed."""
    was = {_place(cell): cell for cell in cells_of(before)}
    changed = [
        (was[_place(cell)], cell)
        for cell in cells_of(after)
        if _place(cell) in was and was[_place(cell)]["value"] != cell["value"]
        if any(figure["file_name"] == file_name for figure in cell["figures"])
    ]
    lines = [
        f"  {new['line']:<8}  {new['area_name']:<16}  {_value(old):>5} -> {_value(new):>5}" for old, new in changed
    ]
    sentence = f"{file_name} gives two figures anew. They reach {len(changed)} cells; what came first stays readable."
    return DemoStory("A correction", (sentence, *sorted(lines)))


def _place(cell: Cell) -> tuple[str, ...]:
    return cell["return"], cell["line"], cell["area"], cell["period"], cell["breakdown"]


def disagreement(filled: Sequence[FilledReturn], received: Sequence[ReceivedFile]) -> DemoStory:
    """Where two agencies differ: as both were told, and as the returns show it."""
    lines = [
        f"  told to {upload.receipt.agency} (row {finding.row}): {finding.message}"
        for upload in received
        if upload.receipt.accepted
        for finding in upload.receipt.findings
        if finding.code == "disagrees"
    ]
    lines += [
        f"  {cell['line']}, {cell['area_name']}: {_value(cell)}. {cell['disagreement']}"
        for cell in cells_of(filled)
        if cell["disagreement"]
    ]
    sentence = "Both figures stay in the store, both agencies are asked, and the return says so."
    return DemoStory("Two agencies disagree", (sentence, *lines))


def refusals(received: Sequence[ReceivedFile]) -> Iterator[DemoStory]:
    """Files that were refused, and what was found in them first."""
    for upload in received:
        if upload.receipt.accepted:
            continue
        errors = [finding for finding in upload.receipt.findings if finding.severity == "error"]
        lines = [
            f"  row {f.row}, {f.column}: {shorten(f'{f.message} {f.mend}', SHOWN_CHARACTERS, placeholder=' ...')}"
            for f in errors[:SHOWN_FINDINGS]
        ]
        more = len(errors) - SHOWN_FINDINGS
        counts = f"{format_count(upload.receipt.counts['rows'], 'row')}, {format_count(len(errors), 'error')}"
        sentence = f"{upload.receipt.file_name}: {counts}. Nothing was stored."
        yield DemoStory(
            "A file refused, whole", (sentence, *lines, *([f"  and {more} more, in refused.txt"] * (more > 0)))
        )
