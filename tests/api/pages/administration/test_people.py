"""Accounts by forms alone: made, given roles and offices, let in, ended; only by who keeps them, and on the trail."""

from __future__ import annotations

import re

import pytest

from tests.api.pages.administration.people import HOME, LOCAL, WHOLE, Office
from tests.api.pages.forms import Page
from tests.api.pages.test_escaping import harmless

pytestmark = pytest.mark.long

PEOPLE = f"{HOME}/people"
PAYLOAD = '"><img src=x onerror=alert(1)>'
NOBODY_ELSE = ("sample-officer", "sample-approver", "sample-auditor", "sample-regulator", "sample-agency")


@pytest.mark.parametrize("path", [HOME, PEOPLE, f"{PEOPLE}/sample-officer", f"{HOME}/keys", f"{HOME}/jobs"])
def test_only_administrators_see_these_pages(office: Office, path: str) -> None:
    assert office.client().get(path).status_code == 303
    for name in NOBODY_ELSE:
        assert office.client(name).get(path).status_code == 403
        assert office.send(name, path if path != HOME else PEOPLE, act="end").status_code in {403, 404, 405}
    assert office.client(WHOLE).get(path).status_code == 200


def test_a_place_s_administrator_sees_its_own_accounts_alone(office: Office) -> None:
    assert WHOLE not in office.text(LOCAL, PEOPLE)
    assert LOCAL in office.text(LOCAL, PEOPLE)
    assert office.client(LOCAL).get(f"{PEOPLE}/{WHOLE}").status_code == 404
    assert office.send(LOCAL, f"{PEOPLE}/{WHOLE}", act="end", confirm=WHOLE).status_code == 404
    assert office.send(LOCAL, PEOPLE, name="far-away", place="").status_code == 403


def test_from_a_new_account_to_its_end(office: Office) -> None:
    made = office.send(WHOLE, PEOPLE, name="Jo.Smith", title=PAYLOAD, place="lewisham", kind="person")
    here = f"{PEOPLE}/jo.smith"
    assert (made.status_code, made.headers["location"]) == (303, here)
    harmless(office.client(WHOLE).get(here).text)
    assert "It has no role" in office.text(LOCAL, here)
    assert office.send(LOCAL, here, act="grant", role="officer", place="lewisham").status_code == 303
    assert "Officer For London Borough of Lewisham" in office.text(LOCAL, here)
    assert (
        office.send(LOCAL, here, act="office", office="caldicott-guardian", office_place="lewisham").status_code == 303
    )
    assert "Caldicott guardian, London Borough of Lewisham" in office.text(LOCAL, here)
    _, linked = office.send_and_see(LOCAL, here, act="link")
    assert re.search(r"http://127.0.0.1:8765/sign-in/link#rol_[a-z0-9]{12}_[0-9a-f]{40}", Page(linked).text)
    assert "rol_" not in office.text(LOCAL, here)
    number = re.search(r'name="grant" value="(\d+)"', office.client(LOCAL).get(here).text)
    assert number is not None
    assert office.send(LOCAL, here, act="end-grant", grant=number[1]).status_code == 303
    assert office.send(LOCAL, here, act="end-office", office="caldicott-guardian").status_code == 303
    assert office.send(LOCAL, here, act="end", confirm="jo").status_code == 422
    assert office.send(LOCAL, here, act="end", confirm="jo.smith").status_code == 303
    assert "This account has ended" in office.text(LOCAL, here)
    assert "jo.smith" not in office.text(LOCAL, PEOPLE)
    assert "jo.smith" in office.text(LOCAL, f"{PEOPLE}?ended=yes")
    assert office.acts("jo.smith") == [
        ("add-account", WHOLE), ("grant-role", LOCAL), ("give-office", LOCAL), ("issue-sign-in-link", LOCAL),
        ("end-grant", LOCAL), ("end-office", LOCAL), ("end-account", LOCAL),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [({"name": "x"}, 400, "no name for an account"), ({"name": "sample-officer"}, 409, "There is or was"),
     ({"name": "operator"}, 400, "no name for an account"),
     ({"name": "new-one", "place": "atlantis"}, 404, "no place")],
)  # fmt: skip
def test_an_account_that_cannot_be_made_is_said_so_and_stays_typed(
    office: Office, fields: dict[str, str], status: int, says: str
) -> None:
    answer = office.send(WHOLE, PEOPLE, title="My words", **fields)
    assert (answer.status_code, says in Page(answer).text, "My words" in answer.text) == (status, True, True)
    assert "returnonce " not in Page(answer).text


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [({"role": "officer"}, 400, "how far the role reaches"),
     ({"role": "agency", "place": "lewisham"}, 400, "of named agencies"),
     ({"role": "king", "place": "lewisham"}, 400, "no role"),
     ({"role": "officer", "place": "atlantis"}, 404, "no place"),
     ({"role": "officer", "place": "lewisham", "area": "Atlantis"}, 404, "Atlantis")],
)  # fmt: skip
def test_a_role_that_cannot_be_given_is_said_so(office: Office, fields: dict[str, str], status: int, says: str) -> None:
    answer = office.send(WHOLE, f"{PEOPLE}/sample-agency", act="grant", **fields)
    assert (answer.status_code, says in Page(answer).text) == (status, True)


def test_nobody_gives_themselves_a_role_or_ends_themselves(office: Office) -> None:
    here = f"{PEOPLE}/{LOCAL}"
    assert office.send(LOCAL, here, act="grant", role="approver", place="lewisham").status_code == 403
    assert office.send(LOCAL, here, act="end", confirm=LOCAL).status_code == 409
    assert "This is your own account" in office.text(LOCAL, here)


def test_a_form_without_its_token_does_nothing(office: Office) -> None:
    from tests.api.pages.test_sign_in import post

    client = office.client(WHOLE)
    assert post(client, PEOPLE, {"name": "quiet-one"}).status_code == 403
    assert post(client, f"{PEOPLE}/sample-officer", {"act": "end", "confirm": "sample-officer"}).status_code == 403
    assert "quiet-one" not in office.text(WHOLE, PEOPLE)
