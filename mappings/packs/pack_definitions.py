"""A pack: its manifest, and the files that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StringConstraints

from mappings.packs.overrides import Override
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import hash_content

Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
#: A version, and where the very content matters the beginning of its hash: ``1.0.0+3f2a9b1c2d3e``.
ExactVersion = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+(\+[0-9a-f]{8,64})?$")]
#: Always there, and so needs no naming.
BASE = "base"


class Manifest(Definition):
    """What a pack says of itself: ``pack.yaml``, or of one that ships a file in ``mappings/packs/shipped``.

    ``needs``: the exact version of each pack that its definitions speak of. ``holds``: of a pack that ships, the
    files that belong to it.
    """

    name: Code
    version: Version
    title: Text
    licence: Text
    sources: tuple[Text, ...]
    needs: dict[Code, ExactVersion] = Field(default_factory=dict)
    holds: tuple[Text, ...] = ()
    notes: Text | None = None
    #: Of a pack that ships: the council whose own list it is.
    sample_of: Text | None = None
    #: Of a pack that ships: the pack of which it was a part. A place that switched that one on, and makes a return of
    #: this one, has both switched on.
    split_from: Code | None = None


@dataclass(frozen=True)
class Pack:
    """A pack: what it says of itself, the paths of its files from the root, and the SHA-256 (hex) of what they hold.

    ``ships``: it comes with this release.
    """

    manifest: Manifest
    paths: tuple[str, ...]
    hash: str
    ships: bool = False
    #: What it changes in definitions of other packs.
    overrides: tuple[Override, ...] = ()

    @property
    def name(self) -> str:
        return self.manifest.name

    def fits(self, version: str) -> bool:
        """Whether it is that exact version, and has that content where the version names one."""
        number, _, content = version.partition("+")
        return number == self.manifest.version and self.hash.startswith(content)


def make_pack(manifest: Manifest, files: Mapping[str, bytes], *, ships: bool = False) -> Pack:
    """The pack of these files, by their path from the root."""
    return Pack(manifest, tuple(sorted(files)), hash_content(files), ships)
