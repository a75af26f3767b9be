"""Editions taken to portals, what portals say, and what recipients acknowledge."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from exports.editions.changes.baseline import find_baseline
from exports.editions.changes.reader_changes import render_changes_since
from exports.editions.published_editions import PublishedEdition
from exports.editions.recipients.acknowledgements import acknowledge, read_acknowledgements
from exports.editions.recipients.portal_submissions import (
    PortalSubmission,
    load_portal_report,
    mark_sent,
    read_portal_submissions,
)
from exports.editions.storage.edition_blobs import read_edition_file
from mappings.definitions.portals import NewPortalReport, PortalFinding
from returnonce.access.principals import OPERATOR, Grant, Principal
from returnonce.db import reading
from returnonce.errors import Conflict, Forbidden, NotFound, Refused, Unauthenticated
from tests.exports.editions.worlds import APPROVER, OFFICER, REGULATOR, World
from tests.shipped import load_portals

pytestmark = pytest.mark.long

OTHER = Principal("otis", "person", (Grant("regulator", returns=frozenset({"vital-signs"})),))
FOUND = (PortalFinding("error", "E1", "ni1", 2, "Too high"), PortalFinding("query", "Q7", "NI 99", 3, "Which?"))


def send(world: World, done: PublishedEdition, by: Principal = OFFICER, **more: object) -> PortalSubmission:
    about: dict[str, object] = {"portal": "COLLECT", "receipt": " R-1 "} | more
    return mark_sent(world.context, done, by=by, **about)  # type: ignore[arg-type]


def report(world: World, done: PublishedEdition, by: Principal = OFFICER, number: int = 1) -> PortalSubmission:
    return load_portal_report(world.context, done, number, NewPortalReport("e.csv", b"report", FOUND), by=by)


def test_sent_once_and_the_report_comes_back_to_its_lines(world: World) -> None:
    done = world.edition()
    first = send(world, done)
    assert (first.number, first.portal, first.receipt, first.recorded_by) == (1, "collect", "R-1", "olga")
    assert send(world, done, OPERATOR).number == 1
    assert send(world, done, receipt="R-2").number == 2
    report_receipt = report(world, done)
    assert report_receipt == report(world, done)
    (one,) = report_receipt.reports
    assert [(f.severity, f.line, f.message) for f in one.findings] == [
        ("error", "NI 1", "Too high"), ("query", None, "NI 99: Which?"),
    ]  # fmt: skip
    with reading(world.engine) as session:
        assert [len(each.reports) for each in read_portal_submissions(session, done)] == [1, 0]


def test_what_cannot_have_been_sent(small: World) -> None:
    done = small.edition()
    for more, kind, said in (
        ({"portal": "pigeon"}, NotFound, "no portal"),
        ({"receipt": " "}, Refused, "receipt is missing"),
        ({"sent_at": done.published_at - timedelta(days=1)}, Refused, "cannot have been sent then"),
        ({"sent_at": small.now + timedelta(days=9)}, Refused, "cannot have been sent then"),
        ({"by": APPROVER}, Forbidden, "may not"),
        ({"by": OTHER}, NotFound, "nothing here"),
    ):
        with pytest.raises(kind, match=said):
            send(small, done, **more)  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="no sending 1"):
        report(small, done)
    small.withdraw(done)
    with pytest.raises(Conflict, match="withdrawn"):
        send(small, done)


@pytest.mark.parametrize("code", load_portals())
def test_every_portal_says_what_is_assumed_of_it(code: str) -> None:
    portal = load_portals()[code]
    assert portal.portal == code
    assert {"message", "code"} <= portal.headings.keys()
    assert portal.assumed
    assert portal.source.startswith("recall") or "not established" in portal.source


def test_a_recipient_says_by_a_hash_what_it_has(small: World) -> None:
    done = small.edition()

    def say(by: Principal, text: str) -> str | None:
        return acknowledge(small.context, done, by=by, sha256=text).file_name

    assert say(REGULATOR, done.content.upper()) is None
    assert say(REGULATOR, done.content) is None
    file = done.files[0]
    assert say(REGULATOR, file.sha256) == file.name
    for wrong in ("0" * 64, "", done.proposal, "%"):
        with pytest.raises(Refused, match="no hash of this edition"):
            say(REGULATOR, wrong)
    with pytest.raises(NotFound):
        say(OTHER, done.content)
    with pytest.raises(Forbidden):
        say(OFFICER, done.content)
    with pytest.raises(Unauthenticated):
        say(Principal("anonymous", "anonymous"), done.content)
    with reading(small.engine) as session:
        assert [(one.by, one.file_name) for one in read_acknowledgements(session, done)] == [
            ("rita", None), ("rita", file.name),
        ]  # fmt: skip


def test_changes_are_told_against_what_the_reader_had(small: World) -> None:
    made = [small.edition()]
    for numerator in (40, 50, 60):
        small.value(numerator, 260)
        made.append(small.edition("correction"))
    acknowledge(small.context, made[1], by=REGULATOR, sha256=made[1].content)

    def against(done: PublishedEdition, reader: str | None = None) -> int | None:
        with reading(small.engine) as session:
            baseline = find_baseline(session, done, "regulator", reader=reader)
            return baseline.number if baseline else None

    assert [against(one) for one in made] == [None, 1, 2, 3]
    assert against(made[3], "rita") == 2
    assert against(made[1], "rita") == 1
    assert against(made[3], "otis") == 3
    with reading(small.engine) as session:
        (told, _) = render_changes_since(session, small.blobs, made[3], "regulator", reader="rita")
        (as_published, _) = render_changes_since(session, small.blobs, made[3], "regulator", reader="otis")
    assert json.loads(told.data)["compared_with"] == 2
    assert as_published.data == read_edition_file(small.blobs, made[3], "regulator", "changes.json")
    small.withdraw(made[3])
    small.value(70, 260)
    last = small.edition("correction")
    assert (last.number, against(last), against(made[3])) == (5, 3, 3)
