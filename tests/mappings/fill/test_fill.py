from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import read_figures
from mappings.fill.cells import CELL_SCHEMA, FilledReturn, FillRequest
from mappings.fill.fill import fill, fill_many
from mappings.fill.round_summary import summarise
from mappings.ruleset.ruleset import Ruleset
from mappings.transforms import Operands, compute_line_value, parse_transform
from returnonce.db import open_store, reading, transaction
from returnonce.errors import NotFound, Refused
from returnonce.numbers import MICRO
from returnonce.settings import Settings
from tests.indicators.small_contexts import build_figures, count, figure, indicator, needs
from tests.mappings.small_ruleset import a_return, agency, approval, line, place, ruleset

YEAR = "FY2009-10"
Row = Mapping[str, Any]


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    return open_store(Settings(home=tmp_path))


def give(store: Engine, *rows: Row, agency: str = "county", kind: str = "submitted", number: int = 1) -> None:
    figures = pl.DataFrame([{n: row[n] for n in FIGURE_SCHEMA} for row in rows], schema=FIGURE_SCHEMA)
    batch = NewBatch(kind, agency, f"{number:064x}", f"{agency}.csv", "0" * 64, datetime(2026, 11, number, tzinfo=UTC))
    with transaction(store) as session:
        record_batch(session, batch, figures)


def filled(
    store: Engine,
    rules: Ruleset,
    *,
    area: str = "COUNTY",
    period: str = YEAR,
    code: str = "national",
    place: str | None = None,
    **more: Any,
) -> FilledReturn:
    with reading(store) as session:
        return fill(rules, session, FillRequest(code, area, period, place), **more)


def rules(*lines: Any, indicators: tuple[Indicator, ...] = (), home: Any = None, **edition: Any) -> Ruleset:
    return ruleset(indicators or (indicator(),), a_return(*lines, **edition), home=home)


def only(filled_return: FilledReturn) -> dict[str, Any]:
    (row,) = filled_return.cells.to_dicts()
    return row


def test_a_figure_fills_its_line_and_tells_where_it_came_from(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260, note="two large families", locator="Figures!row 7"))
    filled_return = filled(store, rules(line("NI 1", "cla")))
    cell = only(filled_return)
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (33 * MICRO, 260 * MICRO, 12_700_000)
    assert (cell["symbol"], cell["reason"], cell["status"]) == (None, None, "final")
    assert (cell["agency"], cell["provenance"], cell["published"]) == ("county", "submitted", False)
    assert cell["commentary"] == "two large families"
    document = cell["lineage"]
    assert (document["return"], document["line"], document["mapping"]["transform"]) == ("national", "NI 1", "copy")
    (source,) = document["figures"]
    assert (source["file_name"], source["locator"], source["numerator"]) == ("county.csv", "Figures!row 7", 33 * MICRO)
    assert filled_return.sources.rows() == [(f"{1:064x}", "county.csv", "county", "submitted")]
    assert dict(filled_return.cells.schema) == dict(CELL_SCHEMA)


def test_a_line_without_a_figure_has_a_symbol_and_a_reason(store: Engine) -> None:
    cell = only(filled(store, rules(line("NI 1", "cla"))))
    assert (cell["value"], cell["symbol"]) == (None, "not_available")
    assert cell["reason"] == "No figure was given."


@pytest.mark.parametrize("symbol", ["confidential", "rounds_to_zero", "not_applicable"])
def test_a_symbol_stays_a_symbol(store: Engine, symbol: str) -> None:
    give(store, figure("COUNTY", YEAR, symbol=symbol))
    cell = only(filled(store, rules(line("NI 1", "cla", transform="complement"))))
    assert (cell["value"], cell["symbol"]) == (None, symbol)


def test_nobody_in_the_cohort_is_not_applicable_and_keeps_its_parts(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 0, 0))
    cell = only(filled(store, rules(line("NI 1", "cla"))))
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (0, 0, None)
    assert cell["symbol"] == "not_applicable"


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


def test_a_sum_rounds_once_at_the_end(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 1, 3), figure("COUNTY", YEAR, 1, 3, indicator="other"))
    both = line("NI 1", "cla", transform="sum:other", decimals=1)
    cell = only(filled(store, rules(both, indicators=(indicator(), indicator("other")))))
    assert cell["value"] == 66_700_000  # not 33.3 + 33.3


