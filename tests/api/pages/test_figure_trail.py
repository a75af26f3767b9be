"""The life of one figure, from the file that gave it to the editions that say it."""

from __future__ import annotations

import pytest

from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import OFFICER, Publishing

pytestmark = pytest.mark.long

HERE = "/figures/NI 62/Lewisham/FY2009-10"


def test_every_act_is_told_in_order(published: Publishing) -> None:
    answer = published.client("sample-auditor").get(f"{HERE}/trail")
    text = Page(answer).text
    acts = ["Received and accepted", "Frozen in a return", "Approved", "Published"]
    assert [text.index(act) for act in acts] == sorted(text.index(act) for act in acts)
    assert answer.text.count(">Received and accepted</h2>") == 3
    assert answer.text.count(">Published</h2>") == 2
    assert "edition 2, in line NI 62" in text
    assert "of the audit trail" in text


def test_an_officer_is_told_the_acts_without_the_proof(published: Publishing) -> None:
    page = Page(published.client(OFFICER).get(f"{HERE}/trail"))
    assert "Published" in page.text
    assert "of the audit trail, " not in page.text
    links = [str(each["href"]) for each in page.all("a")]
    assert any(link.startswith("/submissions/") for link in links)
    assert any(link.startswith("/editions/") for link in links)


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [("", HERE, 303), ("sample-agency", HERE, 404), ("sample-regulator", HERE, 404),
     ("sample-administrator", HERE, 404), ("sample-county-officer", HERE, 404), (OFFICER, HERE, 200),
     (OFFICER, "/figures/nothing/Lewisham/FY2009-10", 404), (OFFICER, "/figures/NI 62/Lewisham/2009", 422)],
)  # fmt: skip
def test_who_may_read_it(published: Publishing, name: str, path: str, status: int) -> None:
    assert published.client(name).get(f"{path}/trail").status_code == status


def test_what_was_never_given_has_no_life(published: Publishing) -> None:
    text = Page(published.client("sample-auditor").get("/figures/NI 62/Lewisham/FY2003-04/trail")).text
    assert "Nobody has given this figure" in text


def test_the_life_of_a_restricted_figure_is_not_told_to_who_may_not_read_it(published: Publishing) -> None:
    page = Page(published.client("sample-auditor").get("/figures/NI 36/Lewisham/FY2009-10/trail"))
    assert "is restricted" in page.text
    assert "Received" not in page.text
