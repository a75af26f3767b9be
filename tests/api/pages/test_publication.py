"""Approvals and editions as pages: who sees what, what two people do, and what a correction would change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.api.pages.forms import HERE, Page, send
from tests.api.pages.sample_publication import (
    AGENCY,
    APPROVER,
    EDITIONS,
    HEAD,
    OFFICER,
    ROW,
    Publishing,
    open_publishing,
)
from tests.api.pages.sample_service import TODAY, build, furnish
from tests.api.pages.test_escaping import harmless
from tests.api.pages.test_sign_in import post
from tests.uploads import send_upload

pytestmark = pytest.mark.long

PAYLOAD = '"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    """Two editions and a proposal; looked at and refused, until the last tests change them."""
    house = build(tmp_path_factory.mktemp("house"), places=("lewisham",))
    furnish(house)
    yield open_publishing(house, note=PAYLOAD)
    house.engine.dispose()


def act(client: TestClient, path: str, **fields: str) -> Response:
    token = Page(client.get(path)).token
    return post(client, path, {"token": token} | fields)


@pytest.mark.parametrize(
    ("name", "schedule", "approvals", "editions", "burden", "proposal", "edition"),
    [("", 303, 303, 303, 303, 303, 303), ("sample-agency", 200, 403, 403, 403, 404, 404),
     (OFFICER, 200, 200, 200, 200, 200, 200), (APPROVER, 200, 200, 200, 200, 200, 200),
     ("sample-director", 200, 200, 200, 200, 200, 200), ("sample-regulator", 403, 403, 200, 403, 404, 200),
     ("sample-auditor", 200, 200, 200, 200, 200, 200), ("sample-administrator", 403, 403, 403, 403, 404, 404)],
)  # fmt: skip
def test_each_sees_what_is_theirs_and_no_more(
    told: Publishing, name: str, schedule: int, approvals: int, editions: int, burden: int, proposal: int, edition: int
) -> None:
    client = told.client(name)
    asked = {
        "/schedule": schedule, "/approvals": approvals, "/editions": editions, "/burden": burden,
        f"/approvals/{told.third.name}": proposal, f"/approvals/{told.third.name}/hidden/public": proposal,
        f"{EDITIONS}/1": edition, f"{EDITIONS}/latest": edition,
    }  # fmt: skip
    assert {path: client.get(path).status_code for path in asked} == asked


def test_what_one_may_not_know_looks_like_what_is_not_there(told: Publishing) -> None:
    for name in ("sample-agency", "sample-administrator"):
        client = told.client(name)
        for there, nowhere in (
            (f"{EDITIONS}/1", f"{EDITIONS}/99"), (f"/approvals/{told.third.name}", f"/approvals/{'0' * 64}"),
        ):  # fmt: skip
            assert client.get(there).text == client.get(nowhere).text


def test_the_navigation_offers_only_what_one_may(told: Publishing) -> None:
    def offered(name: str) -> list[str]:
        page = Page(told.client(name).get("/account"))
        known = ("/schedule", "/returns", "/approvals", "/editions", "/burden", "/figures", "/administration")
        return [str(each["href"]) for each in page.all("a") if each.get("href") in known]

    assert offered("sample-agency") == ["/schedule", "/figures"]
    assert offered("sample-regulator") == ["/editions"]
    assert offered("sample-administrator") == ["/administration"]
    assert offered(OFFICER) == ["/schedule", "/returns", "/editions", "/burden", "/figures"]


def test_an_agency_sees_its_own_collections_and_figures_only(told: Publishing) -> None:
    client = told.client("sample-agency")
    links = [str(each["href"]) for each in Page(client.get("/schedule?span=FY2009-10")).all("a")]
    collections = [link for link in links if link.startswith("/collections/")]
    assert all("/lewisham-yot/" in link for link in collections)
    assert client.get(HERE).status_code == 404
    assert client.get(HERE).text == client.get("/collections/lewisham/nobody/x/FY2009-10").text
    assert client.get(f"{HERE}/template.xlsx").status_code == 404
    assert client.get("/figures/NI 62/Lewisham/FY2009-10").status_code == 404
    assert send(client, b"x", token=Page(client.get("/account")).token).status_code == 404


def test_who_may_only_look_is_offered_nothing_to_send(told: Publishing) -> None:
    client = told.client("sample-auditor")
    page = Page(client.get(HERE))
    assert [each for each in page.all("input") if each.get("type") == "file"] == []
    assert send(client, b"x,y\n", token=Page(client.get("/account")).token).status_code == 403


def test_a_proposal_shows_what_waits_what_changed_and_who_would_see_it(told: Publishing) -> None:
    page = Page(told.client(APPROVER).get("/approvals"))
    assert "Waiting for you" in page.text
    assert "Put up by Performance officer, Lewisham" in page.text
    assert "1 fell to zero" in page.text
    one = told.client(APPROVER).get(f"/approvals/{told.third.name}")
    text = Page(one).text
    assert "0% (0 of 351)" in text
    assert "Fell to zero" in text
    assert "figures came after the edition before" in text
    assert "The recipient true figures, whole nothing hidden" in text
    assert "Approve" in text
    assert "Send it back" in text
    harmless(one.text)


def test_who_put_it_up_is_told_that_it_takes_another(told: Publishing) -> None:
    client = told.client(OFFICER)
    path = f"/approvals/{told.third.name}"
    page = Page(client.get(path))
    assert "somebody else has to approve it" in page.text
    assert "approve" not in [each.get("value") for each in page.all("button")]
    assert act(client, path, act="approve").status_code in {403, 404}
    assert act(client, path, act="publish").status_code == 409
    assert act(client, path, act="nonsense").status_code == 400
    assert act(told.client("sample-auditor"), path, act="approve").status_code == 403


def test_an_edition_shows_number_reason_hashes_changes_and_what_stands(told: Publishing) -> None:
    first, second = (Page(told.client("sample-regulator").get(f"{EDITIONS}/{n}")).text for n in (1, 2))
    assert "Restated since" in first
    assert "Edition 2 counts now." in first
    assert "Current" in second
    assert "a figure was given wrongly and has been corrected" in second
    assert "What changed since edition 1" in second
    assert "11.4% (40 of 351)" in second or "(40 of 351)" in second
    regulators = [each for each in told.second.files if each.audience == "regulator"]
    assert regulators
    assert all(each.sha256 in second and each.name in second for each in regulators)
    council = {each.sha256 for each in told.second.files if each.audience == "council"}
    assert not {each for each in council if each in second} - {each.sha256 for each in regulators}


def test_the_files_are_the_published_bytes_for_their_audience_alone(told: Publishing) -> None:
    regulator, officer = told.client("sample-regulator"), told.client(OFFICER)
    file = next(each for each in told.first.files if each.audience == "regulator" and each.name.endswith(".csv"))
    data = regulator.get(f"{EDITIONS}/1/regulator/{file.name}")
    assert hashlib.sha256(data.content).hexdigest() == file.sha256
    assert data.headers["content-disposition"].startswith("attachment")
    assert regulator.get(f"{EDITIONS}/1/council/{file.name}").status_code == 403
    assert officer.get(f"{EDITIONS}/1/regulator/nothing.csv").status_code == 404
    assert told.client("sample-agency").get(f"{EDITIONS}/1/regulator/{file.name}").status_code == 404
    assert told.client().get(f"{EDITIONS}/1/regulator/{file.name}").status_code == 303


def test_a_file_that_changes_what_is_published_says_so_before_anything_is_stored(told: Publishing) -> None:
    client = told.client(OFFICER)
    content = (HEAD + ROW.format(50, "again")).encode()
    checked = send(client, content, action="check")
    text = Page(client.get(checked.headers["location"])).text
    assert "Published editions that would change" in text
    assert "edition 2: 1 cell would change" in text
    assert "(40 of 351)" in text
    assert "(50 of 351)" in text
    sent = send(client, content)
    asked = Page(client.get(sent.headers["location"])).text
    assert "Nothing was stored yet" in asked
    assert "Send it" in asked
    kept = Page(client.get(f"/collections/lewisham/{AGENCY}/national-indicators/FY2009-10")).text
    assert "Queries" not in kept or "again" not in kept


def test_a_return_that_cannot_be_put_up_says_why_and_keeps_what_was_written(told: Publishing) -> None:
    client = told.client(OFFICER)
    fields = {"return": "national-indicators", "area": "Lewisham", "period": "FY2009-10", "note": "my words"}
    for changed, said in (({"area": "Atlantis"}, "Atlantis"), ({"period": "2009"}, "2009"),
                          ({}, "no reason for another is given")):  # fmt: skip
        answer = act(client, "/approvals/new", **(fields | changed))
        assert answer.status_code == 422
        assert said in Page(answer).text
        assert "my words" in Page(answer).text


def test_from_approval_to_withdrawal_by_forms_alone(told: Publishing) -> None:
    """From here on the house is changed."""
    officer, approver, regulator = (told.client(name) for name in (OFFICER, APPROVER, "sample-regulator"))
    path, third = f"/approvals/{told.third.name}", f"{EDITIONS}/3"
    assert act(approver, path, act="return").status_code == 422
    assert act(approver, path, act="approve", note=PAYLOAD).status_code == 303
    assert act(approver, path, act="approve").status_code == 303, "twice is once"
    made = act(officer, path, act="publish")
    assert (made.status_code, made.headers["location"]) == (303, third)
    assert "See edition 3" in Page(officer.get(path)).text
    content = next(str(each["value"]) for each in Page(regulator.get(third)).all("input") if each.get("id") == "sha256")
    assert act(regulator, third, act="acknowledge", sha256="0" * 64).status_code == 422
    assert act(regulator, third, act="acknowledge", sha256=content).status_code == 303
    assert "Analyst at the department" in Page(officer.get(third)).text
    assert act(officer, third, act="sent", portal="hub", receipt="").status_code == 422
    assert act(officer, third, act="sent", portal="hub", receipt=PAYLOAD).status_code == 303
    token = Page(officer.get(third)).token
    report = b"Rule,Message,Severity,Line\nR1,<b>wrong</b>,Error,NI 62\n"
    ours = {"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-origin"}
    loaded = officer.post(
        f"{third}/sendings/1", data={"token": token}, files={"file": ("r.csv", report, "text/csv")}, headers=ours
    )
    assert loaded.status_code in {303, 422}, Page(loaded).text
    assert act(approver, third, act="withdraw", reason=" ").status_code == 422
    assert act(approver, third, act="withdraw", reason=PAYLOAD).status_code == 303
    for page in (approver.get(third), officer.get(path), regulator.get(third), officer.get("/editions")):
        assert page.status_code == 200
        harmless(page.text)
    assert (
        f"Withdrawn Tuesday 8 June 2010, 10:30am by Head of performance, Lewisham: {PAYLOAD}"
        in Page(regulator.get(third)).text
    )


def test_a_query_is_answered_on_the_receipt_and_the_answer_stays(told: Publishing) -> None:
    house, client = told.house, told.client(OFFICER)
    path = house.settings.home / "odd.csv"
    path.write_text(HEAD + "NI 62,Lewisham,FY2009-10,total,actual,350,351,,,final,odd\n")
    receipt = send_upload(house.context.replace(clock=TODAY), path, AGENCY)
    here = f"/submissions/{receipt.name}"
    page = Page(client.get(here))
    assert "No answer yet" in page.text
    assert act(client, here, text=" ").status_code == 422
    assert act(client, here, text=PAYLOAD).headers["location"] == f"{here}#queries"
    after = client.get(here)
    harmless(after.text)
    assert f"Performance officer, Lewisham: {PAYLOAD}" in Page(after).text
    assert "No answer yet" not in Page(after).text
    assert Page(told.client("sample-auditor").get(here)).all("textarea") == []
    assert told.client("sample-regulator").get(here).status_code == 404
