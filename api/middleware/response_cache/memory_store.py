"""Cached responses in memory, within a size limit; the least recently used is dropped first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from returnonce.access.principals import Principal

MEBI = 1 << 20
#: Bytes of all bodies, bytes of one, and answers.
MAX_BYTES, MAX_ENTRY_BYTES, MAX_ENTRIES = 64 * MEBI, 16 * MEBI, 4096
#: Headers that are made anew for each answer.
FRESH_HEADERS = frozenset({b"x-request-id", b"ratelimit", b"ratelimit-policy"})
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class CachedResponse:
    """What was sent: status, headers as they stood, and the body. ``places``: where those stand that are made anew."""

    status: int
    headers: Headers
    body: bytes
    fresh_positions: tuple[tuple[int, bytes], ...] = field(init=False)

    def __post_init__(self) -> None:
        positions = tuple((at, name) for at, (name, _) in enumerate(self.headers) if name in FRESH_HEADERS)
        object.__setattr__(self, "places", positions)

    def headers_with(self, fresh: Mapping[bytes, bytes]) -> Headers:
        """The headers, with fresh ones in the places of those."""
        headers = self.headers.copy()
        for at, name in self.fresh_positions:
            headers[at] = (name, fresh[name])
        return headers


@dataclass(frozen=True)
class CacheEntry:
    """The answers under one address for one caller: the whole (200), and the one for who has it already (304).

    ``mark``: of the store; ``until``: the caller's key holds no longer, or has to be noted again.
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
    """What was answered, the least recently used being dropped first."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_entries: int = MAX_ENTRIES) -> None:
        self.max_bytes, self.max_entries, self.bytes = max_bytes, max_entries, 0
        self._entries: OrderedDict[bytes, CacheEntry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: bytes) -> CacheEntry | None:
        """What is held under a key, true or not."""
        return self._entries.get(key)

    def put(self, key: bytes, entry: CacheEntry) -> None:
        """Keep it in place of what was there; not at all where it is too large."""
        self.drop(key)
        if entry.size > min(MAX_ENTRY_BYTES, self.max_bytes):
            return
        self._entries[key] = entry
        self.bytes += entry.size
        while self.bytes > self.max_bytes or len(self._entries) > self.max_entries:
            self.drop(next(iter(self._entries)))

    def drop(self, key: bytes) -> None:
        """Forget what is held under a key, if anything."""
        entry = self._entries.pop(key, None)
        self.bytes -= entry.size if entry else 0

    def mark_used(self, key: bytes) -> None:
        """It was needed just now."""
        self._entries.move_to_end(key)
