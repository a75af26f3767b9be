"""Files that stay sealed for their sender: for an hour, for one account, and not too many."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from collectors.submissions import sealed_uploads
from collectors.submissions.pending_uploads import PendingUpload
from collectors.submissions.sealed_uploads import copy_sealed, forget_upload, seal_upload
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import sha256
from returnonce.clock import FixedClock
from returnonce.errors import NotFound
from returnonce.settings import Settings
from tests.api.services import AGENCY
from tests.conftest import NOON
from tests.contexts import make_context
from tests.shipped import load_ruleset

DATA = b"indicator\n" * 9


@pytest.fixture
def context(engine: Engine, settings: Settings) -> AppContext:
    return make_context(engine, ruleset=load_ruleset(), settings=settings)


def seal(context: AppContext, folder: Path, by: str = "ada") -> str:
    path = folder / "sent"
    path.write_bytes(DATA)
    return seal_upload(context, path, PendingUpload(AGENCY, "figures.csv", sha256(DATA), by))


def test_its_sender_gets_the_bytes_back_and_nobody_else(context: AppContext, tmp_path: Path) -> None:
    name = seal(context, tmp_path)
    sealed = copy_sealed(context, name, "ada", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == DATA
    assert sealed.upload.file_name == "figures.csv"
    for by in ("bob", ""):
        with pytest.raises(NotFound):
            copy_sealed(context, name, by, tmp_path / "other")
    with pytest.raises(NotFound):
        copy_sealed(context, "0" * 64, "ada", tmp_path / "other")


def test_after_an_hour_it_is_refused_before_anybody_forgot_it(context: AppContext, tmp_path: Path) -> None:
    name = seal(context, tmp_path)
    later = context.replace(clock=FixedClock(NOON + timedelta(hours=1)))
    with pytest.raises(NotFound):
        copy_sealed(later, name, "ada", tmp_path / "back")
    assert context.vault.holds(name)
    arguments = dict(vars(PendingUpload(AGENCY, "figures.csv", "", "ada")), name=name)
    forget_upload(later, arguments)
    assert not context.vault.holds(name)


def test_of_too_many_the_oldest_gives_way(context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_uploads, "MOST_OF_ACCOUNT", 2)
    other = seal(context, tmp_path, "bob")
    names = [seal(context, tmp_path) for _ in range(3)]
    assert [context.vault.holds(name) for name in names] == [False, True, True]
    assert context.vault.holds(other)
