"""``/reports``: who may take a report away, the file that the command writes, and what is wrong said on the form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import OFFICER, Publishing, open_publishing
from tests.api.pages.sample_service import build, furnish
from tests.exports.reading import table

pytestmark = pytest.mark.long
FILE = "/reports/file?report=board-report&area=E09000023&period=FY2024-25&format="
VIEW = FILE.replace("/file?", "/view?")


@pytest.fixture(scope="module")
def publishing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    """Lewisham with its made-up figures; looked at only."""
    service = build(tmp_path_factory.mktemp("reports"), places=("lewisham",))
    furnish(service)
    yield open_publishing(service)
    service.engine.dispose()


def test_an_officer_takes_a_report_of_the_own_area_away(publishing: Publishing) -> None:
    officer = publishing.client(OFFICER)
    form = Page(officer.get("/reports"))
    assert "Show the report" in form.text
    assert "Nottinghamshire" not in form.text
    answer = officer.get(FILE + "xlsx")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert 'filename="board-report_E09000023_FY2024-25.xlsx"' in answer.headers["Content-Disposition"]
    assert table(answer.content, "Report", "Indicator")
    data = officer.get(FILE + "json").json()
    assert (data["return"], data["area"]["code"]) == ("board-report", "E09000023")


def test_a_report_is_a_page_on_which_each_number_leads_to_its_figure(publishing: Publishing) -> None:
    page = Page(publishing.client(OFFICER).get(VIEW.replace("FY2024-25", "FY2009-10")))
    assert "Performance report for the children's board" in page.text
    links = [link.get("href") or "" for link in page.all("a")]
    assert {link.split("format=")[1] for link in links if link.startswith("/reports/file?")} == {"xlsx", "csv", "json"}
    assert any(link.startswith("/figures/cpp-open/E09000023/") for link in links)


def test_nobody_takes_a_report_of_an_area_that_is_not_theirs(publishing: Publishing) -> None:
    other = FILE.replace("E09000023", "E10000024") + "csv"
    refused = publishing.client(OFFICER).get(other)
    assert refused.status_code in {403, 404}
    assert "attachment" not in refused.headers.get("Content-Disposition", "")
    assert publishing.client().get("/reports").status_code == 303
    assert publishing.client("sample-agency").get("/reports").status_code == 403
    assert publishing.client("sample-agency").get(VIEW).status_code == 403
    assert publishing.client(OFFICER).get(VIEW.replace("E09000023", "E10000024")).status_code in {403, 404}


@pytest.mark.parametrize(
    ("old", "new", "status", "field"),
    [
        ("report=board-report", "report=poetry", 404, "#filter-report"),
        ("period=FY2024-25", "period=soon", 422, "#period"),
        ("area=E09000023", "area=Atlantis", 404, "#filter-area"),
    ],
)
def test_what_is_wrong_is_said_on_the_form(publishing: Publishing, old: str, new: str, status: int, field: str) -> None:
    for address in (FILE.replace(old, new) + "xlsx", VIEW.replace(old, new)):
        answer = publishing.client(OFFICER).get(address)
        assert answer.status_code == status
        assert "Show the report" in Page(answer).text
        assert field in [link.get("href") for link in Page(answer).all("a")]
