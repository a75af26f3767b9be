from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from indicators.period.codes import parse_period
from mappings.obligations.extension_ledger import ExtensionGrant, ExtensionRows
from mappings.obligations.obligation_dates import find_dates
from mappings.reminders.public_explanations import remove_names
from tests.shipped import load_ruleset

PERSON = "Ms Canary of the Department"
TYPED = "her mother is ill (see the file). Without the extension: nothing"


@pytest.mark.parametrize("agency", [None, "lewisham-yot"])
def test_who_granted_more_time_and_why_is_not_sent_out(agency: str | None) -> None:
    ruleset = load_ruleset()
    place, period = ruleset.places["lewisham"], parse_period("FY2009-10")
    edition = (
        ruleset.return_named("national-indicators")
        .choose_edition(period, kept_codes=place.kept_line_codes("x", period.end))
        .edition
    )
    assert edition is not None
    grants = [
        ExtensionGrant("lewisham", "national-indicators", None, period.code, whose, date(2027, 3, 4), time(12),
                       PERSON, TYPED, datetime(2026, 11, 2, tzinfo=UTC))
        for whose in dict.fromkeys([None, agency])
    ]  # fmt: skip
    dates = find_dates(
        edition.timetable, period, place=place, ruleset=ruleset, extensions=ExtensionRows(grants, agency=agency)
    )
    for due in (dates.due, dates.send_by):
        if "extended by" not in due.explanation:
            continue
        explanation = remove_names(due.explanation)
        assert "Canary" not in explanation
        assert "mother" not in explanation
        assert explanation.startswith("Thursday 4 March 2027, by an extension. Without the extension: ")
    assert "Canary" in dates.due.explanation


def test_other_explanations_stay_as_they_are() -> None:
    assert remove_names("10 working days after the end.") == "10 working days after the end."
