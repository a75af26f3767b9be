"""Checks files in children of a fork server: one server for each ruleset in use, started when first needed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from collectors.guests import worker
from collectors.guests.frame_files import NotAFrame
from collectors.guests.limits import choose_limits
from collectors.guests.verdict_files import read_verdict
from collectors.records.check import RecordVerdict
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.app_context import AppContext
from returnonce import sandbox
from returnonce.errors import Unavailable
from returnonce.fork_server.cancellation import Cancellation
from returnonce.fork_server.client import ChildTask, ForkServer
from returnonce.logs import get_logger
from returnonce.scratch import scratch
from returnonce.settings import Settings

log = get_logger()
#: Today's definitions, and those of work that began before they changed.
MOST_SERVERS = 2


class GuestChecker:
    """Whoever has one closes it: the processes end with it.

    ``definitions``: a file of definitions (``pack_all_files``) by which it checks, in place of those in use.
    """

    def __init__(self, settings: Settings, *, definitions: Path | None = None) -> None:
        supposed = {} if definitions is None else {"definitions": str(definitions)}
        self._arguments = {"settings": _reveal(settings), **supposed}
        self._servers: dict[str, ForkServer] = {}
        self._lock = threading.Lock()

    def start(self, context: AppContext) -> None:
        """Have a server ready for the context's ruleset.

        Raises:
            Unavailable: its definitions lie neither in the files now nor in the store.
        """
        self._server(context.ruleset.hash)

    def check(
        self, context: AppContext, upload: UploadedFile, *, cancellation: Cancellation | None = None
    ) -> UploadVerdict | RecordVerdict:
        """The verdict on a file, reached in a child.

        Raises:
            Overran: the file needs more memory or time than one of its size may take.
            Cancelled: so it was asked meanwhile.
            NotFound, WrongUsage, Refused, Unavailable: as for a check in this process.
        """
        file = {name: getattr(upload, name) for name in ("sha256", "name", "agency", "period", "version", "sent_under")}
        arguments = {"file": file | {"path": str(upload.path)}, "now": context.clock.now().isoformat()}
        task = ChildTask(worker.CHECK, arguments, upload.path.stat().st_size, choose_limits(upload.path))
        with scratch() as out:
            usage = self._server(context.ruleset.hash).run(task, out, cancellation=cancellation)
            log.info("a file was checked", action="file_checked", bytes=task.size, cpu_seconds=usage.cpu_seconds,
                     peak_kib=usage.peak_kib)  # fmt: skip
            try:
                return read_verdict(out, context.ruleset)
            except NotAFrame as error:
                raise sandbox.overran("made its reader fail") from error

    def close(self) -> None:
        """End every server, and every check with it."""
        with self._lock:
            for server in self._servers.values():
                server.close()
            self._servers.clear()

    def _server(self, ruleset: str) -> ForkServer:
        with self._lock:
            if ruleset not in self._servers:
                self._servers[ruleset] = self._start(ruleset)
                for old in list(self._servers)[:-MOST_SERVERS]:
                    self._servers.pop(old).close()
            return self._servers[ruleset]

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
