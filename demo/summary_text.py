"""The demonstration's summary: a table, what it means, the stories, and where the files are."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from demo.round_counts import COLUMNS, RoundAccount, sum_columns
from demo.stories import DemoStory
from mappings.burden.headline import describe_saving

WIDTH = 100
NAME = 42
#: How lines for a shell begin.
TYPED = " " * 4
HEADINGS = (
    ("", "as an", "worked", "compiled", "", "", ""),
    ("", "agency", "out or", "by a", "as", "held", ""),
    ("cells", "sent it", "shared", "department", "published", "back", "empty"),
)
WIDTHS = (5, 7, 6, 10, 9, 4, 5)
LEGEND = (
    "Worked out or shared: added up from parts, made by a formula, or taken over from a body with the same boundary. "
    "Compiled by a department: shown for information and asked of nobody. Held back: known here, but the line's "
    "official code is uncertain, so it waits for the place's approval. Each empty cell has a symbol and a reason."
)


def write_summary(accounts: Sequence[RoundAccount], stories: Sequence[DemoStory]) -> str:
    """The whole text, at most ``WIDTH`` wide."""
    parts = ["RETURN ONCE: what the demonstration did", ""]
    for account in accounts:
        parts += [*_round(account), ""]
    parts += [*textwrap.wrap(LEGEND, WIDTH), ""]
    parts += ["WHAT TO LOOK AT", ""]
    for story in stories:
        parts += [story.title, *_wrap(story.lines), ""]
    parts += ["WHERE THE FILES ARE", "", *_files(accounts)]
    return "\n".join(line.rstrip() for line in parts) + "\n"


def _round(round_account: RoundAccount) -> Iterator[str]:
    yield round_account.round.title.upper()
    yield ""
    yield from _wrap(_how_it_went(round_account))
    yield ""
    yield from _table(round_account)
    yield ""
    yield from _keying(round_account)
    yield ""
    yield "Why cells are empty:"
    for reason, count in round_account.empty:
        yield f"  {count:>6,}  {reason}"


def _how_it_went(round_account: RoundAccount) -> Iterator[str]:
    if round_account.planned is not None:
        plan = round_account.planned
        energy = f", and the energy records of {plan.energy_records} councils" if plan.energy_records else ""
        yield (
            f"The plan: {plan.returns} returns fall due, Vital Signs each quarter. {plan.figures:,} figures are asked "
            f"of {plan.agencies} agencies{energy}; {plan.spared:,} more are not asked for, "
            "because others make them up."
        )
    refused = f"; {round_account.refused} more file was refused" if round_account.refused else ""
    published = (
        "1 published file"
        if round_account.files_from_publishers == 1
        else f"{round_account.files_from_publishers} published files"
    )
    files = f"{round_account.files_from_agencies} files from {round_account.agencies} agencies"
    yield f"What came: {files}, and {published}{refused}."
    yield round_account.round.note


def _table(round_account: RoundAccount) -> Iterator[str]:
    for words in HEADINGS:
        yield _line("", words)
    yield _line("-" * NAME, ["-" * width for width in WIDTHS])
    title = None
    for row in round_account.summary.returns.iter_rows(named=True):
        if row["title"] != title:
            title = row["title"]
            yield title + _period_note(row, round_account)
        yield _line(f"  {row['area_name']}", _numbers(row))
    yield _line("-" * NAME, ["-" * width for width in WIDTHS])
    yield _line("All", _numbers(sum_columns(round_account.summary)))


def _period_note(row: dict[str, Any], round_account: RoundAccount) -> str:
    """The year where it is not the round's, and why an edition of long ago stands in it."""
    if row["return"] in round_account.kept:
        return ": lines kept after abolition"
    return "" if row["period"] == round_account.round.period else f" ({row['period'].removeprefix('FY')})"


def _numbers(row: dict[str, Any]) -> list[str]:
    return [f"{row[name]:,}" for name in COLUMNS]


def _line(name: str, words: Sequence[str]) -> str:
    return name.ljust(NAME) + "".join(f"  {word:>{width}}" if n else f"{word:>{width}}" for n, (word, width) in
                                      enumerate(zip(words, WIDTHS, strict=True)))  # fmt: skip


def _keying(round_account: RoundAccount) -> Iterator[str]:
    summary = round_account.summary
    if not summary.cells_from_keyed:
        return
    yield f"  {round_account.answerable:>6,}  cells are for agencies to answer"
    share = _share(round_account.answered, round_account.answerable)
    yield f"  {round_account.answered:>6,}  of them have a figure ({share})"
    yield f"  {summary.figures_keyed:>6,}  figures were keyed, each once; some in finer parts than a return shows"
    yield f"  {summary.cells_from_keyed:>6,}  cells are filled from these alone"
    if round_account.planned is not None:
        yield ""
        yield from _reconcile(round_account)
        yield ""
        yield from _wrap((describe_saving(round_account.planned.counts),))


def _reconcile(round_account: RoundAccount) -> Iterator[str]:
    """From the figures that somebody would key to those that came: three counts, and what lies between them."""
    for row in round_account.reconciled:
        if row.sign == 0:
            yield f"  {row.number:>6,}  {row.title[0].lower()}{row.title[1:]} ({row.where})"
        elif row.number:
            yield f"  {row.number * row.sign:>+6,}    {row.title}"


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} per cent"


def _wrap(lines: Iterable[str]) -> Iterator[str]:
    """Each line within the width; what is indented hangs, and keeps its columns. What is to be typed stays whole."""
    for line in lines:
        if line.startswith(TYPED):
            yield line
            continue
        text = line.lstrip()
        indent = " " * (len(line) - len(text))
        hanging = indent + "  " * bool(indent)
        yield from textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=hanging) or [""]


def _files(accounts: Sequence[RoundAccount]) -> Iterator[str]:
    for account in accounts:
        yield f"  {_path(account.folder)}: {account.files} files, XLSX, CSV and JSON of each return"
    out = accounts[0].folder.parent.parent
    yield f"  {_path(out / 'records-made-up')}: records as they were sent; every person in them is made up"
    yield f"  {_path(out / 'returns-of-records')}: SSDA903, the census, Annex A and NDTMS files, written from them"
    yield f"  {_path(out / 'calendars')}: what falls due at each place, to be opened in a calendar"
    yield f"  {_path(out / 'templates')}: the templates as sent out and as sent back"
    yield f"  {_path(out / 'home')}: the store, with every file as it was received"
    yield f"  {_path(out / 'summary.txt')}: this page"


def _path(path: Path) -> str:
    return path.as_posix()
