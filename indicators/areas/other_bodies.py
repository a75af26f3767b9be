"""Bodies and groups that stand beside councils in published files: known by their code or name, and never a council."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indicators.areas.area_files import OtherBody

_CODE = re.compile(r"[A-Z]\d{8}", re.IGNORECASE)


class OtherBodies:
    """What :class:`OtherBody` says, by text; a text in full beats the beginning of a code."""

    def __init__(self, bodies: Iterable[OtherBody]) -> None:
        listed = list(bodies)
        self._names = {body.text.casefold(): body for body in listed if body.match == "name"}
        self._codes = {body.text.casefold(): body for body in listed if body.match == "code"}
        self._ods = [(_expression(body.text), body) for body in listed if body.match == "ods"]

    def find(self, text: str) -> OtherBody | None:
        """The body that a text without spaces around it means; None where it means none."""
        if text.casefold() in self._names:
            return self._names[text.casefold()]
        if _CODE.fullmatch(text):
            return self._codes.get(text[:3].casefold())
        # In capitals alone: *Rye* is a place.
        return next((body for expression, body in self._ods if expression.fullmatch(text)), None)


def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile("".join("[A-Z0-9]" if each == "?" else re.escape(each) for each in pattern))