def test_a_near_measure_is_shown_and_not_sent_until_somebody_approves_it(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260))
    near = line("NI 1", "cla", predicate_id="skos:closeMatch")
    before = only(filled(store, rules(near, home=place())))
    after = only(filled(store, rules(near, home=place(approvals=[approval("NI 1", "cla")]))))
    assert (before["value"], before["symbol"], before["withheld"]) == (None, "not_available", True)
    assert before["indicator"] is None
    assert json.loads(before["candidate"])[0]["value"] == "12.7"
    assert (after["value"], after["symbol"], after["withheld"]) == (12_700_000, None, False)
    assert (after["predicate"], after["indicator"], after["candidate"]) == ("skos:closeMatch", "cla", None)


@pytest.mark.parametrize("predicate", ["skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"])
def test_broader_narrower_and_related_are_never_sent(store: Engine, predicate: str) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260))
    home = place(approvals=[approval("NI 1", "cla")])
    cell = only(filled(store, rules(line("NI 1", "cla", predicate_id=predicate), home=home)))
    assert (cell["value"], cell["withheld"]) == (None, True)


def test_an_approval_counts_from_its_day(store: Engine) -> None:
    near = rules(line("NI 1", "cla", predicate_id="skos:closeMatch"), home=place(approvals=[approval("NI 1", "cla")]))
    early = filled(store, near, as_of=datetime(2009, 12, 31, 12, tzinfo=UTC))
    assert only(early)["withheld"]


def test_a_line_whose_code_is_in_doubt_is_known_and_not_sent(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260))
    doubtful = line("VSC06", "cla", code_confidence="low")
    before = only(filled(store, rules(doubtful, home=place())))
    after = only(filled(store, rules(doubtful, home=place(approvals=[approval("VSC06", "cla")]))))
    assert (before["value"], before["symbol"], before["withheld"]) == (12_700_000, "not_available", True)
    assert "low confidence" in before["reason"]
    assert (after["symbol"], after["withheld"], after["reason"]) == (None, False, None)


def test_a_publishers_figure_never_goes_back_to_it_and_is_marked_elsewhere(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260), agency="dfe", kind="pulled")
    to_them = only(filled(store, rules(line("NI 1", "cla"), recipient_publishers=["dfe"])))
    to_others = only(filled(store, rules(line("NI 1", "cla"))))
    assert (to_them["value"], to_them["symbol"]) == (None, "not_available")
    assert "never fills a return to its publisher" in to_them["reason"]
    assert (to_others["value"], to_others["published"]) == (12_700_000, True)


def test_one_providers_extract_is_a_local_estimate(store: Engine) -> None:
    people = count(adds_over_area="none")
    give(store, figure("COUNTY", YEAR, None, None, 812, breakdown="supplier=trust"), agency="trust", number=1)
    alone = only(filled(store, rules(line("NI 40", "cla"), indicators=(people,))))
    give(store, figure("COUNTY", YEAR, None, None, 300, breakdown="supplier=charity"), agency="charity", number=2)
    together = only(filled(store, rules(line("NI 40", "cla"), indicators=(people,))))
    assert (alone["value"], alone["status"]) == (812 * MICRO, "local_estimate")
    assert (together["value"], together["symbol"]) == (None, "not_available")
    assert "counted in more than one" in together["reason"]


def test_two_agencies_that_differ_are_both_named(store: Engine) -> None:
    home = place(agencies=[agency("county", "council", "COUNTY")])
    give(store, figure("COUNTY", YEAR, 33, 260), agency="county", number=1)
    give(store, figure("COUNTY", YEAR, 35, 260), agency="trust", number=2)
    cell = only(filled(store, rules(line("NI 1", "cla"), home=home)))
    assert cell["value"] == 12_700_000
    assert "county" in cell["disagreement"]
    assert "trust" in cell["disagreement"]


def test_quarterly_lines_show_a_year_as_its_quarters_and_the_year(store: Engine) -> None:
    give(store, *(figure("COUNTY", f"{YEAR}-Q{n}", None, None, n) for n in range(1, 5)))
    both = {"indicators": (count(),), "period_kinds": ["quarter", "financial_year"]}
    filled_return = filled(store, rules(line("VS 1", "cla", frequency="quarterly"), **both))
    periods = [*(f"{YEAR}-Q{n}" for n in range(1, 5)), YEAR]
    assert filled_return.cells["period"].to_list() == periods
    assert filled_return.cells["value"].to_list() == [n * MICRO for n in (1, 2, 3, 4, 10)]
    quarter = filled(
        store, rules(line("VS 1", "cla", frequency="quarterly"), line("VS 2", "cla"), **both), period=f"{YEAR}-Q2"
    )
    assert quarter.cells.select("line", "period").rows() == [("VS 1", f"{YEAR}-Q2")]


