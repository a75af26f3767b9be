"""``returnonce.toml``: found from any folder below it, and no key of it passed over."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from returnonce.errors import WrongUsage
from returnonce.settings import Settings, read_settings
from returnonce.settings_file import DEMO_MARK, FILE, find_earlier_home, find_workspace


def workspace(folder: Path, text: str) -> Path:
    """A workspace with a folder two levels below, which is given back."""
    below = folder / "places" / "kent"
    below.mkdir(parents=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return below


def test_a_workspace_is_found_from_any_folder_below(tmp_path: Path) -> None:
    below = workspace(tmp_path, 'places = "places"\ndefinitions = ["local", "roads"]\nsamples = false\nport = 99\n')
    assert find_workspace(below) == find_workspace(tmp_path) == tmp_path
    settings = read_settings({}, below)
    assert (settings.home, settings.places) == (tmp_path / "store", tmp_path / "places")
    assert settings.pack_folders == (tmp_path / "local", tmp_path / "roads")
    assert (settings.samples, settings.port) == (False, 99)
    assert find_workspace(tmp_path.parent) is None


def test_settings_that_need_no_check_are_the_same_as_those_that_do(tmp_path: Path) -> None:
    below = workspace(tmp_path, 'samples = false\ndefinitions = ["local"]\nbackups = "b"\n')
    quick, checked = read_settings({}, below), read_settings({"RETURNONCE_PORT": "8765"}, below)
    assert quick == checked == Settings.model_validate(quick.model_dump())


def test_a_variable_wins_over_the_file(tmp_path: Path) -> None:
    below = workspace(tmp_path, 'home = "store"\nport = 99\n')
    variables = {"RETURNONCE_HOME": "elsewhere", "RETURNONCE_PORT": "100"}
    settings = read_settings(variables, below)
    assert (settings.home, settings.port) == (Path("elsewhere"), 100)
    assert read_settings(variables).port == 100


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('hoem = "store"', r"no setting hoem.*Write home"),
        ("zzz = 1", "Settings are: home"),
        ("[home]\nfolder = 1", "home"),
        ("port = 0", rf"{FILE}, port"),
        ('samples = "perhaps"', rf"{FILE}, samples"),
        ("port == 1", "cannot be read"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, says: str) -> None:
    below = workspace(tmp_path, text)
    with pytest.raises(WrongUsage) as refused:
        read_settings({}, below)
    assert re.search(says, f"{refused.value} {refused.value.where}", re.DOTALL)


def test_a_wrong_variable_is_named_as_one_beside_a_file(tmp_path: Path) -> None:
    below = workspace(tmp_path, "port = 99")
    with pytest.raises(WrongUsage, match="RETURNONCE_PORT"):
        read_settings({"RETURNONCE_PORT": "0"}, below)


def test_a_demonstration_s_store_is_none_of_a_workspace(tmp_path: Path) -> None:
    below = workspace(tmp_path / "kent", "")
    (tmp_path / "demo" / "home").mkdir(parents=True)
    (tmp_path / "demo" / DEMO_MARK).touch()
    home = {"RETURNONCE_HOME": str(tmp_path / "demo" / "home")}
    with pytest.raises(WrongUsage, match="demonstration's store"):
        read_settings(home, below)
    # From elsewhere it may be looked at.
    assert read_settings(home, tmp_path).home == tmp_path / "demo" / "home"


def test_a_home_of_before_is_found(tmp_path: Path) -> None:
    clone, here = tmp_path / "clone", tmp_path / "here"
    (clone / "var").mkdir(parents=True)
    assert find_earlier_home(here, clone, but=here / "store") is None
    (clone / "var" / "store.sqlite3").touch()
    assert find_earlier_home(here, clone, but=here / "store") == clone / "var"
    assert find_earlier_home(here, clone, but=Path(os.path.relpath(clone / "var"))) is None
