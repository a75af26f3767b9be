"""Removes files that no row names, and what processes that were killed left half-written."""

from __future__ import annotations

from datetime import timedelta

from mappings.ruleset.app_context import AppContext
from returnonce.blobs.blob_store import BLOB_KINDS
from returnonce.db import transaction
from upkeep.file_references import find_named_files
from upkeep.home_files import FILES

#: A file younger than this may belong to an act that is just under way.
UNFINISHED = timedelta(hours=1)


def sweep_files(context: AppContext) -> int:
    """Remove blobs that no row names and files that are half-written, an hour old at least. How many there were.

    An act keeps its blobs before its transaction and makes sure of them within it; this is done in a transaction too,
    and there is one writer. So nothing goes that a row names, or that a row is just about to name.
    """
    before, objects = context.clock.now() - UNFINISHED, context.objects
    unfinished = [each.name for each in objects.list_unfinished() if each.written_at < before]
    for name in unfinished:
        objects.remove(name)
    with transaction(context.engine) as session:
        names = find_named_files(session.connection())
        blobs = [each for kind in BLOB_KINDS for each in objects.entries(f"{FILES}/{kind}")]
        unnamed = [each.name for each in blobs if each.name not in names and each.written_at < before]
        for name in unnamed:
            objects.remove(name)
    return len(unfinished) + len(unnamed)
