"""A file of this machine as a response, in pieces: 200, a part of it (206), or 416."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from api.http.problems import MEDIA_TYPE, problem_body
from api.http.ranges import RangeNotSatisfiable, requested_range

PIECE = 1 << 18


def kept_file_response(
    request: Request, path: Path, *, tag: str, media_type: str, headers: Mapping[str, str]
) -> Response:
    """The file, or the range of it that is asked for. It is opened at once, and may be removed while it is sent."""
    file = path.open("rb")
    size = path.stat().st_size
    try:
        part = requested_range(request, size, tag)
    except RangeNotSatisfiable:
        file.close()
        content_range = {"Content-Range": f"bytes */{size}"}
        return JSONResponse(problem_body(416, request.url.path), 416, media_type=MEDIA_TYPE, headers=content_range)
    first, last = part or (0, size - 1)
    told = {**headers, "Accept-Ranges": "bytes", "Content-Length": str(last + 1 - first)}
    told |= {"Content-Range": f"bytes {first}-{last}/{size}"} if part else {}
    body = _pieces(file, first, last + 1 - first)
    return StreamingResponse(body, 206 if part else 200, media_type=media_type, headers=told)


def _pieces(file: BinaryIO, first: int, left: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
