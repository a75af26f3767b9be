"""What changed in the API by version (``versions.yaml``): in words, and the operations that came and went."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, RootModel

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.yaml_files import read_yaml

FILE = Path(__file__).with_name("versions.yaml")


class ApiVersion(Definition):
    """One version: ``operations`` are those that it brought; ``gone``: what took the place of those that went."""

    version: Text
    says: tuple[Text, ...]
    operations: tuple[Text, ...]
    gone: dict[str, Text] = Field(default={})


@cache
def load_api_versions() -> tuple[ApiVersion, ...]:
    """Newest first."""
    return tuple(RootModel[list[ApiVersion]].model_validate(read_yaml(FILE)).root)
