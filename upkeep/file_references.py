"""Which files the store names, by the columns that name them."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from returnonce.row_text import read_shapes

#: A query for each folder of kept files that gives the names in it. Figures worked out from records, or from other
#: figures, have no file there: the records' is sealed in a case.
NAMED = (
    (
        "received",
        ("batch", "batch_input", "record_submission", "submission"),
        "SELECT file FROM batch WHERE kind IN ('submitted', 'pulled')"
        " AND id NOT IN (SELECT batch FROM record_submission) AND id NOT IN (SELECT batch FROM batch_input)"
        " UNION SELECT file FROM submission WHERE batch NOT IN (SELECT batch FROM record_submission)"
        " AND batch NOT IN (SELECT batch FROM batch_input)",
    ),
    ("editions", ("portal_report",), "SELECT file FROM portal_report"),
    ("editions", ("sent_return_report",), "SELECT file FROM sent_return_report"),
    ("editions", ("proposal_audience",), "SELECT cells FROM proposal_audience WHERE cells IS NOT NULL"),
    ("editions", ("proposal_file",), "SELECT sha256 FROM proposal_file"),
    ("editions", ("edition_file",), "SELECT sha256 FROM edition_file"),
)


def find_named_files(store: Connection) -> frozenset[str]:
    """Places under the home folder of every file that the store says is kept."""
    table_names = {shape.name for shape in read_shapes(store)}
    places = {
        f"files/{folder}/{name[:2]}/{name}"
        for folder, tables, query in NAMED
        if table_names.issuperset(tables)
        for (name,) in store.execute(text(query))
    }
    if "ruleset" in table_names:
        places |= {f"files/rulesets/{name}.zip" for (name,) in store.execute(text("SELECT hash FROM ruleset"))}
    if "record_submission" in table_names:
        places |= {f"records/{name[:2]}/{name}/key" for (name,) in store.execute(text(CASES))}
    return frozenset(places)


#: Cases whose records are still kept.
CASES = "SELECT case_name FROM record_submission WHERE batch NOT IN (SELECT batch FROM record_purge)"
