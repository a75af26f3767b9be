"""The inspection lists (Annex A) as a workbook, from the looked-after return and the children in need census."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from exports.records.annex_a.cover import cover_lines
from exports.records.annex_a.inspection_lists import lists_as_records, make_lists
from exports.records.annex_a.workbook import write_lists
from indicators.period.arithmetic import format_day
from indicators.records.record_frames import Records
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Refused


def annex_a(
    ruleset: Ruleset,
    looked_after: Records | None,
    in_need: Records | None,
    day: date,
    *,
    earlier: Sequence[Records] = (),
) -> bytes:
    """The workbook (XLSX) as at the end of a day: the same records give the same bytes.

    ``earlier``: returns on children looked after of years before, newest first. Without them, how long
    a child has been in care is known only where the newest return has the first episode.

    Raises:
        Refused: neither record set is in hand.
    """
    _any(looked_after, in_need)
    lists = make_lists(ruleset, looked_after, in_need, day, earlier)
    lines = cover_lines(lists, looked_after, in_need, earlier)
    return write_lists(lists, lines, f"As at the end of {format_day(day)}")


def annex_a_records(
    ruleset: Ruleset,
    looked_after: Records | None,
    in_need: Records | None,
    day: date,
    *,
    earlier: Sequence[Records] = (),
) -> Records:
    """The same lists as records of the inspection lists, to be compared with a workbook made elsewhere.

    Raises:
        Refused: neither record set is in hand.
    """
    _any(looked_after, in_need)
    return lists_as_records(make_lists(ruleset, looked_after, in_need, day, earlier))


def _any(looked_after: Records | None, in_need: Records | None) -> None:
    if looked_after is None and in_need is None:
        raise Refused(
            "There are no records to make the lists from.",
            mend="Collect the return on children looked after, the children in need census, or both.",
        )
