"""What the checks of uploads can say: kinds of findings, from ``mappings/findings`` and the rules of record sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from indicators.records.record_definitions import RecordRule
from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.errors import Refused

Severity = Literal["error", "query", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "query", "note")


class FindingKind(Definition):
    """What a code means: what is wrong, why that matters, and how to mend it."""

    severity: Severity
    what: Text
    why: Text
    mend: Text


#: By code, in the order in which findings of one row are sorted.
FindingKinds = Mapping[str, FindingKind]


def load_finding_kinds(folder: FilePath, rules: Mapping[str, RecordRule]) -> dict[str, FindingKind]:
    """The kinds of every file of a folder, in the files' order; then the rules of record sets.

    Raises:
        Refused: a file is wrong, or gives a code that another has given.
    """
    kinds: dict[str, FindingKind] = {}
    for path in sorted(folder.glob("*.yaml")):
        for code, content in read_yaml(path).items():
            if code in kinds:
                raise Refused(f"{code} is given twice.", where=path.name, mend="Keep one of them.")
            kinds[code] = define(FindingKind, content, where=f"{path.name} {code}")
    return kinds | {code: _kind_of(rule) for code, rule in rules.items()}


def _kind_of(rule: RecordRule) -> FindingKind:
    """A record set's rule as a finding, with the number that its return gives it, where that is known."""
    message = f"{rule.what} (official rule {rule.official})" if rule.official else rule.what
    return FindingKind(severity=rule.severity, what=message, why=rule.why, mend=rule.mend)


def list_error_codes(codes: Iterable[str], kinds: FindingKinds) -> list[str]:
    """Those of the codes that refuse an upload."""
    return [code for code in codes if kinds[code].severity == "error"]
