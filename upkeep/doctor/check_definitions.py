"""A check as its file says it: what it is called, how bad it is, what it means and how to mend it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.yaml_files import define, read_yaml

FOLDER = Path(__file__).with_name("checks")


class Check(Definition):
    """``sql``: a query whose every row is a fault, its first column the place. ``by``: else the function that looks."""

    code: Code
    area: Code
    severity: Literal["error", "warning", "note"]
    title: Text
    means: Text
    mend: Text
    needs: tuple[str, ...] = ()
    sql: Text | None = None
    by: Text | None = None

    @model_validator(mode="after")
    def _looks_one_way(self) -> Check:
        if (self.sql is None) == (self.by is None):
            raise ValueError("either sql or by")
        return self


@cache
def load_checks(folder: Path = FOLDER) -> tuple[Check, ...]:
    """Every check, in the order of the files and of what stands in them.

    Raises:
        Refused: a file is wrong.
    """
    checks = [
        define(Check, {"code": code, "area": path.stem.split("-", 1)[1], **content}, where=f"{path.name} {code}")
        for path in sorted(folder.glob("*.yaml"))
        for code, content in read_yaml(path).items()
    ]
    return tuple(checks)
