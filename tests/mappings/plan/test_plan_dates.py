"""Events, extensions and successors in a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from mappings.obligations.event_ledger import Event
from mappings.obligations.extension_ledger import ExtensionGrant
from mappings.obligations.obligations import OBLIGATION_SCHEMA, Obligation, list_obligations, make_obligation_frame
from mappings.place.place_definitions import Agency, PlaceReturn
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading
from tests.indicators.small_contexts import count
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

YEAR = "FY2009-10"
BY_EVENT: dict[str, Any] = {
    "return": "profile",
    "due": {"anchor": "event", "event": "inspection-notice", "working_days": 3, "assumed": True, "source": "made up"},
}
SPAN: dict[str, Any] = {"start": date(2009, 4, 1), "end": date(2010, 3, 31)}


def rules(*, owner: Agency | None = None) -> Ruleset:
    returns = a_return(line("NI 1", "births")), a_return(line("P 1", "births"), line("P 2", "deaths"), **BY_EVENT)
    home = place(
        ("national", ("COUNTY",)), ("profile", ("COUNTY",)), agencies=[owner or agency("county", "council", "COUNTY")]
    )
    return ruleset([count("births"), count("deaths")], *returns, home=home)


def event(day: date, name: str = "notice-1", period: str = YEAR, code: str = "profile") -> Event:
    return Event(name, "home", code, "COUNTY", period, day, "")


def grant(code: str, until: date, *, who: str | None = None) -> ExtensionGrant:
    at = datetime(2010, 3, 1, tzinfo=UTC)
    return ExtensionGrant("home", code, None, YEAR, who, until, None, "the department", "floods", at)


def owed(known: Ruleset, *events: Event, grants: tuple[ExtensionGrant, ...] = ()) -> list[Obligation]:
    return list(list_obligations(known, known.places["home"], **SPAN, events=events, grants=grants))


def test_a_return_that_events_begin_stands_without_a_date_until_there_is_one() -> None:
    known = rules()
    assert [(one.key, one.due) for one in owed(known)] == [
        (f"home/national/COUNTY/{YEAR}", date(2010, 4, 28)),
        (f"home/profile/COUNTY/{YEAR}", None),
    ]
    begun = owed(known, event(date(2010, 2, 1)))
    assert [(one.key, one.due) for one in begun[1:]] == [(f"home/profile/COUNTY/{YEAR}/notice-1", date(2010, 2, 4))]


def test_each_event_begins_an_obligation_of_its_own_and_one_elsewhere_none() -> None:
    twice = owed(rules(), event(date(2010, 2, 1)), event(date(2010, 3, 1), "notice-2"))
    assert [one.key.rsplit("/", 1)[1] for one in twice] == [YEAR, "notice-1", "notice-2"]
    other = Event("x", "elsewhere", "profile", "COUNTY", YEAR, date(2010, 2, 1), "")
    assert owed(rules(), other)[1].due is None


def test_an_event_in_the_time_counts_though_its_period_ended_before() -> None:
    begun = owed(rules(), event(date(2009, 6, 1), period="FY2008-09"))
    assert [(one.period.code, one.due) for one in begun if one.event] == [("FY2008-09", date(2009, 6, 4))]
    assert owed(rules(), event(date(2008, 6, 2), period="FY2008-09"))[1].event is None


def test_the_recipients_extension_moves_the_due_date_and_is_told() -> None:
    known = rules()
    frame = make_obligation_frame(owed(known, grants=(grant("national", date(2010, 5, 14)),)), known)
    row = frame.filter(pl.col("return") == "national").row(0, named=True)
    assert (row["due"], row["assumed"]) == (date(2010, 5, 14), False)
    assert row["grant"] == "until 2010-05-14, granted by the department: floods"
    assert frame.schema == pl.Schema(OBLIGATION_SCHEMA)


def test_records_are_owed_where_the_place_says_so() -> None:
    entry = {"return": "ssda903", "areas": "COUNTY", "from": "FY2000-01", "illustrative": True}
    known = rules()
    home = known.places["home"]
    more = PlaceReturn.model_validate(entry)
    object.__setattr__(home, "returns", (*home.returns, more))
    (records,) = (one for one in owed(known) if one.records)
    assert (records.key, records.found, records.edition) == (f"home/ssda903/COUNTY/{YEAR}", None, None)
    assert records.title == "Children looked after (SSDA903)"
    row = make_obligation_frame([records], known).row(0, named=True)
    assert (row["record_set"], row["edition"]) == (["children-looked-after"], None)


def planned(engine: Engine, monkeypatch: pytest.MonkeyPatch, known: Ruleset, *events: Event, grants: Any = ()) -> Plan:
    monkeypatch.setattr("mappings.plan.plan.read_events", lambda _, **__: events)
    monkeypatch.setattr("mappings.plan.plan.read_grants", lambda *_: grants)
    with reading(engine) as session:
        return make_plan(known, PlanScope(**SPAN), session)


def keys(collection_plan: Plan) -> dict[str, date | None]:
    return dict(collection_plan.collections.select("key", "due").iter_rows())


def test_an_agencys_own_extension_moves_only_its_day_and_says_by_whom(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = (grant("national", date(2010, 5, 14), who="county"),)
    collection_plan = planned(sqlite_engine, monkeypatch, rules(), grants=mine)
    assert keys(collection_plan) == {
        f"home/county/national/{YEAR}": date(2010, 5, 14),
        f"home/county/profile/{YEAR}": None,
    }
    row_values = collection_plan.collections.row(0, named=True)
    assert (row_values["needed_by"], row_values["assumed"], row_values["figures"]) == (date(2010, 4, 28), False, 1)
    assert "granted" in row_values["explanation"] or "extended" in row_values["explanation"]
    assert collection_plan.obligations["due"].to_list() == [date(2010, 4, 28), None]
    other = (grant("national", date(2010, 5, 14), who="somebody"),)
    assert keys(planned(sqlite_engine, monkeypatch, rules(), grants=other))[f"home/county/national/{YEAR}"] == date(
        2010, 4, 28
    )


def test_an_event_that_needs_a_figure_first_names_the_collection_and_the_later_return_confirms_it(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection_plan = planned(sqlite_engine, monkeypatch, rules(), event(date(2010, 4, 1)))
    assert keys(collection_plan) == {f"home/county/profile/{YEAR}/notice-1": date(2010, 4, 6)}
    (births,) = collection_plan.figure_requests.filter(indicator="births").to_dicts()
    assert (births["needed_by"], births["confirm_by"]) == (date(2010, 4, 6), [date(2010, 4, 28)])
    assert births["collection"] == f"home/county/profile/{YEAR}/notice-1"
    assert "P 1 of profile" in births["why"]


def test_the_successor_owes_what_falls_after_an_agencys_end(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = agency("old", "council", "COUNTY").model_copy(update={"end": date(2010, 1, 1), "successors": ("new",)})
    heir = agency("new", "", "COUNTY").model_copy(update={"start": date(2010, 1, 1)})
    quarterly = a_return(line("NI 1", "births", frequency="quarterly"), period_kinds=["quarter", "financial_year"])
    known = ruleset([count("births")], quarterly, home=place(("national", ("COUNTY",)), agencies=[ended, heir]))
    collection_plan = planned(sqlite_engine, monkeypatch, known)
    owner = dict(collection_plan.figure_requests.select("period", "agency").iter_rows())
    # The third quarter ended while the old agency was there; it is sent after its end.
    assert owner == {"FY2009-10-Q1": "old", "FY2009-10-Q2": "old", "FY2009-10-Q3": "new", "FY2009-10-Q4": "new"}


def test_what_has_more_time_for_one_area_alone_is_a_collection_of_its_own(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else figures with time left would be called late with those whose day has passed."""
    home = place(("national", ("NORTH", "SOUTH")), agencies=[agency("county", "council", "COUNTY")])
    known = ruleset([count("births")], a_return(line("NI 1", "births")), home=home)
    whole, part = f"home/county/national/{YEAR}", f"home/county/national/{YEAR}/SOUTH"
    assert keys(planned(sqlite_engine, monkeypatch, known)) == {whole: date(2010, 4, 28)}
    south = replace(grant("national", date(2010, 6, 30)), area="SOUTH")
    collection_plan = planned(sqlite_engine, monkeypatch, known, grants=(south,))
    assert keys(collection_plan) == {whole: date(2010, 4, 28), part: date(2010, 6, 30)}
    assert dict(collection_plan.figure_requests.select("area", "collection").iter_rows()) == {
        "NORTH": whole,
        "SOUTH": part,
    }
    same_day = (replace(south, at=time(18), until=date(2010, 4, 28)),)
    assert collection_plan.collections["figures"].to_list() == [1, 1]
    assert [*keys(planned(sqlite_engine, monkeypatch, known, grants=same_day))] == [whole, part]
    both = (south, replace(south, area="NORTH"))
    assert keys(planned(sqlite_engine, monkeypatch, known, grants=both)) == {whole: date(2010, 6, 30)}
