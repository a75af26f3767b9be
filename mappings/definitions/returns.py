"""Returns with their yearly editions: loads them, and chooses the edition in force for a period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.lines import LineIndex, build_line_index, read_lines
from mappings.definitions.return_definitions import Edition, Line
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.errors import NotFound, Refused

#: What an edition's title adds to its return's.
_OF_A_YEAR = re.compile(r",? (carried forward to |for )?\d{4}-\d{2}$")


@dataclass(frozen=True)
class EditionChoice:
    """The edition for a period, or why there is none. ``ended``: only lines that the place keeps are left."""

    edition: Edition | None
    ended: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class Return:
    """What a recipient requires. Editions are oldest first; lines are in the file's order."""

    code: str
    title: str
    editions: tuple[Edition, ...]
    lines: tuple[Line, ...]

    def edition_for(self, period: Period) -> Edition | None:
        """The edition in force on the period's last day; None before the first and after the last."""
        in_force = [edition for edition in self.editions if edition.in_force.covers(period.end)]
        for_that_year = [edition for edition in in_force if _year(edition).contains(period)]
        return (for_that_year or in_force)[-1] if in_force else None

    def choose_edition(self, period: Period, *, kept_codes: frozenset[str] = frozenset()) -> EditionChoice:
        """As :meth:`edition_for`, and the last edition after its end where lines of it are kept."""
        edition = self.edition_for(period)
        if edition is not None:
            return EditionChoice(edition)
        last = self.editions[-1]
        if not isinstance(last.in_force.end, date) or period.end < last.in_force.end:
            return EditionChoice(None, reason=f"{self.title} was not yet required in {period}.")
        if kept_codes & {line.subject_id for line in self.lines}:
            return EditionChoice(last, ended=True)
        return EditionChoice(
            None, reason=f"{self.title} ended on {last.in_force.end}, and none of its lines is kept here."
        )


def load_returns(folder: FilePath) -> dict[str, Return]:
    """Every ``<return>/`` folder, by its name.

    Raises:
        Refused: a file is wrong, or a return has no edition or no lines.
    """
    return {path.name: load_return(path) for path in sorted(folder.iterdir()) if (path / "lines.tsv").exists()}


def load_return(folder: FilePath) -> Return:
    """One return's ``lines.tsv`` and its dated editions."""
    raw = {path.stem: read_yaml(path) for path in sorted(folder.glob("*.yaml"))}
    if not raw:
        raise Refused("The return has no edition.", where=folder.name, mend="Add one, such as FY2009-10.yaml.")
    editions = [_edition(folder.name, name, raw) for name in raw]
    ordered = tuple(sorted(editions, key=_sort_by_start))
    title = _OF_A_YEAR.sub("", ordered[-1].title)
    return Return(folder.name, title, ordered, read_lines(folder / "lines.tsv"))


def _sort_by_start(edition: Edition) -> tuple[bool, str, str]:
    start = edition.in_force.start
    return isinstance(start, date), str(start), edition.edition


def _edition(return_code: str, name: str, raw: dict[str, Any]) -> Edition:
    where = f"{return_code}/{name}.yaml"
    edition = define(Edition, {"return": return_code} | _overlay(name, raw, where, ()), where=where)
    if edition.edition != name or edition.return_code != return_code:
        raise Refused(
            f"It says it is edition {edition.edition} of {edition.return_code}.",
            where=where,
            mend="Name the file for its edition, in the folder of its return.",
        )
    return edition


def _overlay(name: str, raw: dict[str, Any], where: str, below: tuple[str, ...]) -> dict[str, Any]:
    """A later edition's file, read over the one it extends; a key given again replaces the whole of it."""
    content = raw.get(name)
    if not isinstance(content, dict) or name in below:
        message = f"{name} extends itself." if name in below else f"There is no edition {name} to extend."
        raise Refused(message, where=where, mend="Name an earlier edition of the same return.")
    earlier = content.get("extends")
    if earlier is None:
        return content
    return _overlay(str(earlier), raw, where, (*below, name)) | content


def _year(edition: Edition) -> Period:
    """The period an edition is named for; a name that is no period stands for all time."""
    try:
        return parse_period(edition.edition)
    except Refused:
        return Period(edition.edition, "not established", date.min, date.max)


def index_lines(returns: Mapping[str, Return]) -> LineIndex:
    """Every line of the returns. Raises ``Refused``: two are written alike."""
    return build_line_index({code: definition.lines for code, definition in returns.items()})


def find_return(returns: Mapping[str, Return], code: str) -> Return:
    """A return by its code.

    Raises:
        NotFound: there is none; names those there are.
    """
    if code in returns:
        return returns[code]
    raise NotFound(f"There is no return {code!r}.", mend=f"Returns are: {', '.join(returns)}.")
