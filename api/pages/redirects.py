"""Where to go after signing in: only ever to a path of our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

HOME = "/"
MAX_LENGTH = 2_000
#: Nobody is sent back to these.
NO_RETURN = ("/sign-in", "/sign-out", "/assets", "/v1")


def local_path(text: str) -> str:
    """The path itself if it is one of our pages', else the home page's.

    Browsers read ``//host``, ``/\\host`` and addresses with control characters as other sites'.
    """
    plain = text.isprintable() and "\\" not in text and text.startswith("/") and not text.startswith("//")
    if not plain or len(text) > MAX_LENGTH:
        return HOME
    try:
        parts = urlsplit(text)
    except ValueError:
        return HOME
    elsewhere = parts.scheme or parts.netloc or parts.path.startswith("//")
    return HOME if elsewhere or _is_no_return(parts.path) else text


def _is_no_return(path: str) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in NO_RETURN)
