"""Answers kept in memory, within a bound, each with what it rests on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from returnonce.access.principals import Principal

MEBI = 1 << 20
#: Bytes of all bodies, bytes of one, and answers.
ALL_BYTES, ONE_BYTES, ANSWERS = 64 * MEBI, 16 * MEBI, 4096
#: Headers that are made anew for each answer.
ANEW = frozenset({b"x-request-id", b"ratelimit", b"ratelimit-policy"})
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """What was sent: status, headers as they stood, and the body. ``places``: where those stand that are made anew."""

    status: int
    headers: Headers
    body: bytes
    places: tuple[tuple[int, bytes], ...] = field(init=False)

    def __post_init__(self) -> None:
        found = tuple((at, name) for at, (name, _) in enumerate(self.headers) if name in ANEW)
        object.__setattr__(self, "places", found)

    def told(self, fresh: Mapping[bytes, bytes]) -> Headers:
        """The headers, with fresh ones in the places of those."""
        headers = self.headers.copy()
        for at, name in self.places:
            headers[at] = (name, fresh[name])
        return headers


@dataclass(frozen=True)
class Held:
    """The answers under one address for one caller: the whole (200), and the one for who has it already (304).

    ``mark``: of the store; ``until``: the caller's key holds no longer, or has to be noted again.
    """

    who: Principal
    mark: Hashable
    until: datetime
    tag: bytes
    whole: Answer | None = None
    same: Answer | None = None

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.whole.body) if self.whole else 0


class Shelf:
    """What was answered, the least recently used being dropped first."""

    def __init__(self, all_bytes: int = ALL_BYTES, answers: int = ANSWERS) -> None:
        self.all_bytes, self.answers, self.bytes = all_bytes, answers, 0
        self._held: OrderedDict[bytes, Held] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: bytes) -> Held | None:
        """What is held under a key, true or not."""
        return self._held.get(key)

    def put(self, key: bytes, held: Held) -> None:
        """Keep it in place of what was there; not at all where it is too large."""
        self.drop(key)
        if held.size > min(ONE_BYTES, self.all_bytes):
            return
        self._held[key] = held
        self.bytes += held.size
        while self.bytes > self.all_bytes or len(self._held) > self.answers:
            self.drop(next(iter(self._held)))

    def drop(self, key: bytes) -> None:
        """Forget what is held under a key, if anything."""
        held = self._held.pop(key, None)
        self.bytes -= held.size if held else 0

    def used(self, key: bytes) -> None:
        """It was needed just now."""
        self._held.move_to_end(key)
