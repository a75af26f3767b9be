"""``Content-Disposition`` for any file name (RFC 6266, RFC 8187): no name can end the header."""

from __future__ import annotations

import re
from urllib.parse import quote

_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()+-]")


def attachment(name: str) -> str:
    """To be saved under that name."""
    plain = _UNSAFE.sub("-", name).lstrip(".") or "file"
    if plain == name:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
