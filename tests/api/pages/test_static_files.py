"""What browsers are sent beside the pages, and what only a gov.uk service may send."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.pages.static_files import ASSETS, find_assets, load_assets, without_typeface
from returnonce.errors import WrongUsage
from returnonce.settings import Settings
from tests.repository import ROOT

RELEASE = "6.3.0"


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    """A folder as the package's."""
    (tmp_path / "assets" / "images").mkdir(parents=True)
    (tmp_path / "assets" / "fonts").mkdir()
    styles = "@font-face{font-family:GDS Transport;src:url(/a.woff2)}.a{font-family:GDS Transport,arial,sans-serif}"
    (tmp_path / "govuk-frontend.min.css").write_text(styles)
    (tmp_path / "govuk-frontend.min.js").write_text("export function initAll(){}")
    (tmp_path / "assets" / "images" / "govuk-crest.svg").write_text("<svg/>")
    (tmp_path / "assets" / "fonts" / "light.woff2").write_bytes(b"w")
    return tmp_path


def test_crown_and_typeface_are_for_gov_uk_alone(frontend: Path) -> None:
    ours, theirs = (load_assets(frontend, gov_uk_service=each) for each in (False, True))
    assert {"images/govuk-crest.svg", "fonts/light.woff2"} <= set(theirs)
    assert not {name for name in ours if name.startswith(("images/", "fonts/"))}
    assert ours["govuk-frontend.min.css"].data == b".a{font-family:arial,sans-serif}"
    assert b"GDS Transport" in theirs["govuk-frontend.min.css"].data


def test_the_real_stylesheet_names_the_typeface_no_more() -> None:
    if not ASSETS.is_dir():
        pytest.skip("GOV.UK Frontend is not installed (make assets)")
    styles = (ASSETS / "govuk-frontend.min.css").read_bytes()
    assert b"GDS Transport" in styles
    assert b"GDS Transport" not in without_typeface(styles)
    assert b"@font-face" not in without_typeface(styles)


def test_without_the_package_only_our_own_files_are_there() -> None:
    assert set(load_assets(None, gov_uk_service=False)) == {"returnonce.css", "start.js", "icon.svg"}


def test_a_file_is_packed_for_who_can_unpack_and_not_sent_twice(client: TestClient) -> None:
    plain = client.get("/assets/returnonce.css", headers={"Accept-Encoding": "identity"})
    packed = client.get("/assets/returnonce.css", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    again = client.get("/assets/returnonce.css", headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["../site.py", "..%2fsite.py", "/etc/passwd", "nothing.css", "__init__.py"])
def test_nothing_else_can_be_fetched(client: TestClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


def test_all_that_a_page_loads_is_light() -> None:
    assets = load_assets(ASSETS if ASSETS.is_dir() else None, gov_uk_service=False)
    assert sum(len(each.packed) for each in assets.values()) < 80_000
    assert all(gzip.decompress(each.packed) == each.data for each in assets.values())


def test_a_wrong_folder_is_refused_and_none_means_plain_pages(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"govuk-frontend\.min\.css") as error:
        find_assets(Settings(home=tmp_path, assets=tmp_path))
    assert "RETURNONCE_ASSETS" in str(error.value)
    assert find_assets(Settings(home=tmp_path)) in {None, ASSETS}


def test_the_package_is_pinned_to_the_release_that_the_macros_are_made_for() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert asked == {"govuk-frontend": RELEASE}
    assert lock["node_modules/govuk-frontend"]["version"] == RELEASE
    assert set(lock) == {"", "node_modules/govuk-frontend"}
    assert "resolved" not in json.dumps(lock)
