"""Bytes with a strong ETag, and 304 for who has them already."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from returnonce.errors import NotAcceptable
from returnonce.files import sha256

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def with_etag(request: Request, data: bytes, *, media_type: str, file_name: str | None = None) -> Response:
    """200 with the bytes, or 304 without them."""
    tag = f'"{sha256(data)}"'
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "private, no-cache"}
    if _has(request, tag):
        return Response(status_code=304, headers=headers)
    if file_name:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return Response(data, media_type=media_type, headers=headers)


def _has(request: Request, tag: str) -> bool:
    """Compared weakly, as RFC 9110, 13.1.2, wants it: whoever packs bytes on the way marks their tag ``W/``."""
    given = ",".join(request.headers.getlist("if-none-match")).split(",")
    return any(each.strip().removeprefix("W/") in {tag, "*"} for each in given)


def wanted_format(request: Request, offered: tuple[str, ...]) -> str:
    """The first format the caller accepts; ``*/*`` and nothing mean the first offered.

    Raises:
        NotAcceptable: names what is offered.
    """
    accepted = [part.split(";")[0].strip() for part in request.headers.get("accept", "*/*").split(",")]
    for kind in accepted:
        for name in offered:
            media = MEDIA_TYPES[name].split(";")[0]
            if kind in {media, "*/*", "", f"{media.split('/')[0]}/*"}:
                return name
    kinds = ", ".join(MEDIA_TYPES[name].split(";")[0] for name in offered)
    raise NotAcceptable("None of the formats asked for is offered.", where="Accept", mend=f"Ask for one of: {kinds}.")
