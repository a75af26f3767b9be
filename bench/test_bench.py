"""The bench at small sizes: it runs, and both contenders agree. No test here looks at the clock."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.agreement import ExportDifference, agree, rejected_rows
from bench.beside_growth import GrowthSizes, draw_points, growth_points, growth_table
from bench.beside_judges import Sizes, beside, beside_table
from bench.beside_peers import PEERS, beside_peers, has_peers, peers_table
from bench.generate import generate
from bench.growth_plot import make_axis
from bench.made_up_names import SPOILED
from bench.postgres_database import has_server
from bench.processes import ROOT, Result, contend, has_plain, plain_python, read_result, run
from bench.report import million_lines, spread_table, stages_table, writers_line
from bench.synthetic_catalogue import Size, synthetic_areas
from bench.synthetic_figures import SPOILERS
from bench.where_report import ROOMS, rooms_table

pytestmark = pytest.mark.long

SIZE = Size(indicators=40, areas=12)
SVG = "{http://www.w3.org/2000/svg}"
HOME = ROOT / "var" / "bench"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up world: the twelve councils of the North East, so that one region is whole."""
    made = tmp_path_factory.mktemp("bench") / "small"
    generate(made, SIZE)
    return made


@pytest.fixture(scope="module")
def ours(folder: Path) -> tuple[Path, Result]:
    out = folder.parent / "ours"
    return out, contend("bench.product_job", folder, out)


def test_every_way_of_spoiling_a_row_occurs(folder: Path) -> None:
    spoiled = json.loads((folder / SPOILED).read_text(encoding="utf-8"))
    assert set(spoiled.values()) == set(SPOILERS)


def test_the_product_rejects_exactly_the_spoiled_rows(folder: Path, ours: tuple[Path, Result]) -> None:
    out, told = ours
    assert told["rows"] == SIZE.rows
    assert told["stored"] == SIZE.rows - rejected_rows(folder, out)


def test_each_return_of_each_council_is_a_workbook(ours: tuple[Path, Result]) -> None:
    out, told = ours
    assert told["books"] == len(list((out / "books").glob("*.xlsx"))) == 5 * SIZE.areas


