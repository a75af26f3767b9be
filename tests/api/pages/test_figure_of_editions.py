"""A figure as recipients of editions see it, and in which cells of editions it stands."""

from __future__ import annotations

import pytest

from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import OFFICER, Publishing

pytestmark = pytest.mark.long
NI_62 = "/figures/cla-three-or-more-placements/E09000023/FY2009-10"


def test_each_cell_of_each_edition_says_its_value_and_who_published_it(publishing: Publishing) -> None:
    text = Page(publishing.client(OFFICER).get(NI_62)).text
    cells = text.split("Cells of editions that are this figure")[1].split("Lines filled from this one figure")[0]
    assert "NI 62: Stability of placements" in cells
    assert ["11% (39 of 351)" in cells, "11% (40 of 351)" in cells] == [True, True]
    assert ["Restated since" in cells, "Current" in cells] == [True, True]
    assert "by Performance officer, Lewisham" in cells


def test_a_recipient_sees_the_figure_of_its_editions_and_nothing_that_came_since(publishing: Publishing) -> None:
    page = Page(publishing.client("sample-regulator").get(NI_62))
    assert "(40 of 351)" in page.text
    assert "corrected" not in page.text.split("Cells of editions")[0]
    # The third count, which is put up and not published, is nobody's outside.
    assert "0% (0 of 351)" not in page.text
    assert "Put up for approval" not in page.text
    assert "Audit trail row" not in page.text
    assert "It is opened by its sender" in page.text
    assert publishing.client("sample-regulator").get(f"{NI_62}/sources/1/file").status_code == 404


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [("sample-regulator", NI_62.replace("FY2009-10", "FY2008-09"), 404),
     ("sample-regulator", NI_62.replace("E09000023", "E10000024"), 404), ("sample-county-officer", NI_62, 404),
     ("sample-administrator", NI_62, 403), ("", NI_62, 303)],
)  # fmt: skip
def test_who_may_not_know_of_it_does_not(publishing: Publishing, who: str, path: str, status: int) -> None:
    assert publishing.client(who).get(path).status_code == status
