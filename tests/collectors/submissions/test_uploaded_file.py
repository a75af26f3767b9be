"""One copy of an upload: what is hashed is what is checked and stored, whatever its sender does meanwhile."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from collectors.receive_upload import receive
from collectors.submissions.uploaded_file import copy_upload
from returnonce.blobs import sha256
from tests.collectors.figures.small_ruleset import AGENCY, NOON, ruleset, table
from tests.contexts import make_context

FIRST, SECOND = (table(f"share,E09000023,FY2009-10,,,{count},100,,,,") for count in (12, 13))


def test_a_file_that_is_saved_meanwhile_is_received_as_it_was_hashed(sqlite_engine: Engine, tmp_path: Path) -> None:
    path, context = tmp_path / "up.csv", make_context(sqlite_engine, tmp_path / "home", ruleset(), clock=NOON)
    path.write_text(FIRST)
    with copy_upload(path, AGENCY) as upload:
        path.write_text(SECOND)
        receipt = receive(context, upload)
    assert (receipt.accepted, receipt.file, receipt.file_name) == (True, sha256(FIRST.encode()), "up.csv")
    assert context.blobs.read("received", receipt.file).decode() == FIRST


def test_a_folder_is_one_file_with_the_same_hash_on_any_day(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "header.csv").write_text(FIRST)
    (folder / ".hidden").write_text(SECOND)
    with copy_upload(folder, None, period="FY2009-10") as one, copy_upload(folder, None) as again:
        assert one.sha256 == again.sha256 == sha256(one.path.read_bytes())
        assert (one.name, one.agency, one.period, again.period) == ("records", None, "FY2009-10", None)
    assert not one.path.exists()
