"""Keys by forms alone: shown once, followed, revoked; and of the service's own keys only fingerprints."""

from __future__ import annotations

import re

import pytest

from tests.api.pages.administration.people import HOME, LOCAL, WHOLE, Office
from tests.api.pages.forms import Page

pytestmark = pytest.mark.long

KEYS = f"{HOME}/keys"
SHAPE = re.compile(r"ro_([a-z0-9]{12})_[0-9a-f]{64}")


def test_a_key_is_shown_once_used_followed_and_revoked(office: Office) -> None:
    maker, made = office.send_and_see(LOCAL, KEYS, act="make", account="sample-officer", days="30", networks="")
    found = SHAPE.search(Page(made).text)
    assert made.headers["cache-control"] == "private, no-store"
    assert found is not None
    key, public = found[0], found[1]
    assert key not in maker.get(KEYS).text
    assert f"ro_{public}_…" in office.text(LOCAL, KEYS)
    asked = office.client().get("/v1/me", headers={"Authorization": f"Bearer {key}", "Accept": "application/json"})
    assert asked.status_code == 200
    _, followed = office.send_and_see(LOCAL, KEYS, act="rotate", public=public)
    assert SHAPE.search(Page(followed).text)
    third = office.send(LOCAL, KEYS, act="make", account="sample-officer", days="30")
    assert (third.status_code, "has 2 already" in Page(third).text) == (409, True)
    assert office.send(LOCAL, KEYS, act="revoke", public=public).status_code == 303
    asked = office.client().get("/v1/me", headers={"Authorization": f"Bearer {key}", "Accept": "application/json"})
    assert asked.status_code == 401
    assert ("revoke-key", LOCAL) in office.acts("sample-officer")
    assert ("issue-key", LOCAL) in office.acts("sample-officer")


def test_the_same_again_makes_no_second_key_and_says_where_the_first_is(office: Office) -> None:
    fields = {"act": "make", "account": "sample-agency", "days": "30", "networks": "203.0.113.0/24"}
    found = SHAPE.search(Page(office.send_and_see(LOCAL, KEYS, **fields)[1]).text)
    assert found is not None
    again = office.send(LOCAL, KEYS, **fields)
    assert again.status_code == 409
    assert f"{found[1]} was made for" in Page(again).text
    assert office.text(LOCAL, KEYS).count("203.0.113.0/24") == 1
    assert office.send(LOCAL, KEYS, **fields | {"networks": "198.51.100.0/24"}).status_code == 303


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [({"account": "", "days": "3"}, 422, "Choose whose"),
     ({"account": "sample-approver", "days": "x"}, 422, "not a number"),
     ({"account": "sample-approver", "days": "900"}, 400, "Choose from 1 to 365"),
     ({"account": "sample-approver", "days": "9", "networks": "nowhere"}, 400, "no network")],
)  # fmt: skip
def test_a_key_that_cannot_be_made_is_said_so(office: Office, fields: dict[str, str], status: int, says: str) -> None:
    answer = office.send(WHOLE, KEYS, act="make", **fields)
    assert (answer.status_code, says in Page(answer).text) == (status, True)


def test_keys_of_others_are_not_there(office: Office) -> None:
    found = SHAPE.search(Page(office.send_and_see(WHOLE, KEYS, act="make", account=WHOLE, days="5")[1]).text)
    assert found is not None
    assert found[1] not in office.text(LOCAL, KEYS)
    for act in ("revoke", "rotate"):
        assert office.send(LOCAL, KEYS, act=act, public=found[1]).status_code == 404
    assert office.send(LOCAL, KEYS, act="make", account=WHOLE, days="5").status_code == 404
    assert office.send(LOCAL, KEYS, act="dance").status_code == 400


def test_of_the_service_s_own_keys_only_fingerprints_are_shown(office: Office) -> None:
    context = office.house.context
    text = office.text(WHOLE, KEYS)
    assert context.open_signer().public.id in office.text(WHOLE, KEYS) or context.vault.fingerprint[:16] in text
    assert context.vault.fingerprint[:16] in text
    for name in ("master.key", "signing.key"):
        path = context.settings.home / "keys" / name
        if path.exists():
            assert path.read_text().strip() not in office.client(WHOLE).get(KEYS).text
    assert "The service’s own keys" not in office.text(LOCAL, KEYS), "Lewisham is not the only place here"
