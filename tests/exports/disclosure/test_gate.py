"""The gate: what each audience sees, and that nothing hidden can be worked out from all of it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest

from exports.disclosure.gate import GatedReturn, apply_gate
from exports.disclosure.released_table import ReleasedTable
from exports.filled_returns.render import render
from mappings.fill.cells import FilledReturn
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Refused
from tests.exports.builders import FILE_NAME, NEAR, cell
from tests.exports.disclosure.returns import make_return, read_shown
from tests.indicators.disclosure.oracle import found_by_elimination, rows_of
from tests.shipped import load_ruleset

pytestmark = pytest.mark.long

RULESET = load_ruleset()
COUNT, SHARE, RATE = "drug-alcohol-clients-in-treatment", "care-leavers-19-21-suitable-accommodation", "cla-rate"
SECRET = "crowded-places-protection-score"
GROUPS = ("alcohol-only", "non-opiate-and-alcohol", "non-opiate-only", "opiate")
QUARTERS = ("FY2009-10-Q1", "FY2009-10-Q2", "FY2009-10-Q3", "FY2009-10-Q4")


def count(line: str, value: int, **given: Any) -> dict[str, Any]:
    return cell(line, line, value=str(value), unit="count", per=1, decimals=0, **({"indicator": COUNT} | given))


def share(line: str, top: int, bottom: int, indicator: str = SHARE, **given: Any) -> dict[str, Any]:
    parts = {"numerator": str(top), "denominator": str(bottom)}
    return cell(line, line, indicator=indicator, value=f"{100 * top / bottom:.1f}", **parts, **given)


def by_group(*values: int, **given: Any) -> list[dict[str, Any]]:
    parts = [count(f"L{n}", value, breakdown=f"client-group={GROUPS[n]}", **given) for n, value in enumerate(values)]
    return [*parts, count("LT", sum(values), **given)]


@dataclass(frozen=True)
class PublicReturn(GatedReturn):
    """A return as the public sees it, with its true cells."""

    true_cells: pl.DataFrame

    @property
    def released(self) -> ReleasedTable:
        """The same as a table of the past."""
        return ReleasedTable(self.filled.cells, self.true_cells)


def public(
    cells: list[dict[str, Any]], *history: ReleasedTable, rule: str = "dfe-children", **given: Any
) -> PublicReturn:
    whole = make_return(cells, rule, **given)
    seen = apply_gate(whole, "public", ruleset=RULESET, history=history)
    return PublicReturn(seen.filled, seen.hidden, seen.rule, seen.version, whole.cells)


def test_the_entitled_recipient_gets_true_figures_unchanged() -> None:
    whole = make_return(by_group(2, 30, 40, 50))
    assert apply_gate(whole, "regulator", ruleset=RULESET).filled is whole


@pytest.mark.parametrize(
    ("audience", "rule", "says"),
    [("public", None, "No disclosure rule"), ("public", "no-such-rule", "is not known"),
     ("public", "nhs-england", None), ("press", None, "No disclosure rule"), ("public", "below-five", None)],
)  # fmt: skip
def test_without_a_rule_nothing_leaves(audience: str, rule: str | None, says: str | None) -> None:
    one = make_return(by_group(20, 30, 40, 50), rule)
    if says is None:
        assert apply_gate(one, audience, ruleset=RULESET).rule == rule
        return
    with pytest.raises(Refused, match=says):
        apply_gate(one, audience, ruleset=RULESET)


def test_a_rule_that_is_silent_on_a_level_lets_nothing_out() -> None:
    with pytest.raises(Refused, match="national level"):
        public(by_group(20, 30, 40, 50), rule="below-five", area="E92000001")


def test_a_small_count_takes_another_with_it() -> None:
    seen = public(by_group(2, 30, 40, 50))
    seen_cells = read_shown(seen)
    assert seen_cells["L0"] is None
    assert sum(value is None for value in seen_cells.values()) == 2
    assert set(seen.hidden["why"]) == {"a count of 1 to 5", "what is hidden elsewhere could be worked out from it"}
    protects = seen.hidden.filter(pl.col("why").str.starts_with("what"))["protects"].to_list()
    assert protects == [f"{COUNT}|v|E10000024|FY2009-10|client-group=alcohol-only"]


@pytest.mark.parametrize(
    ("values", "hidden"),
    [((0, 30, 40, 50), 0), ((6, 30, 40, 50), 0), ((1, 1, 40, 50), 3), ((5, 5, 0, 0), 3), ((3, 4, 40, 50), 2)],
)
def test_how_many_are_hidden(values: tuple[int, ...], hidden: int) -> None:
    assert sum(value is None for value in read_shown(public(by_group(*values))).values()) == hidden


@pytest.mark.parametrize(
    ("top", "bottom", "why"),
    [(3, 40, "a count of 1 to 5"), (38, 40, "all but 1 to 5"), (0, 4, "a count of 1 to 5"), (20, 40, None),
     (40, 40, None), (0, 40, None)],
)  # fmt: skip
def test_shares_of_few_and_of_all_but_few(top: int, bottom: int, why: str | None) -> None:
    seen = public([share("S", top, bottom)])
    row = seen.filled.cells.row(0, named=True)
    assert (row["symbol"] == "confidential") == (why is not None)
    assert [row["numerator"], row["denominator"]] == ([None, None] if why else [top * 1_000_000, bottom * 1_000_000])
    assert seen.hidden["why"].to_list() == ([why] if why else [])


def test_a_share_without_its_counts_is_not_read_shown() -> None:
    seen = public([cell("S", "S", indicator=SHARE, value="12.5")])
    assert seen.hidden["why"].to_list() == ["the counts behind it are not known here"]


def test_shares_are_whole_numbers_where_the_rule_says_so() -> None:
    row = public([share("S", 17, 40)]).filled.cells.row(0, named=True)
    assert (row["value"], row["decimals"]) == (43_000_000, 0)


def test_a_quarter_stays_hidden_when_the_year_and_the_others_are_out() -> None:
    values = {"indicator": "cpp-started"}
    quarters = [
        public([count("Q", n, period=period, **values)]) for n, period in zip((3, 20, 30, 40), QUARTERS, strict=True)
    ]
    year = public([count("Y", 93, **values)], *(one.released for one in quarters))
    assert read_shown(year) == {"Y": None}
    assert year.hidden["protects"].to_list() == ["cpp-started|v|E10000024|FY2009-10-Q1|total"]


def test_figures_that_nobody_was_told_lead_from_one_to_another() -> None:
    """The first quarter of the districts is never released, and yet ties the county's to the one that is hidden."""
    districts = [f"E0700017{n}" for n in range(7)]
    values = {(area, period): 7 + 3 * a + b for a, area in enumerate(districts) for b, period in enumerate(QUARTERS)}
    values["E07000171", "FY2009-10-Q2"] = 2
    values |= {(area, "FY2009-10"): sum(values[area, period] for period in QUARTERS) for area in districts}
    for period in (*QUARTERS, "FY2009-10"):
        values["E10000024", period] = sum(values[area, period] for area in districts)
    tables = [(period, districts) for period in QUARTERS[1:]] + [("FY2009-10", districts)]
    tables += [(QUARTERS[1], ["E10000024"]), (QUARTERS[0], ["E10000024"])]
    told: dict[tuple[str, str], int] = {}
    history: list[ReleasedTable] = []
    for period, areas in tables:
        rows = [count(a, values[a, period], indicator="cpp-started", area=a, period=period) for a in areas]
        public_return = public(rows, *history)
        seen = public_return.filled.cells
        history.append(public_return.released)
        told |= {(row[0], period): row[1] // 1_000_000 for row in seen.select("area", "value").drop_nulls().iter_rows()}
    sums = [(f"{area}{'FY2009-10'}", tuple(area + period for period in QUARTERS)) for area in (*districts, "E10000024")]
    sums += [(f"E10000024{p}", tuple(area + p for area in districts)) for p in (*QUARTERS, "FY2009-10")]
    hidden = frozenset(area + period for area, period in values if (area, period) not in told)
    actual_rows = rows_of({area + period: n for (area, period), n in values.items()}, sums, hidden)
    assert "E07000171FY2009-10-Q2" in hidden
    assert "E07000171FY2009-10-Q2" not in found_by_elimination(actual_rows)


def test_what_was_released_and_gives_a_hidden_figure_away_blocks_and_names_it() -> None:
    before = make_return([count("T", 93), *by_group(3, 20, 30, 40)[1:4]]).cells
    released = ReleasedTable(before, before)
    with pytest.raises(Refused, match="client-group=alcohol-only"):
        public(by_group(3, 20, 30, 40), released)


def test_the_same_figure_is_treated_alike_in_another_return() -> None:
    first = public(by_group(3, 20, 30, 40))
    again = public(by_group(3, 20, 30, 40), first.released)
    assert read_shown(first) == read_shown(again)


def test_a_restatement_by_one_is_not_read_shown() -> None:
    first = public([count("C", 12)])
    assert read_shown(public([count("C", 13)], first.released)) == {"C": None}
    assert read_shown(public([count("C", 29)], first.released)) == {"C": 29}
    assert read_shown(public([count("C", 12)], first.released)) == {"C": 12}


def test_an_earlier_year_beside_a_figure_passes_the_gate_too() -> None:
    history = [{"period": "FY2007-08", "value": 4_000_000}, {"period": "FY2006-07", "value": 40_000_000}]
    seen = public([count("C", 30, previous="4", previous_period="FY2008-09", history=history)])
    row = seen.filled.cells.row(0, named=True)
    assert (row["value"], row["previous"]) == (30_000_000, None)
    assert [point["value"] for point in row["history"]] == [None, 40_000_000]


@pytest.mark.parametrize(("top", "again"), [(3, None), (17, 43_000_000)])
def test_a_share_among_the_earlier_ones_goes_the_way_of_its_own_row(top: int, again: int | None) -> None:
    history = [{"period": "FY2009-10", "value": 42_500_000}, {"period": "FY2008-09", "value": 41_500_000}]
    row = public([share("S", top, 40, history=history)]).filled.cells.row(0, named=True)
    assert [point["value"] for point in row["history"]] == [again, None]


@pytest.mark.parametrize(("rule", "values", "expected"), [
    ("nhs-england", (7, 8, 0, 53), [None, 10, 0, 55, 70]),
    ("ohid-nearest-five", (2, 8, 0, 53), [0, 10, 0, 55, 65]),
])  # fmt: skip
def test_rounded_counts(rule: str, values: tuple[int, ...], expected: list[int | None]) -> None:
    assert list(read_shown(public(by_group(*values), rule=rule)).values()) == expected


def test_a_rounded_share_is_made_of_rounded_parts() -> None:
    row = public([share("S", 17, 42)], rule="nhs-england").filled.cells.row(0, named=True)
    assert [row[name] // 1_000_000 for name in ("numerator", "denominator", "value")] == [15, 40, 38]


def test_the_edge_of_rounding_gives_nothing_away() -> None:
    """Ten counts of 8, each shown as 10, and their sum as 80: all of them would be 8 to the one."""
    seen = public(by_group(8, 8, 8, 8), rule="ohid-nearest-five")
    assert read_shown(seen)["LT"] in {30, None}


def test_what_an_agency_gave_as_confidential_is_not_worked_out_for_it() -> None:
    rows = by_group(9, 20, 30, 40)
    rows[0] |= {"value": None, "numerator": 9_000_000, "symbol": "confidential", "reason": "Given as confidential."}
    seen = public(rows)
    assert sum(value is None for value in read_shown(seen).values()) == 2
    assert seen.filled.cells["numerator"].drop_nulls().is_empty()


@pytest.mark.parametrize("audience", ["council", "public"])
def test_a_restricted_figure_goes_to_the_entitled_alone(audience: str) -> None:
    rows = [cell("NI 36", "x", indicator=SECRET, value="77123", unit="level", target="77456", previous="77789",
                 previous_period="FY2008-09"),
            share("S", 20, 40, candidate=NEAR.replace("camhs-self-assessment", SECRET))]  # fmt: skip
    seen = apply_gate(make_return(rows), audience, ruleset=RULESET)
    for data in every_byte(seen.filled):
        assert not any(number in data for number in (b"77123", b"77456", b"77789"))
    whole = apply_gate(make_return(rows), "regulator", ruleset=RULESET)
    assert any(b"77123" in data for data in every_byte(whole.filled))


def every_byte(seen: FilledReturn) -> list[bytes]:
    found = []
    for format in ("json", "csv", "xlsx"):  # noqa: A001
        data = render(seen, format)
        found.append(data)
        if format == "xlsx":
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                found += [book.read(name) for name in book.namelist()]
    return found


def test_no_byte_of_a_public_file_holds_what_is_hidden() -> None:
    note = "Canary 918273 of the north office."
    rows = by_group(3, 71653, 81647, 91651, commentary=note, disagreement="one says 564738, one 564739")
    rows += [share("S", 61543, 61546, target="40", candidate=NEAR.replace('"14"', '"827364"')),
             count("N", 73519, indicator="cla-ceased", symbol="not_available", withheld=True)]  # fmt: skip
    seen = public(rows)
    hidden = [line for line, value in read_shown(seen).items() if value is None]
    secret = {
        "L1": "71653",
        "L2": "81647",
        "L3": "91651",
        "LT": str(3 + 71653 + 81647 + 91651),
        "S": "61543",
        "N": "73519",
    }
    canaries = [secret[line] for line in hidden if line in secret] + ["918273", "564738", "827364", "61546"]
    assert len(canaries) >= 7
    for data in every_byte(seen.filled):
        assert not [text for text in (*canaries, FILE_NAME, "row 12", "a1a1a1a1") if text.encode() in data]
    assert FILE_NAME.encode() in render(apply_gate(make_return(rows), "regulator", ruleset=RULESET).filled, "json")


def test_the_mean_of_few_neighbours_is_not_read_shown() -> None:
    few, many = (
        share(name, 20, 40, neighbours="41", neighbours_n=n, neighbours_period="FY2009-10")
        for name, n in (("a", 4), ("b", 5))
    )
    assert public([few, many]).filled.cells["neighbours"].to_list() == [None, 41_000_000]


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return RULESET


def test_every_form_names_rules_that_are_there(rules: Ruleset) -> None:
    for return_ in rules.returns.values():
        for form in return_.editions:
            for audience, said in form.disclosure.items():
                if said.rule is not None and said.version is not None:
                    assert audience in rules.disclosure[said.rule, said.version].audience, form.title


def test_what_was_withheld_is_not_found_from_those_that_stayed() -> None:
    """It was 3 beside a total of 93; were all others shown now, they would say so, as they did not change."""
    first = public(by_group(3, 20, 30, 40))
    for now in (4, 13):
        seen_cells = read_shown(public(by_group(now, 20, 30, 40), first.released))
        assert [seen_cells["L0"], seen_cells["L1"]] == [None, None]


def test_an_earlier_table_is_read_by_the_rounding_that_it_had() -> None:
    """Exact counts come to 91; a total that rounds to 100 would say that the hidden one of 1 to 7 is 7."""
    exact = public(by_group(7, 20, 30, 41)[1:4])
    then = public([count("L0", 7, breakdown=f"client-group={GROUPS[0]}"), count("T", 98)], exact.released,
                  rule="nhs-england")  # fmt: skip
    assert read_shown(then) == {"L0": None, "T": None}
    assert public([count("T", 98)], rule="nhs-england").filled.cells["rounded_to"].to_list() == [5_000_000]


@pytest.mark.parametrize(("small", "year"), [((1, 2), None), ((5, 5), None), ((1, 1), None), ((3, 1), 74)])
def test_what_was_withheld_in_earlier_tables_keeps_its_room(small: tuple[int, int], year: int | None) -> None:
    """A year of 1 and 2, or of 5 and 5 to whoever knows what the rule hides, leaves a quarter too few values."""
    values = {"indicator": "cpp-started"}
    history: list[ReleasedTable] = []
    for number, period in zip((*small, 30, 40), QUARTERS, strict=True):
        history.append(public([count("Q", number, period=period, **values)], *history).released)
    assert read_shown(public([count("Y", sum(small) + 70, **values)], *history)) == {"Y": year}
