"""A kept file as a response: 200, 206, 304 without opening it, or 416; its hash is checked."""

from __future__ import annotations

import hashlib
import json

from fastapi import Request
from fastapi.responses import Response

from api.editions.visibility import VisibleEdition
from api.http.content_disposition import attachment
from api.http.problems import MEDIA_TYPE as PROBLEM
from api.http.problems import problem_body
from api.http.ranges import RangeNotSatisfiable, requested_range
from api.http.responses import VARY, digest_headers, matches_if_none_match
from exports.editions.published_editions import EditionFile
from exports.editions.storage.edition_blobs import read_edition_file
from returnonce.blobs import BlobStore


def edition_file_response(request: Request, blobs: BlobStore, visible: VisibleEdition, file: EditionFile) -> Response:
    """200, a part of it (206), 304 without opening any file, or 416.

    Raises:
        Unavailable: the bytes are missing or altered.
    """
    tag, headers = f'"{file.sha256}"', _edition_headers(visible, file)
    if matches_if_none_match(request, tag):
        return Response(status_code=304, headers=headers)
    try:
        part = requested_range(request, file.size, tag)
    except RangeNotSatisfiable:
        return _range_refusal(request, file)
    data = read_edition_file(blobs, visible.edition, file.audience, file.name)
    headers |= {"Accept-Ranges": "bytes", "Content-Disposition": attachment(_download_name(visible, file))}
    whole = digest_headers(bytes.fromhex(file.sha256))
    if part is None:
        return Response(data, media_type=file.media_type, headers=headers | whole)
    first, last = part
    cut = data[first : last + 1]
    headers |= {"Content-Range": f"bytes {first}-{last}/{file.size}"} | whole
    headers |= {"Content-Digest": digest_headers(hashlib.sha256(cut).digest())["Content-Digest"]}
    return Response(cut, 206, media_type=file.media_type, headers=headers)


def _edition_headers(visible: VisibleEdition, file: EditionFile) -> dict[str, str]:
    return {
        "ETag": f'"{file.sha256}"', "Vary": VARY, "Cache-Control": "private, no-cache",
        "Edition-Number": str(visible.edition.number), "Edition-Status": visible.status,
        "Edition-Audience": visible.audience,
    }  # fmt: skip


def _download_name(visible: VisibleEdition, file: EditionFile) -> str:
    """``changes`` files get the edition's number, so that downloads do not overwrite each other."""
    return f"edition-{visible.edition.number}-{file.name}" if file.name.startswith("changes.") else file.name


def _range_refusal(request: Request, file: EditionFile) -> Response:
    body = problem_body(416, request.url.path)
    return Response(
        json.dumps(body).encode(),
        416,
        media_type=PROBLEM,
        headers={"Content-Range": f"bytes */{file.size}", "Vary": VARY},
    )
