"""Checks packs: everything that is wrong with them at once, each with file and line, and every example worked.

What cannot be read is set aside, and the rest is read without it; only what speaks of it waits until it is mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from indicators.catalogue.catalogue_files import load_breakdowns, load_catalogue
from mappings.checks.catalogue_checks import check_catalogue
from mappings.checks.pack_problems import PackProblem, list_problems
from mappings.checks.problems import DefinitionProblem
from mappings.checks.record_set_checks import list_view_examples
from mappings.definitions.frameworks import load_frameworks
from mappings.definitions.indicator_reports import load_indicator_reports
from mappings.definitions.published_sources import load_sources
from mappings.definitions.returns import load_returns
from mappings.definitions.surveys import load_surveys
from mappings.definitions.workbook_layouts import load_layouts
from mappings.packs.merged_files import PackLocation, merge_packs
from mappings.packs.overrides import FOLDER
from mappings.ruleset.parsing import parse_merged
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.fault_words import DefinitionFault, DefinitionFaults
from returnonce.definition_files.file_tree import DefinitionFiles, MemoryPath
from returnonce.definition_files.pack_folders import PACKS
from returnonce.definition_files.saved_text import normalise_saved_file
from returnonce.errors import Refused

#: Read by themselves first, since these have most of the mistakes and are read in no time.
FIRST: tuple[tuple[str, Callable[[MemoryPath], object]], ...] = (
    ("indicators/catalogue", load_catalogue),
    ("indicators/breakdowns", load_breakdowns),
    ("mappings/returns", load_returns),
    ("mappings/sources", load_sources),
    ("mappings/layouts", load_layouts),
    ("mappings/frameworks", load_frameworks),
    ("mappings/reports", load_indicator_reports),
    ("mappings/surveys", load_surveys),
)
#: A pack with more mistakes than these says so, and the rest comes after they are mended.
MOST = 500
#: A return that ships.
FORMS = "mappings/returns/crc/"
_NAMES = re.compile(rb"^(return|edition):.*\n", re.MULTILINE)
_ROW = re.compile(r" row (\d+)")


def check_packs(files: DefinitionFiles) -> tuple[list[PackProblem], Ruleset | None]:
    """Everything that is wrong with the packs among definition files, by file and line; and what is sound of them.

    No ruleset where not even the rest can be read.
    """
    return _Examination(files).make()


class _Examination:
    def __init__(self, files: DefinitionFiles) -> None:
        self.files, self.merged = files, merge_packs(files)
        self.content = dict(self.merged.content)
        self.problems: list[PackProblem] = []
        #: Paths that were set aside, and what they define: what follows from that is no problem of its own.
        self.set_aside: set[str] = set()

    def make(self) -> tuple[list[PackProblem], Ruleset | None]:
        for pack, fault in self.merged.faults:
            self._note_fault(pack, fault)
        for folder, load in FIRST:
            self._try(lambda load=load, folder=folder: load(self._part(folder)))  # type: ignore[misc]
        ruleset = self._try(lambda: parse_merged(self.files, replace(self.merged, content=self.content)))
        if isinstance(ruleset, Ruleset):
            found = check_catalogue(ruleset, changed={*self.merged.added, *self.merged.replaced})
            self.problems += filter(None, map(self._place_problem, found))
        ordered = sorted(dict.fromkeys(self.problems), key=lambda each: (each.pack, each.file, each.line or 0))
        return ordered, ruleset if isinstance(ruleset, Ruleset) else None

    def _note_fault(self, pack: str, fault: Refused) -> None:
        path, _, row = (fault.where or "pack.yaml").partition(" row ")
        location = PackLocation(pack, path, int(row) if row else None)
        self.problems += list_problems(fault, location, self._own_text(location))

    def _part(self, folder: str) -> MemoryPath:
        """A folder with nothing but what packs have added to, so that it is read quickly."""
        touched = {path.rpartition("/")[0] for path in self.merged.added if path.startswith(f"{folder}/")}
        part = {path: data for path, data in self.content.items() if path.rpartition("/")[0] in touched}
        return DefinitionFiles(part).root / folder

    def _try(self, load: Callable[[], object]) -> object:
        """Read until nothing is refused; what is refused is noted and set aside."""
        for _ in range(MOST):
            try:
                return load()
            except Refused as refused:
                location = self.merged.locate(refused.where)
                if location is None or not self._note(refused, location):
                    return None
        return None

    def _note(self, refused: Refused, location: PackLocation) -> bool:
        """Note an error and set aside what it is in; False where that is aside already."""
        is_aside = any(path == location.path or path.startswith(f"{location.path}/") for path in self.set_aside)
        if not is_aside:
            told = list_problems(refused, location, self._own_text(location))
            self.problems += (problem for problem in told if not self._follows(problem.what))
        return self._set_aside(refused.where or "", location)

    def _own_text(self, location: PackLocation) -> str:
        data = self.files.content.get(f"{PACKS}/{location.pack}/{location.path}", b"")
        return normalise_saved_file(location.path, data).decode(errors="replace")

    def _set_aside(self, where: str, location: PackLocation) -> bool:
        if location.path.startswith(f"{FOLDER}/"):
            return self._undo(location)
        paths = [path for path in self.content if path == location.path or path.startswith(f"{location.path}/")]
        row = _ROW.search(where)
        if row and len(paths) == 1 and int(row[1]) > 1:
            lines = self.content[paths[0]].decode("utf-8-sig", errors="surrogateescape").splitlines()
            self._set_row_aside(paths[0], lines[int(row[1]) - 1].split("\t"))
            lines[int(row[1]) - 1] = ""
            self.content[paths[0]] = "\n".join([*lines, ""]).encode(errors="surrogateescape")
            return True
        for path in paths:
            # Where not even the form of another return does, nothing is left to try.
            stand_in = None if path in self.set_aside else self._find_stand_in(path)
            if stand_in is None:
                del self.content[path]
            else:
                self.content[path] = stand_in
            self.set_aside |= {path, _name_definition(path)}
        return bool(paths)

    def _undo(self, location: PackLocation) -> bool:
        """Take the changes to a file back, whose last override is at a place; False where that was done already."""
        undone = [path for path, (at, data) in self.merged.replaced.items() if at == location]
        for path in undone:
            data = self.merged.replaced[path][1]
            if self.content[path] == data:
                return False
            self.content[path] = data
        return bool(undone)

    def _set_row_aside(self, path: str, cells: Sequence[str]) -> None:
        if path.endswith("/columns.tsv"):
            self.set_aside |= {*cells[1:2]}
            return
        codes = {PurePosixPath(path).stem for path in self.content if path.startswith("indicators/catalogue/")}
        self.set_aside |= {cells[0], *(codes & {*cells})}

    def _find_stand_in(self, path: str) -> bytes | None:
        """For an edition, the form of another return, so that its lines are read all the same."""
        if not (path.startswith("mappings/returns/") and path.endswith(".yaml")):
            return None
        forms = (data for other, data in self.content.items() if other.startswith(FORMS) and b"\nextends:" not in data)
        form = next(forms, None)
        folder, _, name = path.rpartition("/")
        names = f"return: {PurePosixPath(folder).name}\nedition: {PurePosixPath(name).stem}\n"
        return None if form is None else names.encode() + _NAMES.sub(b"", form)

    def _place_problem(self, problem: DefinitionProblem) -> PackProblem | None:
        """A problem of the whole, at its pack's file and line; None where it only follows from another."""
        if self._follows(problem.what) or PurePosixPath(problem.file).stem in self.set_aside:
            return None
        location = self.merged.locate(self._count_blank_rows(problem.file))
        refused = Refused(problem.what, mend=problem.mend)
        if problem.path:
            refused.__cause__ = DefinitionFaults([DefinitionFault(problem.path, problem.what.rstrip("."))])
        if location is None:
            return PackProblem("", problem.file, None, problem.what, problem.mend)
        return next(list_problems(refused, location, self._own_text(location)))

    def _follows(self, words: str) -> bool:
        """Whether words speak of something that was set aside."""
        aside = (name for name in self.set_aside if name and "/" not in name)
        return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words) for name in aside)

    def _count_blank_rows(self, where: str) -> str:
        """A check counts a table's rows without blank ones; here they are counted as they stand in the file."""
        row, name = _ROW.search(where), where.partition(" row ")[0]
        path = next((path for path in self.merged.added if path.endswith(f"/{name}")), None)
        if row is None or path is None or path not in self.content:
            return where
        lines = self.content[path].decode("utf-8-sig", errors="replace").splitlines()
        filled = [number for number, line in enumerate(lines, start=1) if line.strip()]
        return f"{name} row {filled[int(row[1]) - 1]}"


def _name_definition(path: str) -> str:
    """How other definitions name what a file defines; the files of a record set are called alike in every set."""
    parts = path.split("/")
    return parts[3] if parts[:3] == ["indicators", "records", "sets"] else PurePosixPath(path).stem


def list_examples(ruleset: Ruleset, packs: Sequence[str]) -> Iterator[str]:
    """Each line of the packs' returns and view of their record sets, whose example a check has worked."""
    owned = {path for name in packs if name in ruleset.packs for path in ruleset.packs[name].paths}
    for code, definition in ruleset.returns.items():
        if f"mappings/returns/{code}/lines.tsv" in owned:
            yield from (line.subject_id for line in definition.lines)
    yield from list_view_examples(ruleset, owned)
