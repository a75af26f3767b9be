"""What differs between two versions of a pack, or two releases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mappings.packs.pack_skeleton import write_skeleton
from mappings.ruleset.definition_differences import compare_rulesets
from mappings.ruleset.loading import load_supposed, read_folder
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Refused
from tests.mappings.packs.pack_folders import change, write_pack
from tests.mappings.ruleset.definition_folders import write_definition_files
from tests.shipped import definition_files, load_ruleset

DAY = date(2026, 11, 23)
EXAMPLE = "indicators/catalogue/kent-roads/kent-roads-example.yaml"
EDITION = "mappings/returns/kent-roads/FY2026-27.yaml"
LINES = "mappings/returns/kent-roads/lines.tsv"


def load_folder(folder: Path) -> Ruleset:
    return load_supposed(read_folder(folder), needed=folder.name)[0]


def differences(old: Path, new: Path) -> list[str]:
    return [each.describe() for each in compare_rulesets(load_folder(old), load_folder(new), DAY)]


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    return write_pack(tmp_path / "old"), write_pack(tmp_path / "new")


def test_the_same_has_no_difference(versions: tuple[Path, Path]) -> None:
    assert differences(*versions) == []
    assert compare_rulesets(load_ruleset(), load_ruleset(), DAY) == []


def test_keys_of_an_indicator_a_line_and_an_edition(versions: tuple[Path, Path]) -> None:
    old, new = versions
    change(new / EXAMPLE, "decimals: 1", "decimals: 2")
    change(new / LINES, "\t90.0\t", "\t90\t")
    change(new / EDITION, "recipient: The cabinet", "recipient: The board")
    assert differences(old, new) == [
        "indicator kent-roads-example changed: decimals was 1, is 2",
        "edition kent-roads FY2026-27 changed: recipient was The cabinet, is The board",
        "line kent-roads KENT ROADS 1 changed: example_out was 90.0, is 90",
    ]


def test_what_came_and_what_went(versions: tuple[Path, Path]) -> None:
    old, new = versions
    heading, row = (new / LINES).read_text().splitlines()
    (new / LINES).write_text("\n".join([heading, row.replace("KENT ROADS 1", "KENT ROADS 2")]))
    text = (new / EXAMPLE).read_text()
    (new / EXAMPLE.replace("example", "further")).write_text(text.replace("kent-roads-example", "kent-roads-further"))
    title = "Potholes mended within five working days"
    assert differences(old, new) == [
        f"indicator kent-roads-further came: {title} (the example of kent-roads)",
        f"line kent-roads KENT ROADS 1 went: {title}",
        f"line kent-roads KENT ROADS 2 came: {title}",
    ]


def test_due_dates_that_moved_are_said_as_days(versions: tuple[Path, Path]) -> None:
    old, new = versions
    change(new / EDITION, "working_days: 20", "working_days: 25")
    found = differences(old, new)
    assert found[0] == "edition kent-roads FY2026-27 changed: due.working_days was 20, is 25"
    # Counted by hand from 31 March; Easter lies between in 2028, the holiday of May in both years.
    assert found[1:] == [
        "due date kent-roads FY2026-27 moved: was 2027-04-28, is 2027-05-06",
        "due date kent-roads FY2027-28 moved: was 2028-05-03, is 2028-05-10",
    ]


def test_a_column_of_a_record_set_that_went(tmp_path: Path) -> None:
    files = definition_files()
    new = dict(files)
    columns = "indicators/records/sets/treatment/versions/P/columns.tsv"
    rows = new[columns].decode().splitlines()
    new[columns] = "\n".join([rows[0], *rows[1:-1], ""]).encode()
    write_definition_files(files, tmp_path / "old")
    write_definition_files(new, tmp_path / "new")
    found = compare_rulesets(load_folder(tmp_path / "old"), load_folder(tmp_path / "new"), DAY)
    lost = rows[-1].split("\t")[:2]
    assert {(each.change, each.kind) for each in found} == {("went", "column")}
    assert f"treatment P {'.'.join(lost)}" in {each.thing for each in found}


def test_what_changed_in_a_record_set_of_ones_own(tmp_path: Path) -> None:
    name = "kent-breaks"
    for folder in ("old", "new"):
        write_skeleton(name, tmp_path / folder, DAY, record_set=True)
    own = tmp_path / "new" / name / "indicators" / "records" / "sets" / name
    change(own / "set.yaml", "value: 30", "value: 20")
    change(own / "rules.yaml", "severity: query", "severity: error")
    change(own / "versions" / "1" / "codes.tsv", "over night", "overnight")
    change(own / "views.yaml", '"breaks > 0"', '"breaks > 1"')
    assert differences(tmp_path / "old" / name, tmp_path / "new" / name) == [
        "record set kent-breaks changed: settings.1.value was 30, is 20",
        "code kent-breaks 1 KIND night changed: meaning was over night, is overnight",
        "rule kent-breaks before-the-referral changed: severity was query, is error",
        "view kent-breaks children changed: steps.2.where was breaks > 0, is breaks > 1",
    ]


def test_a_folder_that_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="neither a pack nor a release"):
        load_folder(tmp_path)


@pytest.mark.long
def test_an_earlier_version_of_a_pack_is_read_beside_what_ships_today(versions: tuple[Path, Path]) -> None:
    old, new = versions
    change(old / "pack.yaml", "needs: {}", "needs: {children: 0.1.0}")
    assert differences(old, new) == ["pack kent-roads changed: needs.children was 0.1.0, is nothing"]
    change(new / EXAMPLE, "per: 100", "per: 99")
    with pytest.raises(Refused, match=r"pack kent-roads, .*per"):
        differences(old, new)
