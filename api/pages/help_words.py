"""What the help page says of states and words; and when the pages were last checked for the accessibility statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

#: What each state of a collection means for whoever looks at it, by the codes of ``api.pages.wording.STATES``.
STATE_MEANINGS: Mapping[str, str] = {
    "late": "The day to send by has passed, and something is still missing.",
    "needs_fixing": "A file came and was refused. Nothing of it was stored; it has to be corrected and sent again.",
    "part_received": "Some of the figures came, and some are still missing.",
    "not_started": "Nothing has come yet, and there is still time.",
    "not_yet_open": "The period has not ended, so nothing is expected yet.",
    "received_late": "Everything came, after the day to send by.",
    "received": "Everything came in time.",
    "nothing_owed": "Nobody has to send anything here.",
}
#: Words that the pages use, in the order in which somebody meets them.
WORDS: tuple[tuple[str, str], ...] = (
    ("Return", "What a department or regulator asks a council for, such as the National Indicator Set."),
    ("Line", "One entry of a return, such as NI 62."),
    ("Indicator", "What a line measures. Lines of several returns can ask for the same indicator."),
    ("Figure", "The value of an indicator for one area and period. Each figure is given once."),
    ("Agency", "Who gives figures: part of a council, a health body, a school or another service."),
    ("Collection", "What one agency is asked to send for one return and period."),
    ("Record set", "Rows about people or services, sent as one file, from which figures are worked out."),
    ("Query", "A question that the checks ask about a figure. Explain it, or correct the figure."),
    ("Edition", "A return as it was published. It never changes: a correction makes another edition."),
    ("Assumed", "No official source gives this date or number, so a likely one is used and marked."),
)
#: The pages were last checked on this day, by this tool (make long).
CHECKED_ON = date(2026, 11, 23)
CHECKED_BY = "axe-core 4.12.1"