def test_a_council_asking_for_its_partners_return_gets_each_partner(store: Engine) -> None:
    give(store, figure("NORTH", YEAR, 1, 4), figure("SOUTH", YEAR, 2, 4))
    filled_return = filled(store, rules(line("VS 1", "cla", body="pct"), area_kinds=["pct"]))
    assert filled_return.cells.select("area", "value", "provenance").rows() == [("PCT-C", 37_500_000, "rolled_up")]
    with pytest.raises(Refused, match=r"made for: county. Pct-C is: pct"):
        filled(store, rules(line("VS 1", "cla"), area_kinds=["county"]), area="PCT-C")


def test_a_district_has_no_county_or_partner_lines(store: Engine) -> None:
    lines = [
        line(f"NI {n}", "cla", body=body) for n, body in enumerate(("county", "police", "district", "any_council"))
    ]
    filled_return = filled(store, rules(*lines), area="NORTH")
    assert filled_return.cells["body"].to_list() == ["district", "any_council"]
    assert filled(store, rules(*lines)).cells.height == 4


@pytest.mark.parametrize(
    ("actual", "target", "trajectory", "said"),
    [
        ("a", None, None, "a"),
        (None, "b", None, "Target: b"),
        ("a", "b", "c", "a | Target: b | Trajectory: c"),
        ("a", "b", "b", "a | Target and trajectory: b"),
        ("a", "a", "c", "a | Trajectory: c"),
        ("a", "a", "a", "a"),
        (None, None, None, None),
    ],
)
def test_notes_of_actual_target_and_trajectory_stand_apart(
    store: Engine, actual: str | None, target: str | None, trajectory: str | None, said: str | None
) -> None:
    notes = {"actual": actual, "target": target, "trajectory": trajectory}
    give(store, *(figure("COUNTY", YEAR, 1, 4, kind=kind, note=note) for kind, note in notes.items()))
    assert filled(store, rules(line("NI 1", "cla"))).cells["commentary"].to_list() == [said]


@pytest.mark.parametrize(
    ("base", "area", "target"),
    [("resident", "PCT-C", 50_000_000), ("resident", "NORTH", None), ("gp_registered", "PCT-C", None)],
)
def test_a_target_shows_beside_a_figure_that_is_shared(store: Engine, base: str, area: str, target: int | None) -> None:
    give(store, figure(area, YEAR, 1, 4), figure(area, YEAR, 2, 4, kind="target"))
    (row,) = filled(store, rules(line("NI 1", "cla"), indicators=(indicator(population_base=base),))).cells.to_dicts()
    assert (row["target"], row["trajectory"]) == (target, None)
    assert (row["provenance"] == "shared") is (target is not None)


def test_a_councils_own_target_comes_before_one_on_its_ground(store: Engine) -> None:
    give(store, figure("PCT-C", YEAR, 1, 4), figure("PCT-C", YEAR, 2, 4, kind="target"))
    give(store, figure("COUNTY", YEAR, 3, 4, kind="target"), number=2)
    assert filled(store, rules(line("NI 1", "cla"))).cells["target"].to_list() == [75_000_000]


def test_what_a_scaled_line_was_rounded_to_is_scaled(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 1_230_000, rounded_to=10_000 * MICRO))
    pounds = count(unit="pounds")
    scaled, plain = line("NI 179", "cla", transform="scale:0.001", decimals=0), line("NI 1", "cla", decimals=0)
    cells = filled(store, rules(scaled, plain, indicators=(pounds,))).cells
    assert cells.select("value", "rounded_to").rows() == [
        (1_230 * MICRO, 10 * MICRO),
        (1_230_000 * MICRO, 10_000 * MICRO),
    ]


def test_a_county_that_has_no_total_of_its_districts_says_that_they_answer(store: Engine) -> None:
    both = rules(line("NI 12", "cla", body="district"), line("NI 14", "cla"))
    districts_own, own = filled(store, both).cells["reason"].to_list()
    assert districts_own == f"Each district answers for itself; nothing is asked for the county. {own}"
    give(store, figure("NORTH", YEAR, 1, 4), figure("SOUTH", YEAR, 2, 4))
    assert filled(store, both).cells.select("value", "reason").rows() == [(37_500_000, None)] * 2


