"""Records that are sent on another collection's page are of the period of which they are asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unittest.mock import Mock

import polars as pl
import pytest
from fastapi import Request

from api.pages import record_periods
from api.pages.forms.multipart import FormFile
from api.pages.record_periods import find_period
from api.pages.views.collection_head import CollectionHead
from tests.api.pages.forms import GOOD, KEY
from tests.collectors.records.files import ssda903, zipped
from tests.shipped import load_ruleset

AGENCY, LOOKED_AFTER = "lewisham-childrens-services", "children-looked-after"


def page(key: str = KEY, record_set: str | None = None) -> CollectionHead:
    return CollectionHead(key, f"/collections/{key}", "", "", AGENCY, record_set, scheduled=False)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """A board that asks for the records of two years, of which the second goes on."""
    sources = Mock(today=date(2026, 6, 9))
    sources.context.ruleset = load_ruleset()
    sources.last_board.return_value = pl.DataFrame(
        {"agency": [AGENCY] * 3, "record_set": [LOOKED_AFTER, LOOKED_AFTER, None],
         "period": ["FY2025-26", "FY2026-27", "FY2009-10"]}
    )  # fmt: skip
    monkeypatch.setattr(record_periods, "PageData", lambda _: sources)
    return sources


def records(folder: Path) -> FormFile:
    return FormFile(zipped(folder / "set.zip", ssda903()), "set.zip", 1)


def test_records_sent_where_figures_are_asked_for(asked: Mock, tmp_path: Path) -> None:
    assert find_period(Mock(spec=Request), page(), records(tmp_path)) == "FY2025-26"


def test_records_of_a_year_that_the_page_has_too(asked: Mock, tmp_path: Path) -> None:
    of_year = page("lewisham/a/core-data-set/FY2026-27")
    assert find_period(Mock(spec=Request), of_year, records(tmp_path)) == "FY2026-27"


def test_the_pages_own_records_and_figures_are_of_its_period(asked: Mock, tmp_path: Path) -> None:
    own = page("lewisham/a/ssda903/FY2024-25", LOOKED_AFTER)
    assert find_period(Mock(spec=Request), own, records(tmp_path)) == "FY2024-25"
    (tmp_path / "a.csv").write_bytes(GOOD)
    assert find_period(Mock(spec=Request), page(), FormFile(tmp_path / "a.csv", "a.csv", 1)) == "FY2009-10"
    asked.last_board.assert_not_called()


def test_records_that_nobody_asks_for_are_of_the_pages_period(asked: Mock, tmp_path: Path) -> None:
    asked.last_board.return_value = asked.last_board.return_value.clear()
    assert find_period(Mock(spec=Request), page(), records(tmp_path)) == "FY2009-10"


def test_a_file_that_says_its_period_is_of_that(asked: Mock, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"<EXPSSDA903><ReturnYear>2025</ReturnYear></EXPSSDA903>")
    assert find_period(Mock(spec=Request), page(), FormFile(tmp_path / "a.xml", "a.xml", 1)) == ""
