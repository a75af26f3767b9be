"""What giving each figure once saves, in sentences that the command line, the pages and the demonstration share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mappings.burden.number_format import format_hours
from mappings.burden.saving_range import SavingRange
from returnonce.count_text import format_count


def describe_saving(counts: Mapping[str, int]) -> str:
    """The headline: keyings saved across returns, what is added, and what is left."""
    saved = counts["saved_across_returns"]
    verb = "saves" if saved >= 0 else "adds"
    return (
        f"By the plan, giving each figure once {verb} {format_count(abs(saved), 'keying')} across returns: "
        f"{_count_holding(counts['in_another_return'])} a figure that another return had asked for, less "
        f"{format_count(counts['asked_for_parts'], 'figure')} asked for in finer parts than any return shows."
    )


def _count_holding(number: int) -> str:
    return f"{format_count(number, 'cell')} {'holds' if number == 1 else 'hold'}"


def describe_what_is_apart(counts: Mapping[str, int]) -> Iterator[str]:
    """What is not in that saving, a sentence for each; nothing of what there is none of."""
    if counts["same_line_again"]:
        yield (
            f"Not in it: {format_count(counts['same_line_again'], 'cell')} in which our own layout shows a figure "
            "again, as a year's return shows its quarters; that each recipient asked so is not established."
        )
    if counts["twice_in_a_return"]:
        yield (
            f"Not in it: {format_count(counts['twice_in_a_return'], 'cell')} on which another line of the same return "
            "asks for the same figure."
        )
    if counts["worked_out"]:
        yield (
            f"Not in it: {format_count(counts['worked_out'], 'cell')} derivable from other figures, "
            f"{counts['worked_out_by_hand']:,} of them by arithmetic on the same form."
        )
    if counts["from_records"]:
        yield f"Records that are sent here fill {format_count(counts['from_records'], 'cell')} more."
    if counts["taken_over_figures"]:
        yield (
            f"Against it: {format_count(counts['taken_over_figures'], 'figure')} that nobody would key for these "
            f"returns {'is' if counts['taken_over_figures'] == 1 else 'are'} asked for as well, copied from returns "
            "whose records are not sent here."
        )


def describe_hours(saving: SavingRange) -> str:
    """The work in one sentence, with the range of the assumptions."""
    minutes = saving.cases["central"].calculate_saving("minutes")
    verb = "saves" if minutes >= 0 else "costs"
    more = "" if minutes >= 0 else " more"
    return (
        f"On the assumptions that {verb} {format_hours(abs(minutes))} hours{more}, against each return made by itself; "
        f"within their ranges it may save from {format_hours(saving.least)} to {format_hours(saving.most)} hours."
    )
