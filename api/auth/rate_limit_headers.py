"""``RateLimit`` and ``RateLimit-Policy`` response headers (draft-ietf-httpapi-ratelimit-headers-10)."""

from __future__ import annotations

from functools import lru_cache

from fastapi import Request

from returnonce.access.rate_limits import RateAllowance

POLICY = "account"


def add_rate_limit_headers(request: Request, allowance: RateAllowance | None) -> None:
    """Add the headers to the response of this request, whatever it will be; none where nothing is counted."""
    if allowance is None:
        return
    headers: dict[str, str] = request.scope.setdefault("state", {}).setdefault("answer_headers", {})
    headers["RateLimit-Policy"] = policy_field(allowance.limit, allowance.window)
    headers["RateLimit"] = remaining_field(allowance)


@lru_cache(maxsize=64)
def policy_field(limit: int, window: int) -> str:
    """``RateLimit-Policy``: so many requests in so many seconds."""
    return f'"{POLICY}";q={limit};w={window}'


def remaining_field(allowance: RateAllowance) -> str:
    """``RateLimit``: so many requests left, for so many seconds."""
    return f'"{POLICY}";r={allowance.remaining};t={allowance.seconds}'
