"""A return's page: who may see it, what it says before anything is put up, and putting it up from there."""

from __future__ import annotations

import pytest
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from api.pages import page_data
from returnonce.audit import AuditRow
from returnonce.db import reading
from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import APPROVER, KEY, OFFICER, Publishing, correct
from tests.api.pages.test_publication import act
from tests.api.pages.test_sign_in import post

pytestmark = pytest.mark.long

HERE = f"/returns/{'/'.join(KEY)}"


@pytest.mark.parametrize(
    ("name", "listed", "one"),
    [("", 303, 303), ("sample-agency", 403, 404), (OFFICER, 200, 200), (APPROVER, 200, 200),
     ("sample-auditor", 200, 200), ("sample-regulator", 403, 404), ("sample-administrator", 403, 404),
     ("sample-county-officer", 200, 404)],
)  # fmt: skip
def test_each_sees_what_is_theirs(publishing: Publishing, name: str, listed: int, one: int) -> None:
    client = publishing.client(name)
    assert (client.get("/returns").status_code, client.get(HERE).status_code) == (listed, one)
    # What is not there and what one may not know of look the same.
    assert client.get(HERE.replace("E09000023", "E09000099")).status_code == (one if one != 200 else 404)


def test_another_place_s_officer_is_shown_none_of_its_returns(publishing: Publishing) -> None:
    assert "Lewisham" not in Page(publishing.client("sample-county-officer").get("/returns?span=FY2009-10")).text


def test_only_who_may_put_it_up_is_offered_the_form_and_only_they_may_send_it(publishing: Publishing) -> None:
    for name, status in ((APPROVER, 403), ("sample-auditor", 403), ("sample-agency", 404)):
        client = publishing.client(name)
        page = client.get(HERE)
        assert "Put up for approval" not in Page(page).text or page.status_code != 200
        token = Page(client.get("/account")).token
        assert act_with(client, token).status_code == status


def act_with(client: TestClient, token: str) -> Response:
    return post(client, HERE, {"token": token, "reason": "correction"})


def test_says_how_full_it_is_who_owes_what_and_why_nobody_does(publishing: Publishing) -> None:
    client = publishing.client(OFFICER)
    page = Page(client.get(HERE))
    assert "of 221 lines filled; agencies owe" in page.text
    assert "Compiled centrally, asked of nobody." in page.text
    waiting = Page(client.get(f"{HERE}?show=waiting"))
    assert "Lewisham Youth Offending Team" in waiting.text
    assert "/collections/lewisham/" in str(waiting.all("a"))
    assert "NI 62" in Page(client.get(f"{HERE}?q=ni+62+placements")).text


def test_a_form_without_its_token_does_nothing(publishing: Publishing) -> None:
    assert act_with(publishing.client(OFFICER), "nothing").status_code == 403


def test_an_edition_that_is_published_again_needs_a_reason_and_what_was_typed_stays(publishing: Publishing) -> None:
    correct(publishing.house, 17, "once more")
    client = publishing.client(OFFICER)
    page = client.get(HERE)
    assert "Edition 2 never changes" in Page(page).text
    refused = act(client, HERE, reason="", note="Please look at NI 62")
    assert refused.status_code == 422
    assert "no reason for another is given" in Page(refused).text
    assert "Please look at NI 62" in refused.text


def test_a_correction_stands_on_the_first_page_until_somebody_decides(publishing: Publishing) -> None:
    """Open proposals are a decision; once sent back, the correction stands again."""
    client, says = publishing.client(OFFICER), "a correction came since edition 2"
    assert says not in Page(client.get("/schedule")).text
    sent_back = act(
        publishing.client(APPROVER), f"/approvals/{publishing.third.name}", act="return", reason="Look again"
    )
    assert sent_back.status_code == 303
    assert says in Page(client.get("/schedule")).text
    assert says not in Page(publishing.client("sample-agency").get("/schedule")).text
    assert says not in Page(publishing.client("sample-county-officer").get("/schedule")).text
    unsaid = act(client, HERE, act="leave", leave="")
    assert (unsaid.status_code, "Say why" in Page(unsaid).text) == (422, True)
    assert act(client, HERE, act="leave", leave="too-small").status_code == 303
    assert says not in Page(client.get("/schedule")).text
    assert act(client, HERE, act="leave", leave="too-small").status_code == 409
    correct(publishing.house, 23, "another")
    assert says in Page(client.get("/schedule")).text
    with reading(publishing.house.engine) as session:
        decided = session.exec(select(AuditRow).where(AuditRow.act == "leave edition")).all()
    assert [(one.subject, "too-small" in one.details) for one in decided] == [("/".join((*KEY, "2")), True)]


def test_is_put_up_from_its_page(publishing: Publishing) -> None:
    sent = act(publishing.client(OFFICER), HERE, reason="correction", note="")
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/approvals/")
    assert "Waits for approval" in Page(publishing.client(APPROVER).get(HERE)).text


def test_plan_and_return_are_made_once_while_nothing_changes(
    publishing: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = publishing.client(OFFICER)
    client.get(HERE)
    client.get("/returns")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("made anew")

    monkeypatch.setattr(page_data, "make_plan", refuse)
    monkeypatch.setattr("api.pages.draft_data.fill", refuse)
    assert (client.get(HERE).status_code, client.get("/returns").status_code) == (200, 200)
