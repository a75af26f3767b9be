"""A few figures are read in plain Python, and many as frames: the same, in the same order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from indicators.figures import few_figures
from indicators.figures.batches import withdraw_batch
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA, KINDS, STATUSES, SYMBOLS
from indicators.figures.store import BatchExclusion, read_batch_figures, read_figures, read_history, read_versions
from returnonce.db import reading, transaction
from tests.conftest import NOON
from tests.indicators.figures.test_store import give

CODES, AREAS, PERIODS = ("stock", "flow", "share"), ("E09000023", "E10000024"), ("FY2009-10", "FY2010-11")
NOTES = (None, "", "null", 'a, "b"\\\nc', "é\t")


def fill(engine: Engine, chance: Random) -> list[str]:
    """Batches of two agencies that correct each other's and their own, one of them withdrawn; their names."""
    cells = [dict(zip(("indicator", "area", "period", "breakdown", "kind"), key, strict=True))
             for key in product(CODES, AREAS, PERIODS, ("total", "sex=F"), KINDS)]  # fmt: skip
    names = []
    for day in range(1, 7):
        drawn = [cell | _draw_content(chance) for cell in chance.sample(cells, 20)]
        names.append(give(engine, *drawn, day=day, agency=chance.choice(("council", "trust"))))
    with transaction(engine) as session:
        withdraw_batch(session, names[2], at=NOON + timedelta(days=9), reason="wrong")
    return names


def _draw_content(chance: Random) -> dict[str, Any]:
    symbol, number = chance.choice((None, *SYMBOLS)), chance.choice((0, -7, 10**15))
    numbers = {"numerator": 7, "denominator": 10**15} if number == 0 else {"value": number, "upper": 2 * 10**15}
    content = {"rounded_to": chance.choice((None, 10)), **numbers} if symbol is None else {"symbol": symbol}
    return content | {"status": chance.choice(STATUSES), "note": chance.choice(NOTES)}


QUESTIONS: dict[str, Callable[..., pl.DataFrame]] = {
    "all": read_figures,
    "one indicator": lambda session: read_figures(session, indicators=["flow"]),
    "an area": lambda session: read_figures(session, areas=["E10000024"], periods=["FY2009-10"]),
    "a past day": lambda session: read_figures(session, as_of=NOON + timedelta(days=4)),
    "without an agency": lambda session: read_figures(session, without=BatchExclusion(agency="trust")),
    "nothing": lambda session: read_figures(session, areas=["nowhere"]),
    "versions": lambda session: read_versions(session, indicator="stock", area="E09000023", period="FY2009-10"),
    "history": lambda session: read_history(session, indicators=["share", "stock"]),
}


def test_both_ways_give_the_same(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    names = fill(engine, Random(11))
    questions = QUESTIONS | {"a batch": lambda session: read_batch_figures(session, names[1:2])}
    with reading(engine) as session:
        few = {name: ask(session) for name, ask in questions.items()}
        monkeypatch.setattr(few_figures, "FEW_LETTERS", -1)
        many = {name: ask(session) for name, ask in questions.items()}
    assert [name for name in questions if not few[name].equals(many[name])] == []
    assert {name for name in questions if few[name].is_empty()} == {"nothing"}
    assert few["nothing"].schema == few["all"].schema == pl.Schema(FIGURE_ORIGIN_SCHEMA)


@pytest.mark.parametrize("text", ["", "[]", "{}", "[[]]", "[[1,2,0]]", "[{}]", "[[1,2,0,1,null", "[[1,2,x]]"])
def test_what_the_program_would_not_write_is_no_figure(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        few_figures.decode_few([(1, 2, 3, text)], {1})
