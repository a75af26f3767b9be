"""Which requests may be answered from the cache, and the key: all that a response can depend on."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from starlette.types import Scope

from api.middleware.request import MAX_HEADER_BYTES

CACHED_PREFIX = "/v1/editions/"
METHODS = frozenset({"GET", "HEAD"})
#: A request with any of these is never answered from the cache.
UNCACHEABLE_HEADERS = frozenset({b"range", b"if-range", b"if-match", b"cookie", b"expect", b"transfer-encoding"})
#: Handled by themselves, and so no part of the key.
IF_NONE_MATCH, REQUEST_ID = b"if-none-match", b"x-request-id"
#: Bytes of a request; longer ones go to the routes.
MAX_REQUEST_BYTES = MAX_HEADER_BYTES // 2


class CacheableRequest(NamedTuple):
    """``key``: hash of address, caller and all headers but two; ``if_none_match``: the caller's ETags; ``request_id``:
    the caller's own, if any."""

    key: bytes
    is_head: bool
    if_none_match: bytes | None
    request_id: bytes | None

    def matches(self, tag: bytes) -> bool:
        """As ``api.http.responses.matches_if_none_match``."""
        if self.if_none_match is None:
            return False
        return self.if_none_match == tag or any(
            each.strip().removeprefix(b"W/") in (tag, b"*") for each in self.if_none_match.split(b",") if each.strip()
        )


def cacheable_request(scope: Scope) -> CacheableRequest | None:
    """The request of a scope; None where it may not be answered from the cache."""
    if scope["type"] != "http" or not scope["path"].startswith(CACHED_PREFIX) or scope["method"] not in METHODS:
        return None
    client, tags, number = scope.get("client"), None, None
    path = scope.get("raw_path") or scope["path"].encode()
    parts = [path, scope["query_string"], scope["scheme"].encode(), client[0].encode() if client else b""]
    for name, value in scope["headers"]:
        if name in UNCACHEABLE_HEADERS:
            return None
        if name == IF_NONE_MATCH:
            tags = value if tags is None else tags + b"," + value
        elif name == REQUEST_ID:
            number = value if number is None else number
        else:
            parts += (name, value)
    # No part holds a line break, since each comes from one line of a request.
    whole = b"\n".join(parts)
    if len(whole) + len(tags or b"") > MAX_REQUEST_BYTES:
        return None
    return CacheableRequest(sha256(whole).digest(), scope["method"] == "HEAD", tags, number)
