from __future__ import annotations

from pathlib import Path

import pytest

from returnonce.definition_files.file_tree import RELEASE
from returnonce.errors import Refused
from returnonce.settings_file import DEMO_MARK, FILE
from upkeep.workspace.where import choose_folder


def test_a_workspace_lies_where_one_is_outside_the_program(tmp_path: Path) -> None:
    assert choose_folder(None, tmp_path, "kent") == tmp_path / "kent"
    assert choose_folder(tmp_path / "x", tmp_path, "kent") == tmp_path / "x"
    # In a clone, whose folder an upgrade and make clean change: beside it.
    assert choose_folder(None, RELEASE / "docs", "kent") == RELEASE.parent / "kent"
    (tmp_path / "kent" / "places").mkdir(parents=True)
    (tmp_path / "kent" / FILE).touch()
    assert choose_folder(None, tmp_path / "kent" / "places", "medway") == tmp_path / "kent"


@pytest.mark.parametrize(
    ("folder", "says"),
    [
        ("program", "program's own folder"),
        ("demo/kent", "demonstration"),
        ("file", "is a file"),
        ("kent/a", "workspace"),
    ],
)
def test_other_folders_are_refused(tmp_path: Path, folder: str, says: str) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / DEMO_MARK).touch()
    (tmp_path / "file").touch()
    (tmp_path / "kent").mkdir()
    (tmp_path / "kent" / FILE).touch()
    named = RELEASE / "var" / "kent" if folder == "program" else tmp_path / folder
    with pytest.raises(Refused, match=says):
        choose_folder(named, tmp_path, "kent")
