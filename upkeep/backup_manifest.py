"""A backup's manifest: when it was made, of which schema and audit head, with which rows and files."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from returnonce.definition_files.base import Definition
from returnonce.errors import Refused
from upkeep.backup_archive import BackupMember

FORM, MANIFEST, LARGEST = 1, "manifest.json", 256 << 20
TABLES = "tables"
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
#: Where a member may lie. Anything else, above all a way out of the folder, is refused.
PLACES = re.compile(
    r"tables/[a-z_0-9]{1,63}\.tsv"
    r"|files/[a-z_-]{1,40}/([0-9a-f]{2}/)?[0-9a-f]{64}(\.[a-z0-9]{1,10})?"
    r"|records/[0-9a-f]{2}/[0-9a-f]{64}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}"
    r"|keys/[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}"
)


class ManifestPart(Definition):
    """One member of the archive."""

    name: str
    size: int = Field(ge=0)
    sha256: Hash


class BackupManifest(Definition):
    """``head``: the newest audit row's hash. ``gone``: what the store names and was not there any more."""

    form: int
    made_at: datetime
    release: str
    revision: str
    store: str
    ruleset: str
    head: Hash
    tables: dict[str, int]
    keys: bool
    gone: tuple[str, ...]
    parts: tuple[ManifestPart, ...]

    @property
    def members(self) -> tuple[BackupMember, ...]:
        """Its parts, as the archive knows them."""
        return tuple(BackupMember(part.name, part.size, part.sha256) for part in self.parts)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())

    def to_bytes(self) -> bytes:
        """As the archive holds it."""
        return json.dumps(self.model_dump(mode="json"), indent=1, sort_keys=True).encode()


def read_manifest(data: bytes, *, where: str) -> BackupManifest:
    """What a backup says of itself.

    Raises:
        Refused: it is no manifest, of another form, or names a place that no backup has.
    """
    try:
        manifest = BackupManifest.model_validate(json.loads(data))
    except (ValueError, RecursionError, ValidationError) as error:
        raise Refused("Its manifest cannot be read.", where=where, mend="Take another backup.") from error
    if manifest.form != FORM:
        raise Refused(f"It is of form {manifest.form}; this release reads form {FORM}.", where=where,
                      mend="Restore it with the release that made it, or a later one.")  # fmt: skip
    names = [part.name for part in manifest.parts]
    for name in names:
        if not PLACES.fullmatch(name):
            raise Refused("It holds a file in a place that no backup has.", where=repr(name[:80]),
                          mend="Do not use it; look where it came from.")  # fmt: skip
    if len(set(names)) != len(names):
        raise Refused("It holds a file twice.", where=where, mend="Do not use it; look where it came from.")
    return manifest
