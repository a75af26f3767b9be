"""What a job's function is given, and what it may return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlmodel import Session

from returnonce.clock import Clock
from returnonce.settings import Settings
from returnonce.vault import Vault

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Writes what came of it in the transaction that also marks the work as finished, and says so in words.
#: Both happen or neither, and only for the one worker that still holds the work.
Finish = Callable[[Session], str]


@dataclass(frozen=True)
class JobContext:
    """``slot``: the instant (UTC) that the work is for. ``ruleset`` loads the definitions of now."""

    engine: Engine
    ruleset: Callable[[], Ruleset]
    vault: Vault
    clock: Clock
    settings: Settings
    slot: datetime


#: Rows are written by a :data:`Finish` that is returned; whatever else a task does must bear to be done twice.
JobFunction = Callable[[JobContext], "str | Finish"]
