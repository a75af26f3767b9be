"""Providers' records taken together, and what the catalogue then says."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from indicators.period.codes import parse_period
from indicators.records.record_frames import build_empty_records
from indicators.records.view_context import ViewContext
from indicators.records.views import prepare_views
from indicators.records.views.treatment import prepare
from indicators.records.views.treatment.combined_records import combine_records
from returnonce.errors import Refused
from tests.indicators.records.views.treatment.small_records import Episode, records_from
from tests.shipped import load_record_set


def test_a_person_at_two_providers_counts_once_together() -> None:
    here = records_from(Episode("2014-05-01"))
    there = records_from(Episode("2014-06-01", agency="N0002", client="7"))
    assert [prepare(held, ViewContext())["clients"].height for held in (here, there)] == [1, 1]
    together = combine_records([here, there])
    assert prepare(together, ViewContext())["clients"].height == 1
    assert together.tables["client"].height == 2


def test_two_providers_clients_with_one_number_stay_two_people() -> None:
    here = records_from(Episode("2014-05-01", client="1"))
    there = records_from(Episode("2014-06-01", agency="N0002", client="1", initials="QQ"))
    assert prepare(combine_records([here, there]), ViewContext())["clients"].height == 2


def test_the_newest_version_gives_the_form() -> None:
    old = records_from(Episode("2014-05-01"), version="H")
    new = records_from(Episode("2014-05-01", agency="N0002"), version="K")
    for order in ([old, new], [new, old]):
        together = combine_records(order)
        assert together.record_set.version == "K"
        assert list(together.tables) == list(load_record_set("treatment", "K").tables)
        assert together.tables["episode"].height == 2
        assert "MODSET" in together.tables["intervention"].columns


def test_rows_are_numbered_anew() -> None:
    both = combine_records([records_from(Episode("2014-05-01", agency=agency)) for agency in ("N0001", "N0002")])
    assert both.tables["episode"].get_column("_id").to_list() == [0, 1]
    assert both.tables["episode"].get_column("_row").to_list() == [2, 2]


def test_records_of_different_periods_are_refused() -> None:
    now, before = records_from(Episode("2014-05-01")), records_from(Episode("2013-05-01"), period="FY2013-14")
    with pytest.raises(Refused, match="2 record sets or periods"):
        combine_records([now, before])
    with pytest.raises(Refused, match="0 providers"):
        combine_records([])


@pytest.mark.parametrize("version", ["H", "K", "P", "R"])
def test_every_version_has_what_the_views_need(version: str) -> None:
    nobody = build_empty_records(load_record_set("treatment", version), parse_period("FY2024-25"))
    assert all(view.is_empty() for view in prepare(nobody, ViewContext()).values())


def test_the_views_are_as_their_description_says() -> None:
    kinds = {"date": pl.Date, "int": pl.Int64, "str": pl.String, "bool": pl.Boolean}
    held = records_from(Episode("2014-05-01", "2014-08-01", "80"), settings={"records-since": date(2010, 4, 1)})
    views = prepare_views(held, ViewContext())
    described = {view.view: view for view in load_record_set("treatment").views}
    assert views.keys() == described.keys()
    for name, frame in views.items():
        assert dict(frame.schema) == {column.name: kinds[column.type] for column in described[name].columns}
