"""Cached responses in memory, within a size limit; the least recently used is dropped first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from returnonce.access.principals import Principal

MEBI = 1 << 20
#: Bytes of all bodies, bytes of one, and number of entries.
MAX_BYTES, MAX_ENTRY_BYTES, MAX_ENTRIES = 64 * MEBI, 16 * MEBI, 4096
#: Headers that are new in each response.
FRESH_HEADERS = frozenset({b"x-request-id", b"ratelimit", b"ratelimit-policy"})
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class CachedResponse:
    """A response as it was sent. ``fresh_positions``: indexes of the headers that are new each time."""

    status: int
    headers: Headers
    body: bytes
    fresh_positions: tuple[tuple[int, bytes], ...] = field(init=False)

    def __post_init__(self) -> None:
        positions = tuple((at, name) for at, (name, _) in enumerate(self.headers) if name in FRESH_HEADERS)
        object.__setattr__(self, "fresh_positions", positions)

    def headers_with(self, fresh: Mapping[bytes, bytes]) -> Headers:
        """The headers, with fresh values for those that are new each time."""
        headers = self.headers.copy()
        for at, name in self.fresh_positions:
            headers[at] = (name, fresh[name])
        return headers


@dataclass(frozen=True)
class CacheEntry:
    """Responses for one address and caller: the full one (200) and the one without a body (304).

    ``expires_at``: the caller's key expires, or its use has to be recorded again.
    """

    principal: Principal
    store_version: Hashable
    expires_at: datetime
    etag: bytes
    full: CachedResponse | None = None
    not_modified: CachedResponse | None = None

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
