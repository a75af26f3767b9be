"""What everybody may ask for without showing who they are: definitions, and what was released to the public."""

from __future__ import annotations

#: Beginnings of paths that are only read, and paths as a whole.
_BEGINNINGS = (
    "/v1/catalogue", "/v1/mappings", "/v1/areas", "/v1/calendar", "/v1/cells", "/v1/changes", "/v1/editions",
    "/v1/audit/heads", "/v1/periods", "/v1/schemas", "/v1/structure",
)  # fmt: skip
_WHOLE = frozenset(
    {
        "/v1/returns",
        "/v1/returns/{return_code}/{period}.parquet",
        "/v1/openapi.json",
        "/.well-known/returnonce-keys.json",
    }
)


def is_public(path: str, method: str) -> bool:
    """True where nobody has to sign in; what is answered without still depends on what was released."""
    return method.upper() in ("GET", "HEAD") and (path.startswith(_BEGINNINGS) or path in _WHOLE)
