"""``RateLimit`` and ``RateLimit-Policy`` response headers (draft-ietf-httpapi-ratelimit-headers-10)."""

from __future__ import annotations

from functools import lru_cache

from fastapi import Request
from starlette.types import Scope

from returnonce.access.principals import Principal
from returnonce.access.rate_limits import RateAllowance, RateLimits
from returnonce.access.rate_windows import SECONDS
from returnonce.errors import TooMany


def add_rate_limit_headers(request: Request, allowance: RateAllowance | None) -> None:
    """Add the headers to the response of this request, whatever it will be; none where nothing is counted."""
    if allowance is None:
        return
    headers: dict[str, str] = request.scope.setdefault("state", {}).setdefault("answer_headers", {})
    headers.update(_fields(allowance))


@lru_cache(maxsize=64)
def policy_field(policy: str, limit: int, window: int) -> str:
    """``RateLimit-Policy``: so many requests in so many seconds, of an account or an address."""
    return f'"{policy}";q={limit};w={window}'


def remaining_field(allowance: RateAllowance) -> str:
    """``RateLimit``: so many requests left, for so many seconds."""
    return f'"{allowance.policy}";r={allowance.remaining};t={allowance.seconds}'


def spent(limits: RateLimits, error: TooMany, policy: str) -> RateAllowance:
    """What is left to who asked too often: nothing."""
    return RateAllowance(limits.requests, SECONDS, 0, error.after, policy)


def count_by_address(scope: Scope, limits: RateLimits) -> dict[str, str]:
    """The headers of an answer that no account was counted for; it counts against the address. It is given all the
    same: it cost next to nothing."""
    address = scope["client"][0] if scope.get("client") else "unknown"
    try:
        allowance = limits.count_address(address)
    except TooMany as error:
        allowance = spent(limits, error, "address")
    return _fields(allowance)


def uncounted_fields(limits: RateLimits, who: Principal) -> dict[str, str]:
    """The headers of an answer to who is not counted; none to nobody."""
    allowance = limits.uncounted(who)
    return {} if allowance is None else _fields(allowance)


def _fields(allowance: RateAllowance) -> dict[str, str]:
    return {
        "RateLimit-Policy": policy_field(allowance.policy, allowance.limit, allowance.window),
        "RateLimit": remaining_field(allowance),
    }
