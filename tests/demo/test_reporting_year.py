"""The year in the demonstration: its schedule adds up to the plan, its burden to the ledger, its calendars open."""

from __future__ import annotations

import re

import vobject

from mappings.burden.headline import describe_saving
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
    told = lines(shown, "The burden before and after")
    assert told[0] == describe_saving(burden)
    start = next(line for line in told if line.startswith("The steps"))
    steps = [line.split()[0].replace(",", "") for line in told[told.index(start) + 1 :] if line.startswith("  ")]
    assert f"{burden['cells']:,} cells" in start
    assert burden["cells"] + sum(map(int, steps[:-1])) == int(steps[-1]) == burden["keyed_figures"]
    assert any(line.startswith("On the assumptions") for line in told)


def test_each_place_has_a_calendar_that_another_library_reads(shown: Shown) -> None:
    files = sorted((shown.out / "calendars").glob("*.ics"))
    assert [path.stem for path in files] == ["lewisham", "nottinghamshire"]
    for path in files:
        events = vobject.readOne(path.read_text(encoding="utf-8")).vevent_list
        assert len(events) == shown.outcome.data["year"]["calendars"][path.as_posix()] > 5
        assert len({event.uid.value for event in events}) == len(events)
        assert all("Why that date:" in event.description.value for event in events)
