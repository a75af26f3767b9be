"""Examples that a page shows are run, and print what the page says."""

from __future__ import annotations

import importlib
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from demo.record_steps import load_record_steps
from demo.send_records import name_adults_file
from demo.synthetic import adults, children, clients
from exports.records.cin_xml import cin_xml
from exports.records.ndtms_csv import ndtms_file
from exports.records.table_csv import table_files, zip_tables
from indicators.period.codes import parse_period
from tests.shipped import load_ruleset
from tests.test_docs import HOWTO, text

#: Pages whose examples take half a second or more together.
MANY_COMMANDS = {
    f"docs/howto/{name}.md"
    for name in (
        "add-a-pack", "add-a-record-set", "add-a-return", "compile-local-outcomes", "fill-the-years-ascof",
        "follow-a-local-area-agreement", "from-nothing-to-an-edition",
        "keep-and-purge-records", "keep-records-at-home", "keep-the-whole-year", "publish-a-return",
        "review-the-schedule", "run-several-workers", "send-an-upload", "send-records",
        "write-a-report", "write-record-returns",
    )
}  # fmt: skip
LONG = (pytest.mark.long,)
FENCE = re.compile(r"^```(\w+) (run|file=(\S+))(?: exit=(\d))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@cache
def made_up_records() -> dict[str, bytes]:
    """Files of records by name, as the demonstration leaves them under ``records-made-up``."""
    steps = load_record_steps()
    year = parse_period(steps.children.year)
    looked_after, in_need = children(
        steps.children.count, load_ruleset(), seed=steps.children.seed, year=year, area=steps.children.area
    )
    files = {
        f"ssda903_{year.code}_illustrative.zip": zip_tables(looked_after),
        f"cin_{year.code}_illustrative.xml": cin_xml(in_need).data,
    }
    known = steps.adults
    made = adults(known.count, load_ruleset(), seed=known.seed, year=parse_period(known.year), area=known.area)
    files |= {name_adults_file(each): data for each in made.submissions for data in table_files(each).values()}
    for each in steps.services:
        client_rows = clients(
            each.count, load_ruleset(), seed=each.seed, year=parse_period(each.year), providers=list(each.providers),
            version=each.version, area=each.ground, reach=each.reach,
        )  # fmt: skip
        files |= dict(ndtms_file(client_rows[code], agency=code) for code in each.providers if code not in each.silent)
    return files


@pytest.mark.parametrize("page", [pytest.param(each, marks=LONG if each in MANY_COMMANDS else ()) for each in HOWTO])
def test_examples_run(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Blocks ``file=…`` become files; in blocks ``run`` commands run, and what is printed below them appears."""
    if "records-made-up" in text(page):
        for name, data in made_up_records().items():
            (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "1000")
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    names: dict[str, str] = {}
    for _, action, name, code, body in FENCE.findall(text(page)):
        if action == "run":
            _run(body, int(code or 0), names, monkeypatch, capsys)
        else:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(body, encoding="utf-8")


#: Words of a page for the name that was printed last: of a submission or proposal, which is another one each time.
SHOWN_NAMES = {"NAME": re.compile(r"as submission (\w+)"), "PROPOSAL": re.compile(r"Proposal (\w+)")}


def _run(
    body: str, expected: int, names: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ""
    for line in body.splitlines():
        if line.startswith("$ export "):
            monkeypatch.setenv(*line.removeprefix("$ export ").split("=", 1))
        elif line.startswith("$ unset "):
            monkeypatch.delenv(line.removeprefix("$ unset "))
        elif line.startswith("$ cd "):
            monkeypatch.chdir(line.removeprefix("$ cd "))
        elif line.startswith("$ "):
            for word, name in names.items():
                line = line.replace(word, name)
            said = _command(line, expected, capsys)
            names.update({word: match[1] for word, shown in SHOWN_NAMES.items() if (match := shown.search(said))})
        else:
            for piece in filter(None, map(str.strip, line.split("…"))):
                assert " ".join(piece.split()) in said, f"{piece!r} is not in:\n{said}"


def _command(line: str, expected: int, capsys: pytest.CaptureFixture[str]) -> str:
    cli = importlib.import_module("cli")
    program, *arguments = shlex.split(line.removeprefix("$ "))
    assert program == "returnonce"
    code = cli.main(arguments)
    printed = capsys.readouterr()
    said = " ".join((printed.out + "\n" + printed.err).split())
    assert code == expected, f"{line}\n{printed.out}\n{printed.err}"
    return said
