"""``returnonce packs``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cli import main
from returnonce.settings import Settings
from tests.indicators.figures.test_store import give
from tests.mappings.packs.pack_folders import change, write_pack


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")


def test_packs_are_listed_with_what_they_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETURNONCE_DEFINITIONS", f"{write_pack(tmp_path)}:{write_pack(tmp_path, 'other')}")
    assert main(["packs", "list", "--json"]) == 0
    packs = {each["pack"]: each for each in json.loads(capsys.readouterr().out)["packs"]}
    assert {name for name, each in packs.items() if not each["ships"]} == {"kent-roads", "other"}
    assert packs["kent-roads"]["returns"] == ["kent-roads"]
    assert packs["nis-2008"]["returns"] == ["crc", "national-indicators", "vital-signs"]
    assert packs["local-area-agreement"]["sample_of"]
    assert main(["packs", "list"]) == 0
    assert re.search(r"^kent-roads +0\.1\.0\+", capsys.readouterr().out, re.MULTILINE)


def test_a_folder_is_checked_without_a_setting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = write_pack(tmp_path)
    assert main(["packs", "check", str(pack)]) == 0
    assert "1 pack of one's own (kent-roads), 1 example worked: no problems." in capsys.readouterr().out
    change(pack / "pack.yaml", "version: 0.1.0", "version: first")
    assert main(["packs", "check", str(pack)]) == 1
    assert "kent-roads/pack.yaml:2: version: String should match" in capsys.readouterr().out
    assert main(["packs", "check", str(pack), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["line"] == 2


def test_a_record_set_of_ones_own_is_written_and_a_table_like_anything_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "new", "kent-breaks", "--record-set", "--out", str(tmp_path)]) == 0
    assert main(["packs", "check", str(tmp_path / "kent-breaks")]) == 0
    assert "4 examples worked: no problems." in capsys.readouterr().out
    own = tmp_path / "kent-breaks" / "indicators" / "records" / "sets" / "kent-breaks"
    for name, other in {"date_of_birth": "year", "sex": "age", "referred": "status"}.items():
        change(own / "versions" / "1" / "columns.tsv", f"Child\t{name}\t", f"Child\t{other}\t")
        for file in ("views.yaml", "rules.yaml"):
            text = (own / file).read_text()
            for old, new in {f"{name}:": f"{other}:", f": {name}": f": {other}", f"__{name}": f"__{other}"}.items():
                text = text.replace(old, new)
            (own / file).write_text(text)
    assert main(["packs", "check", str(tmp_path / "kent-breaks")]) == 1
    assert "sets/kent-breaks/set.yaml: A file of Child alone is taken for figures." in capsys.readouterr().out


def test_a_pack_that_is_named_twice_is_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write_pack(tmp_path)
    monkeypatch.setenv("RETURNONCE_DEFINITIONS", str(pack))
    assert main(["packs", "check", f"{pack}/"]) == 0
    assert "1 pack of" in capsys.readouterr().out


def test_a_new_pack_is_written_where_it_is_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "new", "kent", "--out", str(tmp_path)]) == 0
    assert str(tmp_path / "kent" / "pack.yaml") in capsys.readouterr().out
    assert main(["packs", "check", str(tmp_path / "kent")]) == 0
    assert main(["packs", "new", "Kent"]) == 2


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_setting_that_names_no_pack_is_refused(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETURNONCE_DEFINITIONS", str(tmp_path / folder))
    assert main(["catalogue", "list"]) == 1
    assert "RETURNONCE_DEFINITIONS" in capsys.readouterr().err


@pytest.mark.long
def test_two_versions_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = write_pack(tmp_path / "old"), write_pack(tmp_path / "new")
    change(new / "mappings/returns/kent-roads/FY2026-27.yaml", "working_days: 20", "working_days: 25")
    assert main(["packs", "diff", str(old), str(new)]) == 0
    out = capsys.readouterr().out
    assert "due date kent-roads FY2026-27 moved: was 2027-04-28, is 2027-05-06" in out
    assert "differences." in out
    assert main(["packs", "diff", str(old), str(new), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {each["change"] for each in data["differences"]} == {"changed", "moved"}
    assert (data["misfits"], data["workload"], data["figures"], data["received_files"]) == ([], [], [], None)
    assert main(["packs", "diff", str(old), str(tmp_path)]) == 1


def test_records_are_opened_with_a_purpose_and_on_the_trail(
    sqlite_engine: Engine,
    sqlite_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RETURNONCE_HOME", str(sqlite_settings.home))
    verb = ["packs", "diff", "now", str(write_pack(tmp_path)), "--records"]
    assert main(verb) == 2
    assert "--purpose" in capsys.readouterr().err
    assert main([*verb, "--purpose", "next year"]) == 0
    with sqlite_engine.connect() as connection:
        [(details,)] = connection.execute(text("SELECT details FROM audit WHERE act = 'rejudge-records'")).all()
    assert json.loads(details)["purpose"] == "next year"


@pytest.mark.long
def test_a_check_says_which_figures_would_be_seen_no_more(
    sqlite_engine: Engine,
    sqlite_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RETURNONCE_HOME", str(sqlite_settings.home))
    give(sqlite_engine, {"indicator": "gone", "value": 1}, {"indicator": "cla-rate", "value": 2}, day=1)
    words = "Under gone (FY2009-10) 1 stored figure stays, and is no longer seen by figure, fill and plan."
    for verb in (["packs", "check"], ["catalogue", "check"]):
        assert main(verb) == 0
        assert words in capsys.readouterr().err
        assert main([*verb, "--json"]) == 0
        assert [each["code"] for each in json.loads(capsys.readouterr().out)["unseen_figures"]] == ["gone"]
