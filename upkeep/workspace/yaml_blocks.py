"""Changes one key of a YAML file and leaves all other lines, comments among them, as somebody wrote them."""

from __future__ import annotations

import re
from typing import Any

import yaml

from returnonce.errors import Conflict

_KEY = re.compile(r"^([A-Za-z_][A-Za-z0-9_-]*):")


def set_block(text: str, key: str, value: Any) -> str:
    """The text with another value of a key of its outermost mapping.

    Raises:
        Conflict: the lines of the key hold a comment, which would be lost, or the text is laid out in another way.
    """
    lines = text.splitlines()
    start, end = _find_block(lines, key)
    if any("#" in line for line in lines[start:end]):
        raise Conflict(
            f"The lines of {key} hold a comment, which a change here would lose.", mend="Change the file itself."
        )
    block = yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True, width=120).splitlines()
    changed = "\n".join([*lines[:start], *block, *lines[end:]]) + "\n"
    if not _says(changed, (yaml.safe_load(text) or {}) | {key: value}):
        raise Conflict("The file is laid out so that it cannot be changed here.", mend="Change the file itself.")
    return changed


def _says(text: str, content: Any) -> bool:
    try:
        return bool(yaml.safe_load(text) == content)
    except yaml.YAMLError:
        return False


def _find_block(lines: list[str], key: str) -> tuple[int, int]:
    """First line of a key, and the line behind its last; the end of the file where there is no such key."""
    starts = [number for number, line in enumerate(lines) if _KEY.match(line)]
    start = next((number for number in starts if lines[number].startswith(f"{key}:")), len(lines))
    end = next((number for number in starts if number > start), len(lines))
    # Blank lines and comments at the end belong to what follows.
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return start, end
