"""Which files a pack that ships holds is found in one look at each, however many patterns all packs have."""

from __future__ import annotations

from mappings.packs.pack_files import SHIPPED, read_shipped_packs
from returnonce.definition_files.file_tree import DefinitionFiles

#: More than fnmatch keeps compiled.
MANY = 300
MANIFEST = """name: {name}
title: {name}
version: 1.0.0
holds:
{holds}
needs: {{}}
licence: MIT
sources: [made up]
"""


def test_each_of_many_patterns_holds_its_own_files() -> None:
    folders = {name: [f"indicators/catalogue/{name}-{number}" for number in range(MANY)] for name in ("one", "two")}
    manifests = {
        f"{SHIPPED}/{name}.yaml": MANIFEST.format(name=name, holds="\n".join(f"  - {folder}/*" for folder in inside))
        for name, inside in folders.items()
    }
    held = {f"{folder}/a.yaml": b"" for inside in folders.values() for folder in inside}
    outside = {"indicators/catalogue/one-1x/a.yaml": b"", "x/indicators/catalogue/one-1/a.yaml": b""}
    content = {path: text.encode() for path, text in manifests.items()} | held | outside
    packs = read_shipped_packs(DefinitionFiles(content))
    assert {name: sorted(pack.paths) for name, pack in packs.items()} == {
        name: sorted(f"{folder}/a.yaml" for folder in inside) for name, inside in folders.items()
    }
