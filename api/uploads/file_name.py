"""The name of an uploaded file: from the query, or from ``Content-Disposition`` (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from fastapi import Request

from collectors.readers.file_names import safe_name

_EXTENDED = re.compile(r"filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", re.IGNORECASE)
_PLAIN = re.compile(r'filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))', re.IGNORECASE)
UNNAMED = "upload"


def upload_file_name(request: Request, parameter: str | None) -> str:
    """A name for display only: never used as a path or in a header."""
    return safe_name(parameter or _from_header(request.headers.get("content-disposition", "")) or UNNAMED)


def _from_header(text: str) -> str:
    extended = _EXTENDED.search(text)
    if extended:
        return unquote_to_bytes(extended[1]).decode("utf-8", "replace")
    plain = _PLAIN.search(text)
    if plain is None:
        return ""
    return re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2]
