from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.transforms import Operands, compute_line_value, compute_line_values, parse_transform, recover_figure
from mappings.transforms.figure_to_line_frames import OPERAND, read_operands, to_micros
from returnonce.errors import Refused
from returnonce.numbers import MICRO, format_shortest

F = Fraction

OUT = [
    # transform, operands, per, decimals, what is printed
    ("copy", Operands(F(33), F(260)), 100, 1, "12.7"),
    ("copy", Operands(F(1), F(8)), 100, 0, "13"),
    ("copy", Operands(F(1), F(800)), 100, 2, "0.13"),
    ("copy", Operands(value=F("-2.5")), 1, 0, "-3"),
    ("copy", Operands(F(0), F(41)), 100, 1, "0"),
    ("part:numerator", Operands(F(33), F(260)), 100, 0, "33"),
    ("part:denominator", Operands(F(33), F(260)), 100, 0, "260"),
    ("scale:10", Operands(F(37), F(1200)), 100, 1, "30.8"),
    ("scale:0.1", Operands(value=F("41.5")), 1000, 1, "4.2"),
    ("complement", Operands(F(33), F(260)), 100, 1, "87.3"),
    ("complement", Operands(value=F("12.5")), 100, 1, "87.5"),
    ("percent_change_from_baseline:FY2007-08", Operands(value=F(1180), baseline=F(1024)), 1, 1, "15.2"),
    ("percent_change_from_baseline:FY2007-08", Operands(value=F(7), baseline=F(8)), 1, 0, "-13"),
    ("percent_reduction_from_baseline:FY2008-09", Operands(value=F(11286), baseline=F(11880)), 1, 1, "5"),
    ("percent_reduction_from_baseline:FY2008-09", Operands(value=F(9), baseline=F(8)), 1, 0, "-13"),
    ("sum:other", Operands(F(1), F(3), others=(F("66.7"),)), 100, 1, "100"),
    ("difference:other", Operands(value=F(61), others=(F(72),)), 100, 0, "-11"),
    ("rank_band:<=10=1,<=20=2,else=3", Operands(value=F(10)), 1, 0, "1"),
    ("rank_band:<=10=1,<=20=2,else=3", Operands(value=F("10.1")), 1, 0, "2"),
    ("rank_band:<=10=1,<=20=2,else=3", Operands(value=F(21)), 1, 0, "3"),
    ("code_map:1=4,2=3", Operands(value=F(2)), 1, 0, "3"),
]


@pytest.mark.parametrize(("text", "operands", "per", "decimals", "printed"), OUT)
def test_a_figure_prints_on_the_line(text: str, operands: Operands, per: int, decimals: int, printed: str) -> None:
    printed_value = compute_line_value(parse_transform(text), operands, per=per, decimals=decimals)
    assert printed_value.value is not None
    assert format_shortest(printed_value.value) == printed


def test_parts_pass_through_copy_scale_and_turn_round_in_a_complement() -> None:
    figure = Operands(F(33), F(260))
    for text, numerator in (("copy", 33), ("scale:10", 33), ("complement", 227)):
        printed_value = compute_line_value(parse_transform(text), figure, per=100, decimals=1)
        assert (printed_value.numerator, printed_value.denominator) == (numerator, 260)


@pytest.mark.parametrize(
    ("text", "operands", "reason"),
    [
        ("copy", Operands(F(0), F(0)), "nobody is in the denominator"),
        ("part:numerator", Operands(value=F(3)), "without its numerator"),
        ("percent_change_from_baseline:FY2007-08", Operands(value=F(3)), "no figure for the baseline FY2007-08"),
        ("percent_change_from_baseline:FY2007-08", Operands(value=F(3), baseline=F(0)), "is zero"),
        ("sum:a,b", Operands(value=F(3), others=(F(1), None)), "add for b"),
        ("difference:a", Operands(value=F(3), others=(None,)), "subtract for a"),
        ("code_map:1=yes,0=no", Operands(value=F(3)), "not one of the codes"),
    ],
)
def test_no_value_has_a_reason(text: str, operands: Operands, reason: str) -> None:
    printed_value = compute_line_value(parse_transform(text), operands, per=100, decimals=1)
    assert printed_value.value is None
    assert reason in (printed_value.reason or "")