def test_the_region_that_is_whole_has_sums_and_the_others_have_none(ours: tuple[Path, Result]) -> None:
    with (ours[0] / "rolled_up.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert {row["area"] for row in rows if not row["symbol"]} == {"E12000001"}
    assert {row["symbol"] for row in rows} == {"", "not_available"}


def test_the_plain_version_agrees_on_every_cell(folder: Path, ours: tuple[Path, Result]) -> None:
    if not has_plain(HOME):
        pytest.skip("the plain version's own environment is not here; make bench makes it")
    out = folder.parent / "plain"
    contest = contend("bench.plain.job", folder, out, python=plain_python(HOME))
    agreed = agree(folder, ours[0], out)
    assert agreed["workbooks"] == contest["books"] == 5 * SIZE.areas
    assert agreed["rolled-up figures"] == 10 * SIZE.indicators
    assert stages_table(ours[1], contest).count("\n") == 8


def test_each_tool_finds_the_spoiled_rows_and_no_other(folder: Path) -> None:
    if not has_peers(HOME):
        pytest.skip("the other tools' environments are not here; make bench makes them")
    result = beside_peers(HOME, folder, folder.parent / "peers")
    twice = list(json.loads((folder / SPOILED).read_text(encoding="utf-8")).values()).count("given twice") // 2
    missed = [one["spoiled"] - one["found"] for one in result.values()]
    assert missed == [0, 0, twice, 0]
    assert peers_table(result).count("\n| ") == 2 + len(PEERS)


def test_our_verdict_alone_finds_every_spoiled_row(folder: Path) -> None:
    (result,) = beside_peers(HOME, folder, folder.parent / "verdict", ()).values()
    assert result["found"] == result["spoiled"] > 0


def test_another_seed_makes_another_catalogue(tmp_path: Path, folder: Path) -> None:
    generate(tmp_path / "other", Size(SIZE.indicators, SIZE.areas, seed=7))
    tables = [(made / "tables" / "indicators.csv").read_text(encoding="utf-8") for made in (folder, tmp_path / "other")]
    assert tables[0] != tables[1]
    (told,) = beside_peers(HOME, tmp_path / "other", tmp_path / "verdict", ()).values()
    assert told["found"] == told["spoiled"] > 0


def test_the_spread_has_a_row_for_each_stage(ours: tuple[Path, Result]) -> None:
    table = spread_table([ours[1], ours[1]])
    assert table.count("\n") == 3 + len(ours[1]["seconds"])


def test_a_difference_is_told(folder: Path, ours: tuple[Path, Result], tmp_path: Path) -> None:
    rejected = json.loads((ours[0] / "rejected.json").read_text(encoding="utf-8"))
    rejected.popitem()
    (tmp_path / "rejected.json").write_text(json.dumps(rejected), encoding="utf-8")
    with pytest.raises(ExportDifference, match="1 and 0 have no equal"):
        rejected_rows(folder, tmp_path)


def test_both_writers_run_on_the_same_books(folder: Path, ours: tuple[Path, Result]) -> None:
    run("bench.writers", folder, ours[0])
    document = json.loads((ours[0] / "writers.json").read_text(encoding="utf-8"))
    assert document["books"] == SIZE.areas
    assert writers_line(document).startswith("12 workbooks")


def test_the_large_upload_runs_beside_its_bound(tmp_path: Path) -> None:
    small = Size(indicators=20, areas=3, months=12)
    generate(tmp_path / "made", small)
    bound, told = (contend("bench.million_rows", tmp_path / "made", tmp_path / who, who) for who in ("bound", "ours"))
    assert bound["stored"] == told["stored"] < small.rows
    assert million_lines(told, bound).startswith(f"{told['stored']:,} rows")


@pytest.mark.postgres
def test_the_large_upload_runs_on_postgresql_beside_its_bound(tmp_path: Path) -> None:
    if not has_server():
        pytest.skip("no PostgreSQL server answers")
    small = Size(indicators=20, areas=3, months=12)
    generate(tmp_path / "made", small)
    bound, told = (
        contend("bench.million_rows", tmp_path / "made", tmp_path / who, who, "postgresql") for who in ("bound", "ours")
    )
    assert bound["stored"] == told["stored"] < small.rows


def test_a_past_day_is_asked_of_many_batches(tmp_path: Path) -> None:
    run("bench.as_of", tmp_path, 50)
    told = read_result(tmp_path / "result.json")
    assert told["figures"] == 500_000
    assert set(told["milliseconds"]) == {"a period of one authority", "one figure"}


def test_rooms_at_work_are_counted(folder: Path, tmp_path: Path) -> None:
    contend("bench.where", folder, tmp_path)
    rooms = read_result(tmp_path / ROOMS)
    assert {"exports/formats/xlsx", "collectors/figures"} <= set(rooms)
    assert not any(name.startswith("bench") for name in rooms)
    assert rooms_table(rooms).startswith("| room")


def test_growth_is_told_and_drawn(tmp_path: Path) -> None:
    points = growth_points(tmp_path / "growth", GrowthSizes((500, 1_000), areas=2, months=2, parts=2), seed=7)
    sizes = [(500, 0), (1_000, 0), (2_800, 0), (2_800, 2_800)]
    assert [point[:2] for point in points["ours"]] == [point[:2] for point in points["bound"]] == sizes
    assert growth_table(points).count("\n") == 1 + len(sizes)
    drawn = ElementTree.fromstring(draw_points(points))
    assert len(drawn.findall(f"{SVG}circle")) == 2 * 2 * len(sizes)
    words = {text.text for text in drawn.iter(f"{SVG}text")}
    assert {"Processor seconds", "Most memory held, MB", "Rows given to one store", "1,000", "10,000"} <= words


def test_an_axis_has_whole_decades() -> None:
    axis = make_axis([1_000, 2_486_400], 80, 330)
    assert [value for value, _ in axis.ticks()] == [1e3, 1e4, 1e5, 1e6, 1e7]
    assert (axis.at(1e3), axis.at(1e5), axis.at(1e7)) == (80, 245, 410)


def test_the_councils_are_the_real_ones_of_that_month() -> None:
    areas = synthetic_areas(Size())
    assert len(areas) == len({area.code for area in areas}) == 152
    assert all(area.code.startswith("E") for area in areas)


def test_records_are_read_checked_and_derived(tmp_path: Path) -> None:
    compared = beside(tmp_path, "test", Sizes(children=30, censuses=(20,), clients=25, times=2), seed=7, judges=None)
    # A pupil's number that two children have is asked about, and so are few kinds of disability.
    assert [name for name, one in compared.items() if one["marks"]] == [
        "60 children looked after", "60 children looked after, XML", "20 children in need",
    ]  # fmt: skip
    assert all(one["figures"] > 0 for one in compared.values())
    assert beside_table(compared).count("\n") == 7
