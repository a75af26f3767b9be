"""The value of a line, by its transform; a slow second way, one figure at a time, is the oracle."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from indicators.evaluation.bulk_evaluation import evaluate
from mappings.ruleset.ruleset import Ruleset
from mappings.transforms import Operands, compute_line_value, parse_transform
from returnonce.db import open_store
from returnonce.numbers import MICRO
from returnonce.settings import Settings
from tests.examples import at_most
from tests.indicators.small_contexts import build_figures, count, figure, indicator, needs
from tests.mappings.fill.filling import YEAR, filled, give, only, rules
from tests.mappings.small_ruleset import line
from tests.stores import copied


def test_a_transform_is_applied_to_figure_and_target_alike(store: Engine) -> None:
    give(
        store,
        figure("COUNTY", YEAR, None, None, 1180),
        figure("COUNTY", "FY2007-08", None, None, 1024),
        figure("COUNTY", YEAR, None, None, 1100, kind="target"),
        figure("COUNTY", YEAR, None, None, 1150, kind="trajectory"),
    )
    change = line("NI 40", "cla", transform="percent_change_from_baseline:FY2007-08")
    cell = only(filled(store, rules(change, indicators=(count(),))))
    assert (cell["value"], cell["target"], cell["trajectory"]) == (15_200_000, 7_400_000, 12_300_000)
    assert (cell["per"], cell["numerator"]) == (100, None)
    assert {f["period"] for f in cell["lineage"]["figures"]} == {YEAR, "FY2007-08"}


@pytest.mark.parametrize(
    ("transform", "target"), [("copy", 9_500_000), ("scale:0.1", 950_000), ("complement", 90_500_000)]
)
def test_a_target_is_not_rounded_to_what_the_line_prints(store: Engine, transform: str, target: int) -> None:
    """A target of 9.5 that is printed as 10 looks met by an actual of 10."""
    give(
        store,
        figure("COUNTY", YEAR, None, None, 9.5),
        figure("COUNTY", YEAR, None, None, 9.5, kind="target"),
        figure("COUNTY", YEAR, 1, 3, None, kind="trajectory"),
    )
    cell = only(filled(store, rules(line("NI 1", "cla", transform=transform, decimals=0), indicators=(indicator(),))))
    assert cell["target"] == target
    assert cell["value"] % MICRO == 0
    assert cell["trajectory"] % MICRO == 0  # what has to be divided has no decimals of its own


def test_a_sum_rounds_once_at_the_end(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 1, 3), figure("COUNTY", YEAR, 1, 3, indicator="other"))
    both = line("NI 1", "cla", transform="sum:other", decimals=1)
    cell = only(filled(store, rules(both, indicators=(indicator(), indicator("other")))))
    assert cell["value"] == 66_700_000  # not 33.3 + 33.3


def test_what_a_scaled_line_was_rounded_to_is_scaled(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 1_230_000, rounded_to=10_000 * MICRO))
    pounds = count(unit="pounds")
    scaled, plain = line("NI 179", "cla", transform="scale:0.001", decimals=0), line("NI 1", "cla", decimals=0)
    cells = filled(store, rules(scaled, plain, indicators=(pounds,))).cells
    assert cells.select("value", "rounded_to").rows() == [
        (1_230 * MICRO, 10 * MICRO),
        (1_230_000 * MICRO, 10_000 * MICRO),
    ]


CATALOGUE = (indicator(), indicator("share", parts=False), count("people"), count("others"))
TRANSFORMS = ("copy", "complement", "scale:10", "part:numerator", "sum:others", "difference:share",
              "percent_change_from_baseline:FY2007-08", "rank_band:<=10=1,else=2")  # fmt: skip
numbers = st.integers(0, 500)
given_figures = st.lists(
    st.tuples(
        st.sampled_from([i.code for i in CATALOGUE]),
        st.sampled_from(["COUNTY", "NORTH", "SOUTH", "UNI"]),
        st.sampled_from([YEAR, "FY2007-08", f"{YEAR}-Q1"]),
        numbers,
        st.integers(500, 900),
    ),
    max_size=12,
    unique_by=lambda row: row[:3],
)
drawn_lines = st.lists(
    st.tuples(st.sampled_from([i.code for i in CATALOGUE]), st.sampled_from(TRANSFORMS), st.integers(0, 2)), max_size=6
)


def a_figure(code: str, area: str, period: str, n: int, d: int) -> dict[str, Any]:
    parts = code == "cla"
    return figure(area, period, *((n, d) if parts else (None, None, n)), indicator=code)


def slowly(rules: Ruleset, row: Any, rows: list[dict[str, Any]]) -> int | None:
    """One line's value, one figure at a time."""
    transform, own = parse_transform(row.transform), rules.catalogue[row.object_id]

    def find(code: str, period: str) -> Operands:
        asked = needs((code, "COUNTY", period, "total", "actual"))
        (record,) = evaluate(asked, build_figures(rows), context=rules.evaluation_context()).to_dicts()
        if record["symbol"] is not None:
            return Operands()
        return Operands(
            *(None if record[k] is None else Fraction(record[k], MICRO) for k in ("numerator", "denominator", "value"))
        )

    base = find(own.code, transform.baseline).exact(own.per) if transform.baseline else None
    others = tuple(find(code, YEAR).exact(rules.catalogue[code].per) for code in transform.others)
    main = find(own.code, YEAR)
    if main == Operands():
        return None
    operands = Operands(main.numerator, main.denominator, main.value, base, others)
    return compute_line_value(transform, operands, per=own.per, decimals=row.decimals).value


@settings(deadline=None, max_examples=at_most(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures=given_figures, lines=drawn_lines, number=st.uuids())
def test_a_whole_return_is_as_line_by_line(
    tmp_path_factory: pytest.TempPathFactory, made: Path, figures: Any, lines: Any, number: Any
) -> None:
    home = tmp_path_factory.mktemp("store")
    copied(made, home)
    store = open_store(Settings(home=home))
    rows = [a_figure(*each) for each in figures]
    mapped = [line(f"NI {n}", code, transform=text, decimals=places) for n, (code, text, places) in enumerate(lines, 1)]
    small = rules(*mapped, indicators=CATALOGUE)
    give(store, *rows)
    cells = filled(store, small).cells
    assert cells["value"].to_list() == [slowly(small, row, rows) for row in mapped]
    assert (cells["value"].is_null() == cells["symbol"].is_not_null()).all()
    assert cells.filter(pl.col("symbol").is_not_null())["reason"].null_count() == 0
    store.dispose()
