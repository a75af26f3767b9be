"""Responses with strong ETags and digests; 304, ``If-Match``, and the format that ``Accept`` prefers."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from exports.filled_returns.machine_files import PARQUET, SDMX_CSV
from returnonce.errors import NotAcceptable, PreconditionFailed, PreconditionRequired

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": PARQUET,
    "arrow": "application/vnd.apache.arrow.file",
    "sdmx.csv": SDMX_CSV,
}
#: Where the description of an operation names the one format that its path ends in.
PATH_FORMAT = "x-format"
F = TypeVar("F", bound=str)
VARY = "Accept, Authorization, Cookie"


def file_content(kinds: Iterable[str]) -> dict[str, Any]:
    """OpenAPI ``content`` of a response that is a file of one of these media types. Bytes come first: generated
    clients take the first that they know, and must not read a table as JSON."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {kind.split(";")[0]: binary for kind in ("application/octet-stream", *kinds)}


def etag_response(
    request: Request,
    data: bytes,
    *,
    media_type: str,
    file_name: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The bytes with a strong ETag, their hash; or 304."""
    digest = hashlib.sha256(data)
    etag = f'"{digest.hexdigest()}"'
    told = {"ETag": etag, "Vary": VARY, "Cache-Control": "private, no-cache", **(headers or {})}
    if status == 200 and request.method in ("GET", "HEAD") and matches_if_none_match(request, etag):
        return Response(status_code=304, headers=told)
    told |= digest_headers(digest.digest())
    if file_name:
        told["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return Response(data, status_code=status, media_type=media_type, headers=told)


def model_response(
    request: Request, model: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An API schema as JSON, with an ETag."""
    return etag_response(request, _model_bytes(model), media_type=MEDIA_TYPES["json"], status=status, headers=headers)


def model_etag(model: BaseModel) -> str:
    """The ETag that :func:`model_response` would send."""
    return f'"{hashlib.sha256(_model_bytes(model)).hexdigest()}"'


def _model_bytes(model: BaseModel) -> bytes:
    return model.model_dump_json(by_alias=True).encode()


def digest_headers(sha256: bytes) -> dict[str, str]:
    """``Content-Digest`` and ``Repr-Digest`` (RFC 9530), which are the same here."""
    field = f"sha-256=:{base64.b64encode(sha256).decode()}:"
    return {"Content-Digest": field, "Repr-Digest": field}


def matches_if_none_match(request: Request, tag: str) -> bool:
    """True where ``If-None-Match`` names the tag; weak comparison, since proxies that compress add ``W/``."""
    return any(header_tag.removeprefix("W/") in {tag, "*"} for header_tag in _header_tags(request, "if-none-match"))


def check_if_match(request: Request, tag: str, *, required: bool = True) -> None:
    """``If-Match`` must name the current state; strong comparison.

    Raises:
        PreconditionRequired: it is missing, and ``required``.
        PreconditionFailed: it names another state.
    """
    given = _header_tags(request, "if-match")
    if not given:
        if required:
            raise PreconditionRequired(
                "This changes something, and may only be done to the state that you have seen.",
                where="If-Match", mend="Get it first, and send its ETag in If-Match.",
            )  # fmt: skip
        return
    if not {tag, "*"} & set(given):
        raise PreconditionFailed(
            "It has changed since you saw it.",
            where="If-Match",
            mend="Get it again, look at it, and send its new ETag.",
        )


def _header_tags(request: Request, header: str) -> list[str]:
    parts = ",".join(request.headers.getlist(header)).split(",")
    return [each.strip() for each in parts if each.strip()]


def path_format(request: Request) -> str | None:
    """The format that the path of the route ends in, such as ``csv``; None where ``Accept`` says it."""
    extra: dict[str, str] = getattr(request.scope.get("route"), "openapi_extra", None) or {}
    return extra.get(PATH_FORMAT)


def negotiate_format(request: Request, offered: tuple[F, ...]) -> F:
    """The offered format that the address ends in, or that ``Accept`` prefers; ``*/*`` and no header mean the first.

    Raises:
        NotAcceptable: names what is offered.
    """
    if (ending := path_format(request)) is not None:
        return cast("F", ending)
    wishes = parse_preferences(request.headers.getlist("accept") or ["*/*"])
    liked = [(_preference_for(MEDIA_TYPES[name].split(";")[0], wishes or [("*/*", 1.0)]), name) for name in offered]
    best = max(liking for liking, _ in liked)
    if best > 0:
        return next(name for liking, name in liked if liking == best)
    kinds = ", ".join(MEDIA_TYPES[name].split(";")[0] for name in offered)
    raise NotAcceptable("None of the formats asked for is offered.", where="Accept", mend=f"Ask for one of: {kinds}.")


def parse_preferences(fields: Sequence[str]) -> list[tuple[str, float]]:
    """What the fields of one header name, each with its quality."""
    return [_parse_preference(part) for part in ",".join(fields).split(",") if part.strip()]


def _parse_preference(part: str) -> tuple[str, float]:
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return kind, _quality(value.strip())
    return kind, 1.0


def _quality(text: str) -> float:
    digits = text.replace(".", "", 1)
    return min(int(digits[:5] or "0") / 10 ** len(text.partition(".")[2][:4]), 1.0) if digits.isdecimal() else 1.0


def _preference_for(media: str, wishes: list[tuple[str, float]]) -> float:
    """Quality by the most specific preference for a media type (RFC 9110, 12.5.1); 0 where none matches."""
    for pattern in (media, f"{media.split('/')[0]}/*", "*/*"):
        qualities = [quality for kind, quality in wishes if kind == pattern]
        if qualities:
            return max(qualities)
    return 0.0
