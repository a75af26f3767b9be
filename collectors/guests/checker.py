"""Checks files in children of a fork server: one server for each ruleset in use, started when first needed.

Small files of figures, as text, share a child; every other file has one of its own, and so has a file whose check did
not end well in the shared one.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import SecretStr

from collectors.guests import worker
from collectors.guests.frame_files import NotAFrame
from collectors.guests.limits import SHARED_LIMITS, choose_limits, is_small_text
from collectors.guests.stage_files import Tell, tell_stages
from collectors.guests.verdict_files import read_verdict
from collectors.records.check import RecordVerdict
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.app_context import AppContext
from returnonce import sandbox
from returnonce.errors import Unavailable
from returnonce.fork_server.cancellation import Cancellation
from returnonce.fork_server.client import ChildTask, ChildUsage, ForkServer
from returnonce.fork_server.shared_child import SharedChild
from returnonce.logs import get_logger
from returnonce.scratch import scratch
from returnonce.settings import Settings

log = get_logger()
#: Today's definitions, and those of work that began before they changed.
MOST_SERVERS = 2


class _Children(NamedTuple):
    """Where children come from, and the one that small files share."""

    server: ForkServer
    shared: SharedChild

    def close(self) -> None:
        self.shared.close()
        self.server.close()


class GuestChecker:
    """Whoever has one closes it: the processes end with it.

    ``definitions``: a file of definitions (``pack_all_files``) by which it checks, in place of those in use.
    """

    def __init__(self, settings: Settings, *, definitions: Path | None = None) -> None:
        supposed = {} if definitions is None else {"definitions": str(definitions)}
        self._arguments = {"settings": _reveal(settings), **supposed}
        self._children: dict[str, _Children] = {}
        self._lock = threading.Lock()

    def start(self, context: AppContext) -> None:
        """Have a server ready for the context's ruleset.

        Raises:
            Unavailable: its definitions lie neither in the files now nor in the store.
        """
        self._children_of(context.ruleset.hash)

    def check(
        self,
        context: AppContext,
        upload: UploadedFile,
        *,
        cancellation: Cancellation | None = None,
        tell: Tell | None = None,
    ) -> UploadVerdict | RecordVerdict:
        """The verdict on a file, reached in a child. ``tell`` is called with each stage that it is seen to reach.

        Raises:
            Overran: the file needs more memory or time than one of its size may take.
            Cancelled: so it was asked meanwhile.
            NotFound, WrongUsage, Refused, Unavailable: as for a check in this process.
        """
        file = {name: getattr(upload, name) for name in ("sha256", "name", "agency", "period", "version", "sent_under")}
        arguments = {"file": file | {"path": str(upload.path)}, "now": context.clock.now().isoformat()}
        task = ChildTask(worker.CHECK, arguments, upload.path.stat().st_size, choose_limits(upload.path))
        with scratch() as out:
            with tell_stages(out, tell):
                usage = self._run(context.ruleset.hash, task, upload.path, out, cancellation)
            log.info("a file was checked", action="file_checked", bytes=task.size, cpu_seconds=usage.cpu_seconds,
                     peak_kib=usage.peak_kib)  # fmt: skip
            try:
                return read_verdict(out, context.ruleset)
            except NotAFrame as error:
                raise sandbox.overran("made its reader fail") from error

    def close(self) -> None:
        """End every server, and every check with it."""
        with self._lock:
            for children in self._children.values():
                children.close()
            self._children.clear()

    def _run(
        self, ruleset: str, task: ChildTask, path: Path, out: Path, cancellation: Cancellation | None
    ) -> ChildUsage:
        children = self._children_of(ruleset)
        if is_small_text(path):
            small = replace(task, target=worker.CHECK_SMALL)
            if (usage := children.shared.run(small, out, cancellation=cancellation)) is not None:
                return usage
        return children.server.run(task, out, cancellation=cancellation)

    def _children_of(self, ruleset: str) -> _Children:
        with self._lock:
            if ruleset not in self._children:
                server = self._start(ruleset)
                self._children[ruleset] = _Children(server, SharedChild(server, SHARED_LIMITS))
                for old in list(self._children)[:-MOST_SERVERS]:
                    self._children.pop(old).close()
            return self._children[ruleset]

    def _start(self, ruleset: str) -> ForkServer:
        server = ForkServer(worker.PREPARE, {**self._arguments, "ruleset": ruleset})
        if server.start()["ruleset"] != ruleset:
            server.close()
            raise Unavailable(
                "The definitions changed since this process began.", mend="Restart it, so that all of it uses the new."
            )
        return server


def _reveal(settings: Settings) -> dict[str, Any]:
    """Settings as plain values, secrets too: a child opens the same store and vault."""
    secrets = {name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)}
    return settings.model_dump(mode="json") | secrets
