"""How large a file of several tables may be, and what reading it may take. Light to import: the worker does."""

from __future__ import annotations

from returnonce.sandbox import SandboxLimits

MEBI = 1 << 20
#: A year of a large council's children in need, or of a treatment system's episodes, is under 200 MB.
FILE_BYTES = 400 * MEBI
#: A folder or a zip: one file for each table, and some that are none.
MEMBERS = 60
#: Text of records packs 10:1; bombs start at several hundred.
RATIO = 200
RATIO_FROM = 10 * MEBI
#: More elements of one kind, or other names of elements, than any census has.
XML_RECORDS = 5_000_000
XML_NAMES = 400
XML_DEPTH = 30
#: What is looked at to tell a file of records from an upload of figures.
PEEK = 64 * 1024
#: A broken file is broken in one way: so many of its places are told.
MOST_PLACES = 100
JAIL = SandboxLimits(memory=3 << 30, cpu_seconds=300, wall_seconds=300, file_bytes=4 << 30)
