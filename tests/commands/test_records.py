"""The verbs of records as a person types them: exit codes, what is printed, what is asked for and what is audited."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from cli import main
from demo.synthetic import clients
from exports.records.ndtms_csv import ndtms_file
from indicators.period.codes import parse_period
from returnonce.vault import new_master_key
from tests.collectors.records.files import CANARIES, in_folder, ssda903, zipped
from tests.collectors.records.reading import CIN, write
from tests.shipped import load_ruleset
from tests.stores import copied

pytestmark = pytest.mark.long

COUNCIL, SERVICE = "nottinghamshire-childrens-services", "nottinghamshire-community-drug-service"
YEAR, DAY, TREATED = "FY2024-25", "2025-03-31", "FY2010-11"
PURPOSE = ("--purpose", "a test of the verbs")
#: Return, agency, period and the files that it is made as.
RETURNS = (
    ("ssda903", COUNCIL, YEAR, {"header.csv", "episodes.csv", "oc2.csv"}),
    ("cin", COUNCIL, YEAR, {f"cin_{YEAR}.xml"}),
    ("ofsted-annex-a", COUNCIL, DAY, {f"ofsted-annex-a_{DAY}.xlsx"}),
    ("ndtms", SERVICE, TREATED, {"X0003-20100401-20110331-TREAT-IN-H.csv"}),
)


class Said(NamedTuple):
    """What a verb said: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Home:
    """A home folder and the files that are sent to it."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str] | None = None) -> None:
        self.folder, self.capfd = folder, capfd

    def run(self, *arguments: str) -> Said:
        code = main(arguments)
        assert self.capfd is not None
        output = self.capfd.readouterr()
        assert "Traceback" not in output.out + output.err
        return Said(code, output.out, output.err)

    def looked_after(self, **given: int) -> str:
        return str(zipped(self.folder / "ZQSURNAME set.zip", ssda903(**given)))

    def in_need(self) -> str:
        return str(
            write(self.folder / "census.xml", CIN.replace("C1", "ZQCHILD001").replace("2015-05-17", "2012-02-29"))
        )

    def treated(self) -> str:
        made = clients(8, load_ruleset(), seed=3, year=parse_period(TREATED), providers=["X0003"], version="H")["X0003"]
        name, data = ndtms_file(made, agency="X0003")
        return str(write(self.folder / name, data))

    def acts(self) -> list[str]:
        with sqlite3.connect(self.folder / "var" / "store.sqlite3") as store:
            done = store.execute("SELECT act FROM audit ORDER BY id")
            return [act for (act,) in done if act not in {"adopt-key", "bind", "use-rules"}]

    def audited(self, act: str) -> dict[str, Any]:
        with sqlite3.connect(self.folder / "var" / "store.sqlite3") as store:
            [(details,)] = store.execute("SELECT details FROM audit WHERE act = ? ORDER BY id DESC LIMIT 1", (act,))
        document: dict[str, Any] = json.loads(details)
        return document


@pytest.fixture(autouse=True)
def loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNONCE_LOG_LEVEL", "debug")
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)


@pytest.fixture
def home(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Home:
    copied(made, tmp_path / "var")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    return Home(tmp_path, capfd)


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Iterator[Home]:
    """Three sets of records, received once for the tests that only read them."""
    with pytest.MonkeyPatch.context() as patch:
        actual_home = Home(tmp_path_factory.mktemp("received"))
        copied(made, actual_home.folder / "var")
        patch.setenv("RETURNONCE_HOME", str(actual_home.folder / "var"))
        for path, agency in (
            (actual_home.looked_after(), COUNCIL),
            (actual_home.in_need(), COUNCIL),
            (actual_home.treated(), SERVICE),
        ):
            period = () if agency == SERVICE else ("--period", YEAR)
            assert main(["collect", path, "--agency", agency, *period]) == 0
        yield actual_home


@pytest.fixture
def held(received: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Home:
    monkeypatch.setenv("RETURNONCE_HOME", str(received.folder / "var"))
    capfd.readouterr()
    return Home(received.folder, capfd)


def tells_of_people(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [canary for canary in CANARIES if canary.encode() in data]


def test_what_is_kept_and_sent_is_shown_with_its_data_sharing_agreement(held: Home) -> None:
    kept = {row["agency"]: row["data-sharing agreement"] for row in held.run("records", "--json").data}
    assert kept[SERVICE].count("treatment-community: ") == kept[SERVICE].count("treatment-ndtms: ") == 1
    assert kept[COUNCIL] == ""
    filled = held.run(
        "fill", "ndtms", "--agency", SERVICE, "--period", TREATED, "--out", str(held.folder / "out"), *PURPOSE, "--json"
    )
    assert filled.code == 0, filled.err
    [sentence] = filled.data["sharing"]
    assert "treatment of nottinghamshire-community-drug-service to ndtms" in sentence


def test_a_receipt_of_records_says_under_which_agreement_they_came(home: Home) -> None:
    said = home.run("collect", home.treated(), "--agency", SERVICE)
    assert said.code == 0
    assert said.err.count("treatment-community") == 1
    assert "data-sharing" not in home.run("collect", home.looked_after(), "--agency", COUNCIL, "--period", YEAR).err


def test_the_register_is_listed_and_checked_as_on_a_day(held: Home) -> None:
    over = held.run("agreements", "--on", "2026-11-23", "--json")
    assert over.code == 1
    assert [row["state"] for row in over.data] == ["ended", "missing", "in force", "in force"]
    assert over.err.count("Warning: ") == 2
    assert held.run("agreements", "--place", "lewisham").code == 0
    assert held.run("agreements", "--place", "mars").code == 1
    assert held.run("agreements", "--on", "soon").code == 2


def test_check_and_collect_say_the_same_and_only_one_of_them_keeps_anything(home: Home) -> None:
    sent = (home.looked_after(), "--agency", COUNCIL, "--period", YEAR, "--json")
    checked = home.run("check", *sent)
    assert (checked.code, home.acts()) == (0, [])
    taken = home.run("collect", *sent)
    assert taken.code == 0
    assert set(taken.data) == {"accepted", "agency", "counts", "findings", "submission", "repeated", "file"}
    assert taken.data["counts"] == checked.data["counts"]
    assert taken.data["counts"]["rows"] == 12
    assert all(finding["value"] is None for finding in taken.data["findings"])
    again = home.run("collect", *sent)
    assert (again.code, again.data["repeated"]) == (0, True)
    [row] = home.run("records", "--json").data
    assert (row["agency"], row["record set"], row["period"], row["rows"]) == (
        COUNCIL,
        "children-looked-after",
        YEAR,
        12,
    )
    assert row["state"].startswith("kept until ")
    assert home.acts() == ["accept-records"]
    for said in (checked, taken, again, home.run("submissions"), home.run("records")):
        assert tells_of_people(said.out + said.err) == []


def test_check_writes_the_rows_that_findings_name_for_the_agency_alone(home: Home) -> None:
    sent, out = home.looked_after(), home.folder / "findings.xlsx"
    check = ("check", sent, "--agency", COUNCIL, "--period", YEAR)
    plain, listed = home.run(*check), home.run(*check, "--findings", str(out))
    assert listed.code == plain.code == 0
    said = f"{out} has the findings with the rows that they name; it is for {COUNCIL} only.\n"
    assert (listed.out + listed.err).replace(said, "") == plain.out + plain.err
    assert home.acts() == []
    assert out.stat().st_mode & 0o077 == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == "Rules"


def test_derive_writes_them_beside_its_figures(home: Home) -> None:
    sent, out, rows = home.looked_after(), home.folder / "figures.xlsx", home.folder / "findings.xlsx"
    sender = ("--agency", COUNCIL, "--period", YEAR, "--out", str(out))
    told = home.run("derive", sent, *sender, "--findings", str(rows))
    assert told.code == 0, told.err
    assert openpyxl.load_workbook(out).sheetnames[0] == "Figures"
    assert openpyxl.load_workbook(rows).sheetnames[0] == "Rules"
    again = home.run("derive", sent, *sender, "--findings", str(out))
    assert (again.code, "--findings" in again.err) == (2, True)


@pytest.mark.parametrize("out", ["header.csv", "more/findings.xlsx", "."], ids=["a file", "a folder in it", "itself"])
def test_no_findings_are_written_among_the_records(home: Home, out: str) -> None:
    folder = in_folder(home.folder / "set", ssda903())
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    said = home.run("check", str(folder), "--agency", COUNCIL, "--period", YEAR, "--findings", str(folder / out))
    assert said.code == 2
    assert "--findings" in said.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("source", [(), ("--source", "cla-rates")], ids=["figures", "published"])
def test_figures_have_no_rows_to_list(home: Home, source: tuple[str, ...]) -> None:
    file = write(home.folder / "figures.csv", "indicator,area,period,value\nNI 62,E10000024,FY2009-10,1\n")
    sender = source or ("--agency", COUNCIL)
    said = home.run("check", str(file), *sender, "--findings", str(home.folder / "findings.xlsx"))
    assert said.code == 2
    assert "This is no file of records." in said.err
    assert not (home.folder / "findings.xlsx").exists()


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_refusal_quotes_nothing_and_exits_1(home: Home, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setenv("RETURNONCE_LOG_FORMAT", form)
    files = ssda903()
    files["episodes.csv"] = files["episodes.csv"].replace("01/03/2023", "ZQSURNAME", 2)
    files["oc2.csv"] = files["oc2.csv"][:-20]
    path = zipped(home.folder / "ZQSURNAME.zip", files)
    for verb in ("check", "collect"):
        for more in ((), ("--json",)):
            said = home.run(verb, str(path), "--agency", COUNCIL, "--period", YEAR, *more)
            assert said.code == 1
            assert {"record-date", "record-truncated"} <= set(re.findall(r"record-[a-z]+", said.out))
            assert tells_of_people(said.out + said.err) == []
    assert set(home.acts()) == {"refuse-records"}
    assert home.run("records", "--json").data == []
    for path in (home.folder / "var").rglob("*"):
        assert not path.is_file() or tells_of_people(path.read_bytes()) == []


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ((), 2, "Which period"),
        (("--period", "FY2024"), 1, "FY2024"),
        (("--period", "2025-03-31"), 1, "not of a day"),
        (("--period", YEAR, "--version", "Z"), 1, "no version"),
    ],
)
def test_what_is_not_said_or_does_not_fit(home: Home, more: tuple[str, ...], code: int, words: str) -> None:
    said = home.run("collect", home.looked_after(), "--agency", COUNCIL, *more, "--json")
    assert (said.code, words in said.err) == (code, True), said.err
    assert set(said.data) >= {"type", "title", "detail", "mend"}


@pytest.mark.parametrize(("code", "agency", "period", "files"), RETURNS)
def test_a_return_of_records_needs_a_purpose_and_leaves_a_row(
    held: Home, tmp_path: Path, code: str, agency: str, period: str, files: set[str]
) -> None:
    wanted = ("fill", code, "--agency", agency, "--period", period, "--out", str(tmp_path / "out"), "--json")
    for none in ((), ("--purpose", " ")):
        refused = held.run(*wanted, *none)
        assert (refused.code, "--purpose" in refused.err) == (2, True)
    assert not (tmp_path / "out").exists()
    before = held.acts()
    said = held.run(*wanted, *PURPOSE)
    assert said.code == 0, said.err
    assert {path.name for path in (tmp_path / "out").iterdir()} >= files
    assert held.acts() == [*before, "export-records"]
    details = held.audited("export-records")
    assert (details["return"], details["purpose"]) == (code, PURPOSE[1])
    assert set(details["files"]) >= files
    assert tells_of_people(said.out + said.err + json.dumps(details)) == []


def test_a_work_list_is_for_a_purpose_and_says_only_counts(held: Home, tmp_path: Path) -> None:
    wanted = ("work-list", "children-looked-after", "--agency", COUNCIL, "--period", YEAR, "--out")
    assert held.run(*wanted, str(tmp_path / "list.xlsx")).code == 2
    said = held.run(*wanted, str(tmp_path / "list.xlsx"), *PURPOSE, "--json")
    assert said.code == 0, said.err
    counts = {row["list"]: row["records"] for row in said.data["lists"]}
    assert 2 in counts.values()
    assert tells_of_people(said.out + said.err) == []
    details = held.audited("work-list")
    assert (details["purpose"], details["rows"]) == (PURPOSE[1], sum(counts.values()))
    assert held.run(*wanted, str(tmp_path / "other.xlsx"), *PURPOSE, "--agency", SERVICE).code == 1
    assert not (tmp_path / "other.xlsx").exists()


def test_a_work_list_of_accepted_records_has_the_rows_that_its_findings_name(held: Home, tmp_path: Path) -> None:
    out, findings = tmp_path / "list.xlsx", tmp_path / "findings.xlsx"
    wanted = ("work-list", "children-looked-after", "--agency", COUNCIL, "--period", YEAR, "--out", str(out), *PURPOSE)
    said = held.run(*wanted, "--findings", str(findings))
    assert said.code == 0, said.err
    assert tells_of_people(said.out + said.err + json.dumps(held.audited("work-list"))) == []
    assert held.audited("work-list")["findings"] == sha256(findings.read_bytes()).hexdigest()
    book = openpyxl.load_workbook(findings)
    assert {row[0] for row in book["Rules"].iter_rows(values_only=True)} & {"error", "query", "note"}
    rules = {str(row[1]) for row in book["Rules"].iter_rows(min_row=6, values_only=True)}
    assert all(f" {rule} " in said.out for rule in rules), "the console has the same rules"
    told = held.run(*wanted, "--findings", str(findings), "--json").data["findings"]
    assert (told["file"], told["teams"]) == (str(findings), [])
    assert {row["rule"] for row in told["rules"]} == rules
    assert all(row["rows"] > 0 and row.keys() == {"severity", "rule", "table", "what", "rows"} for row in told["rules"])
    cells = {str(cell) for sheet in book.worksheets[1:] for row in sheet.iter_rows(values_only=True) for cell in row}
    assert tells_of_people(" ".join(cells))
    assert held.run(*wanted, "--findings", str(out)).code == 2


def test_the_console_counts_findings_by_team(home: Home) -> None:
    tables = ssda903()
    header, *rows = tables["header.csv"].splitlines()
    tables["header.csv"] = "\n".join([f"{header},ALLOCATED_TEAM", *(f"{row},Long Row" for row in rows), ""])
    file = in_folder(home.folder / "by team", tables)
    out = home.folder / "findings.xlsx"
    said = home.run("check", str(file), "--agency", COUNCIL, "--period", YEAR, "--findings", str(out))
    printed = [line.split() for line in said.out.splitlines()]
    assert ["team", "error", "query", "note"] in printed, said.out
    [counts] = [line[2:] for line in printed if line[:2] == ["Long", "Row"]]
    sheet = openpyxl.load_workbook(out)["Teams"].iter_rows(values_only=True)
    listed = [row for row in sheet if row[0] == "Long Row"]
    by_severity = [sum(int(row[5]) for row in listed if row[1] == each) for each in ("error", "query", "note")]
    assert [int(count) for count in counts] == by_severity


def test_a_workbook_made_elsewhere_is_compared_and_names_children_only_when_asked(held: Home, tmp_path: Path) -> None:
    made = ("fill", "ofsted-annex-a", "--agency", COUNCIL, "--period", DAY, "--out", str(tmp_path), *PURPOSE)
    assert held.run(*made).code == 0
    theirs = tmp_path / "ZQSURNAME.xlsx"
    (tmp_path / f"ofsted-annex-a_{DAY}.xlsx").rename(theirs)
    wanted = ("compare", str(theirs), "--agency", COUNCIL, "--period", DAY, "--out", str(tmp_path / "found.xlsx"))
    before = held.acts()
    said = held.run(*wanted, "--json")
    assert said.code == 0, said.err
    assert set(said.data) == {"lists", "columns", "codes"}
    assert {row["only_ours"] + row["only_theirs"] for row in said.data["lists"]} == {0}
    assert "People" not in openpyxl.load_workbook(tmp_path / "found.xlsx").sheetnames
    assert tells_of_people(said.out + said.err) == []
    assert held.acts() == before
    assert held.run(*wanted, "--children").code == 2
    assert held.run(*wanted, "--children", *PURPOSE).code == 0
    assert "People" in openpyxl.load_workbook(tmp_path / "found.xlsx").sheetnames
    assert held.acts() == [*before, "compare-lists"]
    assert held.run("compare", held.looked_after(), *wanted[2:]).code == 1


def test_records_stay_at_home_and_their_figures_are_sent(home: Home) -> None:
    out = home.folder / "figures.xlsx"
    wanted = ("derive", home.looked_after(), "--agency", COUNCIL, "--period", YEAR, "--out", str(out))
    said = home.run(*wanted, "--json")
    assert (said.code, said.data["accepted"], home.acts()) == (0, True, [])
    cells = str([list(sheet.values) for sheet in openpyxl.load_workbook(out).worksheets])
    assert tells_of_people(said.out + said.err + cells) == []
    taken = home.run("collect", str(out), "--agency", COUNCIL, "--json")
    assert (taken.code, taken.data["counts"]["figures"]) == (0, said.data["counts"]["figures"])
    assert home.run("records", "--json").data == []
    out.unlink()
    figures = write(home.folder / "figures.csv", "indicator,area,period,value\n")
    assert home.run("derive", str(figures), "--agency", COUNCIL, "--out", str(out)).code == 1
    assert not out.exists()


def test_a_purge_is_said_first_and_needs_a_reason(home: Home) -> None:
    sent = ("collect", home.looked_after(assessed=3), "--agency", COUNCIL, "--period", YEAR, "--json")
    name = home.run(*sent).data["submission"]
    figure = ("figure", "cla-health-assessment", "--area", "E10000024", "--period", YEAR, "--json")
    before = home.run(*figure).data["value"]
    assert home.run("purge", "--submission", name).code == 1
    dry = home.run("purge", "--submission", name, "--reason", "asked for", "--dry-run", "--json")
    assert [(row["submission"], row["destroyed"]) for row in dry.data] == [(name[:12], False)]
    assert list((home.folder / "var" / "records").rglob("key")) != []
    done = home.run("purge", "--submission", name[:12], "--reason", "asked for", "--json")
    assert [row["destroyed"] for row in done.data] == [True]
    assert [path for path in (home.folder / "var" / "records").rglob("*") if path.is_file()] == []
    assert home.run("purge", "--json").data == []
    assert home.run(*figure).data["value"] == before
    assert home.run("records", "--json").data[0]["state"].startswith("purged ")
    assert home.acts() == ["accept-records", "purge"]
    out = ("--out", str(home.folder / "out"))
    for verb in (("fill", "ssda903", "--agency", COUNCIL, "--period", YEAR, *out, *PURPOSE), sent):
        assert home.run(*verb).code == 1
    assert not (home.folder / "out").exists()


def test_a_key_that_does_not_fit_is_told_and_nothing_is_written(
    held: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = ("fill", "ssda903", "--agency", COUNCIL, "--period", YEAR, "--out", str(tmp_path / "out"), *PURPOSE)
    before = held.acts()
    for key, code in ((new_master_key(), 1), ("short", 2)):
        monkeypatch.setenv("RETURNONCE_MASTER_KEY", key)
        said = held.run(*wanted)
        assert (said.code, "RETURNONCE_MASTER_KEY" in said.err, key in said.err) == (code, True, False)
    assert (held.acts(), (tmp_path / "out").exists()) == (before, False)
