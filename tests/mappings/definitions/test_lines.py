from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from mappings.definitions.lines import COLUMNS, EXACT, build_line_index, is_in_force, normalise_code, read_lines
from returnonce.errors import Refused
from tests.shipped import load_ruleset

ROW = {
    "subject_id": "NI 40", "subject_label": "Drug users in effective treatment", "predicate_id": EXACT,
    "object_id": "drug-users-effective-treatment", "mapping_justification": "semapv:ManualMappingCuration",
    "confidence": "0.9", "author_label": "Return Once", "mapping_date": "2026-11-21", "transform": "copy",
    "valid_from": "2008-04-01", "valid_to": "2011-04-01", "population_base": "partnership_area",
    "breakdown": "total", "example_in": "v=1180", "example_out": "1180", "section": "Safer", "route": "partner",
    "route_confidence": "low", "body": "partnership", "unit": "count", "decimals": "0", "polarity": "high_is_good",
    "frequency": "annual", "code_confidence": "high",
}  # fmt: skip


def tsv(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = COLUMNS) -> Path:
    lines = ["\t".join(header), *("\t".join(row.get(name, "") for name in COLUMNS) for row in rows)]
    path = folder / "lines.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("NI 40", "NI40"), ("ni40", "NI40"), ("NI-40", "NI40"), ("NI\u201340", "NI40"), (" Ni 040 ", "NI40"),
        ("National Indicator 40", "NI40"), ("VSB 14", "VSB14"), ("vsb14", "VSB14"), ("VSB01", "VSB1"),
        ("core 12", "CORE12"), ("Core data set 12", "CORE12"), ("NI 33.1", "NI33.1"), ("NI 33 (i)", "NI33.1"),
        ("ni33ii", "NI33.2"), ("NI 33 part 2", "NI33.2"), ("NI 53b", "NI53.2"), ("NI 33(2)", "NI33.2"),
        ("NDTMS ET", "NDTMSET"), ("ndtms-et", "NDTMSET"), ("\uff2e\uff29 40", "NI40"), ("OFSTED 8.1", "OFSTED8.1"),
    ],
)  # fmt: skip
def test_codes_are_read_however_they_are_written(text: str, key: str) -> None:
    assert normalise_code(text) == key


@pytest.mark.parametrize("text", ["12", "", "NI", "NI 41", "cla-three-or-more-placements", "NI 40 and 41"])
def test_what_names_no_line_is_none(tmp_path: Path, text: str) -> None:
    index = build_line_index({"national-indicators": read_lines(tsv(tmp_path, ROW))})
    assert index.find(text) is None


def test_a_line_is_found_with_its_rows(tmp_path: Path) -> None:
    near = ROW | {"predicate_id": "skos:closeMatch", "object_id": "drug-users-in-treatment"}
    index = build_line_index({"national-indicators": read_lines(tsv(tmp_path, ROW, near))})
    match = index.find("ni-40")
    assert match is not None
    assert (match.return_code, match.line, len(match.rows)) == ("national-indicators", "NI 40", 2)
    assert match.exact is not None
    assert match.exact.object_id == "drug-users-effective-treatment"


def test_a_line_with_parts_asks_which(tmp_path: Path) -> None:
    rows = [ROW | {"subject_id": f"NI 33.{n}", "subject_label": label} for n, label in ((1, "primary"), (2, "other"))]
    index = build_line_index({"national-indicators": read_lines(tsv(tmp_path, *rows))})
    with pytest.raises(Refused, match=r"NI 33\.1 \(primary\); NI 33\.2 \(other\)"):
        index.find("NI33")


def test_two_lines_may_not_be_written_alike(tmp_path: Path) -> None:
    lines = read_lines(tsv(tmp_path, ROW, ROW | {"subject_id": "NI 040"}))
    with pytest.raises(Refused, match="written alike"):
        build_line_index({"national-indicators": lines})


def test_validity_is_half_open(tmp_path: Path) -> None:
    (line,) = read_lines(tsv(tmp_path, ROW))
    days = [date(2008, 3, 31), date(2008, 4, 1), date(2011, 3, 31), date(2011, 4, 1)]
    assert [is_in_force(line, day) for day in days] == [False, True, True, False]
    (unknown,) = read_lines(tsv(tmp_path, ROW | {"valid_from": "not established", "valid_to": "not established"}))
    assert is_in_force(unknown, date(1999, 1, 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"predicate_id": ""}, "row 2: column predicate_id"),
        ({"predicate_id": "same as"}, "row 2: column predicate_id"),
        ({"confidence": "most"}, "row 2: column confidence"),
        ({"valid_from": "1 April 2008"}, "row 2: column valid_from"),
        ({"object_id": "NI 40"}, "row 2: column object_id"),
        ({"body": "parish"}, "row 2: column body"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(Refused, match=message):
        read_lines(tsv(tmp_path, ROW | change))


def test_wrong_headings_and_widths_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="The headings are line subject_label"):
        read_lines(tsv(tmp_path, ROW, header=("line", *COLUMNS[1:])))
    path = tsv(tmp_path, ROW)
    path.write_text(path.read_text() + "NI 41\tonly two\n")
    with pytest.raises(Refused, match="row 3: The row has 2 cells"):
        read_lines(path)


def test_one_row_for_each_line_and_indicator(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="twice"):
        read_lines(tsv(tmp_path, ROW, ROW))


@pytest.mark.parametrize(
    ("period", "code"),
    [("FY2008-09", "self-directed-support-rate"), ("FY2009-10", "self-directed-support-share"),
     ("FY2010-11", "self-directed-support-share"), ("FY2020-21", "self-directed-support-share")],
)  # fmt: skip
def test_a_line_that_was_redefined_means_the_indicator_of_the_period(period: str, code: str) -> None:
    ref = load_ruleset().line_index.find("NI 130")
    exact = ref.find_exact(parse_period(period)) if ref else None
    assert exact is not None
    assert exact.object_id == code
