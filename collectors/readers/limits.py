"""How large an upload may be, and what is compared with what. Every threshold stands here."""

from __future__ import annotations

from returnonce.jail import Limits

MEBI = 1 << 20
#: Written out, because the jailed reader loads this file and nothing as heavy as numbers.
MICRO = 1_000_000

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
#: A sheet of repeated text packs 60:1; bombs start at several hundred.
XLSX_RATIO = 200
XLSX_RATIO_FROM = 10 * MEBI
JAIL = Limits(memory=1 << 30, cpu_seconds=20, wall_seconds=40)

#: A figure that differs from the one before by more than this share …
BIG_CHANGE_PERCENT = 50
#: … and by more than this many people (numerator, or the value of a count) is asked about.
BIG_CHANGE_COUNT = 10 * MICRO
#: For values that are no counts, a smaller move than this is never asked about.
BIG_CHANGE_VALUE = MICRO
#: Last period's file under a new period: this many comparable figures, and every one the same.
SAME_AS_LAST_ROWS = 5

#: What is shown of a cell, and how many findings of one code a page lists.
SHOWN_CHARACTERS = 60
SHOWN_FINDINGS = 15
NOTE_CHARACTERS = 1_000
#: Near matches are looked for this often in one upload; they help people, not machines.
SUGGESTIONS = 40
#: More different words than this in a column of codes, and it is another column.
MOST_WORDS = 20_000
