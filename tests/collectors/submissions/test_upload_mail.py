"""What an agency's mailbox is told of its upload: once, without a figure, at every place that has a mailbox of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlmodel import select

from collectors.submissions.judgements import Judgement
from collectors.submissions.pending_uploads import PendingUpload
from collectors.submissions.upload_mail import write_upload_mail
from mappings.place.contacts import Contact
from returnonce.claims.outbox import OutboxRow
from returnonce.db import reading, transaction
from tests.api.pages.sample_service import FIGURES, House, build
from tests.uploads import send_upload

AGENCY = "lewisham-pct"
UPLOAD = PendingUpload(AGENCY, "ours.csv", "0" * 64, "ada", collection="lewisham/x/y/FY2009-10")


def open_house(home: Path) -> House:
    house = build(home, places=("lewisham",))
    contacts = tuple(
        Contact.model_validate({"code": code, "kind": kind, "for": whom, "address": f"{code}@example.org"})
        for code, kind, whom in (("pct", "agency", AGENCY), ("officers", "officer", "lewisham"))
    )
    place = replace(house.ruleset.places["lewisham"], contacts=contacts)
    ruleset = replace(house.ruleset, places={"lewisham": place})
    house.context = house.context.replace(ruleset=ruleset)
    return house


def write(house: House, judged: Judgement) -> list[OutboxRow]:
    with transaction(house.engine) as session:
        write_upload_mail(house.context, session, "a" * 64, UPLOAD, judged)
    with reading(house.engine) as session:
        return list(session.exec(select(OutboxRow)))


def test_a_receipt_goes_to_the_agency_once(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    receipt = send_upload(house.context, FIGURES / "lewisham/lewisham-pct-illustrative.csv", AGENCY)
    judged = Judgement(state="accepted", submission=receipt.name, counts={"query": 1})
    rows = write(house, judged)
    assert [row.recipient for row in rows] == ["lewisham/pct"]
    assert rows[0].subject == "ours.csv was received"
    assert "figures fill these" in rows[0].body
    assert "1 query to explain." in rows[0].body
    assert f"/submissions/{receipt.name}" in rows[0].body
    assert len(write(house, judged)) == 1
    house.engine.dispose()


def test_a_refusal_says_how_many_errors_and_where_to_look(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    rows = write(house, Judgement(state="refused", counts={"error": 300, "query": 2}))
    assert rows[0].subject == "ours.csv was not accepted; nothing was stored"
    assert "It has 300 errors and 2 queries." in rows[0].body
    assert f"/uploads/{'a' * 64}" in rows[0].body
    house.engine.dispose()
