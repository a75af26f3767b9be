"""What is imagined: nothing is changed, and less is never more where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.burden.ledger import BurdenLedger
from mappings.burden.measure_table import to_csv
from mappings.burden.report import BurdenQuestion, assess_burden, imagine_changes
from mappings.burden.scenarios import ScenarioChange, apply_changes, build_changes
from mappings.burden.serialization import to_data
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound, Refused, ReturnOnceError, WrongUsage
from tests.examples import at_most
from tests.mappings.burden.small_rulesets import drawn, made, one_line, whole_year
from tests.mappings.small_ruleset import a_return, line
from tests.repository import ROOT
from tests.shipped import load_ruleset

START, END = date(2009, 4, 1), date(2010, 3, 31)
ONE_AREA = (("COUNTY",), ("UNI",), ("UNI", "PCT-U"))


def imagined(rules: Ruleset, **wanted: str) -> Ruleset:
    listed = {name: [what] for name, what in wanted.items()}
    return apply_changes(rules, build_changes(**listed), start=START, end=END, place=None, folders=True)


def by_agency(ledger: BurdenLedger, count: str) -> dict[str | None, int]:
    return {code: ledger.select_part("agency", code).count()[count] for code in ledger.list_codes("agency")}


@settings(max_examples=at_most(12))
@given(drawn(), st.sampled_from(["alpha", "beta", "gamma"]))
def test_dropping_a_return_never_gives_anybody_more_to_key_for_the_returns(rules: Ruleset, code: str) -> None:
    """Whatever is added up or worked out: what returns ask for, and the work were each made by itself."""
    now, then = whole_year(rules), whole_year(imagined(rules, drop=code))
    before, after = by_agency(now, "keyed_cells"), by_agency(then, "keyed_cells")
    # Which agency a cell lies with may change, where bodies share their ground; the whole cannot grow.
    assert sum(after.values()) <= sum(before.values())
    assert then.count()["cells"] <= now.count()["cells"]
    assert then.estimate_work().minutes["without"] <= now.estimate_work().minutes["without"]


@settings(max_examples=at_most(12))
@given(drawn(rolled_up=False, areas=ONE_AREA), st.sampled_from(["alpha", "beta", "gamma"]))
def test_dropping_a_return_never_raises_the_burden_of_anybody(rules: Ruleset, code: str) -> None:
    """Where no figure is made from others."""
    now, then = whole_year(rules), whole_year(imagined(rules, drop=code))
    for count in ("keyed_cells", "asked_figures", "confirmations"):
        before, after = by_agency(now, count), by_agency(then, count)
        assert all(number <= before.get(agency, 0) for agency, number in after.items()), count
    assert all(
        then.estimate_work().minutes[world] <= now.estimate_work().minutes[world] for world in ("without", "with")
    )


def test_dropping_the_parts_of_a_figure_asks_for_the_whole() -> None:
    """Why it says nobody above only where nothing is made from others: a county is asked what its districts gave."""
    districts = a_return(one_line("A 1", "cla"), **{"return": "alpha"})
    county = a_return(one_line("B 1", "cla"), **{"return": "beta"})
    rules = made(districts, county, alpha=("NORTH", "SOUTH"), beta=("COUNTY",))
    now, then = whole_year(rules), whole_year(imagined(rules, drop="alpha"))
    assert by_agency(now, "asked_figures") == {"north": 1, "south": 1, "county": 0}
    assert by_agency(then, "asked_figures") == {"county": 1}
    data = to_data(assess_burden(rules, None, BurdenQuestion(START, END, changes=build_changes(drop=["alpha"]))))[
        "what_if"
    ]
    who = {row["code"]: row["who"] for row in data["agencies"]}
    assert who == {"north": "gains", "south": "gains", "county": "has more to do"}


@settings(max_examples=10)
@given(drawn())
def test_adding_a_return_whose_lines_are_covered_adds_cells_and_no_figures(rules: Ruleset) -> None:
    here = rules.places["home"]
    alpha = next(row for row in here.returns if row.return_code == "alpha")
    again = replace(rules.returns["alpha"], code="again")
    row = alpha.model_copy(update={"return_code": "again"})
    place = replace(here, returns=(*here.returns, row))
    wider = replace(rules, returns={**rules.returns, "again": again}, places={"home": place})
    now, then = whole_year(rules).count(), whole_year(wider).count()
    assert then["cells"] > now["cells"]
    assert then["asked_figures"] == now["asked_figures"]
    assert then["distinct_figures"] == now["distinct_figures"]


@settings(max_examples=at_most(12))
@given(drawn())
def test_merging_never_asks_for_more_cells(rules: Ruleset) -> None:
    now, then = whole_year(rules), whole_year(imagined(rules, merge="alpha into beta"))
    for count in ("cells", "keyed_cells", "central", "other_return", "left_out", "distinct_figures"):
        assert then.count()[count] <= now.count()[count], count
    assert then.select_part("return", "beta").count()["cells"] == now.select_part("return", "beta").count()["cells"]


@settings(max_examples=at_most(12))
@given(drawn(rolled_up=False, areas=(("COUNTY",),)))
def test_merging_never_asks_for_more_figures(rules: Ruleset) -> None:
    now, then = whole_year(rules).count(), whole_year(imagined(rules, merge="alpha into beta")).count()
    assert then["asked_figures"] <= now["asked_figures"]


def test_merging_takes_the_lines_that_share_an_indicator_and_leaves_the_rest() -> None:
    near = one_line("A 3", "mean", predicate_id="skos:closeMatch")
    one = a_return(one_line("A 1", "cla"), one_line("A 2", "births"), near, **{"return": "alpha"})
    other = a_return(one_line("B 1", "cla"), one_line("B 3", "mean"), **{"return": "beta"})
    then = imagined(made(one, other), merge="alpha into beta")
    assert [row.subject_id for row in then.returns["alpha"].lines] == ["A 2", "A 3"]
    assert len(then.returns["beta"].lines) == 2


def test_the_ruleset_in_force_is_never_touched() -> None:
    rules = load_ruleset()
    before = (rules.hash, {code: len(one.lines) for code, one in rules.returns.items()},
              {name: len(place.returns) for name, place in rules.places.items()})  # fmt: skip
    then = apply_changes(
        rules, build_changes(drop=["ndtms"], drop_line=["NI 62"], merge=["vital-signs into national-indicators"]),
        start=START, end=END, place=None,
    )  # fmt: skip
    assert then.hash != rules.hash
    assert before == (rules.hash, {code: len(one.lines) for code, one in rules.returns.items()},
                      {name: len(place.returns) for name, place in rules.places.items()})  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "error", "says"),
    [
        ({"drop": "nonsense"}, NotFound, "no return 'nonsense'"),
        ({"drop": "beta"}, NotFound, "Nobody here makes"),
        ({"drop_line": "NI 999"}, NotFound, "No return has a line 'NI 999'"),
        ({"merge": "alpha with beta"}, WrongUsage, "does not say what is merged"),
        ({"merge": "alpha into alpha"}, WrongUsage, "merged into itself"),
        ({"merge": "alpha into beta"}, Refused, "would lose the figures"),
        ({"add": "alpha"}, Refused, "makes National already"),
        ({"add": "beta@FY2001-02"}, NotFound, "has no edition"),
        ({"add": "./nowhere/"}, NotFound, "no return in the folder"),
    ],
)
def test_what_cannot_be_imagined(wanted: dict[str, str], error: type[ReturnOnceError], says: str) -> None:
    rules = made(a_return(line("NI 1", "cla"), **{"return": "alpha"}))
    beta = a_return(line("B 1", "cla"), **{"return": "beta"})
    rules = replace(rules, returns={**rules.returns, "beta": beta})
    with pytest.raises(error, match=says):
        imagined(rules, **wanted)


def test_what_is_merged_into_a_return_that_is_dropped_would_be_lost() -> None:
    both = build_changes(merge=["vital-signs into national-indicators"], drop=["national-indicators"])
    with pytest.raises(Refused, match="would be lost"):
        apply_changes(load_ruleset(), both, start=START, end=END, place="lewisham")
    kept_changes = build_changes(merge=["vital-signs into national-indicators"], drop=["vital-signs"])
    apply_changes(load_ruleset(), kept_changes, start=START, end=END, place="lewisham")


@pytest.mark.parametrize("code", ["ndtms", "vital-signs", "national-indicators"])
def test_dropped_and_added_again_is_as_it_was(code: str) -> None:
    """Also where both a council and a partner on its ground could make it: it is asked for once."""
    both = build_changes(drop=[code], add=[code])
    answer = assess_burden(load_ruleset(), None, BurdenQuestion(START, END, "lewisham", changes=both))
    assert answer.scenario_ledger is not None
    assert answer.scenario_ledger.count() == answer.ledger.count()


def test_a_return_of_another_time_can_be_imagined_in_this() -> None:
    rules = load_ruleset()
    answer = assess_burden(
        rules, None, BurdenQuestion(START, END, "lewisham", changes=build_changes(add=["core-data-set@FY2019-20"]))
    )
    assert answer.scenario_ledger is not None
    added = answer.scenario_ledger.select_part("return", "core-data-set").count()
    assert (answer.ledger.select_part("return", "core-data-set").count()["cells"], added["cells"]) == (0, 74)


def test_a_return_in_force_needs_its_edition_named_only_where_it_is_not() -> None:
    with pytest.raises(Refused, match="is not in force in this time"):
        apply_changes(load_ruleset(), build_changes(add=["core-data-set"]), start=START, end=END, place="lewisham")


def test_records_that_are_sent_spare_copying() -> None:
    rules = load_ruleset()
    question = BurdenQuestion(
        date(2024, 4, 1), date(2025, 3, 31), "lewisham", changes=build_changes(add=["ssda903", "cin"])
    )
    answer = assess_burden(rules, None, question)
    assert answer.scenario_ledger is not None
    now, then = answer.ledger.count(), answer.scenario_ledger.count()
    assert then["record_returns"] == 2
    # One child protection rate is derived together with its count, which alone would be copied.
    filled = answer.scenario_ledger.cells.filter(step="from_records")["indicator"].unique()
    rates = [code for code in filled if rules.indicator(code).formula and "cpp-open" in filled]
    assert rates == ["cpp-rate"]
    assert then["taken_over_figures"] + then["derived_not_copied"] - len(rates) == now["taken_over_figures"]
    assert then["derived_not_copied"] > 20


@pytest.fixture
def my_return(tmp_path: Path) -> Path:
    """A return in a folder of one's own: two lines of the national indicators, and a third."""
    national = ROOT / "mappings" / "returns" / "national-indicators"
    shipped = (national / "lines.tsv").read_text(encoding="utf-8").splitlines()
    mine = [row for row in shipped if row.split("\t")[0] in {"NI 40", "NI 113.1"}]
    folder = tmp_path / "my-return"
    folder.mkdir()
    (folder / "lines.tsv").write_text("\n".join([shipped[0], *(row.replace("NI ", "MY ", 1) for row in mine)]) + "\n")
    edition = (national / "FY2008-09.yaml").read_text(encoding="utf-8")
    (folder / "FY2008-09.yaml").write_text(edition.replace("return: national-indicators", "return: my-return", 1))
    return folder


