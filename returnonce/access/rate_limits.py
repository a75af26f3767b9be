"""Rate limits: how often an account may ask, and how often sign-ins may fail. Each process counts by itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from returnonce.access.principals import Principal
from returnonce.access.rate_windows import SECONDS, SlidingWindows
from returnonce.clock import machine_seconds
from returnonce.errors import TooMany

QUARTER_OF_AN_HOUR = 15
#: From one address so many times as many may fail as at one account from it; at one account from everywhere more.
ADDRESS, EVERYWHERE = 4, 20


class RateAllowance(NamedTuple):
    """What is left to a caller. ``seconds``: until the window has moved on."""

    limit: int
    window: int
    remaining: int
    seconds: int


@dataclass(frozen=True)
class RateLimits:
    """``requests``: of one account each minute. ``failures``: at one account from one address in a quarter hour."""

    requests: int = 600
    failures: int = 5
    _storage: MemoryStorage = field(default_factory=MemoryStorage, repr=False, compare=False)
    #: Requests are counted by hand: the library takes longer than a kept answer does.
    _windows: SlidingWindows = field(default_factory=SlidingWindows, repr=False, compare=False)

    def count_request(self, who: Principal) -> RateAllowance | None:
        """Count one request of an account; None for the console and for nobody known, who are not counted.

        Raises:
            TooMany: it has asked too often.
        """
        if who.kind not in {"person", "client"}:
            return None
        remaining, seconds = self._windows.hit(who.name, self.requests)
        if remaining < 0:
            raise TooMany(
                f"{who.name} has asked more than {self.requests} times within a minute.",
                mend=f"Wait {seconds} seconds.",
                after=seconds,
            )
        return RateAllowance(self.requests, SECONDS, remaining, seconds)

    def check_sign_in(self, account: str, address: str) -> None:
        """Before a password, secret or key is looked at.

        Raises:
            TooMany: too many failed for this account, or from this address.
        """
        counting = MovingWindowRateLimiter(self._storage)
        for item, *keys in self._failures(account, address):
            if not counting.test(item, *keys):
                after = self._allowance(counting, item, *keys).seconds
                raise TooMany(
                    "Too many sign-ins failed.", mend=f"Try again in {math.ceil(after / 60)} minutes.", after=after
                )

    def count_failed_sign_in(self, account: str, address: str) -> None:
        """Count a failed sign-in."""
        counting = MovingWindowRateLimiter(self._storage)
        for item, *keys in self._failures(account, address):
            counting.hit(item, *keys)

    def count_failed_credential(self, address: str) -> None:
        """Count a key or token that opened nothing. One that opens is never held up by others from its address.

        Raises:
            TooMany: too many failed from this address.
        """
        item = RateLimitItemPerMinute(self.failures * EVERYWHERE, QUARTER_OF_AN_HOUR)
        counting = MovingWindowRateLimiter(self._storage)
        if not counting.hit(item, "credential", address):
            after = self._allowance(counting, item, "credential", address).seconds
            raise TooMany("Too many keys or tokens from this address opened nothing.", mend="Wait.", after=after)

    def _failures(self, account: str, address: str) -> list[tuple[RateLimitItem, str, str, str]]:
        return [
            (RateLimitItemPerMinute(self.failures, QUARTER_OF_AN_HOUR), "both", account, address),
            (RateLimitItemPerMinute(self.failures * ADDRESS, QUARTER_OF_AN_HOUR), "address", "", address),
            (RateLimitItemPerMinute(self.failures * EVERYWHERE, QUARTER_OF_AN_HOUR), "account", account, ""),
        ]

    def _allowance(self, counting: MovingWindowRateLimiter, item: RateLimitItem, *keys: str) -> RateAllowance:
        stats = counting.get_window_stats(item, *keys)
        seconds = max(1, math.ceil(stats.reset_time - machine_seconds()))
        return RateAllowance(item.amount, item.get_expiry(), max(0, stats.remaining), seconds)
