"""The acts and who may do them, as ``acts.yaml`` says it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from returnonce.access.principals import Role
from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.yaml_files import define, read_yaml

FILE = Path(__file__).with_name("acts.yaml")


class Act(Definition):
    """One act. ``seen_by``: who may do that one knows that the thing is there, and is told why this one is refused."""

    name: Text
    words: Text
    roles: tuple[Role, ...] | Literal["any", "everybody"]
    openly: bool = False
    seen_by: Text | None = None

    @property
    def reads(self) -> bool:
        """True where nothing is changed: a token that only reads has these."""
        return self.name.startswith("read_") or self.name == "check_upload"


@lru_cache(maxsize=1)
def load_acts() -> dict[str, Act]:
    """Every act by name, in the order of the file."""
    return {name: define(Act, {"name": name} | fields, where=FILE.name) for name, fields in read_yaml(FILE).items()}
