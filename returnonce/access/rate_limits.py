"""Rate limits: how often an account may ask, and how often passwords and keys may fail.

On PostgreSQL all processes count together; on the embedded store each counts by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sqlalchemy import Engine

from returnonce.access.attempts import AttemptCounter, AttemptLimit, ProcessAttempts
from returnonce.access.leased_windows import LeasedWindows
from returnonce.access.principals import Principal
from returnonce.access.rate_windows import SECONDS, SlidingWindows
from returnonce.access.shared_attempts import SharedAttempts
from returnonce.errors import TooMany

#: From one address so many times as many may fail as at one account from it; at one account from everywhere more.
ADDRESS, EVERYWHERE = 4, 20


class RequestWindows(Protocol):
    """Requests by account over the last minute."""

    def hit(self, account: str, limit: int) -> tuple[int, int]:
        """Count one, if it is allowed: how many are left (-1: not allowed), and seconds until the window ends."""

    def hit_at_once(self, account: str, limit: int) -> tuple[int, int] | None:
        """The same without waiting for anything; None where that cannot be."""


class RateAllowance(NamedTuple):
    """What is left to a caller. ``seconds``: until the window has moved on."""

    limit: int
    window: int
    remaining: int
    seconds: int
    policy: str = "account"


@dataclass(frozen=True)
class RateLimits:
    """``requests``: of one account each minute. ``failures``: at one account from one address in a quarter hour."""

    requests: int = 600
    failures: int = 5
    attempts: AttemptCounter = field(default_factory=ProcessAttempts, repr=False, compare=False)
    windows: RequestWindows = field(default_factory=SlidingWindows, repr=False, compare=False)
    #: Of who shows nothing, by address; each process counts by itself.
    address_windows: SlidingWindows = field(default_factory=SlidingWindows, repr=False, compare=False)

    def count_request(self, who: Principal, address: str = "") -> RateAllowance | None:
        """Count one request of an account, or of an address where nobody is known; None for nobody without address.
        The console is not counted, and always has all left. It may ask the store, so call it off the event loop.

        Raises:
            TooMany: it has asked too often.
        """
        if who.kind == "anonymous" and address:
            return self.count_address(address)
        if not _is_counted(who):
            return self.uncounted(who)
        return self._allow(who, self.windows.hit(who.name, self.requests))

    def uncounted(self, who: Principal) -> RateAllowance | None:
        """All that there is, for who is not counted; None for nobody."""
        whole = RateAllowance(self.requests, SECONDS, self.requests, SECONDS, "console")
        return None if who.kind == "anonymous" else whole

    def count_address(self, address: str) -> RateAllowance:
        """Count one request of nobody known.

        Raises:
            TooMany: too many came from this address.
        """
        allowance = self.address_windows.hit(address, self.requests)
        return self._allow(None, allowance)._replace(policy="address")

    def count_request_at_once(self, who: Principal, address: str = "") -> RateAllowance | None:
        """The same on the event loop.

        Raises:
            TooMany: it has asked too often, or only :meth:`count_request` can say.
        """
        if who.kind == "anonymous" and address:
            return self.count_address(address)
        if not _is_counted(who):
            return self.uncounted(who)
        return self._allow(who, self.windows.hit_at_once(who.name, self.requests) or (-1, 1))

    def sign_in_attempt(self, account: str, address: str) -> PasswordAttempt:
        """One try at a password, to be counted before the password is looked at."""
        return PasswordAttempt(
            self.attempts,
            (
                AttemptLimit(f"both {account} {address}", self.failures),
                AttemptLimit(f"address {address}", self.failures * ADDRESS),
                AttemptLimit(f"account {account}", self.failures * EVERYWHERE),
            ),
        )

    def count_failed_credential(self, address: str) -> None:
        """Count a key or token that opened nothing. One that opens is never held up by others from its address.

        Raises:
            TooMany: too many failed from this address.
        """
        counted = self.attempts.count([AttemptLimit(f"credential {address}", self.failures * EVERYWHERE)])
        if counted.at is None:
            raise TooMany("Too many keys or tokens from this address opened nothing.", mend="Wait.", after=counted.wait)

    def _allow(self, who: Principal | None, allowance: tuple[int, int]) -> RateAllowance:
        remaining, seconds = allowance
        if remaining < 0:
            raise TooMany(
                f"{who.name if who else 'Your address'} has asked more than {self.requests} times within a minute.",
                mend=f"Wait {seconds} seconds." + ("" if who else " Who shows a key is counted apart."),
                after=seconds,
            )
        return RateAllowance(self.requests, SECONDS, remaining, seconds)


@dataclass
class PasswordAttempt:
    """A try at a password: counted as failed before it is made, and given back when the password was right."""

    counter: AttemptCounter
    limits: Sequence[AttemptLimit]
    _counted_at: float | None = None

    def check(self) -> None:
        """Cheaply, before anything slow.

        Raises:
            TooMany: too many failed for this account, or from this address.
        """
        if wait := self.counter.count(self.limits, only_look=True).wait:
            raise _too_many_failed(wait)

    def count(self) -> None:
        """Right before the password is looked at.

        Raises:
            TooMany: too many failed, or are being tried at this moment.
        """
        self._counted_at, wait = self.counter.count(self.limits)
        if self._counted_at is None:
            raise _too_many_failed(wait)

    def give_back(self) -> None:
        """The password was right."""
        if self._counted_at is not None:
            self.counter.give_back(self.limits, self._counted_at)


def open_rate_limits(engine: Engine, *, requests: int, failures: int) -> RateLimits:
    """The limits at a store: shared by all processes where it is PostgreSQL."""
    if engine.dialect.name != "postgresql":
        return RateLimits(requests, failures)
    return RateLimits(requests, failures, SharedAttempts(engine), LeasedWindows(engine))


def _is_counted(who: Principal) -> bool:
    return who.kind in {"person", "client"}


def _too_many_failed(wait: int) -> TooMany:
    return TooMany("Too many sign-ins failed.", mend=f"Try again in {math.ceil(wait / 60)} minutes.", after=wait)
