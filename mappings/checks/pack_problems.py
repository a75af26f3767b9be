"""What is wrong with a pack, each with file and line: from an error of reading, or from a check of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mappings.packs.merged_files import PackLocation
from returnonce.definition_files.fault_words import DefinitionFaults
from returnonce.definition_files.yaml_lines import find_yaml_line
from returnonce.errors import Refused

_YAML_LINE = re.compile(r"\bline (\d+)")
_KEY = re.compile(r"([a-z_]+): ([\w-]+)?")
#: Words of a message that may stand in the file as they are: codes, dates, quoted text.
_WORD = re.compile(r"'([^']+)'|([A-Za-z0-9]+(?:[-_=][A-Za-z0-9]+)+)")


@dataclass(frozen=True)
class PackProblem:
    """``file``: from the folder of packs, such as ``cabinet/pack.yaml``. ``line``: from 1; None for a whole file."""

    pack: str
    file: str
    line: int | None
    what: str
    mend: str

    @property
    def where(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


def list_problems(refused: Refused, location: PackLocation, text: str) -> Iterator[PackProblem]:
    """Every fault of one error: of a YAML file or row that does not fit its definition there may be many.

    ``text``: what the file says.
    """
    file = f"{location.pack}/{location.path}"
    cause = refused.__cause__
    if isinstance(cause, DefinitionFaults) and location.line is None:
        for fault in cause.faults:
            yield PackProblem(location.pack, file, find_yaml_line(text, fault.path), fault.as_sentence(), "Correct it.")
        return
    is_yaml = location.path.endswith(".yaml")
    line = location.line or (is_yaml and _find_key(text, refused.what)) or _find_line(text, refused.what)
    yield PackProblem(location.pack, file, line, refused.what, refused.mend or "")


def _find_key(text: str, what: str) -> int | None:
    """The line of the key with which a message begins, as ``needs: children …`` does."""
    match = _KEY.match(what)
    return find_yaml_line(text, [part for part in match.groups() if part]) if match else None


def _find_line(text: str, what: str) -> int | None:
    """The line that a message speaks of: the one it names, or the first with a word of it."""
    if match := _YAML_LINE.search(what):
        return int(match[1])
    words = [quoted or plain for quoted, plain in _WORD.findall(what)]
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if any(word in line for word in words)), None)
