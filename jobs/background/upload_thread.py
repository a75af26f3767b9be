"""Judges large uploads within ``serve``: at once where no other worker is, else what none took up in a while."""

from __future__ import annotations

import threading
from datetime import timedelta

from collectors.guests.checker import GuestChecker
from collectors.submissions.pending_uploads import TASK
from jobs.background.queue import is_shared
from jobs.background.worker import BackgroundWorker
from jobs.judge_upload import UploadJudge
from mappings.ruleset.app_context import AppContext
from returnonce.errors import ReturnOnceError
from returnonce.logs import get_logger

log = get_logger()
#: Two, so that one agency's largest file does not keep another's waiting.
THREADS = 2
#: Between two looks; an upload that came to this process is seen at once.
PAUSE_SECONDS = 2
#: So long workers of their own, where there may be any, have the choice.
GRACE = timedelta(seconds=5)
#: How long the end of a transaction that is under way is waited for.
STOP_SECONDS = 3


class UploadThreads:
    """``context``: of the server; each upload is judged by the definitions of its moment. Whoever begins it ends it."""

    def __init__(self, context: AppContext, checker: GuestChecker, name: str) -> None:
        self._judge = UploadJudge(checker)
        self._worker = BackgroundWorker(
            context, name, context.ruleset.jobs.queueing, functions={TASK: self._judge.judge},
        )  # fmt: skip
        self._waiting_for = GRACE if is_shared(context) else timedelta(0)
        self._came = threading.Condition()
        self._threads = [threading.Thread(target=self._run, name=f"uploads-{n}", daemon=True) for n in range(THREADS)]

    def start(self) -> None:
        """Begin to judge."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look now: an upload came."""
        with self._came:
            self._came.notify_all()

    def stop(self) -> None:
        """Call off what is under way; it is taken up again by whoever looks next."""
        self._worker.stopping.set()
        self._judge.stop()
        self.wake()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._worker.stopping.is_set():
            try:
                for outcome in self._worker.do_uploads(waiting_for=self._waiting_for):
                    log.info("an upload was judged", action="upload_judged", outcome=outcome.text)
            except ReturnOnceError as error:
                log.warning("uploads cannot be judged now", action="judging_failed", why=error.what)
            except Exception:
                log.exception("uploads cannot be judged now", action="judging_failed")
            with self._came:
                self._came.wait(PAUSE_SECONDS)
