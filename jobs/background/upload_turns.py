"""Whose turn it is: of each agency its first upload, and the agency first that was served longest ago."""

from __future__ import annotations

from sqlmodel import Session

from collectors.submissions.pending_uploads import TASK, agency_of
from returnonce.claims import background_tasks
from returnonce.claims.background_tasks import WaitingTask
from returnonce.clock import Clock

#: So many of the last uploads tell when an agency was served.
LAST_SERVED = 500


def is_upload(key: str) -> bool:
    """Whether a task judges an upload."""
    return key.startswith(f"{TASK}/")


def list_turns(session: Session, clock: Clock) -> list[WaitingTask]:
    """The uploads that may be judged now, in turn: of each agency the first that is not judged yet, if nobody has it.

    An agency's files are judged in the order in which they came, since the newest is what counts.
    """
    first: dict[str, str] = {}
    unfinished = background_tasks.read_unfinished(session, name=TASK)
    # Mostly there is none, and whoever looks does so every few seconds.
    if not unfinished:
        return []
    for entry in unfinished:
        first.setdefault(agency_of(entry.arguments), entry.key)
    served = background_tasks.read_last_finished(session, name=TASK, limit=LAST_SERVED)
    # The one that was served last comes last; whoever was not served lately comes first.
    rank = {agency_of(entry.arguments): place for place, entry in reversed(list(enumerate(served)))}
    free = [task for task in background_tasks.read_waiting(session, clock, name=TASK) if task.key in first.values()]
    return sorted(free, key=lambda task: -rank.get(task.arguments["agency"], LAST_SERVED))
