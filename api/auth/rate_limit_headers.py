"""``RateLimit`` and ``RateLimit-Policy`` response headers (draft-ietf-httpapi-ratelimit-headers-10)."""

from __future__ import annotations

from functools import lru_cache

from fastapi import Request

from returnonce.access.rate_limits import RateAllowance

POLICY = "account"


def add_rate_limit_headers(request: Request, standing: RateAllowance | None) -> None:
    """Add the headers to the response of this request, whatever it will be; none where nothing is counted."""
    if standing is None:
        return
    headers: dict[str, str] = request.scope.setdefault("state", {}).setdefault("answer_headers", {})
    headers["RateLimit-Policy"] = policy_field(standing.limit, standing.window)
    headers["RateLimit"] = remaining_field(standing)


@lru_cache(maxsize=64)
def policy_field(limit: int, window: int) -> str:
    """``RateLimit-Policy``: so many requests in so many seconds."""
    return f'"{POLICY}";q={limit};w={window}'


def remaining_field(standing: RateAllowance) -> str:
    """``RateLimit``: so many requests left, for so many seconds."""
    return f'"{POLICY}";r={standing.remaining};t={standing.seconds}'
