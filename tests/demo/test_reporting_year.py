"""The year in the demonstration: its schedule adds up to the plan, its burden to the ledger, its calendars open."""

from __future__ import annotations

import re

import vobject

from tests.demo.conftest import Shown


def lines(shown: Shown, title: str) -> list[str]:
    return next(story["lines"] for story in shown.outcome.data["stories"] if story["title"].startswith(title))


def test_the_schedule_holds_every_figure_that_the_plan_asks_for(shown: Shown) -> None:
    counts = [
        int(match[1]) for line in lines(shown, "The year's schedule") if (match := re.search(r"(\d+) figures of", line))
    ]
    planned = shown.outcome.data["rounds"][0]["planned"]
    assert sum(counts) == planned["figures"] == 637
    assert planned["energy_records"] == 0, "NI 185 was collected for 2008-09 only, the CRC from 2010-11"
    assert "energy records" not in " ".join(lines(shown, "The year's schedule"))


def test_the_burden_is_told_before_and_after(shown: Shown) -> None:
    burden = shown.outcome.data["year"]["burden"]
    before, after, money = lines(shown, "The burden before and after")
    assert f"{burden['keyed_cells']:,} of {burden['cells']:,} cells" in before
    assert f"{burden['keyed_figures']:,} figures are keyed, {burden['rekeying_avoided']:,} fewer" in after
    assert burden["keyed_figures"] + burden["rekeying_avoided"] == burden["keyed_cells"]
    assert "all on assumptions" in money


def test_each_place_has_a_calendar_that_another_library_reads(shown: Shown) -> None:
    files = sorted((shown.out / "calendars").glob("*.ics"))
    assert [path.stem for path in files] == ["lewisham", "nottinghamshire"]
    for path in files:
        events = vobject.readOne(path.read_text(encoding="utf-8")).vevent_list
        assert len(events) == shown.outcome.data["year"]["calendars"][path.as_posix()] > 5
        assert len({event.uid.value for event in events}) == len(events)
        assert all("Why that date:" in event.description.value for event in events)
