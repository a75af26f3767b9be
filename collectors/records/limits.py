"""How many rows the checks of records look at, and how many findings they give."""

from __future__ import annotations

#: Rows that one check of one column tells of.
MOST_OF_A_KIND = 100_000
#: Pairs of rows that a rule about two tables may look at: a year of one child has a hundred at the most.
MOST_JOINED = 20_000_000
#: Codes that a message lists; more are only counted.
LISTED_CODES = 12
#: Rows above the headings of a sheet: titles, notes, blank ones.
ROWS_ABOVE_HEADINGS = 20
#: Rows of one rule that a workbook of findings shows; more are only counted.
LISTED_ROWS = 1_000
