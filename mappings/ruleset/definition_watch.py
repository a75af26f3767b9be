"""Lets a process that answers for long work by definitions that change meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mappings.ruleset.app_context import AppContext
from returnonce.logs import get_logger

log = get_logger()
#: Between two looks at the files, which ask the disk of each whether it was changed.
SECONDS = 2.0


class DefinitionWatch:
    """Looks whether the definition files changed, and hands over a context with the new ruleset once they rest.

    What cannot be read, or not be taken over, is left; ``context.current`` says why. Whoever starts it stops it.
    """

    def __init__(self, context: AppContext, take: Callable[[AppContext], None]) -> None:
        self._context, self._take = context, take
        # First, so that a change since is not missed.
        self._settled = self._seen = context.describe_own_files()
        _ = context.ruleset
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="definitions", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()

    def look(self) -> bool:
        """Look once. True where other definitions were taken over.

        Files are believed when two looks see the same, so that what is half written is not worked by.
        """
        before, self._seen = self._seen, self._context.describe_own_files()
        if self._seen == self._settled or self._seen != before:
            return False
        self._settled = self._seen
        context = self._context.renew()
        if context.ruleset is self._context.ruleset:
            return False
        context.ruleset.load_parts()
        self._take(context)
        self._context = context
        log.info("other definitions are in use", action="definitions_changed", ruleset=context.ruleset.hash)
        return True

    def _run(self) -> None:
        while not self._stopping.wait(SECONDS):
            try:
                self.look()
            except Exception:
                log.exception("the definitions cannot be looked at", action="definitions_failed")
