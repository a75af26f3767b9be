"""Checks of editions: cells can be read, files are as long as is said, forms say who may see them."""

from __future__ import annotations

from collections.abc import Iterator

from exports.editions.storage.cell_serialization import cells_from_bytes
from exports.editions.storage.edition_blobs import EDITIONS
from mappings.definitions.return_definitions import ENTITLED
from returnonce.errors import ReturnOnceError
from upkeep.doctor.health_context import HealthContext


def cells(context: HealthContext) -> Iterator[str]:
    """Frozen cells can be read; those of the entitled recipient are the content that the proposal names."""
    query = (
        "SELECT p.name, p.content, a.audience, a.cells FROM proposal p JOIN proposal_audience a ON a.proposal = p.id"
        " WHERE a.cells IS NOT NULL ORDER BY p.id, a.audience"
    )
    for name, content, audience, cells_hash in context.rows(query):
        try:
            cells_from_bytes(context.app.blobs.read(EDITIONS, str(cells_hash)))
        except (ReturnOnceError, ValueError, TypeError) as error:
            yield f"proposal {str(name)[:12]} for {audience}: {type(error).__name__}"
            continue
        if audience == ENTITLED and cells_hash != content:
            yield f"proposal {str(name)[:12]}: other cells than its content"


def sizes(context: HealthContext) -> Iterator[str]:
    """Files are as long as is said; those that are gone have a check of their own."""
    for table in ("proposal_file", "edition_file"):
        for name, sha, size in context.rows(f"SELECT name, sha256, size FROM {table} ORDER BY 1"):  # noqa: S608
            if context.app.blobs.size(EDITIONS, str(sha)) not in {None, size}:
                yield f"{name} {str(sha)[:12]}"


def disclosure(context: HealthContext) -> Iterator[str]:
    """Forms name a rule for the public."""
    for return_ in context.app.ruleset.returns.values():
        for form in return_.editions:
            rule = form.disclosure.get("public")
            if rule is None or rule.rule is None:
                yield f"{return_.code} {form.edition}"
