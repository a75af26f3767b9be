"""Texts in requests: what the store can hold, and no longer than it should be."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

#: No control characters, except line breaks and tabs in paragraphs; a lone surrogate is no text at all.
SingleLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern="^[^\\x00-\\x1f\\x7f]+$")]
Paragraph = Annotated[
    str, StringConstraints(min_length=1, max_length=2_000, pattern="^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]+$")
]
#: What an address may hold where no other pattern is said: NUL is refused, and only a search may be empty.
NO_NUL, NO_NUL_NOR_EMPTY = "^[^\\x00]*$", "^[^\\x00]+$"
CODE_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
AREA_PATTERN = r"^[^/\x00]*[^\s/\x00][^/\x00]*$"
#: A code, and an area by code or name, in filters that answer what is unknown with an empty list.
CodeText = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
AreaText = Annotated[str, StringConstraints(pattern=AREA_PATTERN)]
