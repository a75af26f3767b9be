"""Packs beside what ships: what they add, whose each file and row is, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.packs.merged_files import PackLocation, merge_packs
from mappings.ruleset.loading import load_ruleset
from returnonce.definition_files.file_tree import read_definition_files
from returnonce.errors import Refused
from tests import shipped
from tests.mappings.packs.pack_folders import change, write_pack

AREAS = "code,name,kind,valid_from,valid_to,absent_until,gone_by,source,note\n"
EXAMPLE = "indicators/catalogue/kent-roads/kent-roads-example.yaml"


def test_a_pack_adds_and_takes_nothing_away(tmp_path: Path) -> None:
    ruleset, before = load_ruleset(packs=[write_pack(tmp_path)]), shipped.load_ruleset()
    assert {*ruleset.catalogue} - {*before.catalogue} == {"kent-roads-example"}
    assert {*ruleset.returns} - {*before.returns} == {"kent-roads"}
    assert all(ruleset.catalogue[code] == each for code, each in before.catalogue.items())
    assert ruleset.packs["kent-roads"].ships is False
    assert ruleset.hash != before.hash


@pytest.mark.long
def test_the_hash_covers_every_byte_of_a_pack(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    hashes = [load_ruleset(packs=[pack]).hash]
    for path in sorted(pack.rglob("*.yaml")):
        path.write_text(path.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
        hashes.append(load_ruleset(packs=[pack]).hash)
    assert len({*hashes}) == 5


def test_packs_count_by_what_they_hold_and_not_by_where_they_lie(tmp_path: Path) -> None:
    one, two = write_pack(tmp_path / "here", "a"), write_pack(tmp_path / "here", "b")
    again = [write_pack(tmp_path / "there", name) for name in "ba"]
    assert load_ruleset(packs=[one, two]).hash == load_ruleset(packs=again).hash


def test_rows_of_areas_are_added_and_an_error_names_the_pack_s_own_row(tmp_path: Path) -> None:
    good = 'X01,"Marsh, the Ward of",partnership,not established,,,,our own list,\n'
    pack = write_pack(tmp_path, files={"indicators/areas/areas.csv": AREAS + good})
    assert load_ruleset(packs=[pack]).areas.get("X01").name == "Marsh, the Ward of"
    change(pack / "indicators/areas/areas.csv", good, good + "X02,Wood,forest,not established,,,,our own list,\n")
    with pytest.raises(Refused, match=r"pack kent-roads, indicators/areas/areas\.csv row 3.*kind"):
        load_ruleset(packs=[pack])


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "aliases",
            "code,scheme,alias,valid_from,valid_to,source\nE10000016,name,Kent County,not established,,our own\n",
        ),
        ("successors", "code,successor,on,source,note\nE10000016,X01,2030-04-01,our own,\n"),
    ],
)
def test_a_file_of_before_may_lack_columns_that_came_last(tmp_path: Path, name: str, rows: str) -> None:
    area = "X01,Kent to be,county,not established,,,,our own,\n"
    files = {f"indicators/areas/{name}.csv": rows, "indicators/areas/areas.csv": AREAS + area}
    areas = load_ruleset(packs=[write_pack(tmp_path, files=files)]).areas
    if name == "aliases":
        assert areas.find("Kent County").code == "E10000016"
    else:
        assert [each.successor for each in areas.successors("E10000016")] == ["X01"]
    other = {f"indicators/areas/{name}.csv": rows.replace("code,", "codes,", 1)}
    with pytest.raises(Refused, match="The headings are not those"):
        load_ruleset(packs=[write_pack(tmp_path / "other", files=other)])


def test_a_row_that_ships_is_not_written_over(tmp_path: Path) -> None:
    row = "E10000016,Kent and more,county,not established,,,,our own list,\n"
    pack = write_pack(tmp_path, files={"indicators/areas/areas.csv": AREAS + row})
    with pytest.raises(Refused, match=r"areas\.csv row 2: Both base and kent-roads have a row E10000016"):
        load_ruleset(packs=[pack])


@pytest.mark.long
@pytest.mark.parametrize("theme", ["kent-roads", "looked-after-children", "elsewhere"])
def test_two_packs_that_define_one_thing_are_both_named(tmp_path: Path, theme: str) -> None:
    one = write_pack(tmp_path)
    two = write_pack(
        tmp_path, "other", {f"indicators/catalogue/{theme}/kent-roads-example.yaml": (one / EXAMPLE).read_text()}
    )
    with pytest.raises(Refused, match=r"Both kent-roads and other define an indicator kent-roads-example\.yaml"):
        load_ruleset(packs=[one, two])


def test_what_ships_is_not_replaced(tmp_path: Path) -> None:
    name = "cla-three-or-more-placements.yaml"
    pack = write_pack(tmp_path, files={f"indicators/catalogue/own/{name}": "code: x\n"})
    with pytest.raises(Refused, match=f"Both children and kent-roads define an indicator {name}"):
        load_ruleset(packs=[pack])


@pytest.mark.parametrize(
    ("path", "mend"),
    [
        ("lines.tvs", "lies among the files that ship"),
        ("indicators/catalogue/kent-roads/more.yml", r"Name it more\.yaml"),
        ("mappings/return/kent-roads/lines.tsv", "Name it mappings/returns/kent-roads/lines.tsv"),
        ("mappings/places/kent/agencys.tsv", "Name it mappings/places/kent/agencies.tsv"),
        ("mappings/jobs/jobs.yaml", "lies among"),
        ("notes.docx", "lies among"),
    ],
)
def test_a_misspelt_or_unknown_file_is_named(tmp_path: Path, path: str, mend: str) -> None:
    pack = write_pack(tmp_path, files={path: ""})
    with pytest.raises(Refused, match=f"pack kent-roads, {path}: No definition is read.*{mend}"):
        load_ruleset(packs=[pack])


def test_what_is_written_for_people_is_passed_over(tmp_path: Path) -> None:
    names = ("notes.md", "LICENCE", "mappings/returns/kent-roads/why.txt", ".git/config.yaml", "__pycache__/x.yaml")
    with_notes = write_pack(tmp_path / "one", files=dict.fromkeys(names, "x"))
    assert load_ruleset(packs=[with_notes]).hash == load_ruleset(packs=[write_pack(tmp_path / "two")]).hash


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("needs: {}", "needs: {children: 0.9.0}", r"children 0\.9\.0; here it is 1\.0\.0\+"),
        ("needs: {}", "needs: {children: 1.0.0+00000000}", r"here it is 1\.0\.0\+[0-9a-f]{12}"),
        ("needs: {}", "needs: {chidren: 1.0.0}", "there is no pack chidren"),
        ("needs: {}", "needs: {children: newest}", r"needs\.children: String should match"),
        ("name: kent-roads", "name: kent", "The name is 'kent', the folder is 'kent-roads'"),
        ("version: 0.1.0", "version: one", "version: String should match"),
        ("needs: {}", "needs: {}\nholds: [x]", "holds is for packs that ship"),
    ],
)
def test_a_manifest_says_exactly_what_is_needed(tmp_path: Path, old: str, new: str, message: str) -> None:
    pack = write_pack(tmp_path)
    change(pack / "pack.yaml", old, new)
    with pytest.raises(Refused, match=rf"pack kent-roads, pack\.yaml: .*{message}"):
        load_ruleset(packs=[pack])


def test_a_need_may_name_the_content(tmp_path: Path) -> None:
    content = shipped.load_ruleset().packs["children"].hash[:8]
    pack = write_pack(tmp_path)
    change(pack / "pack.yaml", "needs: {}", f"needs: {{children: 1.0.0+{content}}}")
    assert load_ruleset(packs=[pack]).packs["kent-roads"].manifest.needs == {"children": f"1.0.0+{content}"}


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        load_ruleset(packs=[tmp_path / "nowhere"])
    with pytest.raises(Refused, match=r"is no pack: it has no pack\.yaml"):
        load_ruleset(packs=[tmp_path])
    twins = [write_pack(tmp_path / name) for name in ("one", "two")]
    with pytest.raises(Refused, match="Two folders are named kent-roads"):
        load_ruleset(packs=twins)
    shadow = write_pack(tmp_path, "children")
    with pytest.raises(Refused, match="A pack named children ships"):
        load_ruleset(packs=[shadow])


def test_each_row_is_known_to_be_its_pack_s(tmp_path: Path) -> None:
    rows = [f"X0{n},Ward {n},partnership,not established,,,,ours,\n" for n in range(4)]
    packs = [
        write_pack(tmp_path, "one", {"indicators/areas/areas.csv": AREAS + rows[0] + "\n" + rows[1]}),
        write_pack(tmp_path, "two", {"indicators/areas/areas.csv": AREAS.replace("\n", "\r\n") + rows[2] + rows[3]}),
    ]
    merged = merge_packs(read_definition_files(packs=packs))
    lines = merged.content["indicators/areas/areas.csv"].decode().splitlines()
    found = {
        row.split(",")[0]: merged.locate(f"areas.csv row {at}") for at, row in enumerate(lines, start=1)
        if row.startswith("X0")
    }  # fmt: skip
    path = "indicators/areas/areas.csv"
    expected = {"X00": ("one", 2), "X01": ("one", 4), "X02": ("two", 2), "X03": ("two", 3)}
    assert found == {code: PackLocation(pack, path, line) for code, (pack, line) in expected.items()}
    assert merged.locate("areas.csv row 2") is None
    assert merged.locate(None) is None
