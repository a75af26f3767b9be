"""``/catalogue``: found by words, one indicator, and a pasted list; values for who may see them alone."""

from __future__ import annotations

import pytest

from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import OFFICER, Publishing
from tests.api.pages.test_publication import act
from tests.api.pages.test_sign_in import post
from tests.shipped import load_ruleset

pytestmark = pytest.mark.long

LINE = load_ruleset().line_index.find("NI 62")
RESTRICTED = load_ruleset().line_index.find("NI 36")
assert LINE is not None
assert LINE.exact is not None
assert RESTRICTED is not None
assert RESTRICTED.exact is not None
TITLE = load_ruleset().indicator(LINE.exact.object_id).title
HERE, HIDDEN = f"/catalogue/{LINE.exact.object_id}", f"/catalogue/{RESTRICTED.exact.object_id}"


@pytest.mark.parametrize("path", ["/catalogue", HERE, "/catalogue/overlap"])
def test_everybody_who_is_signed_in_reads_definitions(publishing: Publishing, path: str) -> None:
    names = ("sample-agency", OFFICER, "sample-regulator", "sample-administrator")
    assert [publishing.client(name).get(path).status_code for name in names] == [200] * 4
    assert publishing.client().get(path).status_code == 303


def test_values_are_shown_to_who_may_see_them_alone(publishing: Publishing) -> None:
    assert "Lewisham" in str(Page(publishing.client(OFFICER).get(HERE)).texts)
    values = {
        name: f"{HERE.replace('/catalogue/', '/figures/')}/E09000023" in publishing.client(name).get(HERE).text
        for name in (OFFICER, "sample-auditor", "sample-agency", "sample-county-officer", "sample-regulator")
    }
    assert values == {
        OFFICER: True, "sample-auditor": True, "sample-agency": False, "sample-county-officer": False,
        "sample-regulator": False,
    }  # fmt: skip


def test_restricted_values_are_not_shown_to_an_auditor(publishing: Publishing) -> None:
    path = f"{HIDDEN.replace('/catalogue/', '/figures/')}/E09000023"
    assert path in publishing.client(OFFICER).get(HIDDEN).text
    assert path not in publishing.client("sample-auditor").get(HIDDEN).text


def test_is_found_by_words_and_by_the_code_of_a_line(publishing: Publishing) -> None:
    client = publishing.client(OFFICER)
    for query in ("NI 62", "placements STABILITY"):
        assert HERE in [link.get("href") for link in Page(client.get("/catalogue", params={"q": query})).all("a")]
    assert "No indicator has all" in Page(client.get("/catalogue?q=gnomes+%3Cb%3E")).text
    assert client.get("/catalogue?page=99999").status_code == 200
    assert client.get("/catalogue/nothing-like-it").status_code == 404


def test_a_pasted_list_is_compared_and_what_is_wrong_is_said(publishing: Publishing) -> None:
    client = publishing.client("sample-regulator")
    checked = act(client, "/catalogue/overlap", list=f"{TITLE}\nGnomes <b>")
    assert checked.status_code == 200
    assert "Very likely" in Page(checked).text
    assert "Gnomes <b>" not in checked.text
    empty = act(client, "/catalogue/overlap", list=" ")
    assert (empty.status_code, "Paste at least one" in Page(empty).text) == (422, True)
    assert post(client, "/catalogue/overlap", {"list": "x"}).status_code == 403
