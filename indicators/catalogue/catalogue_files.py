"""Loads indicators (``catalogue/<theme>/<code>.yaml``) and breakdowns (``breakdowns/<code>.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from indicators.catalogue.former_codes import index_former_codes
from indicators.catalogue.indicator import Breakdown, Indicator
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import NotFound, Refused
from returnonce.near_matches import find_near_matches

D = TypeVar("D", Indicator, Breakdown)


def load_catalogue(folder: FilePath) -> dict[str, Indicator]:
    """Every indicator by code, sorted.

    Raises:
        Refused: a file is wrong, is not named for its code, or repeats another's code.
    """
    return _load(Indicator, sorted(folder.glob("*/*.yaml")))


def load_breakdowns(folder: FilePath) -> dict[str, Breakdown]:
    """Every breakdown by code, sorted."""
    return _load(Breakdown, sorted(folder.glob("*.yaml")))


def find_indicator(catalogue: Mapping[str, Indicator], code: str, period: str | None = None) -> Indicator:
    """An indicator by its code, or by the one that it had before: in that period, or last.

    Raises:
        NotFound: names the codes that look like it.
    """
    if code in catalogue and period is None:
        return catalogue[code]
    former = index_former_codes(catalogue)
    current = former.find_current(code, period) if period is not None else code
    found = catalogue.get(current) or catalogue.get(former.find_newest(code) or "")
    if found is not None:
        return found
    near = find_near_matches(code.lower(), catalogue, n=3, cutoff=0.5)
    raise NotFound(
        f"There is no indicator {code!r}.",
        mend=f"Did you mean {' or '.join(near)}?" if near else "returnonce catalogue list shows the codes.",
    )


def load_themes(folder: FilePath) -> dict[str, str]:
    """The folder in which each indicator's file lies, by the indicator's code."""
    return {path.stem: path.parent.name for path in sorted(folder.glob("*/*.yaml"))}


def _load(kind: type[D], paths: list[FilePath]) -> dict[str, D]:
    by_code: dict[str, D] = {}
    for path in paths:
        definition = read_definition(kind, path)
        if definition.code != path.stem or definition.code in by_code:
            raise Refused(
                f"The code is {definition.code!r}, the file is {path.name!r}.",
                where=f"{path.parent.name}/{path.name}",
                mend="Name each file for its code, once.",
            )
        by_code[definition.code] = definition
    return dict(sorted(by_code.items()))
