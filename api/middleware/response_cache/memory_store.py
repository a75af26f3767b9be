"""Cached responses in memory, within a size limit; the least recently used is dropped first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime

from returnonce.access.principals import Principal

MEBI = 1 << 20
#: Bytes of all bodies, bytes of one, and number of entries.
MAX_BYTES, MAX_ENTRY_BYTES, MAX_ENTRIES = 64 * MEBI, 16 * MEBI, 4096
REQUEST_ID, RATE_LIMIT = b"x-request-id", b"ratelimit"
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class CachedResponse:
    """A response as it was sent. ``id_position`` and ``limit_position``: where the headers lie that are new each time;
    None where there is none."""

    status: int
    headers: Headers
    body: bytes
    id_position: int | None = field(init=False)
    limit_position: int | None = field(init=False)

    def __post_init__(self) -> None:
        names = [name for name, _ in self.headers]
        for field_name, name in (("id_position", REQUEST_ID), ("limit_position", RATE_LIMIT)):
            object.__setattr__(self, field_name, names.index(name) if name in names else None)

    def headers_with(self, request_id: bytes, rate_limit: bytes | None) -> Headers:
        """The headers under another request id and with what is left of the rate limit."""
        headers = self.headers.copy()
        if self.id_position is not None:
            headers[self.id_position] = (REQUEST_ID, request_id)
        if self.limit_position is not None and rate_limit is not None:
            headers[self.limit_position] = (RATE_LIMIT, rate_limit)
        return headers


@dataclass(frozen=True)
class CacheEntry:
    """Responses for one address and caller: the full one (200) and the one without a body (304).

    ``expires_at``: the caller's key expires, or its use has to be recorded again. ``route``: the path of the route that
    answered, for the log of requests.
    """

    principal: Principal
    store_version: Hashable
    expires_at: datetime
    etag: bytes
    full: CachedResponse | None = None
    not_modified: CachedResponse | None = None
    route: str = ""

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.full.body) if self.full else 0


class ResponseCache:
    """Cached responses by key, the least recently used dropped first."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_entries: int = MAX_ENTRIES) -> None:
        self.max_bytes, self.max_entries, self.bytes = max_bytes, max_entries, 0
        self._entries: OrderedDict[bytes, CacheEntry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: bytes) -> CacheEntry | None:
        """The entry of a key, current or not."""
        return self._entries.get(key)

    def put(self, key: bytes, entry: CacheEntry) -> None:
        """Replace the entry of a key; one that is too large is not stored."""
        self.drop(key)
        if entry.size > min(MAX_ENTRY_BYTES, self.max_bytes):
            return
        self._entries[key] = entry
        self.bytes += entry.size
        while self.bytes > self.max_bytes or len(self._entries) > self.max_entries:
            self.drop(next(iter(self._entries)))

    def drop(self, key: bytes) -> None:
        """Remove the entry of a key, if there is one."""
        entry = self._entries.pop(key, None)
        self.bytes -= entry.size if entry else 0

    def mark_used(self, key: bytes) -> None:
        """Note that the entry was used just now."""
        self._entries.move_to_end(key)
