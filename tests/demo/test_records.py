"""Records in the demonstration: from the rows that were sent to the cells, counted again by hand."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

from sqlalchemy import text

from demo.record_steps import load_record_steps
from indicators.figures.store import read_figures
from returnonce.db import reading
from tests.demo.conftest import Shown

CHILDREN = "nottinghamshire-childrens-services"


def _cells(shown: Shown, name: str) -> dict[str, dict[str, str]]:
    [path] = (shown.out / "returns" / "from-records").glob(f"{name}.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["line"]: row for row in csv.DictReader(stream)}


def _sent(shown: Shown) -> dict[str, list[dict[str, str]]]:
    """The SSDA903 files as they were sent, read by nothing of ours."""
    [path] = (shown.out / "records-made-up" / CHILDREN).glob("ssda903_*.zip")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    return {name: list(csv.DictReader(io.StringIO(data))) for name, data in files.items()}


def _percentage(part: int, whole: int) -> str:
    return str((200 * part + whole) // (2 * whole))


def test_core_lines_are_what_the_rows_say(shown: Shown) -> None:
    outcomes = _sent(shown)["oc2.csv"]
    cells = _cells(shown, "core-data-set_E10000024_FY2025-26")
    for line, column in (("CORE 6", "IMMUNISATIONS"), ("CORE 7", "TEETH_CHECK"), ("CORE 26", "SUBSTANCE_MISUSE")):
        yes = sum(row[column] == "1" for row in outcomes)
        assert cells[line]["value"] == _percentage(yes, len(outcomes)), line
        assert cells[line]["status"] == "final"


def test_a_keyed_figure_counts_until_the_records_come_again(shown: Shown) -> None:
    keyed = load_record_steps().children.keyed
    assert _cells(shown, "core-data-set_E10000024_FY2025-26")["CORE 4"]["value"] == _percentage(
        keyed.numerator, keyed.denominator
    )
    said = [story for story in shown.outcome.data["stories"] if story["title"].startswith("A keyed figure")]
    assert f"{keyed.numerator} of {keyed.denominator}" in said[0]["lines"][1]


def test_one_upload_feeds_many_returns(shown: Shown) -> None:
    fed = {each["agency"] + each["record_set"]: each for each in shown.outcome.data["records"]}
    looked_after = fed[f"{CHILDREN}children-looked-after"]
    assert looked_after["rows"] == sum(len(rows) for rows in _sent(shown).values())
    assert {each["return_code"] for each in looked_after["returns"]} == {
        "core-data-set", "ofsted-profile", "national-indicators",
    }  # fmt: skip
    assert sum(each["cells"] for each in looked_after["returns"]) > 40
    written = {path.parent.name for path in (shown.out / "returns-of-records" / CHILDREN).rglob("*") if path.is_file()}
    assert written == {"ssda903", "cin", "ofsted-annex-a"}


def test_two_services_make_the_partnerships_figures_and_one_does_not(shown: Shown) -> None:
    whole, waiting = (_cells(shown, f"ndtms_DAT-{place}_FY2010-11") for place in ("LEWISHAM", "NOTTINGHAMSHIRE"))
    assert {cell["status"] for cell in whole.values()} == {"local_estimate"}
    assert all(whole[line]["value"] for line in ("NDTMS ET", "NDTMS C19a", "NDTMS C19b", "NDTMS C19c"))
    assert _cells(shown, "vital-signs_5LF_FY2010-11")["VSB14"]["value"] == whole["NDTMS ET"]["value"]
    assert _cells(shown, "national-indicators_E09000023_FY2010-11")["NI 40"]["value"]
    assert not any(cell["value"] for cell in waiting.values())
    assert "waits for the records of Nottinghamshire Healthcare" in json.dumps(waiting["NDTMS ET"])


def test_people_of_two_services_are_fewer_than_their_sum(shown: Shown) -> None:
    with reading(shown.outcome.engine) as session:
        known = read_figures(session, areas=["DAT-LEWISHAM"], indicators=["drug-alcohol-clients-in-treatment"])
    counts = dict(known.filter(period="FY2010-11").select("breakdown", "value").iter_rows())
    parts = [value for breakdown, value in counts.items() if breakdown.startswith("supplier=")]
    assert len(parts) == 2
    assert max(parts) < counts["total"] < sum(parts)


def test_what_was_sent_is_sealed_and_what_was_written_is_on_the_trail(shown: Shown) -> None:
    home = shown.out / "home"
    sealed = [path for path in home.rglob("*") if path.is_file()]
    assert not any(b"MU000" in path.read_bytes() for path in sealed)
    with reading(shown.outcome.engine) as session:
        details = [row[0] for row in session.execute(text("SELECT details FROM audit WHERE act = 'export-records'"))]
    assert len(details) == 8
    assert all(json.loads(each)["purpose"] for each in details)


def test_every_person_is_made_up(shown: Shown) -> None:
    assert all(row["CHILD"].startswith("MU") for row in _sent(shown)["header.csv"])
    assert all(Path(each).name for each in map(str, (shown.out / "records-made-up").iterdir()))
