"""Asks a schema of a file: ``python schema.py XSD XML OUT`` writes its complaints as JSON, none for a valid file."""

import json
import sys
from pathlib import Path

from lxml import etree

LISTED = 20


def main(schema, path, out):
    judge = etree.XMLSchema(etree.parse(schema))
    judge.validate(etree.parse(path))
    texts = [f"line {error.line}: {error.message}" for error in judge.error_log]
    Path(out).write_text(json.dumps({"complaints": len(texts), "first": texts[:LISTED]}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
