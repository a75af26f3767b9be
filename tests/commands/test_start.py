"""A council begins: one command makes its workspace, and another run changes nothing."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from cli import main
from returnonce.settings_file import DEMO_MARK
from tests.upkeep.workspace.workbooks import change_cells


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "DATABASE_URL", "PLACES", "DEFINITIONS"):
        monkeypatch.delenv(f"RETURNONCE_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


def state_of(folder: Path) -> dict[str, str]:
    """Every file but what the store keeps for itself, by a hash of it."""
    files = (path for path in folder.rglob("*") if path.is_file() and "store" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def started(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, object]:
    assert main(["start", *arguments, "--json"]) == code, capsys.readouterr().err
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.long
def test_from_a_name_to_a_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dry = started(capsys, "--council", "Kent", "--dry-run")
    assert list(tmp_path.iterdir()) == []
    first = started(capsys, "--council", "Kent", "--administrator", "ann@kent.example", "--first-year", "FY2025-26")
    assert first["gaps"] != dry["gaps"]  # Somebody is the administrator now.
    kent = tmp_path / "kent"
    assert state_of(kent).keys() >= {
        "returnonce.toml", "setup.xlsx", "places/kent/place.yaml", "local/pack.yaml", "calendar/kent.ics",
        "templates/FY2025-26/kent-childrens-services.xlsx",
    }  # fmt: skip
    assert (kent / "store" / "store.sqlite3").stat().st_mode & 0o077 == 0

    # From any folder below.
    monkeypatch.chdir(kent / "places" / "kent")
    before = state_of(kent)
    again = started(capsys)
    assert (again["changed"], again["store_made"], again["made"]) == (False, False, [])
    assert {each["fate"] for each in again["files"]} == {"there"}  # type: ignore[index, attr-defined]
    assert state_of(kent) == before
    assert main(["plan", "--from", "2026-03-31", "--to", "2026-03-31", "--agency", "kent-childrens-services"]) == 0
    assert "ssda903" in capsys.readouterr().out
    # The samples are off, and nothing but this council is there.
    assert main(["packs", "list", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["places"]) == ["kent"]
    assert main(["catalogue", "check"]) == 0
    # Whoever makes something up does it elsewhere.
    assert main(["demo"]) == 1
    assert "nothing is made up" in capsys.readouterr().err


@pytest.mark.long
def test_a_sheet_is_taken_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started(capsys, "--council", "Lewisham")
    workspace = tmp_path / "lewisham"
    monkeypatch.chdir(workspace)
    before = state_of(workspace)
    change_cells(workspace / "setup.xlsx", {("People", "A2"): "bea@l.example", ("People", "C2"): "boss"})
    assert main(["start", "--from", "setup.xlsx"]) == 1
    printed = capsys.readouterr()
    assert "People C2: 'boss' may not stand there" in printed.out
    assert "nothing of it is taken" in printed.err
    assert state_of(workspace) | {"setup.xlsx": ""} == before | {"setup.xlsx": ""}

    right = {
        ("People", "B2"): "Bea", ("People", "C2"): "second person", ("Council", "B5"): "smtp://mail.example",
        ("Who answers", "A5"): "lewisham-yot", ("Who answers", "B5"): "Youth justice", ("Who answers", "C5"): "yot",
        ("Who answers", "D5"): "Lewisham", ("Who answers", "W5"): "yes",
    }  # fmt: skip
    change_cells(workspace / "setup.xlsx", right)
    taken = started(capsys, "--from", "setup.xlsx")
    fates = {each["path"]: each["fate"] for each in taken["files"]}  # type: ignore[attr-defined]
    assert fates["places/lewisham/agencies.tsv"] == fates["returnonce.toml"] == "renewed"
    assert (
        "lewisham-yot\tYouth justice\tyot\tyot\tE09000023" in (workspace / "places/lewisham/agencies.tsv").read_text()
    )
    assert 'mail_server = "smtp://mail.example"' in (workspace / "returnonce.toml").read_text()
    gaps = " ".join(taken["gaps"])  # type: ignore[arg-type]
    assert "second person" not in gaps
    assert "suggestion" not in gaps
    assert started(capsys, "--from", "setup.xlsx")["changed"] is False


@pytest.mark.long
def test_a_district_begins_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--council", "Ashford Borough Council", "--folder", "work/ours", "--administrator", "ann")
    answer = started(capsys, *asked, "--first-year", "FY2025-26")
    assert (answer["kind"], answer["area"], answer["changed"]) == ("district", "E07000105", True)
    before = state_of(tmp_path / "work/ours")
    assert before.keys() >= {"returnonce.toml", "setup.xlsx", "places/ashford/agencies.tsv", "local/pack.yaml"}
    again = started(capsys, "--council", "Ashford", "--folder", "work/ours", "--administrator", "ann")
    assert (again["changed"], again["made"]) == (False, [])
    assert state_of(tmp_path / "work/ours") == before
    # The address at which the administrator signs in is shown once, and made again by who asks for it.
    ((account, address),) = answer["sign_in_links"].items()  # type: ignore[attr-defined]
    assert (account, address.partition("#")[0]) == ("ann", "http://127.0.0.1:8765/sign-in/link")
    assert again["sign_in_links"] == {}
    monkeypatch.setenv("RETURNONCE_BASE_URL", "https://returns.council.example")
    monkeypatch.chdir(tmp_path / "work/ours")
    assert main(["user", "password", "ann", "--link", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["link"].startswith("https://returns.council.example/sign-in/link#rol_")
    assert "rol_" not in printed.err
    # It has a year, of returns that are made elsewhere, and goes on with the one that it began with.
    assert started(capsys)["changed"] is False
    assert main(["plan", "--from", "2025-04-01", "--to", "2026-03-31"]) == 0
    plan = capsys.readouterr().out
    assert [code for code in ("h-clic", "lahs", "revenue-outturn", "wastedataflow") if code not in plan] == []


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "Give --council NAME"),
        (("--council", "Kentt"), 1, "Near it: E10000016 (Kent, county)"),
        (("--council", "Cumbria"), 1, "followed by Cumberland"),
        (("--council", "Kent", "--folder", "demo/kent"), 1, "demonstration's folder"),
        (("--council", "Kent", "--first-year", "2026-28"), 1, "2026-28"),
        (("--council", "Kent", "--administrator", "Ann Example"), 2, "Ann Example"),
        (("--from", "none.xlsx"), 1, "no file none.xlsx"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / DEMO_MARK).touch()
    assert main(["start", *arguments]) == code
    assert says in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
