"""Which dates of the ledger a plan would hold, if they still held."""

from __future__ import annotations

from datetime import date

import pytest

from mappings.obligations.event_ledger import Event
from mappings.reminders.date_ledger import DateLedgerRow
from mappings.reminders.planned_dates import make_view_filter
from tests.shipped import load_event_kinds

NOTICE = "inspection-notice-lewisham-2025-04-01"
HAPPENED = Event(NOTICE, "lewisham", "ofsted-annex-a", "E09000023", "2025-04-01", date(2025, 4, 1), "")
NOW, LATER = (date(2024, 10, 1), date(2026, 1, 1)), (date(2026, 10, 1), date(2027, 10, 1))


@pytest.mark.parametrize("more", ["", "/cin-census", "/E09000023"])
def test_an_event_is_found_in_a_key_whatever_follows_it(more: str) -> None:
    """Else its dates would be withdrawn from calendars once its time is out of view."""
    row = DateLedgerRow(
        key=f"collection lewisham/childrens/ofsted-annex-a/2025-04-01/{NOTICE}{more}",
        place="lewisham",
        period="2025-04-01",
    )
    for (start, end), seen in ((NOW, True), (LATER, False)):
        assert (
            make_view_filter(start, end, {"lewisham"}, {NOTICE: HAPPENED}, load_event_kinds(), all_places=True)(row)
            is seen
        )
        # One that was cancelled is always looked at.
        assert make_view_filter(start, end, {"lewisham"}, {}, load_event_kinds(), all_places=True)(row) is True


@pytest.mark.parametrize("more", ["/E09000023", "/children-looked-after"])
def test_an_area_or_a_record_set_in_a_key_is_no_event(more: str) -> None:
    row = DateLedgerRow(
        key=f"collection lewisham/childrens/ssda903/FY2024-25{more}", place="lewisham", period="FY2024-25"
    )
    assert make_view_filter(*NOW, {"lewisham"}, {}, load_event_kinds(), all_places=True)(row)
    assert not make_view_filter(*LATER, {"lewisham"}, {}, load_event_kinds(), all_places=True)(row)