@pytest.mark.parametrize(
    "text",
    [
        "copies", "copy:1", "part", "part:both", "scale:", "scale:0", "scale:x", "complement:100", "sum:", "sum:a,,b",
        "difference:a,b", "rank_band:<=20=1,<=10=2,else=3", "rank_band:<=1=1", "code_map:1=yes,1=no", "code_map:1",
        "percent_change_from_baseline", "percent_reduction_from_baseline",
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        parse_transform(text)


IN = [
    # transform, as given under the line, per, decimals, the canonical figure
    ("copy", Operands(F(33), F(260)), 100, 1, Operands(F(33), F(260))),
    ("copy", Operands(value=F("12.7")), 100, 1, Operands(value=F("12.7"))),
    ("scale:10", Operands(value=F("308")), 100, 0, Operands(value=F("30.8"))),
    ("scale:10", Operands(F(37), F(1200), F("30.8")), 100, 1, Operands(F(37), F(1200))),
    ("complement", Operands(F(227), F(260)), 100, 1, Operands(F(33), F(260))),
    ("complement", Operands(value=F("87.5")), 100, 1, Operands(value=F("12.5"))),
    ("part:numerator", Operands(denominator=F(260), value=F(33)), 100, 0, Operands(F(33), F(260))),
    ("part:denominator", Operands(numerator=F(33), value=F(260)), 100, 0, Operands(F(33), F(260))),
    ("percent_change_from_baseline:FY2007-08", Operands(value=F("15.2"), baseline=F(512)), 1, 1,
     Operands(value=F(590))),
    ("percent_change_from_baseline:FY2007-08", Operands(value=F(-100), baseline=F(80)), 1, 0, Operands(value=F(0))),
    ("percent_reduction_from_baseline:FY2008-09", Operands(value=F("6.4"), baseline=F(125)), 1, 1,
     Operands(value=F(117))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "row", "per", "decimals", "figure"), IN)
def test_a_line_lands_on_its_indicator(text: str, row: Operands, per: int, decimals: int, figure: Operands) -> None:
    assert recover_figure(parse_transform(text), row, per=per, decimals=decimals) == figure


@pytest.mark.parametrize(
    ("text", "row", "mend"),
    [
        ("scale:3", Operands(value=F(10)), "Send the numerator and the denominator"),
        ("scale:10", Operands(F(37), F(1200), F("30.9")), "Correct one of them"),
        ("part:numerator", Operands(value=F(33)), "Give the denominator in its column"),
        ("part:denominator", Operands(value=F(33)), "Give the numerator in its column"),
        ("part:numerator", Operands(F(32), F(260), F(33)), "Give it once"),
        ("percent_change_from_baseline:FY2007-08", Operands(value=F(15)), "Send the figure for FY2007-08 first"),
        ("percent_change_from_baseline:FY2007-08", Operands(value=F(15), baseline=F(5000)), "Send the count itself"),
        ("percent_change_from_baseline:FY2007-08", Operands(value=F(15), baseline=F(7)), "Send the count itself"),
        ("percent_change_from_baseline:FY2007-08", Operands(value=F(15), baseline=F(0)), "Send the count itself"),
        ("sum:a", Operands(value=F(15)), "Send the indicator itself and a"),
        ("difference:a", Operands(value=F(15)), "Send the indicator itself and a"),
        ("rank_band:<=10=1,else=2", Operands(value=F(1)), "Send the indicator itself"),
        ("code_map:1=3,2=3", Operands(value=F(3)), "Send the indicator itself"),
        ("code_map:1=4,2=3", Operands(value=F(1)), "Write one of: 4, 3"),
    ],
)
def test_what_cannot_be_known_is_not_guessed(text: str, row: Operands, mend: str) -> None:
    with pytest.raises(Refused, match="(?i)" + mend):
        recover_figure(parse_transform(text), row, per=100, decimals=1)


def test_an_amount_that_need_not_be_whole_is_not_guessed_from_its_change() -> None:
    change = parse_transform("percent_reduction_from_baseline:FY2008-09")
    row = Operands(value=F("6.4"), baseline=F(125))
    with pytest.raises(Refused, match="Send the amount itself"):
        recover_figure(change, row, per=1, decimals=1, is_whole=False)


@pytest.mark.parametrize(("typed", "code"), [("yes", 1), (" No ", 0)])
def test_a_coded_line_reads_its_words(typed: str, code: int) -> None:
    coded = parse_transform("code_map:1=yes,0=no")
    recovery = recover_figure(coded, Operands(), per=1, decimals=0, text=typed)
    assert recovery.value == code
    assert compute_line_value(coded, recovery, per=1, decimals=0).text == typed.strip().lower()


cents = st.integers(-10_000_000, 10_000_000).map(lambda n: Fraction(n, 100))
counts = st.integers(0, 100_000).map(Fraction)


@given(value=cents, text=st.sampled_from(["copy", "scale:10", "scale:0.1", "scale:2.5", "complement"]))
def test_out_and_in_again_is_the_same_value(value: Fraction, text: str) -> None:
    transform = parse_transform(text)
    try:
        figure = recover_figure(transform, Operands(value=value), per=100, decimals=2)
    except Refused:
        return
    assert compute_line_value(transform, figure, per=100, decimals=2).value == value * MICRO


@given(numerator=counts, denominator=counts, text=st.sampled_from(["copy", "scale:10", "complement"]))
def test_out_and_in_again_is_the_same_parts(numerator: Fraction, denominator: Fraction, text: str) -> None:
    transform, figure = parse_transform(text), Operands(min(numerator, denominator), denominator)
    printed = compute_line_value(transform, figure, per=100, decimals=1)
    back = recover_figure(transform, Operands(printed.numerator, printed.denominator), per=100, decimals=1)
    assert back == figure


@given(count=st.integers(0, 3_000), base=st.integers(1, 3_000), decimals=st.integers(0, 3))
def test_a_change_is_undone_only_when_one_count_fits(count: int, base: int, decimals: int) -> None:
    change = parse_transform("percent_change_from_baseline:FY2007-08")

    def prints(number: int) -> int | None:
        operands = Operands(value=Fraction(number), baseline=Fraction(base))
        return compute_line_value(change, operands, per=1, decimals=decimals).value

    printed = prints(count)
    assert printed is not None
    near = [n for n in range(max(0, count - 60), count + 61) if prints(n) == printed]  # the slow, obvious search
    row = Operands(value=Fraction(printed, MICRO), baseline=Fraction(base))
    if len(near) == 1:
        assert recover_figure(change, row, per=1, decimals=decimals).value == count
    else:
        with pytest.raises(Refused, match=f"{near[0]} to {near[-1]}"):
            recover_figure(change, row, per=1, decimals=decimals)


TEXTS = st.sampled_from(
    [
        "copy", "scale:10", "scale:0.1", "complement", "part:numerator", "part:denominator", "sum:a", "difference:a",
        "percent_change_from_baseline:FY2007-08", "rank_band:<=10=1,<=20=2,else=3",
    ]
)  # fmt: skip
micros = st.integers(-(10**12), 10**12)
whole = st.integers(0, 10**6).map(lambda n: n * MICRO)
maybe = st.one_of(st.none(), whole)
parts = st.one_of(st.just((None, None)), st.tuples(whole, whole))
operand = st.fixed_dictionaries(
    {"numerator": maybe, "denominator": maybe, "value": maybe, "per": st.sampled_from([None, 1, 100])}
)
rows = st.fixed_dictionaries(
    {
        "transform": TEXTS, "parts": parts, "value": st.one_of(st.none(), micros),
        "per": st.sampled_from([1, 100, 1000, 10_000, 100_000]), "decimals": st.integers(0, 3),
        "baseline": operand, "others": st.lists(operand, min_size=1, max_size=1),
    }
).map(lambda row: {"numerator": row["parts"][0], "denominator": row["parts"][1]} | row)  # fmt: skip
SCHEMA = {
    "transform": pl.String, "numerator": pl.Int64, "denominator": pl.Int64, "value": pl.Int64, "per": pl.Int64,
    "decimals": pl.Int64, "baseline": OPERAND, "others": pl.List(OPERAND),
}  # fmt: skip


@given(st.lists(rows, max_size=12))
def test_frames_agree_with_one_row_at_a_time(drawn: list[dict[str, object]]) -> None:
    asked = [{name: row[name] for name in SCHEMA} for row in drawn]
    line_values = compute_line_values(pl.DataFrame(asked, schema=SCHEMA))
    assert line_values.select(list(SCHEMA)).rows(named=True) == asked
    for row, got in zip(drawn, line_values.select("^line_.*$").rows(), strict=True):
        printed = compute_line_value(
            parse_transform(str(row["transform"])),
            read_operands(row),
            per=int(str(row["per"])),
            decimals=int(str(row["decimals"])),
        )
        expected = to_micros(printed)
        assert got[2] == expected[2]
        assert (got[3] is None) == (expected[3] is None)
        if expected[2] is not None:
            assert got[:2] == expected[:2]
