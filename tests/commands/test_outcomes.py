"""What was asked for, and what was done, stands on standard output; standard error has remarks and the next command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli import main
from tests.repository import ROOT
from tests.stores import copied

FIGURES = ROOT / "demo" / "FY2009-10" / "lewisham" / "lewisham-yot-illustrative.csv"
#: In their order: what is typed, what standard output says of it, and what standard error begins with besides.
ACTS = (
    ("init", r"The store is ready in", "Next"),
    ("user add ann --title Ann", r"The account ann is made", "Next"),
    ("user grant ann officer --place lewisham", r"ann is given officer", "Next"),
    ("user end ann --grant 1", r"Grant 1 of ann has ended", "Next"),
    ("key add ann", r"ro_\S+$", "It holds until"),
    ("client add machine --title Machine", r"The account machine is made", "Next"),
    ("feed add --agency lewisham-yot", r"/calendars/\S+\.ics$", "Feed 1"),
    ("feed write --agency lewisham-yot --out calendar.ics", r"dates are in calendar.ics", "Next"),
    ("feed revoke 1", r"Feed 1 is taken back", "Next"),
    ("event --place lewisham --return ofsted-annex-a --area Lewisham --period 2026-03-01 --on 2026-03-01 "
     "--kind inspection-notice", r"falls due on", "Next"),
    ("extend national-indicators --place lewisham --period FY2009-10 --until 2010-08-31 --by ann --reason snow",
     r"has until Tuesday 31 August 2010", "Next"),
    ("template --agency lewisham-yot --period FY2009-10 --out t.xlsx",
     r"t\.xlsx asks for what lewisham-yot owes", "Next"),
    ("template --agency lewisham-yot --period FY2009-10 --return national-indicators --out n.xlsx",
     r"n\.xlsx asks for what lewisham-yot owes to national-indicators", "Next"),
    ("check FIGURES --agency lewisham-yot", r"would be accepted", "Next"),
    ("collect FIGURES --agency lewisham-yot", r"accepted", "Next"),
    ("plan --place lewisham --from 2010-03-31 --to 2010-03-31 --out plan.json",
     r"The plan is saved in plan.json", "4 returns fall due"),
    ("fill crc --area Lewisham --period FY2010-11 --out filled --format csv", r"sha256 [0-9a-f]{12}", "Next"),
    ("burden --place lewisham --period FY2009-10 --out burden.csv", r"Written: burden.csv", "Next"),
    ("reminders", r"messages? ", ""),
    ("schedule --once", r"\.$", ""),
    ("purge", r"0 keys destroyed", "Next"),
    ("blobs show", r"files", "Next"),
    ("master-key rotate", r"The master key is", "Give keys/master.key"),
    ("signing-key rotate", r"\S+  \S+", "Tell recipients"),
    ("backup here.backup", r"SHA-256", ""),
    ("catalogue check", r"indicators, .* no problems", ""),
    ("places check", r"places: no problems", "Next"),
    ("packs list", r"pack ", "Next"),
    ("completion bash", r"complete ", "Put this line"),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Path:
    """A folder with an empty store, in which the acts follow each other."""
    folder = tmp_path_factory.mktemp("outcomes")
    copied(made, folder / "var")
    return folder


@pytest.mark.parametrize(("typed", "answer", "remark"), ACTS, ids=lambda part: str(part)[:40])
def test_an_outcome_is_on_standard_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    typed: str, answer: str, remark: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(folder)
    monkeypatch.setenv("RETURNONCE_HOME", str(folder / "var"))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    code = main([str(FIGURES) if word == "FIGURES" else word for word in typed.split()])
    printed = capsys.readouterr()
    assert code in {0, 1}, printed.err
    assert re.search(answer, printed.out, re.MULTILINE), (printed.out, printed.err)
    assert printed.err.startswith(remark), printed.err
