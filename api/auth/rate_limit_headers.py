"""``RateLimit`` and ``RateLimit-Policy`` (draft-ietf-httpapi-ratelimit-headers-10): what a caller has left."""

from __future__ import annotations

from functools import lru_cache

from fastapi import Request

from returnonce.access.limits import Standing

POLICY = "account"


def tell(request: Request, standing: Standing | None) -> None:
    """Have the answer to this request, whatever it is, say what is left; nothing of who is not counted."""
    if standing is None:
        return
    headers: dict[str, str] = request.scope.setdefault("state", {}).setdefault("answer_headers", {})
    headers["RateLimit-Policy"] = policy(standing.limit, standing.window)
    headers["RateLimit"] = rate(standing)


@lru_cache(maxsize=64)
def policy(limit: int, window: int) -> str:
    """So many requests in so many seconds."""
    return f'"{POLICY}";q={limit};w={window}'


def rate(standing: Standing) -> str:
    """So many are left, for so many seconds."""
    return f'"{POLICY}";r={standing.left};t={standing.seconds}'
