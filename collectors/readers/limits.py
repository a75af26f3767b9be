"""How large a file may be, and how much of it a message shows. Light to import: the workers do."""

from __future__ import annotations

from returnonce.sandbox import SandboxLimits

MEBI = 1 << 20

#: CSV: a year of 700 indicators for 152 areas in 12 months is 62 MB.
CSV_BYTES = 200 * MEBI
CSV_ROWS = 2_500_000
#: Excel's own limit on the characters of one cell.
CELL_CHARACTERS = 32_767

#: XLSX: checked before a workbook is opened; a larger upload is sent as CSV.
XLSX_BYTES = 50 * MEBI
XLSX_UNPACKED_BYTES = 256 * MEBI
XLSX_MEMBERS = 500
XLSX_ROWS = 200_000
XLSX_COLUMNS = 256
#: Publishers lay years and measures side by side.
PUBLISHED_COLUMNS = 2_000
#: A sheet of repeated text packs 60:1; bombs start at several hundred.
XLSX_RATIO = 200
XLSX_RATIO_FROM = 10 * MEBI
JAIL = SandboxLimits(memory=1 << 30, cpu_seconds=20, wall_seconds=40)


#: What is shown of a cell, and how many findings of one code a page lists.
SHOWN_CHARACTERS = 60
SHOWN_FINDINGS = 15
