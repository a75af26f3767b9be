"""Tells packs apart among definition files: those that ship, by what they say that they hold, and those beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import translate

from mappings.packs.pack_definitions import BASE, Manifest, Pack, make_pack
from returnonce.definition_files.file_tree import DefinitionFiles, MemoryPath
from returnonce.definition_files.pack_folders import MANIFEST, PACKS
from returnonce.definition_files.saved_text import normalise_saved_file
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import Refused

SHIPPED = "mappings/packs/shipped"


def read_shipped_packs(files: DefinitionFiles) -> dict[str, Pack]:
    """The packs that ship, by name. Raises ``Refused``."""
    manifests = [read_definition(Manifest, path) for path in sorted((files.root / SHIPPED).glob("*.yaml"))]
    held: dict[str, dict[str, bytes]] = {manifest.name: {} for manifest in manifests}
    # One expression a pack: fnmatch keeps 256 compiled patterns, and all packs together may have more.
    patterns = {each.name: re.compile("|".join(map(translate, each.holds))) for each in manifests if each.holds}
    for path, data in {**files.lacking, **files.content}.items():
        for name, pattern in patterns.items():
            if pattern.match(path):
                held[name][path] = data
    return {manifest.name: make_pack(manifest, held[manifest.name], ships=True) for manifest in manifests}


def list_own_packs(files: DefinitionFiles) -> dict[str, dict[str, bytes]]:
    """The files of each pack beside the rooms, by the pack's name and then their path from its folder."""
    packs: dict[str, dict[str, bytes]] = defaultdict(dict)
    for path, data in files.content.items():
        top, _, rest = path.partition("/")
        if top == PACKS:
            name, _, inside = rest.partition("/")
            packs[name][inside] = data
    return dict(packs)


def read_own_pack(name: str, files: Mapping[str, bytes]) -> Pack:
    """A pack beside the rooms.

    Raises:
        Refused: its manifest is wrong, or has the name of another folder.
    """
    manifest = read_definition(Manifest, _manifest_path(files))
    if manifest.name != name:
        raise Refused(f"The name is {manifest.name!r}, the folder is {name!r}.", where=MANIFEST, mend="Make them one.")
    if manifest.holds:
        raise Refused("holds is for packs that ship.", where=MANIFEST, mend="Leave it out: a pack holds its folder.")
    for key in ("sample_of", "split_from"):
        if getattr(manifest, key):
            raise Refused(f"{key} is for packs that ship.", where=MANIFEST, mend="Leave it out.")
    return make_pack(manifest, _without_manifest(files))


def _manifest_path(files: Mapping[str, bytes]) -> MemoryPath:
    manifest = {path: normalise_saved_file(path, data) for path, data in files.items() if path == MANIFEST}
    return DefinitionFiles(manifest).root / MANIFEST


def make_unnamed_pack(name: str, files: Mapping[str, bytes]) -> Pack:
    """A pack whose manifest cannot be read."""
    manifest = Manifest.model_construct(name=name, version="0.0.0", title="", licence="", sources=())
    return make_pack(manifest, _without_manifest(files))


def _without_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path != MANIFEST}


def find_unmet_needs(pack: Pack, packs: Mapping[str, Pack]) -> Iterator[Refused]:
    """What a pack needs and is not here, or not in that version."""
    for name, version in pack.manifest.needs.items():
        other = packs.get(name)
        if other is None:
            yield Refused(
                f"needs: there is no pack {name}.",
                where=MANIFEST,
                mend=f"Packs are: {', '.join(sorted({*packs} - {pack.name}))}.",
            )
        elif not other.fits(version):
            yield Refused(
                f"needs: {name} {version}; here it is {other.manifest.version}+{other.hash[:12]}.",
                where=MANIFEST,
                mend="Look at what changed (returnonce packs diff), then write the version that is here.",
            )


def list_needs(pack: Pack, packs: Mapping[str, Pack]) -> frozenset[str]:
    """Names of all packs on which one rests, itself and the base among them."""
    found, waiting = {BASE}, [pack.name]
    while waiting:
        name = waiting.pop()
        if name not in found and name in packs:
            found.add(name)
            waiting += packs[name].manifest.needs
    return frozenset(found)
