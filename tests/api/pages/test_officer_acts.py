"""From a row of the schedule: chase, and give more time with its effects shown first; for officers alone."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from sqlmodel import select

from mappings.obligations.extension_ledger import read_grants
from returnonce.audit import AuditRow
from returnonce.claims import outbox_delivery
from returnonce.db import reading
from tests.api.pages.forms import KEY, Page
from tests.api.pages.sample_publication import APPROVER, OFFICER, Publishing
from tests.api.pages.test_publication import act
from tests.api.pages.test_sign_in import post

pytestmark = pytest.mark.long

OWED = KEY.replace("lewisham-childrens-services", "lewisham-yot")
TIME, CHASE = f"/more-time/{OWED}", f"/chase?key={quote(OWED, safe='')}"
DAY = {"until-day": "25", "until-month": "6", "until-year": "2010", "reason": "New system", "whose": "agency"}


@pytest.mark.parametrize(
    ("name", "one", "every"),
    [("", 303, 303), (OFFICER, 200, 200), ("sample-agency", 403, 403), (APPROVER, 403, 403),
     ("sample-auditor", 403, 403), ("sample-regulator", 404, 403), ("sample-county-officer", 404, 200)],
)  # fmt: skip
def test_only_an_officer_of_the_place_acts(publishing: Publishing, name: str, one: int, every: int) -> None:
    client = publishing.client(name)
    statuses = [client.get(path).status_code for path in (TIME, "/chase")]
    assert statuses == [one, every]
    # Who may not chase at all is told so; of what one may not know of, nothing is told.
    assert client.get(CHASE).status_code == (403 if name == "sample-regulator" else one)
    page = client.get("/account") if name else client.get("/sign-in")
    token = Page(page).token
    if one != 200 and name:
        assert post(client, TIME, {"token": token, "act": "grant"} | DAY).status_code == one
        fields = {"token": token, "act": "send", "key": OWED, "subject": "x", "body": "x"}
        assert post(client, "/chase", fields).status_code in {403, 404}
    with reading(publishing.house.engine) as session:
        assert read_grants(session) == ()
        assert session.exec(select(AuditRow).where(AuditRow.act == "chase")).all() == []


def test_another_place_s_officer_finds_nothing_to_chase_here(publishing: Publishing) -> None:
    assert "Lewisham" not in Page(publishing.client("sample-county-officer").get("/chase")).text


def test_only_who_may_act_is_offered_to(publishing: Publishing) -> None:
    assert "Give more time" in Page(publishing.client(OFFICER).get("/schedule")).text
    for name in ("sample-agency", APPROVER):
        page = Page(publishing.client(name).get("/schedule"))
        assert "Give more time" not in page.text
        assert "Chase" not in page.text


def test_forms_without_their_token_do_nothing(publishing: Publishing) -> None:
    client = publishing.client(OFFICER)
    assert post(client, TIME, {"act": "grant"} | DAY).status_code == 403
    assert post(client, "/chase", {"act": "copied", "key": OWED}).status_code == 403


@pytest.mark.parametrize(("change", "says"), [
    ({"until-day": "31", "until-month": "6"}, "not a real date"), ({"until-year": "2009"}, "is not later than"),
    ({"until-year": "2020"}, "more than two years"), ({"reason": " "}, "Say why"), ({"hour": "noon"}, "not an hour"),
])  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(
    publishing: Publishing, change: dict[str, str], says: str
) -> None:
    refused = act(publishing.client(OFFICER), TIME, act="grant", **(DAY | change))
    assert refused.status_code == 422
    assert says in Page(refused).text
    assert (DAY | change)["until-day"] in [field.get("value") for field in Page(refused).all("input")]
    with reading(publishing.house.engine) as session:
        assert read_grants(session) == ()


def test_effects_are_shown_before_anything_is_granted(publishing: Publishing) -> None:
    client = publishing.client(OFFICER)
    shown = Page(act(client, TIME, act="look", **DAY))
    assert "Lewisham Youth Offending Team sends by Friday 25 June 2010" in shown.text
    assert "Wednesday 16 June 2010 Friday 25 June 2010" in shown.text
    assert "Lewisham Council, adult" not in shown.text
    whole = Page(act(client, TIME, act="look", **(DAY | {"whose": "return", "until-month": "7"})))
    assert "Lewisham Council, adult social care" in whole.text
    assert "Lewisham, the return itself" in whole.text
    with reading(publishing.house.engine) as session:
        assert read_grants(session) == ()


def test_granted_then_taken_back(publishing: Publishing) -> None:
    client = publishing.client(OFFICER)
    assert act(client, TIME, act="grant", **DAY).status_code == 303
    assert "Friday 25 June 2010" in Page(client.get(f"/collections/{OWED}")).text
    assert "New system" in Page(client.get(TIME)).text
    assert act(client, TIME, act="back", whose="agency", reason="No need").status_code == 303
    assert "Wednesday 16 June 2010" in Page(client.get(f"/collections/{OWED}")).text
    assert act(client, TIME, act="back", whose="agency", reason="Again").status_code == 409


def test_one_is_chased_in_words_of_one_s_own(publishing: Publishing) -> None:
    client = publishing.client(OFFICER)
    token = Page(client.get(CHASE)).token
    fields = {"token": token, "key": OWED, "act": "send", "subject": "Please", "body": "Where is it, <b>please</b>?"}
    empty = post(client, "/chase", fields | {"body": " "})
    assert (empty.status_code, "Please" in empty.text) == (422, True)
    assert post(client, "/chase", fields).headers["location"].startswith("/schedule?chased=1")
    assert post(client, "/chase", fields).status_code == 409
    with reading(publishing.house.engine) as session:
        assert [one.body for one in outbox_delivery.read_waiting(session)] == ["Where is it, <b>please</b>?\n"]
    assert "Chased 8 June 2010" in Page(client.get("/schedule")).text


def test_all_that_are_late_are_chased_at_once_each_by_one_message(publishing: Publishing) -> None:
    client = publishing.client(OFFICER)
    page = Page(client.get("/chase"))
    boxes = {box["name"] or "": box["value"] or "" for box in page.all("input") if box.get("type") == "checkbox"}
    assert boxes
    nobody = post(client, "/chase", {"token": page.token, "act": "send", "extra": "Kind regards"})
    assert (nobody.status_code, "Tick at least one" in Page(nobody).text) == (422, True)
    sent = post(client, "/chase", {"token": page.token, "act": "send", "extra": "Kind regards"} | boxes)
    assert sent.headers["location"].startswith(f"/schedule?chased={len(boxes)}")
    with reading(publishing.house.engine) as session:
        bodies = [one.body for one in outbox_delivery.read_waiting(session)]
    assert sum(body.startswith("Kind regards") for body in bodies) == len(boxes)
    assert post(client, "/chase", {"token": page.token, "act": "send"} | boxes).status_code == 409