def test_a_list_of_ones_own_is_added_from_its_folder(my_return: Path) -> None:
    question = BurdenQuestion(START, END, "lewisham", changes=build_changes(add=[f"{my_return}/"]), folders=True)
    answer = assess_burden(load_ruleset(), None, question)
    assert answer.scenario_ledger is not None
    now, then = answer.ledger.count(), answer.scenario_ledger.count()
    # NI 113.1 is keyed by a partner, NI 40 made by another return; both are asked for already.
    assert (then["cells"] - now["cells"], then["keyed_cells"] - now["keyed_cells"]) == (2, 1)
    assert then["asked_figures"] == now["asked_figures"]
    assert b"my-return" in to_csv(answer)


def test_no_folder_is_read_unless_it_may_be(my_return: Path) -> None:
    question = BurdenQuestion(START, END, "lewisham", changes=build_changes(add=[f"{my_return}/"]))
    with pytest.raises(NotFound, match="There is no return"):
        assess_burden(load_ruleset(), None, question)


def test_dropping_a_line_takes_its_parts_and_what_is_kept_of_it() -> None:
    rules = load_ruleset()
    then = apply_changes(rules, build_changes(drop_line=["ni 120"]), start=START, end=END, place=None)
    gone = {row.subject_id for row in rules.returns["national-indicators"].lines} - {
        row.subject_id for row in then.returns["national-indicators"].lines
    }
    assert gone == {"NI 120.1", "NI 120.2"}
    kept_changes = BurdenQuestion(
        date(2024, 4, 1), date(2025, 3, 31), "lewisham", changes=(ScenarioChange("drop-line", "NI 62"),)
    )
    answer = assess_burden(rules, None, kept_changes)
    assert answer.scenario_ledger is not None
    assert answer.ledger.count()["cells"] - answer.scenario_ledger.count()["cells"] == 1


