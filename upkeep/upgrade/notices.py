"""What is said when the program starts: figures that nothing sees, editions whose definitions changed since."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from mappings.ruleset.app_context import AppContext
from mappings.upgrade.figure_fates import list_unseen_figures
from upkeep.upgrade.changed_editions import list_changed_editions


def list_notices(context: AppContext, session: Session) -> Iterator[str]:
    """One sentence each. What of one's own packs does not fit is said when the ruleset is loaded."""
    for fate in list_unseen_figures(session, context.ruleset):
        yield fate.describe()
    editions = list_changed_editions(context, session, context.ruleset)
    if editions:
        one = len(editions) == 1
        number = "One published edition rests" if one else f"{len(editions):,} published editions rest"
        stay = "it stays as it is" if one else "they stay as they are"
        yield f"{number} on definitions that have changed since; {stay}. returnonce doctor says what changed."
