from __future__ import annotations

from pathlib import Path

from upkeep.workspace.files_to_write import WRITTEN, decide_files, write_files

AGENCIES = "places/kent/agencies.tsv"
OLD, NEW = "code\tname\na\tA\n", "code\tname\na\tA\nb\tB\n"


def fates(folder: Path, planned: dict[str, str], *, from_sheet: bool) -> dict[str, str]:
    files = decide_files(folder, planned, from_sheet=from_sheet)
    write_files(folder, files)
    return {each.path: each.fate for each in files}


def test_a_file_is_made_once(tmp_path: Path) -> None:
    assert fates(tmp_path, {AGENCIES: OLD}, from_sheet=False) == {AGENCIES: "made"}
    before = (tmp_path / WRITTEN).stat().st_mtime_ns
    assert fates(tmp_path, {AGENCIES: OLD}, from_sheet=True) == {AGENCIES: "there"}
    assert (tmp_path / WRITTEN).stat().st_mtime_ns == before


def test_without_a_sheet_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    fates(tmp_path, {AGENCIES: OLD}, from_sheet=False)
    assert fates(tmp_path, {AGENCIES: NEW}, from_sheet=False) == {AGENCIES: "left"}
    assert (tmp_path / AGENCIES).read_text() == OLD


def test_a_sheet_renews_what_nobody_has_changed(tmp_path: Path) -> None:
    fates(tmp_path, {AGENCIES: OLD}, from_sheet=False)
    assert fates(tmp_path, {AGENCIES: NEW}, from_sheet=True) == {AGENCIES: "renewed"}
    assert fates(tmp_path, {AGENCIES: OLD}, from_sheet=True) == {AGENCIES: "renewed"}


def test_a_sheet_adds_rows_to_a_table_that_somebody_changed(tmp_path: Path) -> None:
    fates(tmp_path, {AGENCIES: OLD}, from_sheet=False)
    (tmp_path / AGENCIES).write_text("code\tname\na\tAnother\nc\tC")
    assert fates(tmp_path, {AGENCIES: NEW}, from_sheet=True) == {AGENCIES: "extended"}
    assert (tmp_path / AGENCIES).read_text() == "code\tname\na\tAnother\nc\tC\nb\tB\n"
    # It is still somebody's own: nothing but lacking rows is ever added.
    assert fates(tmp_path, {AGENCIES: NEW}, from_sheet=True) == {AGENCIES: "left"}


def test_settings_of_another_council_stay(tmp_path: Path) -> None:
    first, second = {"returnonce.toml": "# Kent\na = 1\n"}, {"returnonce.toml": "# Medway\na = 2\n"}
    fates(tmp_path, first, from_sheet=False)
    assert fates(tmp_path, second, from_sheet=True) == {"returnonce.toml": "left"}


def test_a_pack_of_one_s_own_is_left_whole(tmp_path: Path) -> None:
    pack = {"local/pack.yaml": "a", "local/README.md": "b"}
    assert set(fates(tmp_path, pack, from_sheet=False).values()) == {"made"}
    (tmp_path / "local/README.md").unlink()
    assert fates(tmp_path, pack, from_sheet=True) == {}