@pytest.mark.parametrize(
    ("span", "period", "reason"),
    [
        ({"from": "2008-04-01", "to": "2011-04-01"}, YEAR, None),
        ({"from": "2009-06-01", "to": None}, YEAR, None),
        ({"from": "2008-04-01", "to": "2009-04-01"}, YEAR, "in 2009-10 (financial year): it ended on 2009-04-01."),
        ({"from": "2010-04-01", "to": None}, YEAR, "in 2009-10 (financial year): it began on 2010-04-01."),
        ({"from": "not established", "to": None}, YEAR, None),
    ],
)
def test_a_measure_outside_its_dates_is_not_filled(
    store: Engine, span: dict[str, str | None], period: str, reason: str | None
) -> None:
    give(store, figure("COUNTY", period, 1, 4))
    row = filled(store, rules(line("NI 1", "cla"), indicators=(indicator(in_force=span),))).cells.row(0, named=True)
    assert (row["value"], row["symbol"]) == ((25_000_000, None) if reason is None else (None, "not_applicable"))
    assert row["reason"] == (reason and f"The measure was not in force {reason}")
    assert bool(row["lineage"]["figures"]) is (reason is None)


def test_a_year_shows_no_quarter_from_before_its_line_began(store: Engine) -> None:
    give(store, *(figure("COUNTY", f"{YEAR}-Q{n}", None, None, n) for n in range(1, 5)))
    late = line("VS 8", "cla", frequency="quarterly", valid_from="2009-12-31")
    cells = filled(store, rules(late, indicators=(count(),), period_kinds=["quarter", "financial_year"])).cells
    assert cells["value"].to_list() == [None, None, 3_000_000, 4_000_000, 10_000_000]
    assert cells["reason"][0].startswith("The line was not in force in April to June 2009")
    assert cells["reason"][0].endswith("it began on 2009-12-31.")


def test_after_abolition_only_kept_lines_are_left(store: Engine) -> None:
    lines = [line("NI 1", "cla"), line("NI 2", "cla")]
    filled_return = filled(store, rules(*lines, home=place(kept=["NI 2"])), period="FY2024-25")
    assert filled_return.cells.select("line", "kept").rows() == [("NI 2", True)]
    with pytest.raises(Refused, match="ended on 2011-04-01, and none of its lines is kept"):
        filled(store, rules(*lines, home=place()), period="FY2024-25")
    with pytest.raises(Refused, match="was not yet required"):
        filled(store, rules(*lines), period="FY2001-02")


def test_what_is_asked_for_must_exist(store: Engine) -> None:
    small = rules(line("NI 1", "cla"))
    with pytest.raises(NotFound, match="no return 'nation'"):
        filled(store, small, code="nation")
    with pytest.raises(NotFound, match="no place 'away'"):
        filled(store, small, place="away")
    with pytest.raises(Refused, match=r"made for: financial year. CY2009 is: calendar year"):
        filled(store, small, period="CY2009")


def test_context_shows_earlier_years_with_gaps(store: Engine) -> None:
    give(
        store, figure("COUNTY", YEAR, 33, 260), figure("COUNTY", "FY2008-09", 1, 8), figure("COUNTY", "FY2006-07", 1, 4)
    )
    plain = only(filled(store, rules(line("NI 1", "cla"))))
    cell = only(filled(store, rules(line("NI 1", "cla"), layout="core-data-set")))
    assert (plain["history"], plain["previous"]) == (None, None)
    assert (cell["previous"], cell["previous_period"]) == (12_500_000, "FY2008-09")
    assert [(p["period"], p["value"]) for p in cell["history"]] == [
        ("FY2005-06", None), ("FY2006-07", 25_000_000), ("FY2007-08", None), ("FY2008-09", 12_500_000),
        (YEAR, 12_700_000),
    ]  # fmt: skip


def test_better_or_worse_is_not_said_across_a_break_in_the_series(store: Engine) -> None:
    broken = indicator(series_breaks=[{"period": YEAR, "note": "counted anew"}])
    give(store, figure("COUNTY", YEAR, 33, 260), figure("COUNTY", "FY2008-09", 1, 8))
    cell = only(filled(store, rules(line("NI 1", "cla"), indicators=(broken,), layout="core-data-set")))
    assert cell["previous"] is None


