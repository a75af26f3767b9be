"""From which size a change is asked about, and how often near matches are looked for."""

from __future__ import annotations

from returnonce.numbers import MICRO

#: A figure that differs from the one before by more than this share …
BIG_CHANGE_PERCENT = 50
#: … and by more than this many people (numerator, or the value of a count) is asked about.
BIG_CHANGE_COUNT = 10 * MICRO
#: For values that are no counts, a smaller move than this is never asked about.
BIG_CHANGE_VALUE = MICRO
#: Last period's file under a new period: this many comparable figures, and every one the same.
SAME_AS_LAST_ROWS = 5
#: Near matches are looked for this often in one upload; they help people, not machines.
SUGGESTIONS = 40
#: More different words than this in a column of codes, and it is another column.
MOST_WORDS = 20_000
