"""What becomes of stored figures when an indicator is renamed, ends or goes."""

from __future__ import annotations

from sqlalchemy import Engine

from indicators.catalogue.indicator import Indicator
from mappings.ruleset.ruleset import Ruleset
from mappings.upgrade.figure_fates import list_figure_fates, list_unseen_figures
from returnonce.db import reading
from tests.indicators.figures.test_store import give
from tests.indicators.small_contexts import indicator
from tests.mappings.small_ruleset import a_return, ruleset


def rules(*indicators: Indicator) -> Ruleset:
    return ruleset(indicators, a_return())


BEFORE = rules(indicator("stays"), indicator("goes"), indicator("called"), indicator("ends"))
AFTER = rules(
    indicator("stays"),
    indicator("now-called", was=[{"code": "called", "until": "2010-04-01"}]),
    indicator("ends", in_force={"from": "not established", "to": "2011-04-01"}),
)


def store_figures(engine: Engine) -> None:
    for day, code in enumerate(("stays", "goes", "called", "ends"), start=1):
        rows = [{"indicator": code, "period": period, "value": 1} for period in ("FY2008-09", "FY2009-10", "FY2010-11")]
        give(engine, *rows, day=day)


def fates(engine: Engine, before: Ruleset, after: Ruleset) -> list[tuple[str, str, int, str, str]]:
    with reading(engine) as session:
        found = list_figure_fates(session, before, after)
    return [(each.fate, each.code, each.figures, each.first, each.last) for each in found]


def test_each_fate_is_told_with_its_figures(engine: Engine) -> None:
    store_figures(engine)
    assert fates(engine, BEFORE, AFTER) == [
        ("renamed", "called", 2, "FY2008-09", "FY2009-10"),
        ("unseen", "called", 1, "FY2010-11", "FY2010-11"),
        ("ended", "ends", 3, "FY2008-09", "FY2010-11"),
        ("unseen", "goes", 3, "FY2008-09", "FY2010-11"),
    ]
    assert fates(engine, BEFORE, BEFORE) == fates(engine, AFTER, AFTER) == []


def test_the_words_say_how_to_keep_them(engine: Engine) -> None:
    store_figures(engine)
    with reading(engine) as session:
        told = {each.fate: each.describe() for each in list_figure_fates(session, BEFORE, AFTER)}
        unseen = [(each.code, each.figures) for each in list_unseen_figures(session, AFTER)]
    assert told["renamed"] == (
        "Under called (FY2008-09 to FY2009-10) 2 stored figures stay, and are read as now-called."
    )
    assert told["ended"].endswith("stay, and are read as before; none is asked for from 2011-04-01 on.")
    assert "stay, and are no longer seen by figure, fill and plan." in told["unseen"]
    assert "Say under was:" in told["unseen"]
    assert unseen == [("called", 1), ("goes", 3)]


def test_a_renaming_that_is_taken_back_is_told_the_other_way(engine: Engine) -> None:
    give(engine, {"indicator": "now-called", "value": 1}, day=1)
    assert fates(engine, AFTER, BEFORE) == [("unseen", "now-called", 1, "FY2009-10", "FY2009-10")]