def test_the_difference_is_told_in_whole_and_by_agency() -> None:
    rules = load_ruleset()
    question = BurdenQuestion(
        START, END, "lewisham", changes=build_changes(merge=["vital-signs into national-indicators"])
    )
    data = to_data(assess_burden(rules, None, question))["what_if"]
    assert data["changes"] == ["Merge vital-signs into national-indicators"]
    cells = data["all"]["counts"]["cells"]
    assert cells["then"] - cells["now"] == cells["difference"] < 0
    by_agency = sum(row["counts"]["cells"]["difference"] for row in data["agencies"])
    assert by_agency == cells["difference"]
    assert "lewisham-pct" in {row["code"] for row in data["agencies"] if row["who"] == "gains"}


def test_records_that_are_sent_already_are_refused() -> None:
    changes = build_changes(records=True)
    rules = apply_changes(made(a_return(line("NI 1", "cla"))), changes, start=START, end=END, place=None)
    with pytest.raises(Refused, match="is sent already, or no council here"):
        apply_changes(rules, changes, start=START, end=END, place=None)


def test_a_change_imagined_beside_a_report_is_the_report_of_that_change() -> None:
    rules = made(
        a_return(line("NI 1", "cla"), line("NI 2", "rate")), a_return(one_line("B 1", "cla"), **{"return": "beta"})
    )
    question, changes = BurdenQuestion(START, END), build_changes(drop=["beta"])
    beside = imagine_changes(assess_burden(rules, None, question), None, changes)
    assert to_data(beside) == to_data(assess_burden(rules, None, replace(question, changes=changes)))
    with pytest.raises(NotFound):
        imagine_changes(beside, None, build_changes(drop=["gnomes"]))
