"""What a pack says of itself, and what it defines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mappings.packs.pack_definitions import Pack


def describe_pack(pack: Pack) -> dict[str, Any]:
    """Name, version, hash and words of a pack, and the codes of what it defines, by kind."""
    manifest = pack.manifest
    parts = [path.split("/") for path in pack.paths]
    return {
        "pack": pack.name,
        "version": manifest.version,
        "hash": pack.hash,
        "ships": pack.ships,
        "title": manifest.title,
        "licence": manifest.licence,
        "sources": manifest.sources,
        "needs": manifest.needs,
        "notes": manifest.notes,
        "sample_of": manifest.sample_of,
        "indicators": sum(path[:2] == ["indicators", "catalogue"] for path in parts),
        "returns": sorted({path[2] for path in parts if path[:2] == ["mappings", "returns"]}),
        "record_sets": sorted({path[3] for path in parts if path[:3] == ["indicators", "records", "sets"]}),
        "places": sorted({path[2] for path in parts if path[:2] == ["mappings", "places"] and len(path) > 3}),
        "overrides": [each.describe(pack.name) for each in pack.overrides],
        "files": list(pack.paths),
    }
