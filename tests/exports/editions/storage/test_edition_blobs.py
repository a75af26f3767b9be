"""The bytes of an edition: for ever the same, and proved on reading."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.editions.publication import publish as publishing
from exports.editions.storage import cell_serialization
from exports.editions.storage.edition_blobs import read_edition_cells, read_edition_file
from mappings.fill.cells import CELL_SCHEMA
from returnonce.blobs import sha256
from returnonce.errors import NotFound, Unavailable
from tests.exports.builders import every_kind_of_cell
from tests.exports.editions.worlds import World

pytestmark = pytest.mark.long


def blob_path(home: Path, name: str) -> Path:
    return home / "files" / "editions" / name[:2] / name


def test_every_file_is_what_it_says(small: World) -> None:
    done = small.edition()
    for file in done.files:
        data = read_edition_file(small.blobs, done, file.audience, file.name)
        assert (sha256(data), len(data)) == (file.sha256, file.size)
    cells = read_edition_cells(small.blobs, done, "regulator")
    assert (dict(cells.schema), cells["line"].to_list()) == (dict(CELL_SCHEMA), ["NI 1", "NI 2"])
    assert sha256(cell_serialization.cells_to_bytes(cells)) == done.content


def test_altered_or_lost_bytes_are_never_served(small: World) -> None:
    done = small.edition()
    file = done.files[0]
    path = blob_path(small.home, file.sha256)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(Unavailable, match="was altered"):
        read_edition_file(small.blobs, done, file.audience, file.name)
    path.unlink()
    with pytest.raises(Unavailable, match="cannot be read"):
        read_edition_file(small.blobs, done, file.audience, file.name)
    blob_path(small.home, done.content).write_bytes(b"")
    with pytest.raises(Unavailable, match="was altered"):
        read_edition_cells(small.blobs, done, "regulator")


@pytest.mark.parametrize(("audience", "name"), [("public", "changes.csv"), ("regulator", "../store.sqlite3")])
def test_what_an_audience_has_not_is_not_found(small: World, audience: str, name: str) -> None:
    with pytest.raises(NotFound):
        read_edition_file(small.blobs, small.edition(), audience, name)


def test_a_publication_that_fails_in_its_transaction_leaves_no_row(
    small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = small.approve(small.propose())

    def full(*_: object) -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "announce", full)
        with pytest.raises(Unavailable, match="disk is full"):
            small.publish(one)
    done = small.publish(one)
    assert done.number == 1


def test_cells_come_back_as_they_went() -> None:
    cells = pl.DataFrame(every_kind_of_cell(), schema=CELL_SCHEMA, orient="row")
    assert cell_serialization.cells_from_bytes(cell_serialization.cells_to_bytes(cells)).equals(cells)


@given(st.text(max_size=20), st.integers(-(2**63), 2**63 - 1))
def test_any_text_and_number_comes_back(text: str, number: int) -> None:
    row = dict.fromkeys(CELL_SCHEMA) | {"line": text, "value": number, "label": "a\u2028b\x85c"}
    cells = pl.DataFrame([row], schema=CELL_SCHEMA, orient="row")
    data = cell_serialization.cells_to_bytes(cells)
    assert cell_serialization.cells_from_bytes(data).equals(cells)
    assert data.count(b"\n") == 1
