"""Packs and places by forms alone: effects first, then the files of a workspace, then the trail; samples stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from api.pages.page_state import PageState
from mappings.ruleset.app_context import AppContext
from returnonce.access.accounts import NewAccount, add_account, find_account
from returnonce.access.grants import grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.db import transaction
from returnonce.settings import Settings
from tests.api.pages.administration.people import HOME, LOCAL, WHOLE, Office
from tests.api.pages.forms import Page
from tests.api.pages.sample_service import TODAY, House

pytestmark = pytest.mark.long

PLACE = """\
# Kent's own place.
name: kent
title: Kent
areas: [E10000016]
illustrative: false
returns:
- {return: national-indicators, areas: [E10000016], from: FY2009-10, illustrative: false}
packs:
- nis-2008
sources: [a test]
"""
AGENCIES = (
    "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource\n"
    "kent-council\tKent County Council\tcouncil\tcouncil\tE10000016\tnot established\t\t\ta test\n"
)
PACKS, PLACES = f"{HOME}/packs", f"{HOME}/places"
KENT = f"{PLACES}/kent"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Kent in a folder of places of one's own, beside the samples."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "places" / "kent").mkdir(parents=True)
    (folder / "places" / "kent" / "place.yaml").write_text(PLACE, encoding="utf-8")
    (folder / "places" / "kent" / "agencies.tsv").write_text(AGENCIES, encoding="utf-8")
    context = AppContext(Settings(home=folder / "store", places=folder / "places"), TODAY)
    app = create_app(context.open(), pages=PageState())
    with transaction(context.engine) as session:
        for name, place in ((WHOLE, None), (LOCAL, "lewisham")):
            add_account(session, TODAY, NewAccount(name, name, "person", place), by=OPERATOR)
            grant_role(session, TODAY, find_account(session, name), Grant("administrator", place), by=OPERATOR)
    yield Office(House(context, app))
    context.engine.dispose()


def kent(office: Office, name: str) -> str:
    places = office.house.settings.places
    assert places is not None
    return (places / "kent" / name).read_text(encoding="utf-8")


def hidden(page: Page) -> dict[str, str]:
    """What the form of the page of effects sends again."""
    own = [each for each in page.all("input") if each.get("type") == "hidden"]
    return {str(each["name"]): str(each.get("value") or "") for each in own if each["name"] != "token"}


def test_packs_and_places_are_listed(workspace: Office) -> None:
    packs = workspace.text(WHOLE, PACKS)
    assert "National Indicator" in packs
    assert "Ships" in packs
    assert "Kent" in workspace.text(WHOLE, PLACES)
    assert "Kent" not in workspace.text(LOCAL, PLACES)
    assert workspace.client(LOCAL).get(KENT).status_code == 404
    assert workspace.client(WHOLE).get(f"{PACKS}/atlantis").status_code == 404
    assert "so they are only shown here" in workspace.text(LOCAL, f"{PLACES}/lewisham")


def test_a_pack_is_switched_off_once_its_effects_were_shown(workspace: Office) -> None:
    here, before = f"{PACKS}/inspection", kent(workspace, "place.yaml")
    assert workspace.send(WHOLE, here, act="look", place="kent", year="2024-25", switch="off").status_code == 409
    on = Page(workspace.send(WHOLE, here, act="look", place="kent", year="2024-25"))
    assert workspace.send(WHOLE, here, **(hidden(on) | {"act": "apply"})).status_code == 303
    assert "Place where it is switched off" in workspace.text(WHOLE, here)
    looked = Page(workspace.send(WHOLE, here, act="look", place="kent", switch="off"))
    assert "Switch the pack inspection off?" in looked.text
    assert "ofsted-profile" in kent(workspace, "place.yaml")
    assert workspace.send(WHOLE, here, **(hidden(looked) | {"act": "apply"})).status_code == 303
    assert yaml.safe_load(kent(workspace, "place.yaml")) == yaml.safe_load(before)
    assert workspace.acts("kent")[-1] == ("change-place", WHOLE)
    assert "Place where it is switched off" not in workspace.text(WHOLE, here)


def test_a_pack_is_switched_on_once_its_effects_were_shown(workspace: Office) -> None:
    here = f"{PACKS}/inspection"
    assert "Not switched on" in workspace.text(WHOLE, here)
    looked = workspace.send(WHOLE, here, act="look", place="kent", year="2024-25")
    page = Page(looked)
    assert "Switch the pack inspection on from FY2024-25?" in page.text
    assert "Nothing is changed yet" in page.text
    assert "inspection" not in kent(workspace, "place.yaml")
    stale = workspace.send(WHOLE, here, **(hidden(page) | {"act": "apply", "before": "0" * 64}))
    assert (stale.status_code, "changed meanwhile" in Page(stale).text) == (409, True)
    assert workspace.send(WHOLE, here, **(hidden(page) | {"act": "apply"})).status_code == 303
    text = kent(workspace, "place.yaml")
    assert text.startswith("# Kent's own place.")
    assert "- inspection" in text
    assert "ofsted-profile" in text
    assert "inspection" in (state_of(workspace.house.app).context.ruleset.places["kent"].packs or ())
    assert workspace.acts("kent")[-1] == ("change-place", WHOLE)
    again = workspace.send(WHOLE, here, act="look", place="kent", year="2024-25")
    assert (again.status_code, "switched on here already" in Page(again).text) == (409, True)


def test_an_agency_is_added_and_changed_once_its_effects_were_shown(workspace: Office) -> None:
    fields = {"name": "Kent Fire", "kind": "fire", "areas": "Kent", "role-fire": "yes"}
    looked = workspace.send(WHOLE, KENT, act="agency", **fields)
    assert "Save the agency kent-fire?" in Page(looked).text
    assert "kent-fire" not in kent(workspace, "agencies.tsv")
    assert workspace.send(WHOLE, KENT, **(hidden(Page(looked)) | {"act": "apply"})).status_code == 303
    assert "kent-fire\tKent Fire\tfire\tfire\tE10000016\tnot established" in kent(workspace, "agencies.tsv")
    form = workspace.client(WHOLE).get(f"{KENT}?agency=kent-fire")
    assert "Change Kent Fire" in Page(form).text
    assert 'value="Kent Fire"' in form.text
    changed = workspace.send(WHOLE, KENT, act="agency", code="kent-fire", **(fields | {"name": "Kent Fire Service"}))
    assert workspace.send(WHOLE, KENT, **(hidden(Page(changed)) | {"act": "apply"})).status_code == 303
    assert kent(workspace, "agencies.tsv").count("kent-fire") == 1
    assert "Kent Fire Service" in workspace.text(WHOLE, KENT)


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [({"act": "agency", "name": "", "areas": "Kent", "kind": "fire"}, 422, "Give its name"),
     ({"act": "agency", "name": "X", "areas": "", "kind": "fire"}, 422, "on which ground"),
     ({"act": "agency", "name": "X", "areas": "Atlantis", "kind": "fire"}, 404, "Atlantis"),
     ({"act": "agency", "name": "X", "areas": "Kent", "kind": "army"}, 422, "army"),
     ({"act": "agency", "name": "X\tY", "areas": "Kent", "kind": "fire"}, 422, "cannot be parted"),
     ({"act": "contact", "whom": "kent", "address": "nobody"}, 422, "address"),
     ({"act": "contact", "whom": "", "address": "a@b.example"}, 422, "whose mailbox"),
     ({"act": "drop-contact", "code": "nothing"}, 404, "no such mailbox"), ({"act": "dance"}, 400, "what to do")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(
    workspace: Office, fields: dict[str, str], status: int, says: str
) -> None:
    before = kent(workspace, "agencies.tsv")
    answer = workspace.send(WHOLE, KENT, **fields)
    assert (answer.status_code, says in Page(answer).text) == (status, True), Page(answer).text
    assert kent(workspace, "agencies.tsv") == before


def test_a_mailbox_is_saved_changed_and_removed(workspace: Office) -> None:
    for address in ("first@kent.example.org", "second@kent.example.org"):
        assert workspace.send(WHOLE, KENT, act="contact", whom="kent-council", address=address).status_code == 303
        assert address in workspace.text(WHOLE, KENT)
    assert "first@" not in kent(workspace, "contacts.tsv")
    gone = workspace.send(WHOLE, KENT, act="drop-contact", code="kent-council-returns")
    assert gone.status_code == 303
    assert "second@" not in workspace.text(WHOLE, KENT)


def test_a_place_is_added_once_its_effects_were_shown(workspace: Office) -> None:
    wrong = workspace.send(WHOLE, PLACES, act="look", council="Surey", year="2009-10")
    assert (wrong.status_code in {404, 422}, "Surrey" in Page(wrong).text) == (True, True)
    looked = workspace.send(WHOLE, PLACES, act="look", council="Surrey", year="2009-10")
    assert "Add the place Surrey" in Page(looked).text
    made = workspace.send(WHOLE, PLACES, **(hidden(Page(looked)) | {"act": "apply"}))
    assert (made.status_code, made.headers["location"]) == (303, f"{PLACES}/surrey")
    assert "Surrey County Council" in workspace.text(WHOLE, f"{PLACES}/surrey")
    assert workspace.send(WHOLE, PLACES, act="look", council="Surrey", year="2009-10").status_code == 409
    assert workspace.send(LOCAL, PLACES, act="look", council="Essex", year="2009-10").status_code == 403


def test_the_files_of_samples_and_of_others_are_not_changed(workspace: Office) -> None:
    assert workspace.send(LOCAL, KENT, act="contact", whom="kent", address="a@b.example").status_code == 403
    lewisham = workspace.send(LOCAL, f"{PLACES}/lewisham", act="contact", whom="lewisham", address="a@b.example")
    assert (lewisham.status_code, "cannot be changed here" in Page(lewisham).text) == (409, True)
    assert workspace.send(LOCAL, f"{PACKS}/children", act="look", place="kent", year="2009-10").status_code == 403


def test_a_form_without_its_token_changes_nothing(workspace: Office) -> None:
    from tests.api.pages.test_sign_in import post

    client: TestClient = workspace.client(WHOLE)
    assert post(client, KENT, {"act": "contact", "whom": "kent", "address": "x@y.example"}).status_code == 403
    folder: Path | None = workspace.house.settings.places
    assert folder is not None
    assert "x@y.example" not in "".join(path.read_text() for path in (folder / "kent").glob("*.tsv"))
