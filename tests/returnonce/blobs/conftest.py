"""Each real store of objects, empty: a folder, a PostgreSQL database, and a bucket of a server that speaks S3."""

from __future__ import annotations

from pathlib import Path

import pytest

from returnonce.blobs import FolderObjects, ObjectStore
from returnonce.blobs.database import DatabaseKeys, DatabaseObjects
from returnonce.blobs.joint import JointObjects
from returnonce.blobs.s3 import S3Objects
from returnonce.settings import Settings
from tests.returnonce.blobs.buckets import BUCKET, empty_bucket, s3_server
from tests.stores import PostgresServer

__all__ = ["s3_server"]


@pytest.fixture(params=["folder", pytest.param("database", marks=pytest.mark.postgres), "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """One store after the other."""
    if request.param == "folder":
        return FolderObjects(tmp_path / "home")
    if request.param == "s3":
        settings = empty_bucket(request.getfixturevalue("s3_server"), Settings(home=tmp_path / "home"))
        return JointObjects(FolderObjects(tmp_path / "keys"), S3Objects(f"{BUCKET}/some/prefix", settings))
    server: PostgresServer = request.getfixturevalue("postgres")
    server.migrated()
    url = Settings(database_url=server.url).url
    return JointObjects(DatabaseKeys(url), DatabaseObjects(url))
