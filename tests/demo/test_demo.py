"""The demonstration as a whole: the same bytes on any day, everything marked, and the stories true."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from sqlmodel import select

from demo.output_folder import MADE, prepare_folder
from demo.rounds import load_rounds
from indicators.figures.store import read_figures
from returnonce import audit
from returnonce.db import reading
from returnonce.errors import Refused
from returnonce.settings_file import DEMO_MARK
from tests.demo.by_hand import sample
from tests.demo.conftest import Shown
from tests.exports.reading import opened, values

EXPORTS = {".xlsx", ".csv", ".json"}


def exports(shown: Shown) -> dict[str, bytes]:
    folder = shown.out / "returns"
    files = (path for path in sorted(folder.rglob("*")) if path.suffix in EXPORTS and "manifest" not in path.name)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_two_days_two_stores_the_same_bytes(shown: Shown, shown_again: Shown) -> None:
    first, second = exports(shown), exports(shown_again)
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert len(first) == 93


def test_manifests_name_the_head_of_their_own_chain(shown: Shown, shown_again: Shown) -> None:
    name = "returns/from-records/core-data-set_E10000024_FY2025-26.manifest.json"
    with reading(shown.outcome.engine) as session:
        chain = session.exec(select(audit.AuditRow.hash).order_by("id")).all()
        assert audit.find_first_break(session) is None
    first, second = (json.loads((each.out / name).read_bytes()) for each in (shown, shown_again))
    # What is done after the last return was written has rows of its own.
    head = first.pop("audit_head")
    assert head in chain[:-1]
    assert head != second.pop("audit_head")
    assert first == second


def test_the_text_is_the_same_but_for_its_folder(shown: Shown, shown_again: Shown) -> None:
    first, second = (each.outcome.text.replace(each.out.as_posix(), "OUT") for each in (shown, shown_again))
    assert first == second
    assert max(map(len, first.splitlines())) <= 100
    assert (shown.out / "summary.txt").read_text(encoding="utf-8") == shown.outcome.text


def test_nothing_made_up_is_unmarked(shown: Shown) -> None:
    for name, data in exports(shown).items():
        made_up = name.startswith(("FY2009-10", "from-records"))
        if name.endswith(".json"):
            assert json.loads(data)["illustrative"] is made_up, name
        elif name.endswith(".xlsx"):
            pages = [" ".join(str(cell) for row in values(page)[:4] for cell in row if cell) for page in opened(data)]
            assert all(("ILLUSTRATIVE" in top) is made_up for top in pages), name


def test_files_that_hold_made_up_figures_say_so(shown: Shown) -> None:
    made_up = [
        path for round_ in load_rounds() for step in round_.steps if (path := step.path).parent.name != "published"
    ]
    for path in made_up:
        assert "illustrative" in path.name, path
    with reading(shown.outcome.engine) as session:
        known = read_figures(session).filter(pl.col("batch_kind") != "derived")
    names = {name for name in known["file_name"].unique() if "illustrative" not in name}
    assert names == {path.name for path in made_up[0].parents[2].glob("published/*.csv")}


def test_local_figures_of_2024_are_marked_in_the_cell(shown: Shown) -> None:
    for row in sample("lewisham-childrens-services-local-illustrative"):
        assert row["note"].startswith("Illustrative "), row
        cells = shown.cells(row["indicator"], "E09000023", year="FY2024-25")
        assert cells
        assert all("Illustrative " in cell["commentary"] for cell in cells)
    published = shown.cell("CORE 24", "E09000023", "FY2024-25", year="FY2024-25")
    assert (published["published"], published["agency"]) == ("true", "dfe")


def test_most_lines_that_agencies_answer_for_are_filled(shown: Shown) -> None:
    first = shown.outcome.data["rounds"][0]
    by_place: dict[str, list[int]] = {}
    for one in shown.outcome.filled:
        if one.period.code in {"FY2009-10", "FY2010-11"}:
            mine = one.cells.filter(~one.cells["for_information"])
            counts = by_place.setdefault(str(one.place), [0, 0])
            counts[0] += mine.height - mine["value"].null_count()
            counts[1] += mine.height
    assert all(100 * filled >= 80 * asked for filled, asked in by_place.values()), by_place
    assert first["all"]["cells"] == sum(row["cells"] for row in first["returns"])


def test_every_cell_of_the_table_is_a_cell_of_an_export(shown: Shown) -> None:
    told = {(row["return"], row["area"], row["period"]): row for each in shown.outcome.data["rounds"]
            for row in each["returns"]}  # fmt: skip
    assert len(told) == len(shown.outcome.filled) == 22
    for name, data in exports(shown).items():
        if name.endswith(".json") and not name.startswith("from-records"):
            book = json.loads(data)
            row = told[book["return"], book["area"]["code"], book["period"]["code"]]
            assert row["cells"] == len(book["cells"]) + len(book["not_sent"])
            with_figure = [cell for cell in book["cells"] if cell["value"] is not None]
            assert len(with_figure) == row["keyed"] + row["made"] + row["central"] + row["pulled"]


def story(shown: Shown, title: str) -> list[str]:
    lines = [each["lines"] for each in shown.outcome.data["stories"] if each["title"].startswith(title)]
    assert len(lines) == 1, title
    return list(lines[0])


def test_one_trust_upload_fills_four_lines(shown: Shown) -> None:
    lines = story(shown, "One upload of a mental-health trust")
    first = lines[: next(n for n, line in enumerate(lines) if line.startswith("Nottinghamshire Healthcare"))]
    assert {line.split()[0] for line in first[1:]} == {"VSC06", "VSC08", "NI"}
    assert len(first) == 5
    for line, area in (("NI 150", "E09000023"), ("VSC08", "5LF")):
        assert shown.cell(line, area)["value"] in " ".join(first)


def test_neighbours_without_a_common_boundary_share_nothing(shown: Shown) -> None:
    spanning = shown.cell("NDTMS ET", "DAT-NOTTINGHAMSHIRE")["value"]
    trusts = [shown.cell("VSB14", area)["value"] for area in ("5N8", "5ET")]
    assert spanning not in trusts
    assert shown.cell("VSB14", "5LF")["value"] == shown.cell("NDTMS ET", "DAT-LEWISHAM")["value"]
    assert shown.cell("VSB14", "5LF")["provenance"] == "shared"


def test_the_correction_reaches_district_and_county(shown: Shown) -> None:
    lines = story(shown, "A correction")
    assert {" ".join(line.split()[:3]) for line in lines[1:]} == {
        "NI 156 Ashfield", "NI 156 Nottinghamshire", "NI 157.2 Ashfield", "NI 157.2 Nottinghamshire",
    }  # fmt: skip
    with reading(shown.outcome.engine) as session:
        known = read_figures(session, areas=["E07000170"], indicators=["planning-minor-in-8-weeks"])
    assert known["file_name"].to_list() == ["ashfield-council-correction-illustrative.csv"]


def test_both_who_disagree_are_told_and_the_return_says_so(shown: Shown) -> None:
    lines = " ".join(story(shown, "Two agencies disagree"))
    assert "told to lewisham-pct" in lines
    assert "told to lewisham-hospital" in lines
    cell = shown.cell("NI 126", "E09000023")
    assert "lewisham-hospital" in cell["disagreement"]
    assert cell["agency"] == "lewisham-pct"


def test_the_refused_file_left_only_its_findings(shown: Shown) -> None:
    text = (shown.out / "refused.txt").read_text(encoding="utf-8")
    assert text.count("ERROR") == 12
    with reading(shown.outcome.engine) as session:
        known = read_figures(session)
    assert not known["file_name"].str.contains("planted").any()


def test_the_template_went_out_and_came_back(shown: Shown) -> None:
    cell = shown.cell("NI 62", "E09000023")
    sources = json.loads(
        (shown.out / "returns/FY2009-10/lewisham/national-indicators_E09000023_FY2009-10.json").read_bytes()
    )["sources"]
    assert "lewisham-childrens-services_FY2009-10_sent-back-illustrative.xlsx" in {s["file_name"] for s in sources}
    answers = sample("lewisham-childrens-services-answers-illustrative")
    row = next(row for row in answers if row["indicator"] == "cla-three-or-more-placements")
    assert (cell["numerator"], cell["denominator"]) == (row["numerator"], row["denominator"])


def test_progress_is_told(shown: Shown) -> None:
    assert shown.said[0].startswith("2009-10")
    assert any("received" in line for line in shown.said)


def test_only_what_a_demonstration_made_is_deleted(tmp_path: Path) -> None:
    prepare_folder(tmp_path)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "store.sqlite3").write_text("old")
    (tmp_path / "my-notes.txt").write_text("mine")
    prepare_folder(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [DEMO_MARK, "my-notes.txt"]
    assert DEMO_MARK in MADE


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with pytest.raises(Refused, match="no demonstration made it"):
        prepare_folder(tmp_path)
    assert (tmp_path / "home").is_dir()
    with pytest.raises(Refused, match="is a file"):
        prepare_folder(Path(__file__))
