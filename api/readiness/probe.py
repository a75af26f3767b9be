"""Makes all checks of readiness at the same time, each with a deadline; one that hangs is not begun a second time."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from api.readiness.check import CheckAnswer, ReadinessCheck, ReadinessContext
from returnonce.errors import ReturnOnceError

#: Seconds that a check may take; how often it is looked whether it is done; how long an answer is good for.
DEADLINE, LOOK_EVERY, GOOD_FOR = 2.0, 0.005, 0.5


@dataclass
class _Run:
    """One check in a thread of its own, which may never end."""

    check: ReadinessCheck
    began: float = field(default_factory=time.monotonic)
    answer: CheckAnswer | None = None

    def start(self, context: ReadinessContext) -> None:
        threading.Thread(target=self._look, args=(context,), name=f"ready-{self.check.name}", daemon=True).start()

    def _look(self, context: ReadinessContext) -> None:
        fault: str | None
        try:
            fault = self.check.look(context)
        except ReturnOnceError as error:
            fault = error.what
        except (SQLAlchemyError, OSError, ValueError) as error:
            fault = f"It cannot be looked at ({type(getattr(error, 'orig', None) or error).__name__})."
        except Exception as error:
            fault = f"A bug ({type(error).__name__})."
        self.answer = CheckAnswer(self.check, "fault" if fault else "ok", fault, self.milliseconds)

    @property
    def milliseconds(self) -> int:
        return round((time.monotonic() - self.began) * 1000)

    def read_answer(self, deadline: float) -> CheckAnswer:
        silence = f"It has not answered for {self.milliseconds / 1000:.0f} seconds; {deadline:g} are allowed."
        return self.answer or CheckAnswer(self.check, "silent", silence, self.milliseconds)


@dataclass
class ReadinessProbe:
    """The checks of one process, and what became of each when it was made last."""

    checks: Sequence[ReadinessCheck]
    deadline: float = DEADLINE
    _runs: dict[str, _Run] = field(default_factory=dict)

    async def ask(self, context: ReadinessContext, without: Collection[str] = ()) -> list[CheckAnswer]:
        """The answer of each check that is not left out, within the deadline."""
        runs = [self._begin(check, context) for check in self.checks if check.name not in without]
        until = time.monotonic() + self.deadline
        while any(run.answer is None for run in runs) and time.monotonic() < until:
            # A run that began before this one's time is over is not waited for any longer.
            if all(run.answer or run.milliseconds > self.deadline * 1000 for run in runs):
                break
            await asyncio.sleep(LOOK_EVERY)
        return [run.read_answer(self.deadline) for run in runs]

    def _begin(self, check: ReadinessCheck, context: ReadinessContext) -> _Run:
        """The run that is under way or has just ended, else a new one."""
        last = self._runs.get(check.name)
        if last is not None and (last.answer is None or time.monotonic() - last.began < GOOD_FOR):
            return last
        run = self._runs[check.name] = _Run(check)
        run.start(context)
        return run
