"""A return's life as people type it: proposed by one, approved by another, published, sent, restated, withdrawn."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands.command_line import run

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("home")]

AGENCY = "lewisham-childrens-services"
UPLOAD = "indicator,area,period,numerator,denominator\nNI 62,E09000023,FY2009-10,{0},450\n"
SLICE = ("--area", "Lewisham", "--period", "FY2009-10")
NI = ("national-indicators", *SLICE)
Told = pytest.CaptureFixture[str]


def done(capsys: Told, *arguments: str) -> Any:
    code, out, talk = run(capsys, *arguments, "--json")
    assert code == 0, out + talk
    return json.loads(out)


def send(capsys: Told, home: Path, numerator: int) -> str:
    path = home / f"figures-{numerator}.csv"
    path.write_text(UPLOAD.format(numerator))
    done(capsys, "collect", str(path), "--agency", AGENCY)
    return str(path)


def people(capsys: Told) -> None:
    for name, role in (("olga", "officer"), ("anna", "approver")):
        done(capsys, "user", "add", name, "--title", name.title(), "--place", "lewisham")
        done(capsys, "user", "grant", name, role, "--place", "lewisham")


def test_the_life_of_a_return(capsys: Told, home: Path) -> None:
    people(capsys)
    send(capsys, home, 45)
    one = done(capsys, "propose", *NI, "--by", "olga")
    assert (one["state"], one["waits_for"]) == ("proposed", "approval")
    name = one["proposal"][:12]
    assert run(capsys, "approve", name, "--by", "olga")[0] == 1
    assert run(capsys, "publish", name, "--by", "olga")[0] == 1
    assert done(capsys, "approve", name, "--by", "anna")["state"] == "approved"
    first = done(capsys, "publish", name, "--by", "olga")
    assert done(capsys, "publish", name) == first
    assert [each["state"] for each in done(capsys, "proposals", *NI[:1])] == ["published"]
    code, _, talk = run(capsys, "propose", *NI, "--by", "olga", "--reason", "correction")
    assert (code, "Nothing differs from edition 1." in talk) == (1, True)
    assert talk.splitlines()[-1] == f"Next: returnonce editions {' '.join(NI)}"

    coming = home / "correction.csv"
    coming.write_text(UPLOAD.format(54))
    (actual_output,) = done(capsys, "restate", str(coming), "--agency", AGENCY)
    assert actual_output["edition"] == first["edition"]
    assert [(c["line"], c["old_value"], c["new_value"], c["difference"]) for c in actual_output["cells"]] == [
        ("NI 62", "10", "12", "2")
    ]
    code, out, _ = run(capsys, "restate", str(coming), "--agency", AGENCY)
    assert (code, "NI 62" in out) == (0, True)
    assert "1 published edition would change. Nothing was stored." in out
    submission = done(capsys, "collect", str(coming), "--agency", AGENCY)["submission"]
    assert done(capsys, "restate", "--withdrawal", submission) == []

    assert run(capsys, "propose", *NI, "--by", "olga")[0] == 1
    again = done(capsys, "propose", *NI, "--by", "olga", "--reason", "correction", "--note", "keyed wrongly")
    done(capsys, "approve", again["proposal"], "--by", "anna")
    second = done(capsys, "publish", again["proposal"], "--by", "olga")
    output = done(capsys, "changes", *NI)
    assert (output["edition"], output["compared_with"]) == (second["edition"], 1)
    assert [(c["line"], c["change"], c["old_value"], c["new_value"]) for c in output["changes"]] == [
        ("NI 62", "changed", "10", "12")
    ]
    assert "changes in" in run(capsys, "changes", *NI, "--number", "1")[1]

    gone = done(capsys, "withdraw-edition", *NI, "--number", "2", "--reason", "the wrong area", "--by", "anna")
    assert gone["withdrawn_why"] == "the wrong area"
    listed = done(capsys, "editions", "--out", str(home / "out"))
    assert [(one["number"], bool(one["withdrawn_at"])) for one in listed] == [(1, False), (2, True)]
    files = {file["name"]: file["sha256"] for file in first["files"]}
    assert {Path(path).name for path in listed[0]["written"]} == set(files)
    assert "withdrawn" in run(capsys, "editions")[1]


def test_sending_and_sending_back(capsys: Told, home: Path) -> None:
    people(capsys)
    send(capsys, home, 45)
    code, out, _ = run(capsys, "propose", *NI)
    assert code == 0
    assert re.search(r"\n1 of its [0-9]+ cells have a figure\.\n", out)
    one = done(capsys, "propose", *NI)
    back = done(capsys, "send-back", one["proposal"], "--reason", "NI 63 is missing", "--by", "anna")
    assert (back["state"], back["acts"][0]["note"]) == ("sent_back", "NI 63 is missing")
    send(capsys, home, 46)
    one = done(capsys, "propose", *NI)
    assert run(capsys, "sign-off", one["proposal"], "--by", "anna")[0] == 1
    done(capsys, "approve", one["proposal"], "--by", "anna")
    done(capsys, "publish", one["proposal"])
    report = home / "report.csv"
    report.write_text("Code,Type,Indicator,Message\nH1,Error,NI62,Above the ceiling\n")
    assert run(capsys, "sent", *NI, "--report", str(report))[0] == 1
    assert run(capsys, "sent", *NI)[0] == 2
    assert done(capsys, "sent", *NI, "--portal", "hub", "--receipt", "4711", "--by", "olga")["sending"] == 1
    output = done(capsys, "sent", *NI, "--report", str(report), "--by", "olga")
    assert [(f["line"], f["message"]) for f in output["findings"]] == [("NI 62", "Above the ceiling")]
    code, out, _ = run(capsys, "sent", *NI, "--report", str(report))
    assert (code, "Above the ceiling" in out, "found one thing" in out) == (0, True, True)
    assert done(capsys, "editions")[0]["sent"][0]["receipt"] == "4711"


def test_queries_are_answered(capsys: Told, home: Path) -> None:
    path = home / "before.csv"
    path.write_text(UPLOAD.format(10).replace("FY2009-10", "FY2008-09"))
    done(capsys, "collect", str(path), "--agency", AGENCY)
    send(capsys, home, 440)
    submission = done(capsys, "submissions")[0]["submission"]
    assert run(capsys, "propose", *NI)[0] == 1
    waiting = done(capsys, "answer", submission)
    assert [bool(one["answers"]) for one in waiting] == [False]
    code, _, talk = run(capsys, "answer", submission, "--text", "Two homes closed.")
    assert (code, "0 without an answer" in talk) == (0, True)
    assert done(capsys, "propose", *NI)["state"] == "proposed"


def test_the_first_act_after_definitions_changed_waits_for_nobody(
    capsys: Told, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done first by new definitions notes their use: a session of its own must not stand in the way."""
    path = home / "before.csv"
    path.write_text(UPLOAD.format(10).replace("FY2009-10", "FY2008-09"))
    done(capsys, "collect", str(path), "--agency", AGENCY)
    send(capsys, home, 440)
    submission = done(capsys, "submissions")[0]["submission"]
    for name, act in (("kent", ("answer", submission, "--text", "Two homes closed.")), ("essex", ("propose", *NI))):
        _write_place(home / name / name)
        monkeypatch.setenv("RETURNONCE_PLACES", str(home / name))
        done(capsys, *act)


def _write_place(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "place.yaml").write_text(
        f"name: {folder.name}\ntitle: {folder.name}\nareas: [E10000016]\nillustrative: true\n"
        "returns: []\nsources: [made up]\n"
    )
    (folder / "agencies.tsv").write_text(
        "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource\n"
        "a-council\tA council\tcouncil\tcouncil\tE10000016\tnot established\t\t\tmade up\n"
    )


def test_a_refused_correction_says_why(capsys: Told, home: Path) -> None:
    path = home / "bad.csv"
    path.write_text(UPLOAD.format("many"))
    assert run(capsys, "restate", str(path), "--agency", AGENCY)[0] == 1
    assert run(capsys, "restate")[0] == 2
    assert run(capsys, "restate", "--withdrawal", "0" * 12)[0] == 1


def test_who_proposes_an_empty_return_is_told_so(capsys: Told, home: Path) -> None:
    people(capsys)
    send(capsys, home, 45)
    submission = done(capsys, "submissions")[0]["submission"]
    done(capsys, "withdraw", submission, "--reason", "of another year")
    assert re.search(r"\nNone of its [0-9]+ cells have a figure\.\n", run(capsys, "propose", *NI)[1])
