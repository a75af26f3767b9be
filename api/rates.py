"""``RateLimit`` and ``RateLimit-Policy`` (draft-ietf-httpapi-ratelimit-headers-10): what a caller has left."""

from __future__ import annotations

from fastapi import Request

from returnonce.access.limits import Standing

POLICY = "account"


def tell(request: Request, standing: Standing | None) -> None:
    """Have the answer to this request, whatever it is, say what is left; nothing of who is not counted."""
    if standing is None:
        return
    headers: dict[str, str] = request.scope.setdefault("state", {}).setdefault("answer_headers", {})
    headers |= rate_headers(standing)


def rate_headers(standing: Standing | None) -> dict[str, str]:
    """The two headers; none for who is not counted."""
    if standing is None:
        return {}
    return {
        "RateLimit-Policy": f'"{POLICY}";q={standing.limit};w={standing.window}',
        "RateLimit": f'"{POLICY}";r={standing.left};t={standing.seconds}',
    }