def test_several_areas_in_one_pass_are_as_one_by_one(store: Engine) -> None:
    give(store, figure("NORTH", YEAR, 1, 4), figure("SOUTH", YEAR, 2, 4), figure("UNI", YEAR, 3, 4))
    small, areas = rules(line("NI 1", "cla"), line("NI 2", "cla", transform="complement")), ["SOUTH", "UNI", "COUNTY"]
    with reading(store) as session:
        together = list(fill_many(small, session, [FillRequest("national", area, YEAR) for area in areas]))
    alone = [filled(store, small, area=area) for area in areas]
    assert [one.area.code for one in together] == areas
    for one, other in zip(together, alone, strict=True):
        assert one.cells.equals(other.cells)
        assert one.sources.equals(other.sources)


def test_several_returns_and_periods_come_from_one_read_as_one_by_one(store: Engine) -> None:
    earlier = "FY2008-09"
    give(store, *(figure(area, year, 1, 4) for area in ("NORTH", "SOUTH", "UNI") for year in (YEAR, earlier)))
    second = a_return(line("NI 9", "other"), **{"return": "second"})
    both = ruleset((indicator(), indicator("other")), a_return(line("NI 1", "cla")), second)
    requests = [
        FillRequest(code, area, period)
        for area in ("UNI", "NORTH", "UNI")
        for code in ("second", "national")
        for period in (YEAR, earlier)
    ]
    reads = []

    def read(*words: Any, **more: Any) -> pl.DataFrame:
        reads.append(more)
        return read_figures(*words, **more)

    with reading(store) as session:
        together = fill_many(both, session, requests, read=read)
    for request, one in zip(requests, together, strict=True):
        alone = filled(store, both, area=request.area, period=request.period, code=request.return_code)
        assert (one.return_code, one.area, one.period) == (alone.return_code, alone.area, alone.period)
        assert one.cells.equals(alone.cells)
        assert one.sources.equals(alone.sources)
    assert len(reads) == 1


def test_filling_twice_gives_the_same_cells(store: Engine) -> None:
    give(store, figure("NORTH", YEAR, 1, 4), figure("SOUTH", YEAR, 2, 4))
    small = rules(line("NI 1", "cla"), line("NI 2", "cla", predicate_id="skos:closeMatch"))
    assert filled(store, small).cells.equals(filled(store, small).cells)


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


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures=given_figures, lines=drawn_lines, number=st.uuids())
def test_a_whole_return_is_as_line_by_line(
    tmp_path_factory: pytest.TempPathFactory, figures: Any, lines: Any, number: Any
) -> None:
    store = open_store(Settings(home=tmp_path_factory.mktemp("store")))
    rows = [a_figure(*each) for each in figures]
    mapped = [line(f"NI {n}", code, transform=text, decimals=places) for n, (code, text, places) in enumerate(lines, 1)]
    small = rules(*mapped, indicators=CATALOGUE)
    give(store, *rows)
    cells = filled(store, small).cells
    assert cells["value"].to_list() == [slowly(small, row, rows) for row in mapped]
    assert (cells["value"].is_null() == cells["symbol"].is_not_null()).all()
    assert cells.filter(pl.col("symbol").is_not_null())["reason"].null_count() == 0


def test_the_summary_counts_every_cell_once_and_keying_spared(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260), figure("NORTH", YEAR, None, None, 2, indicator="people"),
         figure("SOUTH", YEAR, None, None, 3, indicator="people"))  # fmt: skip
    lines = [line("NI 1", "cla"), line("NI 2", "cla", transform="complement"), line("NI 3", "cla", route="central"),
             line("NI 4", "people"), line("NI 5", "others"), line("NI 6", "cla", code_confidence="low")]  # fmt: skip
    total = summarise([filled(store, rules(*lines, indicators=CATALOGUE))])
    (row,) = total.returns.to_dicts()
    assert [row[n] for n in ("cells", "keyed", "central", "made", "pulled", "withheld", "empty")] == [
        6,
        2,
        1,
        1,
        0,
        1,
        1,
    ]
    assert total.empty.rows() == [("national", "COUNTY", "No figure was given.", 1)]
    assert (total.figures_keyed, total.cells_from_keyed, total.rekeying_avoided) == (3, 3, 1)
