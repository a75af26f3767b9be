"""Why another edition of a return is published: the reasons that may be given."""

from __future__ import annotations

from collections.abc import Mapping

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.errors import Refused

#: Words by code.
EditionReasons = Mapping[str, str]


class EditionReason(Definition):
    """One entry of ``reasons.yaml``; ``words`` stands in lists and in files."""

    words: Text


def load_edition_reasons(path: FilePath) -> EditionReasons:
    """Every reason. Raises ``Refused`` where an entry is wrong."""
    content = read_yaml(path).items()
    return {code: define(EditionReason, entry, where=f"{path.name} {code}").words for code, entry in content}


def check_reason(reasons: EditionReasons, code: str) -> None:
    """Refuse a code that is no reason."""
    if code not in reasons:
        raise Refused(f"There is no reason {code!r}.", where="reason", mend=f"Reasons are: {', '.join(reasons)}.")
