"""Each page over HTTP on a furnished store: what it shows, what it leads to, what it never shows."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from returnonce.access.principals import Grant, Principal
from tests.api.pages.forms import HERE, Page
from tests.api.pages.sample_service import House, seen_by

LARGEST = 150_000
AUDITOR = Principal("auditor", "person", (Grant("auditor"),))
PAGES = (
    "/schedule", "/schedule?span=FY2009-10&sort=-state&state=late", "/burden?drop=vital-signs&span=FY2009-10", HERE,
     "/figures", "/figures/NI 62/Lewisham/FY2009-10", "/figures?indicator=x",
    "/figures/NI 36/Lewisham/FY2009-10", "/nowhere", "/help", "/accessibility", "/privacy",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_light_and_in_order(client: TestClient, path: str) -> None:
    answer = client.get(path)
    page = Page(answer)
    assert len(answer.content) < LARGEST
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "private, no-store"
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    identifiers = [each["id"] for _, each in page.elements if "id" in each]
    assert len(identifiers) == len(set(identifiers))
    # A template that reads what is not there writes nothing, or these words.
    assert not re.search(r"\b(None|Undefined|nan)\b", page.text)
    assert not re.search(r"<(script|style)(?![^>]*src=)[^>]*>", answer.text)
    assert not re.search(r"\son\w+=|\sstyle=", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_to_a_place_on_the_page_has_its_place(client: TestClient, path: str) -> None:
    page = Page(client.get(path))
    identifiers = {each.get("id") for _, each in page.elements}
    for link in page.all("a"):
        target = str(link.get("href"))
        if target.startswith("#"):
            assert target[1:] in identifiers, target


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_its_label(client: TestClient, path: str) -> None:
    page = Page(client.get(path))
    labelled = {each.get("for") for each in page.all("label")}
    fields = [each for tag in ("input", "select", "textarea") for each in page.all(tag) if each.get("type") != "hidden"]
    assert {each.get("id") for each in fields} <= labelled


def test_home_leads_to_the_schedule(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/schedule"


def test_the_schedule_leads_to_the_collection_and_that_to_the_figure(client: TestClient) -> None:
    links = [str(each["href"]) for each in Page(client.get("/schedule")).all("a")]
    assert HERE in links
    collection = Page(client.get(HERE))
    assert "Received Send by: Wednesday 16 June 2010, 5pm" in collection.text
    assert "NI 117 of National Indicator Set" in collection.text
    figures = [str(each["href"]) for each in collection.all("a") if str(each.get("href")).startswith("/figures/")]
    assert len(figures) == 24
    assert all(client.get(each).status_code == 200 for each in figures[:3])


def test_a_figure_shows_value_parts_source_versions_and_uses(client: TestClient) -> None:
    text = Page(client.get("/figures/NI 62/Lewisham/FY2009-10")).text
    assert "11% (39 of 351)" in text
    assert "lewisham-childrens-services-answers-illustrative.csv row 10" in text
    assert "Tuesday 11 May 2010, 10am, from Lewisham Council, children and young people" in text
    assert "National Indicator Set NI 62:" in text
    assert "The same measure The figure as it is" in text
    assert "Two emergency placements in March are included." in text


def test_a_restricted_figure_is_not_shown_and_why_is(
    furnished: tuple[House, dict[str, str]], client: TestClient
) -> None:
    with seen_by(client, AUDITOR):
        page = Page(client.get("/figures/NI 36/Lewisham/FY2009-10"))
    assert "This indicator is restricted" in page.text
    assert "Where it comes from" not in page.text
    assert "Versions" not in page.text
    assert "National Indicator Set" in page.text


def test_a_receipt_says_what_was_received(furnished: tuple[House, dict[str, str]], client: TestClient) -> None:
    name = furnished[1]["lewisham-pct"]
    text = Page(client.get(f"/submissions/{name}")).text
    assert name in text
    assert f"Reference {name[:4]} {name[4:8]} {name[8:12]}" in text
    assert "Wednesday 12 May 2010, 10am" in text
    assert "117" in text
    assert "Every figure, one by one" in text


def test_a_receipt_leads_to_each_of_its_figures(furnished: tuple[House, dict[str, str]], client: TestClient) -> None:
    page = Page(client.get(f"/submissions/{furnished[1]['lewisham-pct']}"))
    links = [str(each["href"]) for each in page.all("a") if str(each.get("href")).startswith("/figures/")]
    assert len(links) == 100
    assert "And 17 more figures." in page.text
    assert client.get(links[0]).status_code == 200


def test_the_burden_has_headline_parts_assumptions_and_what_if(client: TestClient) -> None:
    text = Page(client.get("/burden?span=FY2009-10&drop=vital-signs")).text
    assert "By the plan, giving each figure once saves 1 keying across returns" in text
    assert "From cells asked for to figures keyed" in text
    assert "Who gains and who loses" in text
    assert "Drop vital-signs" in text
    assert "What the change would make of it" in text
    assert "£25 an hour, from 15.00 to 40.00. Assumed." in text
    assert "may save from \u2212" in text
    assert re.search(r"(?<![^\s(])-£?[0-9]", text) is None


@pytest.mark.long
def test_a_number_of_the_burden_opens_to_its_rows(client: TestClient) -> None:
    answer = client.get("/burden?span=FY2009-10&place=lewisham")
    assert "<svg" in answer.text
    assert "style=" not in answer.text
    assert "/burden/rows?span=FY2009-10&amp;place=lewisham&amp;number=in_another_return" in answer.text
    opened = Page(client.get("/burden/rows?span=FY2009-10&place=lewisham&number=in_another_return")).text
    assert "1 row, which comes to 1" in opened
    assert "NI 113.1" in opened
    second = Page(client.get("/burden/rows?span=FY2009-10&number=central&by=return&part=vital-signs&page=2")).text
    assert "129 rows, which come to 129" in second
    assert "shown: 101 to 129" in second


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [("number=savings", 404, "no number"), ("", 404, "no number"),
     ("number=cells&by=agency&part=nobody", 404, "no part"),
     ("number=cells&by=colour&part=x", 404, "no part"), ("number=cells&place=atlantis", 404, "no place")],
)  # fmt: skip
def test_rows_that_there_are_not_are_refused(client: TestClient, query: str, status: int, said: str) -> None:
    answer = client.get(f"/burden/rows?span=FY2009-10&{query}")
    assert (answer.status_code, said in Page(answer).text) == (status, True)


def test_the_whole_of_a_long_table_of_the_burden_has_a_page(client: TestClient) -> None:
    for table, heading in (("steps", "By agency"), ("hours", "Who gains and who loses, by agency")):
        answer = client.get(f"/burden/parts?span=FY2009-10&table={table}&by=agency")
        assert Page(answer).text.startswith(heading)
        assert "Lewisham Council, children and young people" in Page(answer).text
        assert ("<svg" in answer.text) == (table == "hours")
    assert client.get("/burden/parts?span=FY2009-10&table=gnomes&by=agency").status_code == 404
    assert client.get("/burden/parts?span=FY2009-10&table=hours&by=agency&place=atlantis").status_code == 404


def test_the_numbers_stay_where_a_change_is_wrong(client: TestClient) -> None:
    answer = client.get("/burden?span=FY2009-10&drop_line=NI+999&records=yes")
    assert answer.status_code == 404
    text = Page(answer).text
    assert "No return has a line" in text
    assert "By the plan, giving each figure once saves 1 keying across returns" in text
    assert 'value="NI 999"' in answer.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [("drop_line=NI+999", 404, "No return has a line"), ("merge=vital-signs", 400, "does not say"),
     ("merge=vital-signs&into=vital-signs", 400, "into itself"), ("span=2009", 422, "2009")],
)  # fmt: skip
def test_a_change_that_cannot_be_imagined_is_said_so(client: TestClient, query: str, status: int, said: str) -> None:
    answer = client.get(f"/burden?{query}")
    assert answer.status_code == status
    assert said in Page(answer).text
    assert Page(answer).text.startswith("Error:")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("/nowhere", 404, "Page not found"), ("/v1/nowhere", 404, "Page not found"),
     ("/catalogue?q=" + "x" * 20_000, 414, "The address is too long"), ("/%zz", 400, "cannot be understood"),
     ("/collections/lewisham/nobody/x/FY2009-10", 404, "no such collection"),
     ("/collections/x", 404, "no such collection"), ("/collections/a/b/c/nonsense", 404, "no such collection"),
     ("/submissions/" + "0" * 64, 404, "nothing here that you may see"),
     ("/figures/NI 62/Lewisham/2009", 422, "not clear"),
     ("/figures/NI 62/Atlantis/FY2009-10", 404, "Atlantis"), ("/schedule?span=2009", 422, "2009"),
     ("/figures?indicator=NI+62&area=Nowhere&period=FY2009-10", 422, "There is no area")],
)  # fmt: skip
def test_an_error_is_a_page_for_people_and_a_problem_for_machines(
    client: TestClient, path: str, status: int, said: str
) -> None:
    page = client.get(path)
    assert page.status_code == status
    assert said in Page(page).text
    assert Page(page).text.startswith("Error: ")
    machine = client.get(path, headers={"Accept": "application/json"})
    assert machine.status_code == status
    if not path.startswith("/figures?"):
        assert machine.headers["content-type"] == "application/problem+json"


def test_a_bug_says_nothing_of_itself(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("secret/path")

    monkeypatch.setattr("api.pages.figure_address.find_indicator", fail)
    monkeypatch.setattr("api.middleware.error_handlers.log.error", lambda *_arguments, **_named: None)
    answer = client.get("/figures/zzz/Lewisham/FY2009-10")
    assert answer.status_code == 500
    assert "Sorry, something went wrong here" in Page(answer).text
    assert "secret" not in answer.text


def test_pages_are_no_part_of_the_api(client: TestClient) -> None:
    paths = client.get("/v1/openapi.json").json()["paths"]
    assert not [path for path in paths if path.startswith(("/schedule", "/collections", "/figures", "/assets"))]
