"""A census's own figures, and those of the inspection lists that are made from it: two ways to one number."""

from __future__ import annotations

import pytest

from demo.synthetic import children
from exports.records.annex_a import annex_a_records
from indicators.period.arithmetic import financial_year
from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.record_frames import Records
from indicators.records.views import prepare_views
from tests.indicators.records.views.in_need.small_censuses import CONTEXT
from tests.shipped import load_breakdowns, load_catalogue, load_ruleset

YEAR = financial_year(2024)
PARTS = ("numerator", "denominator", "value")


def figures(records: Records) -> dict[tuple[str, str], tuple[int | None, ...]]:
    actual_figures = derive_figures(
        prepare_views(records, CONTEXT),
        records.record_set,
        DerivationScope(records.period, "E10000024", "final"),
        catalogue=load_catalogue(),
        breakdowns=load_breakdowns(),
    )
    totals = actual_figures.filter(actual_figures["breakdown"] == "total")
    return {(row["indicator"], row["period"]): tuple(row[part] for part in PARTS) for row in totals.to_dicts()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_census_and_the_lists_made_from_it_agree(seed: int) -> None:
    looked_after, in_need = children(150, load_ruleset(), seed=seed, year=YEAR, area="E10000024")
    census = figures(in_need)
    lists = figures(annex_a_records(load_ruleset(), looked_after, in_need, YEAR.end))
    shared = census.keys() & lists.keys()
    assert len(shared) == 21
    assert {code: census[code] for code in shared} == {code: lists[code] for code in shared}
