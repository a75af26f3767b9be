"""Overrides: what a pack changes in a definition of another, dated, with a reason, and only while it still fits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import Field, model_validator

from returnonce.definition_files.base import Definition, Text
from returnonce.errors import Refused

FOLDER = "overrides"
#: Keys of an edition that say when it opens and falls due.
DATE_KEYS = frozenset({"opens", "due", "refresh", "lead"})


class Override(Definition):
    """``overrides/<name>.yaml`` of a pack.

    ``changes``: the file, by its path from the root. ``row``: of a table, cells that tell one row from all others.
    ``expects``: each key that is changed, with what stands there now; ``becomes``: what is to stand there. Null is a
    key that is not there, or an empty cell; a key within another is written ``due.working_days``.
    """

    changes: Text
    dated: date
    decided_by: Text
    reason: Text
    row: dict[Text, Any] = Field(default_factory=dict)
    expects: dict[Text, Any] = Field(min_length=1)
    becomes: dict[Text, Any] = Field(min_length=1)

    @model_validator(mode="after")
    def _same_keys(self) -> Override:
        if self.expects.keys() != self.becomes.keys():
            raise ValueError("expects and becomes name the same keys")
        if bool(self.row) == self.changes.endswith(".yaml"):
            raise ValueError("row says which row of a table is changed, and is left out for a YAML file")
        return self

    @property
    def subject(self) -> str:
        """Which row is meant, in words; empty for a YAML file."""
        return ", ".join(f"{name} {value}" for name, value in self.row.items())

    @property
    def keys(self) -> frozenset[tuple[str, ...]]:
        """What it changes: file, row and key of each."""
        return frozenset((self.changes, self.subject, key) for key in self.becomes)

    def describe(self, pack: str) -> str:
        """One sentence for whoever looks at what is changed."""
        parts = (f"{key} is {_say(self.becomes[key])}, was {_say(self.expects[key])}" for key in self.becomes)
        where = f"{self.subject}: " if self.row else ""
        return (
            f"Changed by pack {pack} on {self.dated}: {where}{'; '.join(parts)}. "
            f"{self.reason.rstrip('.')} ({self.decided_by})."
        )

    def apply(self, data: bytes) -> bytes:
        """The file with the change made.

        Raises:
            Refused: what stands there is not what is expected, so the override no longer fits.
        """
        try:
            text = data.decode("utf-8-sig")
            return (self._change_row(text) if self.row else self._change_keys(text)).encode()
        # Another pack's file may be neither text nor YAML.
        except ValueError as error:
            raise Refused(f"{self.changes} cannot be read.", mend="Mend that file first.") from error

    def _change_keys(self, text: str) -> str:
        # Only now: a command whose definitions come from the cache reads no YAML.
        import yaml

        from returnonce.definition_files.strict_yaml import parse_yaml

        content = parse_yaml(text)
        if not isinstance(content, dict):
            raise ValueError(text)
        for key, expected in self.expects.items():
            *above, last = key.split(".")
            inside: Any = content
            for part in above:
                inside = inside.get(part) if isinstance(inside, dict) else None
            if not isinstance(inside, dict):
                raise self._misfit(key, expected, None)
            _check_same(self, key, expected, inside.get(last))
            if self.becomes[key] is None:
                inside.pop(last, None)
            else:
                inside[last] = self.becomes[key]
        return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)

    def _change_row(self, text: str) -> str:
        mark = "\t" if self.changes.endswith(".tsv") else ","
        heading, *rows = _read_rows(text, mark)
        unknown = [name for name in (*self.row, *self.expects) if name not in heading]
        if unknown:
            raise Refused(f"{self.changes} has no column {unknown[0]}.", mend=f"Its columns are {', '.join(heading)}.")
        whole = (row for row in rows if len(row) == len(heading))
        found = [row for row in whole if all(row[heading.index(name)] == _cell(at) for name, at in self.row.items())]
        if len(found) != 1:
            raise Refused(
                f"row: {len(found) or 'no'} rows of {self.changes} have {self.subject}.",
                mend="Name cells that tell one row from all others.",
            )
        for key, expected in self.expects.items():
            at = heading.index(key)
            _check_same(self, key, _cell(expected), _as_written(found[0][at], expected))
            found[0][at] = _cell(self.becomes[key])
        return _write_rows([heading, *rows], mark)

    def _misfit(self, key: str, expected: object, actual: object) -> Refused:
        return Refused(
            f"expects: {key} {_say(expected)}; in {self.changes} it is {_say(actual)}.",
            mend="Look at what changed there; then write what stands there now, or take the override away.",
        )


def _check_same(override: Override, key: str, expected: object, actual: object) -> None:
    if expected != actual:
        raise override._misfit(key, expected, actual)


def _read_rows(text: str, mark: str) -> list[list[str]]:
    """The rows of a table with as many cells as its heading; others are kept as they are."""
    if mark == "\t":
        return [line.split(mark) for line in text.splitlines()]
    return list(csv.reader(io.StringIO(text)))


def _write_rows(rows: Iterable[list[str]], mark: str) -> str:
    if mark == "\t":
        return "\n".join([*map(mark.join, rows), ""])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _as_written(cell: str, expected: object) -> str:
    """A cell as the expected number is written, where it is that number: YAML reads ``10.0`` and a table has ``10``."""
    try:
        same = not isinstance(expected, str) and Fraction(cell) == Fraction(str(expected))
    except (ValueError, ZeroDivisionError):
        same = False
    return _cell(expected) if same else cell


def _say(value: object) -> str:
    return "not there" if value in (None, "") else str(value)


def list_date_changes(overrides: Mapping[str, Iterable[Override]], path: str) -> Iterator[str]:
    """A sentence for each change to when a return of that file opens or falls due; without the reason, which may name
    somebody and stand in a public calendar."""
    for pack, each in overrides.items():
        for one in (one for one in each if one.changes == path):
            parts = [
                f"{key} is {_say(new)}, was {_say(one.expects[key])}"
                for key, new in one.becomes.items()
                if key.partition(".")[0] in DATE_KEYS
            ]
            if parts:
                yield f"Changed by pack {pack} on {one.dated}: {'; '.join(parts)}."


def list_changes(overrides: Mapping[str, Iterable[Override]], path: str) -> Iterator[str]:
    """A sentence for each change to a file, or to the files of a folder, by the packs' names."""
    for pack, each in overrides.items():
        yield from (one.describe(pack) for one in each if one.changes == path or one.changes.startswith(f"{path}/"))
